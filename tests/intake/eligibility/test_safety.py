import pytest

from intake.eligibility.policy import SHIPPED
from intake.eligibility.safety import (
    calls_for_help,
    panels_for,
    panels_for_reading,
    urgent,
)
from tests.intake.eligibility.patients import HEALTHY, facts_of, healthy_but


@pytest.mark.parametrize(
    ("answers", "panels"),
    [
        pytest.param({}, [], id="nothing-wrong"),
        pytest.param({"phq9_9": "LA6568-5"}, [], id="item-9-not-at-all"),
        pytest.param({"phq9_9": "LA6569-3"}, ["crisis"], id="item-9-several-days"),
        pytest.param({"phq9_9": "LA6571-9"}, ["crisis"], id="item-9-every-day"),
        pytest.param({"phq9_9": "declined"}, ["crisis"], id="item-9-declined"),
        pytest.param({"phq9_1": "LA6571-9"}, [], id="item-1-every-day"),
        pytest.param({"asq_1": "yes"}, ["crisis"], id="asq-1"),
        pytest.param({"asq_4": "yes"}, ["crisis"], id="asq-4"),
        pytest.param({"asq_2": "declined"}, ["crisis"], id="asq-declined"),
        pytest.param({"asq_1": "yes", "asq_5": "no"}, ["crisis"], id="asq-5-no"),
        pytest.param({"bp_systolic": 200}, [], id="bp-symptoms-not-yet"),
        pytest.param(
            {"bp_systolic": 200, "bp_symptoms": "no"},
            ["high-reading"],
            id="bp-no-symptoms",
        ),
        pytest.param(
            {"bp_systolic": 200, "bp_symptoms": "yes"}, ["emergency"], id="bp-symptoms"
        ),
        pytest.param(
            {"bp_systolic": 200, "bp_symptoms": "unsure"}, ["emergency"], id="bp-unsure"
        ),
        pytest.param(
            {"bp_systolic": 200, "bp_symptoms": "yes", "asq_1": "yes"},
            ["emergency", "crisis"],
            id="emergency-before-crisis",
        ),
        pytest.param(
            {"bp_systolic": 200, "bp_symptoms": "no", "asq_1": "yes"},
            ["crisis", "high-reading"],
            id="crisis-before-high-reading",
        ),
    ],
)
def test_panels_for_shows_help(answers, panels):
    assert panels_for(healthy_but(**answers)) == panels


def test_panels_for_looks_at_the_page_just_saved():
    answers = healthy_but(bp_symptoms="yes", asq_1="yes")

    assert panels_for(answers, {"asq-1"}) == ["crisis"]
    assert panels_for(answers, {"asq-2"}) == []


def test_calls_for_help_returns_the_answers_that_show_a_panel():
    answers = healthy_but(bp_systolic=200, bp_symptoms="unsure", asq_2="declined")

    assert calls_for_help(answers) == {
        "bp-symptoms": ["unsure"],
        "asq-2": ["declined"],
    }


def test_a_high_reading_without_symptoms_is_no_answer_that_alerts():
    answers = healthy_but(bp_systolic=200, bp_symptoms="no")

    assert calls_for_help(answers) == {}


@pytest.mark.parametrize(
    ("systolic", "diastolic", "panels"),
    [
        (179, 119, []),
        (180, 119, ["high-reading"]),
        (179, 120, ["high-reading"]),
        (1900, 80, ["high-reading"]),
        (180, None, ["high-reading"]),
        (None, 120, ["high-reading"]),
        (128, None, []),
        (None, None, []),
    ],
)
def test_panels_for_a_reading_not_saved(systolic, diastolic, panels):
    assert panels_for_reading(systolic, diastolic) == panels


def test_panels_for_nothing_answered_are_none():
    assert panels_for({}) == []


@pytest.mark.parametrize(
    ("answers", "flag_ids"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param({"phq9-9": ["LA6569-3"]}, ["SUI_PHQ9_ITEM9"], id="item-9-alone"),
        pytest.param(
            {"phq9-9": ["declined"]}, ["SUI_PHQ9_ITEM9"], id="item-9-declined"
        ),
        pytest.param({"phq9-8": ["LA6569-3"]}, [], id="item-9-not-yet"),
        pytest.param({"asq-1": ["yes"]}, ["SUI_ASQ_POS"], id="asq-1-alone"),
        pytest.param({"asq-1": ["declined"]}, ["SUI_ASQ_POS"], id="asq-1-declined"),
        pytest.param({"asq-4": ["yes"]}, ["SUI_PAST_ATTEMPT"], id="asq-4-alerts-too"),
        pytest.param(
            {
                "bp-known": ["yes"],
                "bp-systolic": [185],
                "bp-diastolic": [90],
                "bp-symptoms": ["yes"],
            },
            ["BP_CRISIS_SYMPTOMS"],
            id="bp-before-its-date-is-asked",
        ),
        pytest.param(
            {"bp-known": ["yes"], "bp-systolic": [185], "bp-diastolic": [90]},
            ["BP_CRISIS_SYMPTOMS"],
            id="bp-before-symptoms-are-answered",
        ),
        pytest.param(
            {
                "bp-known": ["yes"],
                "bp-systolic": [185],
                "bp-diastolic": [90],
                "bp-symptoms": ["no"],
            },
            [],
            id="bp-symptoms-denied",
        ),
        pytest.param({"aneurysm-avm": ["yes"]}, [], id="absolute-does-not-alert"),
    ],
)
def test_urgent_finds_what_alerts_staff_in_a_form_just_begun(answers, flag_ids):
    assert [flag.id for flag in urgent(facts_of(answers), SHIPPED)] == flag_ids


def test_urgent_finds_nothing_in_healthy_answers():
    assert urgent(facts_of(HEALTHY), SHIPPED) == []
