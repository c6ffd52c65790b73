import pytest

from intake.instruments import resource
from intake.questionnaires.enabled import enabled_items, without_disabled
from intake.questionnaires.loading import load
from tests.intake.questionnaires.resources import (
    group,
    note,
    question,
    questionnaire,
    when,
)


def enabled(questionnaire, answers):
    return [node.key for node in enabled_items(questionnaire, answers)]


def asked(condition, kind, answers):
    """Whether a question with this condition on ``trigger`` is asked."""
    form = questionnaire(
        group("s", question("trigger", kind), question("q", enableWhen=[condition]))
    )
    given = {"trigger": answers} if answers else {}
    return ("q", None) in enabled(form, given)


@pytest.mark.parametrize(
    ("condition", "kind", "answers", "expected"),
    [
        (when("trigger", "=", answerBoolean=True), "boolean", [True], True),
        (when("trigger", "=", answerBoolean=True), "boolean", [False], False),
        (when("trigger", "=", answerBoolean=False), "boolean", [], False),
        (when("trigger", "!=", answerBoolean=True), "boolean", [False], True),
        (when("trigger", "!=", answerBoolean=True), "boolean", [True], False),
        (when("trigger", "!=", answerBoolean=True), "boolean", [], True),
        (when("trigger", "exists", answerBoolean=True), "boolean", [False], True),
        (when("trigger", "exists", answerBoolean=True), "boolean", [], False),
        (when("trigger", "exists", answerBoolean=False), "boolean", [], True),
        (when("trigger", ">", answerInteger=140), "integer", [141], True),
        (when("trigger", ">", answerInteger=140), "integer", [140], False),
        (when("trigger", ">=", answerInteger=140), "integer", [140], True),
        (when("trigger", "<", answerInteger=140), "integer", [139], True),
        (when("trigger", "<", answerInteger=140), "integer", [140], False),
        (when("trigger", "<=", answerInteger=140), "integer", [140], True),
        (when("trigger", ">", answerInteger=140), "integer", ["141"], False),
        (when("trigger", ">", answerDecimal=9.5), "decimal", ["10"], True),
        (when("trigger", "=", answerDecimal=9.50), "decimal", ["9.5"], True),
        (when("trigger", "<", answerDate="2030-02-01"), "date", ["2030-01-31"], True),
        (when("trigger", "=", answerString="x"), "string", ["x"], True),
        (when("trigger", "=", answerCoding={"code": "a"}), "choice", ["a"], True),
        (when("trigger", "=", answerCoding={"code": "a"}), "choice", ["b"], False),
    ],
)
def test_enable_when_compares_as_fhir_says(condition, kind, answers, expected):
    assert asked(condition, kind, answers) is expected


def test_enable_when_equals_is_met_by_any_of_several_answers():
    form = questionnaire(
        group(
            "s",
            question("several", "choice", repeats=True),
            question("q", enableWhen=[when("several", answerCoding={"code": "b"})]),
            question(
                "r", enableWhen=[when("several", "!=", answerCoding={"code": "b"})]
            ),
        )
    )

    assert enabled(form, {"several": ["a", "b"]}) == [
        ("s", None),
        ("several", None),
        ("q", None),
    ]


@pytest.mark.parametrize(("behavior", "expected"), [("any", True), ("all", False)])
def test_enable_behavior_asks_for_any_or_all(behavior, expected):
    conditions = [when("a", answerBoolean=True), when("b", answerBoolean=True)]
    last = question("q", enableWhen=conditions, enableBehavior=behavior)
    form = questionnaire(group("s", question("a"), question("b"), last))

    assert (("q", None) in enabled(form, {"a": [True]})) is expected


def test_a_disabled_group_disables_everything_in_it():
    inside = group("inside", note("text"), question("q"))
    form = questionnaire(
        group("s", question("a")),
        group("t", inside, enableWhen=[when("a", answerBoolean=True)]),
    )

    assert enabled(form, {}) == [("s", None), ("a", None)]
    assert enabled(form, {"a": [True]}) == [
        ("s", None),
        ("a", None),
        ("t", None),
        ("inside", None),
        ("text", None),
        ("q", None),
    ]


def test_the_answer_to_a_disabled_question_enables_nothing():
    form = questionnaire(
        group(
            "s",
            question("a"),
            question("b", enableWhen=[when("a", answerBoolean=True)]),
            question("c", enableWhen=[when("b", answerBoolean=True)]),
        )
    )

    stale = {"a": [False], "b": [True], "c": [True]}

    assert enabled(form, stale) == [("s", None), ("a", None)]
    assert without_disabled(form, stale) == {"a": [False]}


def test_a_condition_may_read_a_later_question():
    first = question("first", enableWhen=[when("last", answerBoolean=True)])
    form = questionnaire(group("s", first, question("last")))

    assert ("first", None) in enabled(form, {"last": [True]})


def test_in_an_occurrence_a_condition_reads_that_occurrence_and_then_outwards():
    form = questionnaire(
        group(
            "s",
            question("daily"),
            group(
                "medicines",
                question("prescribed"),
                question("who", enableWhen=[when("prescribed", answerBoolean=True)]),
                question("when", enableWhen=[when("daily", answerBoolean=True)]),
                repeats=True,
            ),
        )
    )
    answers = {"medicines": [{"prescribed": [True]}, {"prescribed": [False]}]}

    assert enabled(form, answers) == [
        ("s", None),
        ("daily", None),
        ("medicines", None),
        ("medicines", 0),
        ("prescribed", 0),
        ("who", 0),
        ("medicines", 1),
        ("prescribed", 1),
    ]
    assert ("when", 1) in enabled(form, answers | {"daily": [True]})


def test_without_disabled_keeps_every_occurrence_in_its_place():
    medicine = group("medicines", question("name", "string"), repeats=True)
    form = questionnaire(group("s", medicine))
    answers = {"medicines": [{"name": ["Zoloft"]}, {}, {"name": ["aspirin"]}]}

    assert without_disabled(form, answers) == answers


def test_an_unanswered_question_with_a_help_text_gives_no_answer():
    assert without_disabled(load(resource("eligibility")), {}) == {}
