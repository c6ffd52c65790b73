"""The words that raise a flag, and no other word of the vocabulary; every medicine."""

import json
from pathlib import Path

import pytest

from intake.eligibility import medicines
from intake.eligibility.assessment import assess
from intake.eligibility.facts import from_json
from intake.eligibility.policy import SHIPPED
from intake.eligibility.rules import RULES
from intake.eligibility.vocabulary import KEYS
from tests.intake.eligibility.anybody import NUMBERS, VALUES, WORDS
from tests.intake.eligibility.test_boundaries import BOUNDARIES

SEVERITIES = {
    "urgent": "SUI_ASQ_ACUTE SUI_ASQ_POS SUI_PHQ9_ITEM9 BP_CRISIS_SYMPTOMS",
    "absolute": """
        BP_SEVERE CV_ANEURYSM_AVM CV_ICH CV_MI_UNDER_6W CV_STROKE_UNDER_3M
        CV_ANGINA_UNSTABLE CV_HF_SYMPTOMATIC CV_ARRHYTHMIA_UNCONTROLLED HEP_SEVERE
        THY_UNCONTROLLED ICP_RAISED PREG_YES PORPHYRIA ALLERGY_KETAMINE AGE_UNDER_18
        PSY_PSYCHOSIS_CURRENT PSY_SCHIZOPHRENIA PSY_MANIA_CURRENT COG_DEMENTIA_DELIRIUM
        SUD_ACTIVE KET_MISUSE_CURRENT MED_THEOPHYLLINE
    """,
    "relative": """
        SUI_PAST_ATTEMPT BP_160_100 BP_UNKNOWN_HTN HTN_UNCONTROLLED CV_MI_6W_6M
        CV_STROKE_PAST CV_ANGINA_STABLE CV_HF_STABLE CV_VALVE HEP_MILD_MOD
        EYE_IOP_UNCONTROLLED PREG_POSSIBLE BREASTFEEDING SEIZ_UNCONTROLLED OSA_HIGH_RISK
        RESP_SEVERE BLADDER_CURRENT UNSURE_STOP_ITEM PSY_PSYCHOSIS_PAST PSY_BIPOLAR
        MDQ_POSITIVE KET_MISUSE_PAST ALC_AUDITC_HIGH DRUG_SCREEN_POS PRIOR_KET_BAD
        TRD_NOT_MET MED_MAOI MED_OXYBATE MED_BARBITURATE MED_OPIOID MED_CNS_MULTI
    """,
    "caution": """
        BP_140_90 BP_UNKNOWN HTN_CONTROLLED CV_MI_PAST CV_ARRHYTHMIA_CONTROLLED
        THY_CONTROLLED EYE_GLAUCOMA_CONTROLLED SEIZ_HISTORY OSA_TREATED BLADDER_PAST
        AGE_65_PLUS BMI_EXTREME WEIGHT_MISSING PSY_FAMILY SUD_REMISSION ALC_AUDITC_POS
        PRIOR_KET_NO_BENEFIT PHQ9_SEVERE PHQ9_BELOW_10 NO_RIDE_HOME MED_BENZO
        MED_SEDATIVE MED_CNS_DEPRESSANT MED_NALTREXONE MED_STIMULANT MED_SYMPATHOMIMETIC
        MED_ANTIPSYCHOTIC MED_LAMOTRIGINE MED_CYP_INHIBITOR MED_CYP_INDUCER
        MED_NMDA_OTHER MED_THYROID MED_GLP1 MED_ANTIHYPERTENSIVE MED_UNMATCHED
        XCHECK_HTN_MED XCHECK_BIPOLAR_MED
    """,
}
"""The whole table of clinical rules 1."""


def raised_by(**facts):
    return {flag.id for flag in assess(from_json(facts), SHIPPED).flags}


def test_every_rule_of_the_clinical_table_is_there_and_as_serious():
    ours = {rule.id: rule.severity.code for rule in RULES}
    [unsure] = assess(from_json({"unsure": ["angina"]}), SHIPPED).flags

    assert ours | {unsure.id: unsure.severity.code} == {
        rule_id: severity
        for severity, rule_ids in SEVERITIES.items()
        for rule_id in rule_ids.split()
    }


def row(rule, key, *words, **others):
    """The rule is raised by these words of a key, beside these other facts."""
    return pytest.param(rule, key, words, others, id=f"{rule}-{key}")


READING = {"bp_systolic": 180}
NO_READING = {"bp_systolic": None, "bp_diastolic": None}
TREATED = {"htn_known": True, "htn_treated": True, "htn_controlled": "yes"}

ROWS = [
    row("BP_CRISIS_SYMPTOMS", "bp_symptoms_now", True, **READING),
    row("BP_SEVERE", "bp_symptoms_now", False, **READING),
    row("BP_UNKNOWN_HTN", "htn_known", True, **NO_READING),
    row("HTN_CONTROLLED", "htn_known", True, **TREATED),
    row("HTN_CONTROLLED", "htn_treated", True, **TREATED),
    row("HTN_CONTROLLED", "htn_controlled", "yes", **TREATED),
    row("HTN_UNCONTROLLED", "htn_known", True),
    row("HTN_UNCONTROLLED", "htn_treated", False, None, **TREATED),
    row("HTN_UNCONTROLLED", "htn_controlled", "no", "unsure", None, **TREATED),
    row("CV_ANEURYSM_AVM", "aneurysm_avm", "yes"),
    row("CV_ICH", "intracerebral_hemorrhage", "yes"),
    row("CV_ANGINA_UNSTABLE", "angina", "unstable"),
    row("CV_ANGINA_STABLE", "angina", "stable"),
    row("CV_HF_SYMPTOMATIC", "heart_failure", "symptomatic"),
    row("CV_HF_STABLE", "heart_failure", "stable"),
    row("CV_ARRHYTHMIA_UNCONTROLLED", "arrhythmia", "uncontrolled"),
    row("CV_ARRHYTHMIA_CONTROLLED", "arrhythmia", "controlled"),
    row("CV_VALVE", "valve_disease_severe", True),
    row("HEP_SEVERE", "liver_disease", "severe"),
    row("HEP_MILD_MOD", "liver_disease", "mild_moderate"),
    row("THY_UNCONTROLLED", "hyperthyroid", "uncontrolled"),
    row("THY_CONTROLLED", "hyperthyroid", "controlled"),
    row("ICP_RAISED", "raised_icp", "yes"),
    row("EYE_IOP_UNCONTROLLED", "eye_pressure", "uncontrolled"),
    row("EYE_GLAUCOMA_CONTROLLED", "eye_pressure", "controlled"),
    row("PREG_YES", "pregnant", "yes"),
    row("PREG_POSSIBLE", "pregnant", "unsure", "trying"),
    row("BREASTFEEDING", "breastfeeding", True),
    row("SEIZ_UNCONTROLLED", "seizures", "uncontrolled"),
    row("SEIZ_HISTORY", "seizures", "controlled"),
    row("OSA_HIGH_RISK", "sleep_apnea", "untreated"),
    row("OSA_HIGH_RISK", "sleep_apnea", "treated", "untreated", weight_kg=200),
    row("OSA_TREATED", "sleep_apnea", "treated"),
    row("OSA_TREATED", "sleep_apnea", "treated", weight_kg=None),
    row("RESP_SEVERE", "lung_disease_severe", True),
    row("BLADDER_CURRENT", "bladder", "current"),
    row("BLADDER_PAST", "bladder", "past"),
    row("PORPHYRIA", "porphyria", "yes"),
    row("ALLERGY_KETAMINE", "ketamine_allergy", "yes"),
    row("PSY_PSYCHOSIS_CURRENT", "psychosis", "current"),
    row("PSY_SCHIZOPHRENIA", "psychosis", "schizophrenia"),
    row("PSY_PSYCHOSIS_PAST", "psychosis", "past"),
    row("PSY_FAMILY", "psychosis_family", True),
    row("PSY_MANIA_CURRENT", "mania", "current"),
    row("PSY_BIPOLAR", "mania", "bipolar_stable"),
    row("MDQ_POSITIVE", "mdq_positive", True),
    row("MDQ_POSITIVE", "mania", "none", mdq_positive=True),
    row("COG_DEMENTIA_DELIRIUM", "dementia_or_delirium", True),
    row("SUD_ACTIVE", "sud_status", "active"),
    row("SUD_REMISSION", "sud_status", "remission"),
    row("KET_MISUSE_CURRENT", "ketamine_misuse", "current"),
    row("KET_MISUSE_PAST", "ketamine_misuse", "past"),
    row("PRIOR_KET_BAD", "prior_ketamine", "bad_reaction"),
    row("PRIOR_KET_NO_BENEFIT", "prior_ketamine", "no_benefit"),
    row("TRD_NOT_MET", "primary_reason", "depression", antidepressant_trials=[]),
    row("PHQ9_BELOW_10", "primary_reason", "depression", phq9=[0] * 9),
    row("NO_RIDE_HOME", "has_ride_home", False),
    row("XCHECK_HTN_MED", "htn_known", False, medications=["lisinopril"]),
    row("XCHECK_HTN_MED", "angina", "none", medications=["lisinopril"]),
    row("XCHECK_HTN_MED", "heart_failure", "none", medications=["lisinopril"]),
    row("XCHECK_HTN_MED", "arrhythmia", "none", medications=["lisinopril"]),
    row("XCHECK_HTN_MED", "valve_disease_severe", False, medications=["lisinopril"]),
    row("XCHECK_BIPOLAR_MED", "mania", "none", medications=["lithium"]),
    row("XCHECK_BIPOLAR_MED", "seizures", "none", medications=["Lamictal"]),
]


@pytest.mark.parametrize(("rule", "key", "words", "others"), ROWS)
def test_flag_is_raised_by_these_words_and_no_other(rule, key, words, others):
    raising = [word for word in WORDS[key] if rule in raised_by(**others | {key: word})]

    assert set(raising) == set(words)


@pytest.mark.parametrize(
    ("item", "answer", "raised"),
    [
        *((item, False, set()) for item in ("q1", "q2", "q3", "q4", "q5")),
        *((item, True, {"SUI_ASQ_POS"}) for item in ("q1", "q2", "q3")),
        ("q4", True, {"SUI_PAST_ATTEMPT"}),
        ("q5", True, {"SUI_ASQ_ACUTE"}),
        *((item, None, {"SUI_ASQ_POS"}) for item in ("q1", "q2", "q3", "q4", "q5")),
    ],
)
def test_each_item_of_the_asq_raises_its_flag(item, answer, raised):
    assert raised_by(asq={item: answer}) == raised


@pytest.mark.parametrize(
    ("item_9", "raised"),
    [(0, set()), *((score, {"SUI_PHQ9_ITEM9"}) for score in (1, 2, 3, None))],
)
def test_item_9_is_urgent_above_not_at_all_and_when_declined(item_9, raised):
    assert raised_by(phq9=[2] * 8 + [item_9]) == raised


@pytest.mark.parametrize("weeks", ["mi_weeks_ago", "stroke_tia_weeks_ago"])
def test_a_heart_attack_or_stroke_that_never_was_raises_nothing(weeks):
    assert raised_by(**{weeks: None}) == set()


def test_a_weight_not_known_is_missed():
    assert raised_by(weight_kg=None) == {"WEIGHT_MISSING"}
    assert raised_by(height_cm=None) == set()


def test_a_heart_attack_explains_a_medicine_for_the_pressure():
    takes = {"medications": ["lisinopril"]}

    assert "XCHECK_HTN_MED" in raised_by(**takes, mi_weeks_ago=None)
    assert "XCHECK_HTN_MED" not in raised_by(**takes, mi_weeks_ago=60)


FLAG_OF_CLASS = {
    "maoi": "MED_MAOI",
    "xanthine": "MED_THEOPHYLLINE",
    "benzodiazepine": "MED_BENZO",
    "sedative_hypnotic": "MED_SEDATIVE",
    "oxybate": "MED_OXYBATE",
    "barbiturate": "MED_BARBITURATE",
    "opioid": "MED_OPIOID",
    "opioid_antagonist": "MED_NALTREXONE",
    "stimulant": "MED_STIMULANT",
    "sympathomimetic": "MED_SYMPATHOMIMETIC",
    "gabapentinoid": "MED_CNS_DEPRESSANT",
    "muscle_relaxant": "MED_CNS_DEPRESSANT",
    "sedating_antihistamine": "MED_CNS_DEPRESSANT",
    "antipsychotic": "MED_ANTIPSYCHOTIC",
    "lamotrigine": "MED_LAMOTRIGINE",
    "mood_stabiliser": None,
    "cyp_inducer": "MED_CYP_INDUCER",
    "cyp_inhibitor": "MED_CYP_INHIBITOR",
    "nmda_other": "MED_NMDA_OTHER",
    "thyroid_hormone": "MED_THYROID",
    "antithyroid": "MED_THYROID",
    "glp1": "MED_GLP1",
    "antihypertensive": "MED_ANTIHYPERTENSIVE",
    "bp_lowering_dual_use": "MED_ANTIHYPERTENSIVE",
    "ssri": None,
    "snri": None,
    "atypical_ad": None,
    "tca": None,
    "no_interaction_common": None,
}
"""Clinical rules 2.1."""
CROSS_CHECKS = {
    "antihypertensive": "XCHECK_HTN_MED",
    "mood_stabiliser": "XCHECK_BIPOLAR_MED",
    "lamotrigine": "XCHECK_BIPOLAR_MED",
}
DEPRESSANTS = {
    *("benzodiazepine", "sedative_hypnotic", "oxybate", "barbiturate", "opioid"),
    *("gabapentinoid", "muscle_relaxant", "sedating_antihistamine"),
}


def drug_list():
    path = Path(medicines.__file__).with_name("drugs.json")
    return json.loads(path.read_text())["classes"]


def test_the_medicine_list_has_these_classes_and_no_other():
    assert drug_list().keys() == FLAG_OF_CLASS.keys()


@pytest.mark.parametrize("drug_class", FLAG_OF_CLASS)
def test_every_name_of_a_class_raises_its_flag_alone(drug_class):
    expected = {FLAG_OF_CLASS[drug_class], CROSS_CHECKS.get(drug_class)} - {None}
    names = [
        name
        for drug in drug_list()[drug_class]["drugs"]
        for name in (drug["generic"], *drug["names"])
    ]

    others = {name: raised_by(medications=[name]) for name in names}

    assert {name: raised for name, raised in others.items() if raised != expected} == {}


@pytest.mark.parametrize("drug_class", FLAG_OF_CLASS)
def test_a_second_medicine_counts_as_a_depressant_by_its_class(drug_class):
    first = drug_list()[drug_class]["drugs"][0]["generic"]
    other = "gabapentin" if drug_class != "gabapentinoid" else "baclofen"

    raised = raised_by(medications=[first, other])

    assert ("MED_CNS_MULTI" in raised) == (drug_class in DEPRESSANTS)


def test_a_medicine_that_is_not_listed_is_shown():
    assert raised_by(medications=["Zolofft"]) == {"MED_UNMATCHED"}


def test_every_rule_has_a_row():
    of_words = {each.values[0] for each in ROWS}
    of_numbers = {boundary.rule for boundary in BOUNDARIES}
    of_medicines = {flag for flag in FLAG_OF_CLASS.values() if flag}
    here = {"SUI_ASQ_ACUTE", "SUI_ASQ_POS", "SUI_PAST_ATTEMPT", "SUI_PHQ9_ITEM9"}
    here |= {"WEIGHT_MISSING", "MED_UNMATCHED"}

    assert of_words | of_numbers | of_medicines | here == {rule.id for rule in RULES}


def test_the_tables_know_the_whole_vocabulary():
    assert VALUES.keys() == KEYS.keys()


@pytest.mark.parametrize("key", WORDS)
def test_a_key_takes_its_words_and_no_other(key):
    taken = [word for word in WORDS[key] if not KEYS[key].refusal(word)]

    assert taken == list(WORDS[key])
    assert KEYS[key].default == WORDS[key][0]
    assert KEYS[key].refusal("maybe")
    assert KEYS[key].refusal(2)


@pytest.mark.parametrize("key", NUMBERS)
def test_a_key_takes_its_numbers_and_null(key):
    numbers = NUMBERS[key]

    assert {KEYS[key].refusal(each) for each in (None, *numbers)} == {""}
    assert KEYS[key].refusal("1")
    assert KEYS[key].refusal(numbers[0] - 1)
