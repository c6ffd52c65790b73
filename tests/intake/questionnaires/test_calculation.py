import pytest

from intake.questionnaires.enabled import (
    calculated_tree,
    enabled_items,
    without_disabled,
)
from intake.questionnaires.tree import merged
from tests.intake.questionnaires.resources import (
    HIDDEN,
    calculated,
    enabled_when,
    group,
    option,
    question,
    questionnaire,
    variable,
    when,
)


def answer_of(link_id):
    return f"%resource.item.where(linkId = '{link_id}').answer.value"


def worked_out(text, kind="integer", **fields):
    return question("total", kind, extension=[calculated(text)], **fields)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("boolean", "1 < 2", [True]),
        ("decimal", "1 / 3", ["0.333333333333333"]),
        ("decimal", "10", ["10"]),
        ("decimal", "true", []),
        ("integer", "4.0", [4]),
        ("integer", "4.5", []),
        ("integer", "1 | 2", []),
        ("string", "'mild'", ["mild"]),
        ("string", "''", []),
        ("date", "@2025-03-01", ["2025-03-01"]),
        ("date", "'soon'", []),
        ("time", "@T08:30:00", ["08:30:00"]),
        ("quantity", "4 'mg'", [{"value": "4", "unit": "mg", "code": "mg"}]),
        ("url", "'https://a.example'", ["https://a.example"]),
    ],
)
def test_a_result_is_the_answer_if_the_question_takes_it(kind, text, expected):
    form = questionnaire(worked_out(text, kind))

    assert without_disabled(form, {}) == ({"total": expected} if expected else {})


def test_several_results_are_the_answers_of_a_question_that_repeats():
    form = questionnaire(worked_out("1 | 2", repeats=True))

    assert without_disabled(form, {}) == {"total": [1, 2]}


def test_a_calculated_answer_replaces_the_one_given():
    form = questionnaire(question("a", "integer"), worked_out(answer_of("a")))

    assert without_disabled(form, {"a": [3], "total": [9]}) == {"a": [3], "total": [3]}
    assert without_disabled(form, {"total": [9]}) == {}


def test_a_calculation_reads_weights_and_other_calculations_and_enables():
    often = [option("never", weight=0), option("often", weight=2)]
    form = questionnaire(
        question("band", "string", extension=[calculated("iif(%sum > 3, 'high')")]),
        worked_out("%resource.item.answer.value.weight().sum()"),
        question("one", "choice", answerOption=often),
        question("two", "choice", answerOption=often),
        question("why", "string", enableWhen=[when("band", answerString="high")]),
        extension=[variable("sum", answer_of("total"))],
    )
    answers = {"one": ["often"], "two": ["often"], "why": ["Noise"]}

    assert without_disabled(form, answers) == answers | {"total": [4], "band": ["high"]}


def test_what_no_page_needs_is_worked_out_for_what_leaves_only():
    unseen = [calculated("1 + 2"), HIDDEN]
    form = questionnaire(
        question("a", "integer"), question("sum", "integer", extension=unseen)
    )

    assert without_disabled(form, {"a": [1], "sum": [9]}) == {"a": [1]}
    assert merged(calculated_tree(form, {"a": [1], "sum": [9]})) == {
        "a": [1],
        "sum": [3],
    }


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(worked_out("4"), id="shown-value"),
        pytest.param(
            question("b", enableWhen=[when("sum", answerInteger=3)]), id="condition"
        ),
        pytest.param(question("b", extension=[enabled_when("true")]), id="expression"),
        pytest.param(
            question(
                "b", "integer", question("c"), extension=[calculated("4"), HIDDEN]
            ),
            id="below",
        ),
    ],
)
def test_what_is_hidden_is_worked_out_where_a_page_needs_expressions(other):
    unseen = [calculated("1 + 2"), HIDDEN]
    form = questionnaire(question("sum", "integer", extension=unseen), other)

    assert without_disabled(form, {})["sum"] == [3]


def test_a_disabled_answer_is_not_calculated_with():
    form = questionnaire(
        question("smoke"),
        question("count", "integer", enableWhen=[when("smoke", answerBoolean=True)]),
        worked_out(answer_of("count")),
    )
    stale = {"smoke": [False], "count": [20]}

    assert without_disabled(form, stale) == {"smoke": [False]}


def test_in_a_list_each_occurrence_is_calculated_with_its_own_variables():
    form = questionnaire(
        group(
            "doses",
            question("mg", "decimal"),
            worked_out("%mg * 2", "decimal"),
            repeats=True,
            extension=[variable("mg", "item.where(linkId = 'mg').answer.value")],
        )
    )

    kept = without_disabled(form, {"doses": [{"mg": ["1.5"]}, {}, {"mg": ["4"]}]})

    assert kept == {
        "doses": [{"mg": ["1.5"], "total": ["3"]}, {}, {"mg": ["4"], "total": ["8"]}]
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [("%resource.item.answer.value > 2", True), ("{}", False), ("1 / 0", False)],
)
def test_an_expression_enables_only_when_it_is_true(text, expected):
    form = questionnaire(
        question("a", "integer"), question("b", extension=[enabled_when(text)])
    )

    asked = {node.item.link_id for node in enabled_items(form, {"a": [3]})}

    assert ("b" in asked) is expected


def test_a_circle_that_cannot_be_seen_beforehand_comes_to_an_end():
    form = questionnaire(
        worked_out("%resource.item.answer.value.first() + 1"),
        question("a", extension=[enabled_when("%resource.item.exists().not()")]),
    )

    assert [node.item.link_id for node in enabled_items(form, {"a": [True]})]
