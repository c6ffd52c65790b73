import pytest

from intake.eligibility.assessment import assess
from intake.eligibility.facts import from_json
from intake.eligibility.policy import SHIPPED
from tests.intake.eligibility.patients import HEALTHY, facts_of, healthy_but


def test_assess_finds_nothing_in_the_healthy_defaults():
    assert assess(from_json({}), SHIPPED).as_json() == {
        "triage": "routine",
        "flags": [],
        "scores": {
            "phq9": {"total": 13, "band": "moderate"},
            "gad7": {"total": 8, "band": "mild"},
            "pcl5": None,
            "audit_c": {"total": 1, "band": "negative"},
        },
        "policy": "1",
    }


@pytest.mark.parametrize(
    ("facts", "triage"),
    [
        ({}, "routine"),
        ({"has_ride_home": False}, "routine"),
        ({"mi_weeks_ago": 20}, "clinician_review_before_booking"),
        ({"mi_weeks_ago": 2}, "not_candidate_pending_clinician"),
        ({"mi_weeks_ago": 2, "asq": {"q1": True}}, "urgent_safety"),
    ],
)
def test_triage_is_the_highest_severity(facts, triage):
    assert assess(from_json(facts), SHIPPED).triage.code == triage


def test_flags_come_gravest_first():
    facts = from_json(
        {
            "has_ride_home": False,
            "valve_disease_severe": True,
            "porphyria": "yes",
            "phq9": [3] * 9,
        }
    )

    assert [flag.id for flag in assess(facts, SHIPPED).flags] == [
        "SUI_PHQ9_ITEM9",
        "PORPHYRIA",
        "CV_VALVE",
        "PHQ9_SEVERE",
        "NO_RIDE_HOME",
    ]


def test_flag_as_json_has_id_severity_text_source_and_because():
    facts = from_json({"age_years": 17})

    assert assess(facts, SHIPPED).as_json()["flags"] == [
        {
            "id": "AGE_UNDER_18",
            "severity": "absolute",
            "text": "Under 18. Not approved in paediatric patients; clinic policy.",
            "source": "Spravato USPI",
            "because": {"age_years": 17},
        }
    ]


def test_healthy_answers_are_routine():
    assessment = assess(facts_of(HEALTHY), SHIPPED)

    assert assessment.triage.code == "routine"
    assert [flag.id for flag in assessment.flags] == []
    assert assessment.scores == {
        "phq9": {"total": 8, "band": "mild"},
        "gad7": {"total": 7, "band": "mild"},
        "audit_c": {"total": 0, "band": "negative"},
        "pc_ptsd_5": {"total": 0, "band": "negative"},
    }


def test_empty_response_is_never_routine():
    assessment = assess(facts_of({}), SHIPPED)

    assert assessment.triage.code == "clinician_review_before_booking"
    assert assessment.scores == {"phq9": None, "gad7": None, "audit_c": None}


def test_not_knowing_the_last_blood_pressure_is_shown_but_routine():
    assessment = assess(facts_of(healthy_but(bp_known="no")), SHIPPED)

    assert [flag.id for flag in assessment.flags] == ["BP_UNKNOWN"]
    assert assessment.triage.code == "routine"


def test_past_attempt_tells_when_in_the_patients_words():
    answers = healthy_but(asq_4="yes", asq_4_more="in 2019", asq_5="no")

    (flag,) = assess(facts_of(answers), SHIPPED).flags

    assert flag.text == (
        "Lifetime suicide attempt reported (in 2019). ASQ counts this as a positive "
        "screen: brief suicide safety assessment before booking."
    )


def test_ketamine_at_home_is_flagged_though_no_medicine_is_listed():
    answers = healthy_but(
        ketamine_before="yes", ketamine_before_result="helped", ketamine_home="yes"
    )

    (flag,) = assess(facts_of(answers), SHIPPED).flags

    assert (flag.id, flag.because) == (
        "MED_NMDA_OTHER",
        {"medications": ["ketamine at home"]},
    )


def test_a_past_psychosis_and_not_being_sure_of_schizophrenia_are_both_shown():
    answers = healthy_but(psychosis="past", schizophrenia="unsure")

    assert [flag.id for flag in assess(facts_of(answers), SHIPPED).flags] == [
        "PSY_PSYCHOSIS_PAST",
        "UNSURE_STOP_ITEM",
    ]
