"""Age, pregnancy and other medical conditions (clinical rules, section C)."""

from intake.eligibility.facts import Facts
from intake.eligibility.levels import Severity
from intake.eligibility.policy import Policy
from intake.eligibility.rules.rule import Found, Rule, found, says

BODY = ("height_cm", "weight_kg")


def _under_age(facts: Facts, policy: Policy) -> Found:
    age = facts["age_years"]
    return found(age is not None and age < policy.age_adult)


def _older(facts: Facts, policy: Policy) -> Found:
    age = facts["age_years"]
    return found(age is not None and age >= policy.age_older)


def _has_high_bmi_and_apnea(facts: Facts, policy: Policy) -> bool:
    bmi = facts.body_mass_index
    return bmi is not None and bmi >= policy.bmi_sleep_apnea


def _apnea_at_risk(facts: Facts, policy: Policy) -> Found:
    apnea = facts["sleep_apnea"]
    is_heavy = apnea == "treated" and _has_high_bmi_and_apnea(facts, policy)
    return found(apnea == "untreated" or is_heavy)


def _apnea_treated(facts: Facts, policy: Policy) -> Found:
    is_treated = facts["sleep_apnea"] == "treated"
    return found(is_treated and not _has_high_bmi_and_apnea(facts, policy))


def _extreme_bmi(facts: Facts, policy: Policy) -> Found:
    bmi = facts.body_mass_index
    if bmi is None:
        return None
    return found(bmi >= policy.bmi_high or bmi < policy.bmi_low)


def _no_weight(facts: Facts, policy: Policy) -> Found:
    return found(facts.was_asked("weight_kg") and facts["weight_kg"] is None)


AGE = (
    Rule(
        id="AGE_UNDER_18",
        severity=Severity.ABSOLUTE,
        reads=("age_years",),
        numbers=("age_adult",),
        when=_under_age,
        text="Under {policy.age_adult}. Not approved in paediatric patients; clinic "
        "policy.",
        source="Spravato USPI",
    ),
    Rule(
        id="AGE_65_PLUS",
        severity=Severity.CAUTION,
        reads=("age_years",),
        numbers=("age_older",),
        when=_older,
        text="Age >={policy.age_older}: larger BP surge with age; consider lower "
        "starting dose.",
        source="Yale 2024; EU dosing 28 mg start >=65",
    ),
)

PREGNANCY = (
    says(
        "PREG_YES",
        Severity.ABSOLUTE,
        "pregnant",
        "yes",
        text="Pregnant. Avoid; fetal-harm warning.",
        source="Spravato USPI; Cohen 2018",
    ),
    says(
        "PREG_POSSIBLE",
        Severity.RELATIVE,
        "pregnant",
        "unsure",
        "trying",
        text="Possible or planned pregnancy. Test before each course; discuss "
        "contraception.",
        source="Spravato USPI",
    ),
    says(
        "BREASTFEEDING",
        Severity.RELATIVE,
        "breastfeeding",
        True,
        text="Breastfeeding: not recommended with esketamine.",
        source="Spravato USPI",
    ),
)

CONDITIONS = (
    says(
        "HEP_SEVERE",
        Severity.ABSOLUTE,
        "liver_disease",
        "severe",
        text="Severe hepatic disease. Avoid.",
        source="Cohen 2018 avoid in severe; Spravato severe not recommended",
    ),
    says(
        "HEP_MILD_MOD",
        Severity.RELATIVE,
        "liver_disease",
        "mild_moderate",
        text="Mild-moderate liver disease. LFTs before start and during repeated "
        "dosing.",
        source="Cohen 2018; Ketalar liver injury / PDR LFT advice",
    ),
    says(
        "THY_UNCONTROLLED",
        Severity.ABSOLUTE,
        "hyperthyroid",
        "uncontrolled",
        text="Uncontrolled hyperthyroidism. Treat first.",
        source="PDR: thyrotoxicosis; EU SmPC",
    ),
    says(
        "THY_CONTROLLED",
        Severity.CAUTION,
        "hyperthyroid",
        "controlled",
        text="Treated hyperthyroidism. Recent TSH on file?",
        source="EU SmPC",
    ),
    says(
        "ICP_RAISED",
        Severity.ABSOLUTE,
        "raised_icp",
        "yes",
        text="Raised or possibly raised intracranial pressure.",
        source="Cohen 2018: do not use, or low dose with extreme caution (grade C); "
        "EU SmPC 4.3; PDR",
    ),
    says(
        "EYE_IOP_UNCONTROLLED",
        Severity.RELATIVE,
        "eye_pressure",
        "uncontrolled",
        text="Uncontrolled glaucoma / raised IOP / recent open eye injury or surgery. "
        "Ask eye doctor.",
        source="Cohen 2018; Ketalar IOP rise",
    ),
    says(
        "EYE_GLAUCOMA_CONTROLLED",
        Severity.CAUTION,
        "eye_pressure",
        "controlled",
        text="Controlled glaucoma. Confirm recent pressure.",
        source="Cohen 2018",
    ),
    says(
        "SEIZ_UNCONTROLLED",
        Severity.RELATIVE,
        "seizures",
        "uncontrolled",
        text="Seizure in the last 6 months or uncontrolled epilepsy. Neurology input.",
        source="NHS Oxford clinic: recent epilepsy excluded; ASA guidance names "
        "seizures as a serious consequence",
    ),
    says(
        "SEIZ_HISTORY",
        Severity.CAUTION,
        "seizures",
        "controlled",
        text="Controlled seizure disorder. Check for bupropion, tramadol, "
        "theophylline.",
        source="General knowledge; theophylline interaction",
    ),
    says(
        "RESP_SEVERE",
        Severity.RELATIVE,
        "lung_disease_severe",
        True,
        text="Significant pulmonary insufficiency.",
        source="EU SmPC leaflet",
    ),
    says(
        "BLADDER_CURRENT",
        Severity.RELATIVE,
        "bladder",
        "current",
        text="Current cystitis / LUTS. Urology input; ketamine cystitis risk with "
        "repeated dosing.",
        source="Ketalar USPI; Spravato USPI; FDA 2023",
    ),
    says(
        "BLADDER_PAST",
        Severity.CAUTION,
        "bladder",
        "past",
        text="Past bladder inflammation. Track symptoms each visit.",
        source="Ketalar USPI; Spravato USPI; FDA 2023",
    ),
    says(
        "PORPHYRIA",
        Severity.ABSOLUTE,
        "porphyria",
        "yes",
        text="Porphyria: ketamine and esketamine are on the UK list of unsafe drugs in "
        "ACUTE porphyrias. Non-acute types may be acceptable.",
        source="UK Specialist Pharmacy Service",
    ),
    says(
        "ALLERGY_KETAMINE",
        Severity.ABSOLUTE,
        "ketamine_allergy",
        "yes",
        text="Hypersensitivity to ketamine/esketamine.",
        source="Ketalar, Spravato USPI",
    ),
)

WEIGHT = (
    Rule(
        id="OSA_HIGH_RISK",
        severity=Severity.RELATIVE,
        reads=("sleep_apnea", *BODY),
        numbers=("bmi_sleep_apnea",),
        when=_apnea_at_risk,
        text="Untreated sleep apnea, or sleep apnea with BMI "
        ">={policy.bmi_sleep_apnea}. Airway/monitoring plan.",
        source="EU SmPC 4.4 / leaflet: sleep apnoea with obesity",
    ),
    Rule(
        id="OSA_TREATED",
        severity=Severity.CAUTION,
        reads=("sleep_apnea", *BODY),
        numbers=("bmi_sleep_apnea",),
        when=_apnea_treated,
        text="Treated sleep apnea. Bring CPAP; SpO2 monitoring.",
        source="Clinic practice",
    ),
    Rule(
        id="BMI_EXTREME",
        severity=Severity.CAUTION,
        reads=BODY,
        numbers=("bmi_low", "bmi_high"),
        when=_extreme_bmi,
        text="BMI >={policy.bmi_high} or <{policy.bmi_low}: review mg/kg dose weight "
        "(ideal vs actual) and airway/nutrition.",
        source="Chosen by this product",
    ),
    Rule(
        id="WEIGHT_MISSING",
        severity=Severity.CAUTION,
        reads=("weight_kg",),
        when=_no_weight,
        text="Weight missing: needed for mg/kg dose.",
        source="0.5 mg/kg dosing",
    ),
)

RULES = (*AGE, *PREGNANCY, *CONDITIONS, *WEIGHT)
