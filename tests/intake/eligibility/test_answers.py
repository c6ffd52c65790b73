"""From a patient's answers to the shipped questionnaire to facts."""

from datetime import date, timedelta

import pytest

from intake.eligibility.answers import DAYS_OF
from intake.eligibility.facts import KEYS, WHY, from_answers
from intake.eligibility.policy import values
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
            row(antidepressant_name="x", antidepressant_outcome="unsure"),
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
        pytest.param({"asq_4": None}, ("asq",), (), id="asq-item"),
        pytest.param({"asq_4": "yes"}, ("asq",), (), id="asq-5-not-yet"),
    ],
)
def test_from_answers_lists_what_has_no_answer(answers, unanswered, unsure):
    facts = facts_of(healthy_but(**answers))

    assert (facts.unanswered, facts.unsure) == (unanswered, unsure)


def test_from_answers_never_uses_a_default():
    facts = facts_of({})

    assert facts.values == {"age_years": 42}
    assert facts.unsure == ()


def test_from_answers_leaves_out_what_was_not_asked():
    facts = facts_of(HEALTHY)

    not_asked = {"htn_treated", "bp_symptoms_now", "weight_kg"}
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


def test_every_required_question_leads_to_a_fact():
    required = {item.link_id for item in QUESTIONNAIRE.items if item.required}

    assert required <= {link for links in WHY.values() for link in links}


def test_from_answers_never_scores_a_missing_item_9_as_zero():
    facts = facts_of(healthy_but(phq9_9=None, phq9_1=NOT_AT_ALL))

    assert facts["phq9"][-1] == "unanswered"
