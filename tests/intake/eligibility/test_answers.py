"""From a patient's answers to the shipped questionnaire to facts."""

from datetime import date, timedelta

import pytest

from intake.eligibility.assessment import assess
from intake.eligibility.facts import KEYS, WHY, from_answers
from intake.eligibility.policy import SHIPPED, values
from intake.eligibility.questions.instruments import BESIDE_FACTS, PTSD_EVENT
from intake.eligibility.questions.question import DAYS_OF
from tests.intake.eligibility.patients import (
    BORN_ON,
    HEALTHY,
    NOT_AT_ALL,
    QUESTIONNAIRE,
    TODAY,
    facts_of,
    healthy_but,
)


def case(id, key, value, **answers):
    return pytest.param(answers, key, value, id=id)


def row(**answers):
    return {name.replace("_", "-"): [value] for name, value in answers.items()}


SERTRALINE = row(
    antidepressant_name="Zoloft",
    antidepressant_dose="37.5",
    antidepressant_weeks=10,
    antidepressant_outcome="no_response",
)

NARDIL_NOW = row(antidepressant_name="Nardil", antidepressant_stopped="still-taking")

READINGS = [
    case("man-is-not-pregnant", "pregnant", "no", sex_at_birth="male"),
    case("cannot-be-pregnant", "pregnant", "no"),
    case("pregnant", "pregnant", "yes", can_be_pregnant="yes", pregnant="yes"),
    case(
        "pregnancy-unsure",
        "pregnant",
        "unsure",
        can_be_pregnant="yes",
        pregnant="unsure",
    ),
    case("sex-not-said", "sex_at_birth", "unknown", sex_at_birth="unknown"),
    case("hypertension-no", "htn_known", False),
    case("treated", "htn_treated", True, htn_known="yes", htn_treated="yes"),
    case(
        "control-unsure",
        "htn_controlled",
        "unsure",
        htn_known="yes",
        htn_controlled="unsure",
    ),
    case("reading", "bp_systolic", 118),
    case("reading-not-known", "bp_systolic", None, bp_known="no"),
    case("reading-not-known-date", "bp_days_ago", None, bp_known="no"),
    case("reading-today", "bp_days_ago", 0, bp_when="today"),
    case("reading-past-month", "bp_days_ago", 28, bp_when="past-month"),
    case("reading-on", "bp_days_ago", 40, bp_when="past-year", bp_on="2030-05-06"),
    case(
        "reading-in-the-future",
        "bp_days_ago",
        0,
        bp_when="past-year",
        bp_on="2031-01-01",
    ),
    case("reading-old", "bp_days_ago", 366, bp_when="over-a-year"),
    case("symptoms", "bp_symptoms_now", True, bp_systolic=180, bp_symptoms="yes"),
    case("aneurysm", "aneurysm_avm", "yes", aneurysm_avm="yes"),
    case("heart-attack-never", "mi_weeks_ago", None),
    case(
        "heart-attack-41-days-ago",
        "mi_weeks_ago",
        5,
        heart_attack="yes",
        heart_attack_when="past-year",
        heart_attack_on=(TODAY - timedelta(days=41)).isoformat(),
    ),
    case(
        "heart-attack-42-days-ago",
        "mi_weeks_ago",
        6,
        heart_attack="yes",
        heart_attack_when="past-year",
        heart_attack_on=(TODAY - timedelta(days=42)).isoformat(),
    ),
    case(
        "stroke-long-ago",
        "stroke_tia_weeks_ago",
        52,
        stroke="yes",
        stroke_when="over-a-year",
    ),
    case("angina-stable", "angina", "stable", angina="yes", angina_unstable="no"),
    case("angina-unstable", "angina", "unstable", angina="yes", angina_unstable="yes"),
    case(
        "heart-failure",
        "heart_failure",
        "symptomatic",
        heart_failure="yes",
        heart_failure_symptoms="yes",
    ),
    case(
        "heartbeat",
        "arrhythmia",
        "controlled",
        irregular_heartbeat="yes",
        irregular_heartbeat_uncontrolled="no",
    ),
    case("valve", "valve_disease_severe", True, heart_valve="yes"),
    case("no-medicines", "medications", []),
    case(
        "medicines",
        "medications",
        ["Xanax 1 mg", "unsure"],
        medicines_any="yes",
        medicine=[row(medicine_name="Xanax 1 mg"), row(medicine_name="unsure")],
    ),
    case(
        "medicines-in-own-words-beside-one-of-the-list",
        "medications",
        ["Prozak 20 mg", "Prozac"],
        medicines_any="yes",
        medicine=[
            row(medicine_name={"text": "Prozak 20 mg"}),
            row(medicine_name="Prozac"),
        ],
    ),
    case(
        "medicine-row-left-empty",
        "medications",
        ["theophylline"],
        medicines_any="yes",
        medicine=[{}, row(medicine_name="theophylline")],
    ),
    case(
        "trials",
        "antidepressant_trials",
        [
            {
                "drug": "Zoloft",
                "dose_mg": 37.5,
                "weeks": 10,
                "outcome": "no_response",
            },
            {"drug": "x", "dose_mg": None, "weeks": None, "outcome": "unknown"},
        ],
        antidepressants_tried="yes",
        antidepressant=[
            SERTRALINE,
            row(antidepressant_name={"text": "x"}, antidepressant_outcome="unsure"),
        ],
    ),
    case("talk-therapy", "psychotherapy", "current"),
    case("no-ketamine", "prior_ketamine", "none"),
    case(
        "ketamine",
        "prior_ketamine",
        "bad_reaction",
        ketamine_before="yes",
        ketamine_before_result="bad_reaction",
    ),
    case("phq9", "phq9", [1, 1, 1, 1, 1, 1, 1, 1, 0]),
    case("phq9-declined", "phq9", [1, 1, 1, 1, 1, 1, 1, 1, None], phq9_9="declined"),
    case("asq-no", "asq", {"q1": False, "q2": False, "q3": False, "q4": False}),
    case(
        "asq-yes",
        "asq",
        {
            "q1": False,
            "q2": None,
            "q3": False,
            "q4": True,
            "q5": False,
            "q4_when": "2019",
        },
        asq_2="declined",
        asq_4="yes",
        asq_4_more="2019",
        asq_5="no",
    ),
    case("menopause", "pregnant", "no", can_be_pregnant="menopause"),
    case(
        "not-sure-that-it-could-be",
        "pregnant",
        "unsure",
        can_be_pregnant="unsure",
        pregnant="no",
    ),
    case("not-breastfeeding", "breastfeeding", False),
    case("breastfeeding", "breastfeeding", True, breastfeeding="yes"),
    case("height-in-cm", "height_cm", 167.6),
    case("height-of-just-feet", "height_cm", 182.9, height_feet=6, height_inches=0),
    case("weight-in-kg", "weight_kg", 68.0),
    case("heaviest-weight", "weight_kg", 408.2, weight_pounds=900),
    case(
        "liver-mild", "liver_disease", "mild_moderate", liver="yes", liver_severe="no"
    ),
    case("liver-severe", "liver_disease", "severe", liver="yes", liver_severe="yes"),
    case(
        "thyroid-controlled",
        "hyperthyroid",
        "controlled",
        thyroid="yes",
        thyroid_controlled="yes",
    ),
    case(
        "thyroid-uncontrolled",
        "hyperthyroid",
        "uncontrolled",
        thyroid="yes",
        thyroid_controlled="no",
    ),
    case("head-pressure", "raised_icp", "yes", head_pressure="yes"),
    case(
        "eye-controlled",
        "eye_pressure",
        "controlled",
        eye="yes",
        eye_injury="no",
        eye_controlled="yes",
    ),
    case(
        "eye-uncontrolled",
        "eye_pressure",
        "uncontrolled",
        eye="yes",
        eye_injury="no",
        eye_controlled="no",
    ),
    case("eye-injury", "eye_pressure", "uncontrolled", eye="yes", eye_injury="yes"),
    case(
        "seizure-lately",
        "seizures",
        "uncontrolled",
        seizures="yes",
        seizures_when="past-half-year",
    ),
    case(
        "seizure-long-ago",
        "seizures",
        "controlled",
        seizures="yes",
        seizures_when="over-half-a-year",
    ),
    case(
        "apnea-treated",
        "sleep_apnea",
        "treated",
        sleep_apnea="yes",
        sleep_apnea_cpap="yes",
    ),
    case(
        "apnea-untreated",
        "sleep_apnea",
        "untreated",
        sleep_apnea="yes",
        sleep_apnea_cpap="no",
    ),
    case("lung", "lung_disease_severe", True, lung="yes"),
    case("bladder-now", "bladder", "current", bladder="current"),
    case("bladder-past", "bladder", "past", bladder="past"),
    case("porphyria", "porphyria", "yes", porphyria="yes"),
    case("psychosis-none", "psychosis", "none"),
    case("psychosis-now", "psychosis", "current", psychosis="current"),
    case("psychosis-past", "psychosis", "past", psychosis="past"),
    case("schizophrenia", "psychosis", "schizophrenia", schizophrenia="yes"),
    case(
        "schizophrenia-before-past",
        "psychosis",
        "schizophrenia",
        schizophrenia="yes",
        psychosis="past",
    ),
    case(
        "psychosis-now-beside-schizophrenia",
        "psychosis",
        "current",
        schizophrenia="yes",
        psychosis="current",
    ),
    case("schizophrenia-in-family", "psychosis_family", True, psychosis_family="yes"),
    case("mania-none", "mania", "none"),
    case("bipolar", "mania", "bipolar_stable", bipolar="yes"),
    case("mania-now", "mania", "current", mania_now="yes"),
    case("mania-now-with-bipolar", "mania", "current", bipolar="yes", mania_now="yes"),
    case("mood-screen-no", "mdq_positive", False),
    case(
        "mood-screen-one-yes", "mdq_positive", False, high_days="yes", high_trouble="no"
    ),
    case("mood-screen-both", "mdq_positive", True, high_days="yes", high_trouble="yes"),
    case("confusion", "dementia_or_delirium", True, confusion="yes"),
    case("substance-now", "sud_status", "active", substance_problem="current"),
    case("substance-past", "sud_status", "remission", substance_problem="past"),
    case("own-ketamine-now", "ketamine_misuse", "current", ketamine_own="current"),
    case("own-ketamine-past", "ketamine_misuse", "past", ketamine_own="past"),
    case("drug-use-none", "drug_use_times_past_year", 0),
    case(
        "drug-use-times",
        "drug_use_times_past_year",
        12,
        druguse="some-past-year",
        druguse_times=12,
    ),
    case("never-drinks", "audit_c_total", 0),
    case(
        "drinks",
        "audit_c_total",
        9,
        auditc_1="LA18929-2",
        auditc_2="LA18930-0",
        auditc_3="LA18891-4",
    ),
    case("gad7", "gad7_total", 7),
    case("gad7-declined", "gad7_total", None, gad7_3="declined"),
    case(
        "pcl5",
        "pcl5_total",
        60,
        primary_reason="ptsd",
        **{f"pcl5_{number}": "pcl5-3" for number in range(1, 21)},
    ),
    case(
        "ketamine-at-home",
        "medications",
        ["ketamine at home"],
        ketamine_before="yes",
        ketamine_home="yes",
    ),
    case(
        "antidepressant-still-taken-and-not-listed",
        "medications",
        ["Nardil"],
        antidepressants_tried="yes",
        antidepressant=[SERTRALINE, NARDIL_NOW],
    ),
    case(
        "antidepressant-still-taken-and-listed",
        "medications",
        ["Nardil", "Xanax"],
        medicines_any="yes",
        medicine=[row(medicine_name="Nardil"), row(medicine_name="Xanax")],
        antidepressants_tried="yes",
        antidepressant=[NARDIL_NOW],
    ),
    case("ride", "has_ride_home", True),
    case("ride-not-sure-yet", "has_ride_home", False, ride_home="unsure"),
]


@pytest.mark.parametrize(("answers", "key", "value"), READINGS)
def test_from_answers_reads(answers, key, value):
    facts = facts_of(healthy_but(**answers))

    assert facts.values[key] == value


@pytest.mark.parametrize(
    ("answers", "unanswered", "unsure"),
    [
        pytest.param({}, (), (), id="complete"),
        pytest.param({"angina": "unsure"}, (), ("angina",), id="unsure"),
        pytest.param(
            {"htn_known": "yes"}, ("htn_treated", "htn_controlled"), (), id="htn"
        ),
        pytest.param({"angina": None}, ("angina",), (), id="unanswered"),
        pytest.param({"angina": "yes"}, ("angina",), (), id="follow-up-unanswered"),
        pytest.param(
            {"heart_attack": "yes", "heart_attack_when": "unsure"},
            (),
            ("mi_weeks_ago",),
            id="heart-attack-when-unsure",
        ),
        pytest.param({"medicines_any": "unsure"}, (), ("medications",), id="medicines"),
        pytest.param({"medicines_any": "yes"}, ("medications",), (), id="empty-list"),
        pytest.param(
            {"bp_when": "unsure"}, (), ("bp_days_ago",), id="reading-when-unsure"
        ),
        pytest.param(
            {"sex_at_birth": None}, ("sex_at_birth", "pregnant"), (), id="no-sex"
        ),
        pytest.param(
            {"body_known": "unsure"}, (), ("height_cm", "weight_kg"), id="body-unsure"
        ),
        pytest.param({"weight_pounds": None}, ("weight_kg",), (), id="no-weight"),
        pytest.param(
            {"eye": "yes", "eye_injury": "unsure", "eye_controlled": "yes"},
            (),
            ("eye_pressure",),
            id="eye-injury-unsure",
        ),
        pytest.param({"psychosis": "unsure"}, (), ("psychosis",), id="psychosis"),
        pytest.param({"high_days": "unsure"}, (), ("mdq_positive",), id="mood-screen"),
        pytest.param({"auditc_1": "declined"}, ("audit_c_total",), (), id="audit-c"),
        pytest.param(
            {"druguse": "declined"}, ("drug_use_times_past_year",), (), id="drug-use"
        ),
        pytest.param(
            {"druguse": "some-past-year"},
            ("drug_use_times_past_year",),
            (),
            id="drug-use-times",
        ),
        pytest.param(
            {"ketamine_before": "yes", "ketamine_before_result": "helped"}
            | {"ketamine_home": "unsure"},
            (),
            ("medications",),
            id="ketamine-at-home",
        ),
        pytest.param({"gad7_2": None}, ("gad7_total",), (), id="gad7-item"),
        pytest.param({"asq_4": None}, ("asq",), (), id="asq-item"),
        pytest.param({"asq_4": "yes"}, ("asq",), (), id="asq-5-not-yet"),
    ],
)
def test_from_answers_lists_what_has_no_answer(answers, unanswered, unsure):
    facts = facts_of(healthy_but(**answers))

    assert (facts.unanswered, facts.unsure) == (unanswered, unsure)


@pytest.mark.parametrize(
    ("answers", "item"),
    [
        pytest.param(
            {"liver": "yes", "liver_severe": "unsure"},
            "liver disease (yes, the rest unsure)",
            id="how-grave",
        ),
        pytest.param(
            {"eye": "yes", "eye_injury": "unsure"},
            "glaucoma or eye pressure (yes, the rest unsure)",
            id="eye",
        ),
        pytest.param(
            {"stroke": "yes", "stroke_when": "unsure"},
            "stroke or TIA, and when (yes, the rest unsure)",
            id="when",
        ),
        pytest.param({"liver": "unsure"}, "liver disease (unsure)", id="at-all"),
    ],
)
def test_the_flag_says_what_the_patient_has_and_what_is_open(answers, item):
    flags = assess(facts_of(healthy_but(**answers)), SHIPPED).flags

    [flag] = [each for each in flags if each.id == "UNSURE_STOP_ITEM"]
    assert flag.text == f"Not sure or not answered: {item}. Obtain records."


def test_from_answers_never_uses_a_default():
    facts = facts_of({})

    assert facts.values == {"age_years": 42}
    assert facts.unsure == ()


def test_from_answers_leaves_out_what_was_not_asked():
    facts = facts_of(HEALTHY)

    not_asked = {"htn_treated", "bp_symptoms_now", "pcl5_total"}
    assert not not_asked & {*facts.values, *facts.missing}


def test_from_answers_keeps_the_safety_items_of_a_part_answered_instrument():
    facts = facts_of({"phq9-9": ["LA6569-3"], "asq-1": ["yes"]})

    assert facts["phq9"] == ["unanswered"] * 8 + [1]
    assert facts["asq"] == {"q1": True}
    assert {"phq9", "asq"} <= set(facts.unanswered)


@pytest.mark.parametrize(
    "link", ["htn-known", "aneurysm-avm", "heart-attack", "medicines-any", "ect"]
)
def test_from_answers_takes_a_code_it_cannot_read_for_no_answer(link):
    facts = facts_of(HEALTHY | {link: ["something-else"]})

    assert len(facts.unanswered) == 1


@pytest.mark.parametrize(
    ("answers", "key", "value"),
    [
        ({"psychosis": "past", "schizophrenia": "unsure"}, "psychosis", "past"),
        ({"psychosis": "unsure", "schizophrenia": "yes"}, "psychosis", "schizophrenia"),
        ({"bipolar": "yes", "mania_now": "unsure"}, "mania", "bipolar_stable"),
        ({"bipolar": "unsure", "mania_now": "yes"}, "mania", "current"),
        (
            {"medicines_any": "unsure", "antidepressants_tried": "yes"}
            | {"antidepressant": [NARDIL_NOW]},
            "medications",
            ["Nardil"],
        ),
    ],
)
def test_from_answers_keeps_a_yes_beside_what_is_not_sure(answers, key, value):
    facts = facts_of(healthy_but(**answers))

    assert (facts[key], facts.unsure) == (value, (key,))


OUTCOMES = [
    case("failed", "outcome", "no_response"),
    case("a-bit", "outcome", "partial", outcome="partial"),
    case("half-better", "outcome", "remission", outcome="half-better"),
    case("well", "outcome", "remission", outcome="remission"),
    case("not-sure", "outcome", "unknown", outcome="unsure"),
    case("half-the-days", "outcome", "unknown", taken="half-the-days"),
    case("not-sure-how-taken", "outcome", "unknown", taken="unsure"),
    case("side-effects", "outcome", "stopped_side_effect", stopped="side-effects"),
    case(
        "better-with-side-effects",
        "outcome",
        "remission",
        outcome="half-better",
        stopped="side-effects",
    ),
    case("in-release-1.0.0", "outcome", "no_response", taken=None, stopped=None),
    case(
        "side-effects-in-release-1.0.0",
        "outcome",
        "stopped_side_effect",
        outcome="stopped_side_effect",
        taken=None,
        stopped=None,
    ),
]


@pytest.mark.parametrize(("changed", "key", "value"), OUTCOMES)
def test_from_answers_reads_how_a_trial_ended(changed, key, value):
    said = {"taken": "most-days", "outcome": "no_response", "stopped": "did-not-work"}
    given = {part: code for part, code in (said | changed).items() if code}
    trial = SERTRALINE | {
        f"antidepressant-{part}": [code] for part, code in given.items()
    }

    facts = facts_of(healthy_but(antidepressants_tried="yes", antidepressant=[trial]))

    assert facts["antidepressant_trials"][0][key] == value


def test_from_answers_counts_age_on_the_day_of_the_answers():
    facts = from_answers({}, asked=(), born_on=BORN_ON, on=date(2006, 2, 2))

    assert facts["age_years"] == 17


def test_from_answers_takes_an_asq_code_it_cannot_read_for_declined():
    facts = facts_of(HEALTHY | {"asq-1": ["perhaps"], "asq-5": ["no"]})

    assert facts["asq"]["q1"] is None


def test_coarse_answers_on_when_fall_on_one_side_of_every_window():
    ranges = values()

    assert ranges["bp_recent_days"].lower >= DAYS_OF["past-month"]
    assert ranges["bp_recent_days"].upper < DAYS_OF["over-a-year"]
    for window in ("mi_recent_weeks", "mi_past_weeks", "stroke_recent_weeks"):
        assert ranges[window].upper * 7 <= DAYS_OF["over-a-year"]


def test_facts_of_a_response_can_be_kept_as_json():
    facts = facts_of(healthy_but(angina="unsure", asq_1=None))

    assert facts.as_json() == {
        **facts.values,
        "unanswered": ["asq"],
        "unsure": ["angina"],
    }


def test_every_fact_comes_from_questions_of_the_questionnaire():
    questions = {item.link_id for item in QUESTIONNAIRE.items}

    assert {link for links in WHY.values() for link in links} <= questions
    assert set(WHY) <= set(KEYS)


def test_every_required_question_leads_to_a_fact_or_a_score():
    """But for two that only a clinician reads."""
    required = {item.link_id for item in QUESTIONNAIRE.items if item.required}
    facts = {link for links in WHY.values() for link in links}
    scores = {link for items in BESIDE_FACTS.values() for link in items.links}

    assert required - facts - scores - {PTSD_EVENT} == {
        "allergies-any",
        "allergy",
        "allergy-to",
        "pain-kind",
    }


def test_every_fact_but_age_comes_from_the_questionnaire():
    assert set(KEYS) - set(WHY) == {"age_years"}


def test_from_answers_never_scores_a_missing_item_9_as_zero():
    facts = facts_of(healthy_but(phq9_9=None, phq9_1=NOT_AT_ALL))

    assert facts["phq9"][-1] == "unanswered"
