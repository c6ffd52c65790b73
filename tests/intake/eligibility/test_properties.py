"""What must hold for every patient, not only for those we thought of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.eligibility.assessment import assess
from intake.eligibility.facts import WHY, from_json
from intake.eligibility.levels import Triage
from intake.eligibility.policy import SHIPPED
from intake.eligibility.rules import STOP_ITEMS
from tests.intake.eligibility.patients import (
    HEALTHY,
    MANY_ANSWERS,
    QUESTIONNAIRE,
    facts_of,
)

WORRYING = {
    "age_years": [17, 70],
    "htn_known": [True],
    "bp_systolic": [145, 165, 185],
    "bp_diastolic": [95, 105, 125],
    "aneurysm_avm": ["yes", "unsure"],
    "mi_weeks_ago": [1, 10, 100],
    "stroke_tia_weeks_ago": [1, 100],
    "angina": ["stable", "unstable"],
    "pregnant": ["yes", "unsure"],
    "medications": [["Nardil"], ["theophylline"], ["Xanax", "Ambien"]],
    "phq9": [[0] * 8 + [1], [3] * 9, [1] * 8 + [None]],
    "asq": [{"q1": True}, {"q4": True}, {"q5": None}],
    "sleep_apnea": ["untreated"],
    "audit_c_total": [4, 9],
    "has_ride_home": [False],
}
PATIENTS = st.fixed_dictionaries(
    {}, optional={key: st.sampled_from(worse) for key, worse in WORRYING.items()}
)
ANSWER = st.sampled_from(sorted(WORRYING)).flatmap(
    lambda key: st.tuples(st.just(key), st.sampled_from(WORRYING[key]))
)
PATIENTS_WITH_NOTHING_GRAVE = pytest.mark.parametrize(
    "answers",
    [pytest.param(HEALTHY, id="healthy"), pytest.param(MANY_ANSWERS, id="many")],
)


def stop_links(answers):
    """The questions answered that a rule graver than a caution reads."""
    read = {link for key in STOP_ITEMS for link in WHY.get(key, ())}
    return [
        link
        for link in sorted(read & set(answers))
        if QUESTIONNAIRE.item(link).required
    ]


def unsure_links(answers):
    return [
        link
        for link in stop_links(answers)
        if QUESTIONNAIRE.item(link).option("unsure") is not None
    ]


SAFETY_LINKS = ["phq9-9", "asq-1", "asq-2", "asq-3", "asq-4"]


def triage_of(answers):
    return assess(facts_of(answers), SHIPPED).triage


@given(PATIENTS, ANSWER)
def test_an_answer_that_raises_a_flag_never_lowers_the_triage(patient, answer):
    key, worse = answer
    before = assess(from_json({k: v for k, v in patient.items() if k != key}), SHIPPED)

    after = assess(from_json(patient | {key: worse}), SHIPPED)

    assert after.triage >= before.triage


@given(PATIENTS, st.sets(st.sampled_from(sorted(STOP_ITEMS)), min_size=1))
def test_no_stop_item_missing_is_ever_routine(patient, missing):
    assessment = assess(from_json(patient | {"unanswered": sorted(missing)}), SHIPPED)

    assert assessment.triage > Triage.ROUTINE


@PATIENTS_WITH_NOTHING_GRAVE
def test_nothing_grave_is_routine(answers):
    assert triage_of(answers) == Triage.ROUTINE


@PATIENTS_WITH_NOTHING_GRAVE
@given(data=st.data())
def test_no_response_with_a_stop_question_left_out_is_ever_routine(answers, data):
    links = st.sets(st.sampled_from(stop_links(answers)), min_size=1)
    left_out = data.draw(links)

    kept = {link: given for link, given in answers.items() if link not in left_out}

    assert triage_of(kept) > Triage.ROUTINE


@PATIENTS_WITH_NOTHING_GRAVE
@given(data=st.data())
def test_no_response_that_is_not_sure_of_a_stop_question_is_ever_routine(answers, data):
    links = st.sets(st.sampled_from(unsure_links(answers)), min_size=1)
    unsure = data.draw(links)

    assert triage_of(answers | {link: ["unsure"] for link in unsure}) > Triage.ROUTINE


@PATIENTS_WITH_NOTHING_GRAVE
def test_no_single_stop_question_left_open_is_routine(answers):
    """Each for itself, so that none hides behind another."""
    open_ways = [(link, []) for link in stop_links(answers)]
    open_ways += [(link, ["unsure"]) for link in unsure_links(answers)]
    open_ways += [(f"auditc-{n}", ["declined"]) for n in (1, 2, 3)]
    open_ways += [("druguse", ["declined"])]

    routine = [
        (link, given)
        for link, given in open_ways
        if link in answers and triage_of(answers | {link: given}) == Triage.ROUTINE
    ]

    assert routine == []


@given(st.sets(st.sampled_from(sorted(HEALTHY)), max_size=20))
def test_no_empty_or_just_begun_response_is_ever_routine(answered):
    assert triage_of({link: HEALTHY[link] for link in answered}) > Triage.ROUTINE


@given(
    st.sets(st.sampled_from(SAFETY_LINKS), min_size=1),
    st.sets(st.sampled_from(stop_links(HEALTHY))),
)
def test_a_declined_safety_item_stays_urgent(declined, left_out):
    kept = {link: given for link, given in HEALTHY.items() if link not in left_out}

    answers = kept | {link: ["declined"] for link in declined}

    assert triage_of(answers) == Triage.URGENT_SAFETY


def test_every_stop_question_can_be_answered_with_not_sure():
    """But for numbers and days, asked of who knows them, and what is declined."""
    without = {
        "sex-at-birth",
        "bp-known",
        "bp-systolic",
        "bp-diastolic",
        "height-feet",
        "height-inches",
        "weight-pounds",
        *(f"phq9-{number}" for number in range(1, 10)),
        *(f"asq-{number}" for number in range(1, 5)),
        *(f"auditc-{number}" for number in range(1, 4)),
    }
    lists = {"medicine", "antidepressant"}

    without_unsure = set(stop_links(MANY_ANSWERS)) - set(unsure_links(MANY_ANSWERS))
    assert without_unsure - lists == without
