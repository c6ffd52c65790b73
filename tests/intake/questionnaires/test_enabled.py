import pytest

from intake.instruments import resource
from intake.questionnaires.enabled import enabled_items, without_disabled
from intake.questionnaires.loading import load
from tests.intake.questionnaires.resources import (
    group,
    help_text,
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
    return ("q", ()) in enabled(form, given)


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
        ("s", ()),
        ("several", ()),
        ("q", ()),
    ]


@pytest.mark.parametrize(("behavior", "expected"), [("any", True), ("all", False)])
def test_enable_behavior_asks_for_any_or_all(behavior, expected):
    conditions = [when("a", answerBoolean=True), when("b", answerBoolean=True)]
    last = question("q", enableWhen=conditions, enableBehavior=behavior)
    form = questionnaire(group("s", question("a"), question("b"), last))

    assert (("q", ()) in enabled(form, {"a": [True]})) is expected


def test_a_disabled_group_disables_everything_in_it():
    inside = group("inside", note("text"), question("q"))
    form = questionnaire(
        group("s", question("a")),
        group("t", inside, enableWhen=[when("a", answerBoolean=True)]),
    )

    assert enabled(form, {}) == [("s", ()), ("a", ())]
    assert enabled(form, {"a": [True]}) == [
        ("s", ()),
        ("a", ()),
        ("t", ()),
        ("inside", ()),
        ("text", ()),
        ("q", ()),
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

    assert enabled(form, stale) == [("s", ()), ("a", ())]
    assert without_disabled(form, stale) == {"a": [False]}


def test_a_condition_may_read_a_later_question():
    first = question("first", enableWhen=[when("last", answerBoolean=True)])
    form = questionnaire(group("s", first, question("last")))

    assert ("first", ()) in enabled(form, {"last": [True]})


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
        ("s", ()),
        ("daily", ()),
        ("medicines", ()),
        ("medicines", (0,)),
        ("prescribed", (0,)),
        ("who", (0,)),
        ("medicines", (1,)),
        ("prescribed", (1,)),
    ]
    assert ("when", (1,)) in enabled(form, answers | {"daily": [True]})


def test_without_disabled_keeps_every_occurrence_in_its_place():
    medicine = group("medicines", question("name", "string"), repeats=True)
    form = questionnaire(group("s", medicine))
    answers = {"medicines": [{"name": ["Zoloft"]}, {}, {"name": ["aspirin"]}]}

    assert without_disabled(form, answers) == answers


def test_an_unanswered_question_with_a_help_text_gives_no_answer():
    assert without_disabled(load(resource("eligibility")), {}) == {}


def test_a_condition_reads_the_last_occurrence_before_it_and_else_the_first_behind():
    on_dose = [when("dose", answerBoolean=True)]
    form = questionnaire(
        group(
            "s",
            question("before", enableWhen=on_dose),
            group("medicines", question("dose"), repeats=True),
            question("after", enableWhen=on_dose),
        )
    )

    first = enabled(form, {"medicines": [{"dose": [True]}, {"dose": [False]}]})
    last = enabled(form, {"medicines": [{"dose": [False]}, {"dose": [True]}]})

    assert (("before", ()) in first, ("after", ()) in first) == (True, False)
    assert (("before", ()) in last, ("after", ()) in last) == (False, True)


def test_in_nested_lists_a_condition_reads_its_own_occurrence_of_each():
    place = group(
        "places",
        question("bites"),
        question("count", "integer", enableWhen=[when("bites", answerBoolean=True)]),
        question("net", enableWhen=[when("work", answerBoolean=True)]),
        repeats=True,
    )
    form = questionnaire(group("trips", question("work"), place, repeats=True))
    answers = {
        "trips": [
            {"work": [True], "places": [{"bites": [False]}, {"bites": [True]}]},
            {"work": [False], "places": [{"bites": [True]}]},
        ]
    }

    found = enabled(form, answers)

    assert [place for link_id, place in found if link_id == "count"] == [(0, 1), (1, 0)]
    assert [place for link_id, place in found if link_id == "net"] == [(0, 0), (0, 1)]


def test_items_under_an_answer_are_enabled_with_the_answer():
    below = question("why", "string", question("since", "date"))
    form = questionnaire(group("s", question("ill", "boolean", below)))

    assert enabled(form, {}) == [("s", ()), ("ill", ())]
    assert enabled(form, {"ill": [False]}) == [("s", ()), ("ill", ()), ("why", ())]
    assert ("since", ()) in enabled(form, {"ill": [True], "why": ["Flu"]})
    assert without_disabled(form, {"why": ["Flu"]}) == {}


def test_items_under_several_answers_belong_to_one_each():
    since = question("since", "date", enableWhen=[when("ill", answerString="Flu")])
    form = questionnaire(group("s", question("ill", "string", since, repeats=True)))
    answers = {"ill": [{"ill": ["Cold"]}, {"ill": ["Flu"]}, {}]}

    assert enabled(form, answers) == [
        ("s", ()),
        ("ill", ()),
        ("ill", (0,)),
        ("ill", (1,)),
        ("since", (1,)),
        ("ill", (2,)),
    ]
    assert without_disabled(form, answers) == {
        "ill": [{"ill": ["Cold"]}, {"ill": ["Flu"]}]
    }


def test_a_help_text_is_enabled_with_its_question_answered_or_not():
    why = help_text("why", "We ask everybody.")
    form = questionnaire(
        question("one", "string", why),
        question("several", "string", help_text("how", "One a line."), repeats=True),
    )

    assert enabled(form, {}) == [("one", ()), ("why", ()), ("several", ()), ("how", ())]


@pytest.mark.parametrize(
    ("condition", "kind", "answer", "expected"),
    [
        (when("trigger", "<", answerDate="2020-01-01"), "date", "2019", True),
        (when("trigger", "<", answerDate="2019-06-01"), "date", "2019", False),
        (when("trigger", ">=", answerDate="2019-06-01"), "date", "2019-06", True),
        (when("trigger", ">", answerTime="17:00:00"), "time", "17:00:01", True),
        (
            when("trigger", ">=", answerDateTime="2026-01-05T00:00:00Z"),
            "dateTime",
            "2026-01-05T01:00:00+01:00",
            True,
        ),
        (
            when("trigger", ">", answerQuantity={"value": 3, "code": "kg"}),
            "quantity",
            {"value": "3.5", "code": "kg"},
            True,
        ),
        (
            when("trigger", ">", answerQuantity={"value": 3, "code": "kg"}),
            "quantity",
            {"value": "3500", "code": "g"},
            False,
        ),
        (
            when("trigger", "=", answerString="tea"),
            "open-choice",
            {"text": "tea"},
            True,
        ),
        (when("trigger", "=", answerString="a"), "open-choice", "a", False),
        (when("trigger", "=", answerString="http://a"), "string", "http://a", True),
    ],
)
def test_enable_when_compares_only_what_is_certain(condition, kind, answer, expected):
    assert asked(condition, kind, [answer]) is expected
