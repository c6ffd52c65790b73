"""What must hold for every patient, not only for those we thought of.

Twice: over the facts of a made-up file, and over answers to the real questionnaire.
"""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from intake.eligibility.assessment import assess
from intake.eligibility.facts import WHY, from_json
from intake.eligibility.levels import Triage
from intake.eligibility.policy import SHIPPED
from intake.eligibility.questions.instruments import PHQ9
from intake.eligibility.rules import RULES, STOP_ITEMS
from intake.questionnaires.enabled import enabled_items
from tests.intake.eligibility.anybody import (
    FAMILIES,
    VALUES,
    answered_anew,
    answers_to,
    made_up,
    responses,
)
from tests.intake.eligibility.patients import (
    HEALTHY,
    MANY_ANSWERS,
    QUESTIONNAIRE,
    facts_of,
)

GIVEN_TOGETHER = [
    ("bp_systolic", "bp_diastolic", "bp_days_ago"),
    ("htn_known", "htn_treated", "htn_controlled"),
    ("height_cm", "weight_kg"),
]
READ = {key for rule in RULES for key in rule.reads}
ANSWERS = [
    *GIVEN_TOGETHER,
    *(
        (key,)
        for key in sorted(READ)
        if not any(key in each for each in GIVEN_TOGETHER)
    ),
]
"""What a patient answers at once: a reading says nothing without its day."""
SAFETY_LINKS = ["phq9-9", "asq-1", "asq-2", "asq-3", "asq-4", "asq-5"]
PATIENTS_WITH_NOTHING_GRAVE = pytest.mark.parametrize(
    "answers",
    [pytest.param(HEALTHY, id="healthy"), pytest.param(MANY_ANSWERS, id="many")],
)


def assessed(facts):
    return assess(facts, SHIPPED)


def ids(assessment):
    return {flag.id for flag in assessment.flags}


def triage_of(answers):
    return assessed(facts_of(answers)).triage


def asked_in(answers):
    return {node.item.link_id for node in enabled_items(QUESTIONNAIRE, answers)}


def stop_links(answers):
    """The questions asked that a rule graver than a caution reads, and needs."""
    read = {link for key in STOP_ITEMS for link in WHY.get(key, ())}
    return [
        link
        for link in sorted(read & asked_in(answers))
        if QUESTIONNAIRE.item(link).required
        and not QUESTIONNAIRE.lists(QUESTIONNAIRE.item(link))
    ]


def ways_to_leave_open(link):
    """No answer at all, and each answer that is none.

    Of a PHQ-9 item before the ninth, declined only takes the total (clinical rules 6).
    """
    item = QUESTIONNAIRE.item(link)
    words = ["unsure"] if link in PHQ9.links[:-1] else ["unsure", "declined"]
    return [[], *([code] for code in words if item.option(code))]


def left_open(answers):
    return [
        (link, given)
        for link in stop_links(answers)
        for given in ways_to_leave_open(link)
    ]


@given(st.data())
def test_adding_an_answer_that_raises_a_flag_never_lowers_the_triage(data):
    keys = data.draw(st.sampled_from(ANSWERS))
    others = data.draw(made_up(without=keys))
    added = data.draw(st.fixed_dictionaries({key: VALUES[key] for key in keys}))

    before = assessed(from_json(others))
    after = assessed(from_json(others | added))

    assume(ids(after) - ids(before))
    assert after.triage >= before.triage


@PATIENTS_WITH_NOTHING_GRAVE
@given(data=st.data())
def test_answers_to_the_form_that_raise_a_flag_never_lower_the_triage(answers, data):
    family = data.draw(st.sampled_from(FAMILIES))
    others = data.draw(responses(answers, without=family))
    added = data.draw(answers_to(family))

    before = assessed(facts_of(others))
    after = assessed(facts_of(answered_anew(others, family, added)))

    assume(ids(after) - ids(before))
    assert after.triage >= before.triage


@given(st.data())
def test_no_stop_item_missing_is_ever_routine(data):
    missing = data.draw(st.sets(st.sampled_from(sorted(STOP_ITEMS)), min_size=1))
    why = data.draw(st.sampled_from(["unanswered", "unsure"]))
    person = data.draw(made_up(also_missing=False))

    assessment = assessed(from_json(person | {why: sorted(missing)}))

    assert assessment.triage > Triage.ROUTINE


@PATIENTS_WITH_NOTHING_GRAVE
@given(data=st.data())
def test_no_response_with_a_stop_question_left_open_is_ever_routine(answers, data):
    patient = data.draw(responses(answers))
    link, given_instead = data.draw(st.sampled_from(left_open(patient)))

    assert triage_of(patient | {link: given_instead}) > Triage.ROUTINE


@PATIENTS_WITH_NOTHING_GRAVE
def test_nothing_grave_is_routine(answers):
    assert triage_of(answers) == Triage.ROUTINE


@PATIENTS_WITH_NOTHING_GRAVE
def test_no_single_stop_question_left_open_is_routine(answers):
    """Each for itself, so that none hides behind another."""
    routine = [
        (link, instead)
        for link, instead in left_open(answers)
        if triage_of(answers | {link: instead}) == Triage.ROUTINE
    ]

    assert routine == []


@given(made_up(without=("asq", "phq9"), also_missing=False), st.data())
def test_a_declined_safety_item_is_urgent_whatever_else_is_so(person, data):
    declined = data.draw(st.sampled_from(["phq9", "q1", "q2", "q3", "q4", "q5"]))
    answers = {"asq": data.draw(VALUES["asq"].filter(lambda asq: asq is not None))}
    if declined == "phq9":
        answers["phq9"] = [2] * 8 + [None]
    else:
        answers["asq"] = answers["asq"] | {declined: None}

    assert assessed(from_json(person | answers)).triage == Triage.URGENT_SAFETY


@PATIENTS_WITH_NOTHING_GRAVE
@given(data=st.data())
def test_a_declined_safety_item_of_the_form_is_urgent_whatever_else_is_so(
    answers, data
):
    patient = data.draw(responses(answers))
    asked = sorted(asked_in(patient).intersection(SAFETY_LINKS))
    declined = data.draw(st.sampled_from(asked))

    assert triage_of(patient | {declined: ["declined"]}) == Triage.URGENT_SAFETY


def test_an_empty_response_is_never_routine():
    assert triage_of({}) > Triage.ROUTINE


@PATIENTS_WITH_NOTHING_GRAVE
@given(data=st.data())
def test_no_response_just_begun_is_ever_routine(answers, data):
    answered = data.draw(st.sets(st.sampled_from(sorted(answers)), max_size=20))

    assert triage_of({link: answers[link] for link in answered}) > Triage.ROUTINE


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
    links = stop_links(MANY_ANSWERS)

    certain = {link for link in links if not QUESTIONNAIRE.item(link).option("unsure")}
    assert certain - lists == without
