"""What each rule makes of facts beside each other: exactly these flags.

Every boundary of a number has its row in ``test_boundaries``, every word in
``test_words``.
"""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from intake.eligibility import rules
from intake.eligibility.assessment import assess
from intake.eligibility.facts import Facts, from_json
from intake.eligibility.policy import SHIPPED
from intake.eligibility.rules import RULES, STOP_ITEMS


def flags_of(policy=SHIPPED, **facts):
    return {flag.id: flag for flag in assess(from_json(facts), policy).flags}


def case(id, *raised, **facts):
    return pytest.param(facts, set(raised), id=id)


def asq(**answers):
    return {"asq": answers}


def phq9(item_9, *, rest=1):
    return {"phq9": [rest] * 8 + [item_9]}


SAFETY = [
    case("asq-all-no"),
    case("asq-1-yes", "SUI_ASQ_POS", **asq(q1=True)),
    case("asq-2-yes", "SUI_ASQ_POS", **asq(q2=True)),
    case("asq-3-yes", "SUI_ASQ_POS", **asq(q3=True)),
    case("asq-4-yes", "SUI_PAST_ATTEMPT", **asq(q4=True)),
    case("asq-5-yes", "SUI_ASQ_ACUTE", **asq(q5=True)),
    case("asq-1-and-5-yes", "SUI_ASQ_POS", "SUI_ASQ_ACUTE", **asq(q1=True, q5=True)),
    case("asq-1-declined", "SUI_ASQ_POS", **asq(q1=None)),
    case("asq-4-declined", "SUI_ASQ_POS", **asq(q4=None)),
    case("asq-5-declined", "SUI_ASQ_POS", **asq(q5=None)),
    case("item-9-zero", **phq9(0, rest=2)),
    case("item-9-one", "SUI_PHQ9_ITEM9", **phq9(1, rest=2)),
    case("item-9-three", "SUI_PHQ9_ITEM9", **phq9(3, rest=2)),
    case("item-9-declined", "SUI_PHQ9_ITEM9", **phq9(None, rest=2)),
    case("bp-179-symptoms", "BP_160_100", bp_systolic=179, bp_symptoms_now=True),
    case(
        "bp-180-symptoms", "BP_CRISIS_SYMPTOMS", bp_systolic=180, bp_symptoms_now=True
    ),
    case("bp-119-symptoms", "BP_160_100", bp_diastolic=119, bp_symptoms_now=True),
    case(
        "bp-120-symptoms", "BP_CRISIS_SYMPTOMS", bp_diastolic=120, bp_symptoms_now=True
    ),
    case(
        "bp-180-symptoms-unsure",
        *("BP_CRISIS_SYMPTOMS", "UNSURE_STOP_ITEM"),
        bp_systolic=180,
        unsure=["bp_symptoms_now"],
    ),
    case(
        "bp-180-symptoms-unanswered",
        *("BP_CRISIS_SYMPTOMS", "UNSURE_STOP_ITEM"),
        bp_systolic=180,
        unanswered=["bp_symptoms_now"],
    ),
    case(
        "bp-179-symptoms-unsure",
        *("BP_160_100", "UNSURE_STOP_ITEM"),
        bp_systolic=179,
        unsure=["bp_symptoms_now"],
    ),
    case(
        "bp-91-days-old-symptoms",
        *("BP_CRISIS_SYMPTOMS", "BP_UNKNOWN"),
        bp_systolic=180,
        bp_days_ago=91,
        bp_symptoms_now=True,
    ),
    case(
        "bp-91-days-old-symptoms-unsure",
        *("BP_CRISIS_SYMPTOMS", "BP_UNKNOWN", "UNSURE_STOP_ITEM"),
        bp_systolic=180,
        bp_days_ago=91,
        unsure=["bp_symptoms_now"],
    ),
    case(
        "bp-91-days-old-symptoms-unanswered",
        *("BP_UNKNOWN", "UNSURE_STOP_ITEM"),
        bp_systolic=180,
        bp_days_ago=91,
        unanswered=["bp_symptoms_now"],
    ),
]

BLOOD_PRESSURE = [
    case("systolic-139", bp_systolic=139),
    case("systolic-140", "BP_140_90", bp_systolic=140),
    case("systolic-159", "BP_140_90", bp_systolic=159),
    case("systolic-160", "BP_160_100", bp_systolic=160),
    case("systolic-179", "BP_160_100", bp_systolic=179),
    case("systolic-180", "BP_SEVERE", bp_systolic=180),
    case("diastolic-89", bp_diastolic=89),
    case("diastolic-90", "BP_140_90", bp_diastolic=90),
    case("diastolic-99", "BP_140_90", bp_diastolic=99),
    case("diastolic-100", "BP_160_100", bp_diastolic=100),
    case("diastolic-119", "BP_160_100", bp_diastolic=119),
    case("diastolic-120", "BP_SEVERE", bp_diastolic=120),
    case("worse-number-wins", "BP_160_100", bp_systolic=145, bp_diastolic=101),
    case("90-days-old", "BP_SEVERE", bp_systolic=190, bp_days_ago=90),
    case("91-days-old", "BP_UNKNOWN", bp_systolic=190, bp_days_ago=91),
    case(
        "age-unknown-high", "BP_UNKNOWN", "BP_SEVERE", bp_systolic=190, bp_days_ago=None
    ),
    case("age-unknown-low", "BP_UNKNOWN", bp_days_ago=None),
    case("only-top", "BP_160_100", bp_systolic=165, bp_diastolic=None),
    case("only-bottom", "BP_160_100", bp_systolic=None, bp_diastolic=105),
    case("no-reading", "BP_UNKNOWN", bp_systolic=None, bp_diastolic=None),
    case(
        "no-reading-and-hypertension",
        *("BP_UNKNOWN", "BP_UNKNOWN_HTN", "HTN_CONTROLLED"),
        bp_systolic=None,
        bp_diastolic=None,
        htn_known=True,
        htn_treated=True,
        htn_controlled="yes",
    ),
]


def hypertension(treated, controlled, **facts):
    known = {"htn_known": True, "htn_treated": treated, "htn_controlled": controlled}
    return known | facts


HYPERTENSION = [
    case("controlled", "HTN_CONTROLLED", **hypertension(True, "yes")),
    case(
        "controlled-139", "HTN_CONTROLLED", **hypertension(True, "yes", bp_systolic=139)
    ),
    case(
        "controlled-but-140",
        *("HTN_UNCONTROLLED", "BP_140_90"),
        **hypertension(True, "yes", bp_systolic=140),
    ),
    case(
        "controlled-but-90-below",
        *("HTN_UNCONTROLLED", "BP_140_90"),
        **hypertension(True, "yes", bp_diastolic=90),
    ),
    case(
        "old-high-reading",
        *("HTN_CONTROLLED", "BP_UNKNOWN", "BP_UNKNOWN_HTN"),
        **hypertension(True, "yes", bp_systolic=150, bp_days_ago=91),
    ),
    case("not-controlled", "HTN_UNCONTROLLED", **hypertension(True, "no")),
    case("control-unsure", "HTN_UNCONTROLLED", **hypertension(True, "unsure")),
    case("control-not-given", "HTN_UNCONTROLLED", **hypertension(True, None)),
    case("not-treated", "HTN_UNCONTROLLED", **hypertension(False, "yes")),
    case("treatment-not-given", "HTN_UNCONTROLLED", **hypertension(None, "yes")),
]

HEART = [
    case("aneurysm", "CV_ANEURYSM_AVM", aneurysm_avm="yes"),
    case("aneurysm-unsure", "UNSURE_STOP_ITEM", aneurysm_avm="unsure"),
    case("brain-bleed", "CV_ICH", intracerebral_hemorrhage="yes"),
    case("mi-now", "CV_MI_UNDER_6W", mi_weeks_ago=0),
    case("mi-5-weeks", "CV_MI_UNDER_6W", mi_weeks_ago=5),
    case("mi-6-weeks", "CV_MI_6W_6M", mi_weeks_ago=6),
    case("mi-25-weeks", "CV_MI_6W_6M", mi_weeks_ago=25),
    case("mi-26-weeks", "CV_MI_PAST", mi_weeks_ago=26),
    case("stroke-12-weeks", "CV_STROKE_UNDER_3M", stroke_tia_weeks_ago=12),
    case("stroke-13-weeks", "CV_STROKE_PAST", stroke_tia_weeks_ago=13),
    case("angina-unstable", "CV_ANGINA_UNSTABLE", angina="unstable"),
    case("angina-stable", "CV_ANGINA_STABLE", angina="stable"),
    case("heart-failure-symptoms", "CV_HF_SYMPTOMATIC", heart_failure="symptomatic"),
    case("heart-failure-stable", "CV_HF_STABLE", heart_failure="stable"),
    case("arrhythmia-bad", "CV_ARRHYTHMIA_UNCONTROLLED", arrhythmia="uncontrolled"),
    case("arrhythmia-good", "CV_ARRHYTHMIA_CONTROLLED", arrhythmia="controlled"),
    case("valve", "CV_VALVE", valve_disease_severe=True),
]

MEDICAL = [
    case("age-17", "AGE_UNDER_18", age_years=17),
    case("age-18", age_years=18),
    case("age-64", age_years=64),
    case("age-65", "AGE_65_PLUS", age_years=65),
    case("age-null", "UNSURE_STOP_ITEM", age_years=None),
    case("pregnant", "PREG_YES", pregnant="yes"),
    case("pregnant-unsure", "PREG_POSSIBLE", pregnant="unsure"),
    case("pregnant-trying", "PREG_POSSIBLE", pregnant="trying"),
    case("breastfeeding", "BREASTFEEDING", breastfeeding=True),
    case("liver-severe", "HEP_SEVERE", liver_disease="severe"),
    case("liver-mild", "HEP_MILD_MOD", liver_disease="mild_moderate"),
    case("thyroid-bad", "THY_UNCONTROLLED", hyperthyroid="uncontrolled"),
    case("thyroid-good", "THY_CONTROLLED", hyperthyroid="controlled"),
    case("head-pressure", "ICP_RAISED", raised_icp="yes"),
    case("eye-bad", "EYE_IOP_UNCONTROLLED", eye_pressure="uncontrolled"),
    case("eye-good", "EYE_GLAUCOMA_CONTROLLED", eye_pressure="controlled"),
    case("seizures-bad", "SEIZ_UNCONTROLLED", seizures="uncontrolled"),
    case("seizures-good", "SEIZ_HISTORY", seizures="controlled"),
    case("lung", "RESP_SEVERE", lung_disease_severe=True),
    case("bladder-now", "BLADDER_CURRENT", bladder="current"),
    case("bladder-past", "BLADDER_PAST", bladder="past"),
    case("porphyria", "PORPHYRIA", porphyria="yes"),
    case("allergy", "ALLERGY_KETAMINE", ketamine_allergy="yes"),
    case("apnea-untreated", "OSA_HIGH_RISK", sleep_apnea="untreated"),
    case(
        "apnea-treated-bmi-34.9",
        "OSA_TREATED",
        sleep_apnea="treated",
        height_cm=200,
        weight_kg=139.6,
    ),
    case(
        "apnea-treated-bmi-35",
        "OSA_HIGH_RISK",
        sleep_apnea="treated",
        height_cm=200,
        weight_kg=140,
    ),
    case("bmi-39.9", height_cm=200, weight_kg=159.6),
    case("bmi-40", "BMI_EXTREME", height_cm=200, weight_kg=160),
    case("bmi-16", height_cm=200, weight_kg=64),
    case("bmi-15.9", "BMI_EXTREME", height_cm=200, weight_kg=63.9),
    case("weight-missing", "WEIGHT_MISSING", weight_kg=None),
]

PSYCHIATRIC = [
    case("psychosis-now", "PSY_PSYCHOSIS_CURRENT", psychosis="current"),
    case("schizophrenia", "PSY_SCHIZOPHRENIA", psychosis="schizophrenia"),
    case("psychosis-past", "PSY_PSYCHOSIS_PAST", psychosis="past"),
    case("family", "PSY_FAMILY", psychosis_family=True),
    case("mania", "PSY_MANIA_CURRENT", mania="current"),
    case("bipolar", "PSY_BIPOLAR", mania="bipolar_stable"),
    case("mood-screen", "MDQ_POSITIVE", mdq_positive=True),
    case(
        "mood-screen-bipolar", "PSY_BIPOLAR", mdq_positive=True, mania="bipolar_stable"
    ),
    case("dementia", "COG_DEMENTIA_DELIRIUM", dementia_or_delirium=True),
    case("substance-now", "SUD_ACTIVE", sud_status="active"),
    case("substance-past", "SUD_REMISSION", sud_status="remission"),
    case("ketamine-now", "KET_MISUSE_CURRENT", ketamine_misuse="current"),
    case("ketamine-past", "KET_MISUSE_PAST", ketamine_misuse="past"),
    case("alcohol-woman-2", audit_c_total=2),
    case("alcohol-woman-3", "ALC_AUDITC_POS", audit_c_total=3),
    case(
        "alcohol-unknown-3", "ALC_AUDITC_POS", audit_c_total=3, sex_at_birth="unknown"
    ),
    case("alcohol-man-3", audit_c_total=3, sex_at_birth="male"),
    case("alcohol-man-4", "ALC_AUDITC_POS", audit_c_total=4, sex_at_birth="male"),
    case("alcohol-7", "ALC_AUDITC_POS", audit_c_total=7),
    case("alcohol-8", "ALC_AUDITC_POS", "ALC_AUDITC_HIGH", audit_c_total=8),
    case("drugs-once", "DRUG_SCREEN_POS", drug_use_times_past_year=1),
    case("ketamine-bad", "PRIOR_KET_BAD", prior_ketamine="bad_reaction"),
    case("ketamine-no-benefit", "PRIOR_KET_NO_BENEFIT", prior_ketamine="no_benefit"),
]


def trials(*given):
    names = ("drug", "dose_mg", "weeks", "outcome")
    return {
        "antidepressant_trials": [dict(zip(names, each, strict=True)) for each in given]
    }


SERTRALINE = ("Zoloft", 50, 6, "no_response")
VENLAFAXINE = ("Effexor XR", 150, 6, "partial")

INDICATION = [
    case("two-failed", **trials(SERTRALINE, VENLAFAXINE)),
    case(
        "dose-below", "TRD_NOT_MET", **trials(("zoloft", 49, 6, "partial"), VENLAFAXINE)
    ),
    case(
        "weeks-below",
        "TRD_NOT_MET",
        **trials(("zoloft", 50, 5, "partial"), VENLAFAXINE),
    ),
    case("same-drug-twice", "TRD_NOT_MET", **trials(SERTRALINE, SERTRALINE)),
    case(
        "helped", "TRD_NOT_MET", **trials(("zoloft", 50, 6, "remission"), VENLAFAXINE)
    ),
    case(
        "side-effects",
        "TRD_NOT_MET",
        **trials(("zoloft", 50, 6, "stopped_side_effect"), VENLAFAXINE),
    ),
    case("dose-unknown", "TRD_NOT_MET", **trials(("zoloft", None, 6, "partial"))),
    case("weeks-unknown", "TRD_NOT_MET", **trials(("zoloft", 50, None, "partial"))),
    case("drug-unknown", "TRD_NOT_MET", **trials(("x", 50, 6, "partial"), VENLAFAXINE)),
    case("no-trials-other-reason", primary_reason="ptsd", **trials()),
    case("phq9-20", "PHQ9_SEVERE", phq9=[3, 3, 3, 3, 3, 3, 2, 0, 0]),
    case("phq9-19", phq9=[3, 3, 3, 3, 3, 3, 1, 0, 0]),
    case("phq9-10", phq9=[3, 3, 3, 1, 0, 0, 0, 0, 0]),
    case("phq9-9", "PHQ9_BELOW_10", phq9=[3, 3, 3, 0, 0, 0, 0, 0, 0]),
    case("phq9-9-other-reason", phq9=[3, 3, 3] + [0] * 6, primary_reason="ptsd"),
    case("phq9-item-declined", phq9=[None] + [3] * 7 + [0]),
    case("no-ride", "NO_RIDE_HOME", has_ride_home=False),
]


def takes(*medications, **facts):
    return {"medications": list(medications)} | facts


MEDICINES = [
    case("maoi", "MED_MAOI", **takes("Nardil")),
    case("theophylline", "MED_THEOPHYLLINE", **takes("theophylline")),
    case("benzodiazepine", "MED_BENZO", **takes("xanax 0.5 mg")),
    case("sedative", "MED_SEDATIVE", **takes("Ambien")),
    case("oxybate", "MED_OXYBATE", **takes("Xyrem")),
    case("barbiturate", "MED_BARBITURATE", **takes("Fioricet")),
    case("opioid", "MED_OPIOID", **takes("oxycodone")),
    case("gabapentinoid", "MED_CNS_DEPRESSANT", **takes("gabapentin")),
    case("muscle-relaxant", "MED_CNS_DEPRESSANT", **takes("Flexeril")),
    case("antihistamine", "MED_CNS_DEPRESSANT", **takes("Tylenol PM")),
    case("naltrexone", "MED_NALTREXONE", **takes("LDN")),
    case("stimulant", "MED_STIMULANT", **takes("Adderall XR 20")),
    case("sympathomimetic", "MED_SYMPATHOMIMETIC", **takes("Claritin-D")),
    case("antipsychotic", "MED_ANTIPSYCHOTIC", **takes("Abilify")),
    case("cyp-inhibitor", "MED_CYP_INHIBITOR", **takes("grapefruit juice")),
    case("cyp-inducer", "MED_CYP_INDUCER", **takes("St. John’s Wort")),
    case("nmda", "MED_NMDA_OTHER", **takes("ketamine troche")),
    case("thyroid", "MED_THYROID", **takes("Synthroid")),
    case("antithyroid", "MED_THYROID", **takes("PTU")),
    case("glp1", "MED_GLP1", **takes("Ozempic")),
    case("dual-use", "MED_ANTIHYPERTENSIVE", **takes("propranolol")),
    case("harmless", **takes("vitamin D", "Zoloft")),
    case("not-recognised", "MED_UNMATCHED", **takes("lisinoprill")),
    case("two-depressants", "MED_BENZO", "MED_SEDATIVE", "MED_CNS_MULTI",
         **takes("Xanax", "Ambien")),
    case("one-depressant-twice", "MED_BENZO", **takes("Xanax", "alprazolam")),
    case("bp-medicine-denied", "MED_ANTIHYPERTENSIVE", "XCHECK_HTN_MED",
         **takes("lisinopril")),
    case("bp-medicine-heart", "MED_ANTIHYPERTENSIVE", "CV_ANGINA_STABLE",
         **takes("lisinopril", angina="stable")),
    case("bp-medicine-known", "MED_ANTIHYPERTENSIVE", "HTN_CONTROLLED",
         **takes("lisinopril", **hypertension(True, "yes"))),
    case("lithium", "XCHECK_BIPOLAR_MED", **takes("lithium")),
    case("lithium-bipolar", "PSY_BIPOLAR", **takes("lithium", mania="bipolar_stable")),
    case("lamotrigine", "MED_LAMOTRIGINE", "XCHECK_BIPOLAR_MED", **takes("Lamictal")),
    case("lamotrigine-seizures", "MED_LAMOTRIGINE", "SEIZ_HISTORY",
         **takes("Lamictal", seizures="controlled")),
]  # fmt: skip

UNSURE = [
    case("unsure", "UNSURE_STOP_ITEM", unsure=["mi_weeks_ago"]),
    case("unanswered", "UNSURE_STOP_ITEM", unanswered=["stroke_tia_weeks_ago"]),
    case("caution-only", unsure=["psychosis_family"]),
    case("reading", "UNSURE_STOP_ITEM", "BP_UNKNOWN", unanswered=["bp_days_ago"]),
    case("weight", "UNSURE_STOP_ITEM", "WEIGHT_MISSING", unsure=["weight_kg"]),
]

CASES = [
    *SAFETY,
    *BLOOD_PRESSURE,
    *HYPERTENSION,
    *HEART,
    *MEDICAL,
    *PSYCHIATRIC,
    *INDICATION,
    *MEDICINES,
    *UNSURE,
]


@pytest.mark.parametrize(("facts", "raised"), CASES)
def test_rules_raise_exactly_these_flags(facts, raised):
    assert set(flags_of(**facts)) == raised


def test_every_rule_has_a_case_that_raises_it():
    raised = {flag_id for each in CASES for flag_id in each.values[1]}

    assert {rule.id for rule in RULES} <= raised


@pytest.mark.parametrize("key", sorted(STOP_ITEMS))
@pytest.mark.parametrize("missing", ["unanswered", "unsure"])
def test_a_stop_item_without_a_value_is_named_and_never_routine(key, missing):
    assessment = assess(from_json({missing: [key]}), SHIPPED)

    flag = next(flag for flag in assessment.flags if flag.id == "UNSURE_STOP_ITEM")
    assert dict(flag.because) == {key: missing}
    assert assessment.triage.code == "clinician_review_before_booking"


@pytest.mark.parametrize(
    ("facts", "flag_id", "text"),
    [
        pytest.param(
            {"bp_systolic": 165, "bp_diastolic": 95},
            "BP_160_100",
            "Last BP 165/95 (160-179 or 100-119). Needs BP plan before booking.",
            id="blood-pressure",
        ),
        pytest.param(
            {"mi_weeks_ago": 4},
            "CV_MI_UNDER_6W",
            "Heart attack 4 weeks ago (<6 weeks): EU labelled contraindication.",
            id="heart-attack",
        ),
        pytest.param(
            {"phq9": [0] * 8 + [None]},
            "SUI_PHQ9_ITEM9",
            "PHQ-9 item 9 = declined. Same-day safety contact; do not rely on the "
            "total score.",
            id="item-9-declined",
        ),
        pytest.param(
            {"asq": {"q1": True, "q4": None, "q5": None}},
            "SUI_ASQ_POS",
            "ASQ positive on a recent-thoughts item (1-3); item declined (q4, q5), "
            "taken as positive. Same-day brief suicide safety assessment needed.",
            id="asq-declined-beside-a-yes",
        ),
        pytest.param(
            {"bp_systolic": 190, "bp_symptoms_now": True},
            "BP_CRISIS_SYMPTOMS",
            "Reported BP 190/74 (>=180 or >=120) WITH symptoms: possible hypertensive "
            "emergency. Patient was told to call 911.",
            id="bp-symptoms",
        ),
        pytest.param(
            {"bp_systolic": 190, "unsure": ["bp_symptoms_now"]},
            "BP_CRISIS_SYMPTOMS",
            "Reported BP 190/74 (>=180 or >=120) and NOT SURE about symptoms: possible "
            "hypertensive emergency. Patient was told to call 911.",
            id="bp-symptoms-unsure",
        ),
        pytest.param(
            {"bp_systolic": 190, "unanswered": ["bp_symptoms_now"]},
            "BP_CRISIS_SYMPTOMS",
            "Reported BP 190/74 (>=180 or >=120) and NO ANSWER about symptoms: "
            "possible hypertensive emergency. Ask the patient now.",
            id="bp-symptoms-unanswered",
        ),
        pytest.param(
            {"medications": ["{policy} pills", "xyz"]},
            "MED_UNMATCHED",
            'Free-text medicine not recognised: "{policy} pills", "xyz".',
            id="text-with-braces",
        ),
        pytest.param(
            {"unsure": ["mi_weeks_ago"], "unanswered": ["angina"]},
            "UNSURE_STOP_ITEM",
            "Not sure or not answered: chest pain from the heart (unanswered), heart "
            "attack, and when (unsure). Obtain records.",
            id="unsure",
        ),
    ],
)
def test_flag_text_has_the_values_filled_in(facts, flag_id, text):
    assert flags_of(**facts)[flag_id].text == text


def test_flag_rests_on_the_facts_its_rule_reads():
    flag = flags_of(bp_systolic=165, unsure=["bp_days_ago"])["BP_160_100"]

    assert dict(flag.because) == {
        "bp_systolic": 165,
        "bp_diastolic": 74,
        "bp_days_ago": "unsure",
    }


def test_rules_follow_the_policy():
    stricter = replace(SHIPPED, bp_high_systolic=150)

    assert "BP_140_90" in flags_of(bp_systolic=150)
    assert flags_of(stricter, bp_systolic=150)["BP_160_100"].text == (
        "Last BP 150/74 (150-179 or 100-119). Needs BP plan before booking."
    )


class RecordingFacts(Facts):
    def __getitem__(self, key):
        READ.add(key)
        return super().__getitem__(key)


READ = set()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_reads_no_fact_it_does_not_declare(rule):
    READ.clear()

    for facts in (from_json(each.values[0]) for each in CASES):
        rule.flag(RecordingFacts(facts.values, facts.unanswered, facts.unsure), SHIPPED)

    assert set(rule.reads) == READ


NUMBERS_OF_NO_POLICY = {
    ("safety.py", 0),  # PHQ-9 item 9 counts from the first score above "Not at all"
    ("rule.py", 1),  # the last whole number before a limit, to write a band
    *(("blood_pressure.py", rank) for rank in range(4)),  # the bands in their order
}


def test_no_rule_module_holds_a_clinical_number():
    folder = Path(rules.__file__).parent
    modules = [*folder.glob("*.py"), folder.with_name("blood_pressure.py")]

    numbers = {
        (path.name, node.value)
        for path in modules
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and type(node.value) in (int, float)
    }

    assert numbers == NUMBERS_OF_NO_POLICY


def test_rule_ids_are_unique():
    assert len({rule.id for rule in RULES}) == len(RULES)
