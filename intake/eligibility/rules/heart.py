"""Blood pressure and heart (clinical rules, section B)."""

from intake.eligibility.blood_pressure import (
    HIGH,
    RAISED,
    READING,
    RECENT,
    SEVERE,
    Band,
    band,
    is_unknown,
    reading,
)
from intake.eligibility.facts import Facts
from intake.eligibility.levels import Severity
from intake.eligibility.policy import Policy
from intake.eligibility.rules.rule import Found, Rule, found, says


def _severe_without_symptoms(facts: Facts, policy: Policy) -> Found:
    """A severe reading with symptoms denied; without a no it is ``BP_CRISIS_SYMPTOMS``.

    That only a no counts as none is this product's choice; it needs a clinician's word.
    """
    is_severe = band(facts, policy) == Band.SEVERE
    return found(is_severe and facts["bp_symptoms_now"] is False, bp=reading(facts))


def _high(facts: Facts, policy: Policy) -> Found:
    return found(band(facts, policy) == Band.HIGH, bp=reading(facts))


def _raised(facts: Facts, policy: Policy) -> Found:
    return found(band(facts, policy) == Band.RAISED, bp=reading(facts))


def _unknown(facts: Facts, policy: Policy) -> Found:
    return found(is_unknown(facts, policy))


def _unknown_with_hypertension(facts: Facts, policy: Policy) -> Found:
    return found(is_unknown(facts, policy) and facts["htn_known"] is True)


def _is_controlled(facts: Facts, policy: Policy) -> bool:
    is_treated = facts["htn_treated"] is True and facts["htn_controlled"] == "yes"
    return is_treated and band(facts, policy) == Band.BELOW


def _hypertension_controlled(facts: Facts, policy: Policy) -> Found:
    return found(facts["htn_known"] is True and _is_controlled(facts, policy))


def _hypertension_uncontrolled(facts: Facts, policy: Policy) -> Found:
    return found(facts["htn_known"] is True and not _is_controlled(facts, policy))


def _heart_attack_recent(facts: Facts, policy: Policy) -> Found:
    weeks = facts["mi_weeks_ago"]
    return found(weeks is not None and weeks < policy.mi_recent_weeks, weeks=weeks)


def _heart_attack_this_half_year(facts: Facts, policy: Policy) -> Found:
    weeks = facts["mi_weeks_ago"]
    return found(
        weeks is not None and policy.mi_recent_weeks <= weeks < policy.mi_past_weeks
    )


def _heart_attack_past(facts: Facts, policy: Policy) -> Found:
    weeks = facts["mi_weeks_ago"]
    return found(weeks is not None and weeks >= policy.mi_past_weeks)


def _stroke_recent(facts: Facts, policy: Policy) -> Found:
    weeks = facts["stroke_tia_weeks_ago"]
    return found(weeks is not None and weeks < policy.stroke_recent_weeks)


def _stroke_past(facts: Facts, policy: Policy) -> Found:
    weeks = facts["stroke_tia_weeks_ago"]
    return found(weeks is not None and weeks >= policy.stroke_recent_weeks)


HYPERTENSION = ("htn_known", "htn_treated", "htn_controlled", *READING)

BLOOD_PRESSURE = (
    Rule(
        id="BP_SEVERE",
        severity=Severity.ABSOLUTE,
        reads=(*READING, "bp_symptoms_now"),
        numbers=(*SEVERE, RECENT),
        when=_severe_without_symptoms,
        text="Last BP {bp} (>={policy.bp_severe_systolic} or "
        ">={policy.bp_severe_diastolic}), no symptoms reported. Same-day call; no "
        "booking until controlled.",
        source="2017 ACC/AHA >180/>120; Ketalar USPI contraindication",
    ),
    Rule(
        id="BP_160_100",
        severity=Severity.RELATIVE,
        reads=READING,
        numbers=(*HIGH, *SEVERE, RECENT),
        below={"systolic": "bp_severe_systolic", "diastolic": "bp_severe_diastolic"},
        when=_high,
        text="Last BP {bp} ({policy.bp_high_systolic}-{systolic} or "
        "{policy.bp_high_diastolic}-{diastolic}). Needs BP plan before booking.",
        source="Level chosen by this product; above the label delay level >140/90",
    ),
    Rule(
        id="BP_140_90",
        severity=Severity.CAUTION,
        reads=READING,
        numbers=(*RAISED, *HIGH, RECENT),
        below={"systolic": "bp_high_systolic", "diastolic": "bp_high_diastolic"},
        when=_raised,
        text="Last BP {bp} ({policy.bp_raised_systolic}-{systolic} or "
        "{policy.bp_raised_diastolic}-{diastolic}). Repeat before infusion; label "
        "guidance is to weigh delay above 140/90.",
        source="Spravato USPI >140/90; EU SmPC >140/90 (<65 y), >150/90 (>=65 y); "
        "AHA stage 2",
    ),
    Rule(
        id="BP_UNKNOWN",
        severity=Severity.CAUTION,
        reads=READING,
        numbers=(RECENT,),
        when=_unknown,
        text="No BP reading in the last {policy.bp_recent_days} days.",
        source="Chosen by this product",
    ),
    Rule(
        id="BP_UNKNOWN_HTN",
        severity=Severity.RELATIVE,
        reads=("htn_known", *READING),
        numbers=(RECENT,),
        when=_unknown_with_hypertension,
        text="Known hypertension and no BP reading in the last "
        "{policy.bp_recent_days} days. Get a reading before booking.",
        source="Chosen by this product",
    ),
    Rule(
        id="HTN_CONTROLLED",
        severity=Severity.CAUTION,
        reads=HYPERTENSION,
        numbers=(*RAISED, RECENT),
        when=_hypertension_controlled,
        text="Treated, controlled hypertension. Take BP medicine as usual unless told "
        "otherwise; expect a larger rise.",
        source="Yale 2024: all patients with hypertension history had a surge; "
        "Emory 2018",
    ),
    Rule(
        id="HTN_UNCONTROLLED",
        severity=Severity.RELATIVE,
        reads=HYPERTENSION,
        numbers=(*RAISED, RECENT),
        when=_hypertension_uncontrolled,
        text="Hypertension not treated, not controlled, unsure, or last BP "
        ">={policy.bp_raised_systolic}/{policy.bp_raised_diastolic}. Treat first.",
        source="Cohen 2018: not in poorly controlled CV disease; PDR/Ketalar",
    ),
)

VESSELS = (
    says(
        "CV_ANEURYSM_AVM",
        Severity.ABSOLUTE,
        "aneurysm_avm",
        "yes",
        text="Aneurysmal vascular disease or AVM reported. Labelled contraindication "
        "for esketamine.",
        source="Spravato USPI; EU SmPC; PDR ketamine",
    ),
    says(
        "CV_ICH",
        Severity.ABSOLUTE,
        "intracerebral_hemorrhage",
        "yes",
        text="History of intracerebral haemorrhage. Labelled contraindication for "
        "esketamine.",
        source="Spravato USPI; EU SmPC",
    ),
    Rule(
        id="CV_STROKE_UNDER_3M",
        severity=Severity.ABSOLUTE,
        reads=("stroke_tia_weeks_ago",),
        numbers=("stroke_recent_weeks",),
        when=_stroke_recent,
        text="Stroke/TIA within {policy.stroke_recent_weeks} weeks. Hold.",
        source='EU SmPC "recent CV event"; the window follows AHA peri-operative '
        "practice",
    ),
    Rule(
        id="CV_STROKE_PAST",
        severity=Severity.RELATIVE,
        reads=("stroke_tia_weeks_ago",),
        numbers=("stroke_recent_weeks",),
        when=_stroke_past,
        text="Past stroke/TIA. Confirm type (not haemorrhage) and clearance. Older "
        "ketamine references list history of stroke as a contraindication.",
        source="PDR ketamine",
    ),
)

HEART = (
    Rule(
        id="CV_MI_UNDER_6W",
        severity=Severity.ABSOLUTE,
        reads=("mi_weeks_ago",),
        numbers=("mi_recent_weeks",),
        when=_heart_attack_recent,
        text="Heart attack {weeks} weeks ago (<{policy.mi_recent_weeks} weeks): EU "
        "labelled contraindication.",
        source="EU SmPC 2025 4.3",
    ),
    Rule(
        id="CV_MI_6W_6M",
        severity=Severity.RELATIVE,
        reads=("mi_weeks_ago",),
        numbers=("mi_recent_weeks", "mi_past_weeks"),
        below={"last": "mi_past_weeks"},
        when=_heart_attack_this_half_year,
        text="Heart attack {policy.mi_recent_weeks}-{last} weeks ago. Cardiology "
        "clearance before booking.",
        source="Window chosen by this product (common trial exclusion)",
    ),
    Rule(
        id="CV_MI_PAST",
        severity=Severity.CAUTION,
        reads=("mi_weeks_ago",),
        numbers=("mi_past_weeks",),
        when=_heart_attack_past,
        text="Old heart attack (>={policy.mi_past_weeks} weeks). Confirm stable and "
        "symptom-free; ECG.",
        source="EU SmPC 4.4; Sanacora 2017",
    ),
    says(
        "CV_ANGINA_UNSTABLE",
        Severity.ABSOLUTE,
        "angina",
        "unstable",
        text="Unstable angina / chest pain at rest. Refer; do not book.",
        source="Cohen 2018; PDR",
    ),
    says(
        "CV_ANGINA_STABLE",
        Severity.RELATIVE,
        "angina",
        "stable",
        text="Stable angina / coronary disease. Cardiology clearance.",
        source="PDR; Spravato USPI",
    ),
    says(
        "CV_HF_SYMPTOMATIC",
        Severity.ABSOLUTE,
        "heart_failure",
        "symptomatic",
        text="Heart failure with symptoms (NYHA III-IV type) or decompensated.",
        source="Cohen 2018; EU SmPC 4.4 NYHA III-IV; VA 'severe cardiac "
        "decompensation'",
    ),
    says(
        "CV_HF_STABLE",
        Severity.RELATIVE,
        "heart_failure",
        "stable",
        text="Stable heart failure. Cardiology clearance; ketamine has direct negative "
        "inotropy in poor ventricles.",
        source="PDR",
    ),
    says(
        "CV_ARRHYTHMIA_UNCONTROLLED",
        Severity.ABSOLUTE,
        "arrhythmia",
        "uncontrolled",
        text="Uncontrolled arrhythmia / syncope. ECG and cardiology first.",
        source="EU SmPC 4.4; trial exclusion PMC10812090",
    ),
    says(
        "CV_ARRHYTHMIA_CONTROLLED",
        Severity.CAUTION,
        "arrhythmia",
        "controlled",
        text="Controlled arrhythmia. Baseline ECG.",
        source="Ketalar USPI arrhythmias",
    ),
    says(
        "CV_VALVE",
        Severity.RELATIVE,
        "valve_disease_severe",
        True,
        text="Haemodynamically significant valve disease. Clearance needed.",
        source="EU SmPC 4.4",
    ),
)

RULES = (*BLOOD_PRESSURE, *VESSELS, *HEART)
