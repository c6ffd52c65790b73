from decimal import Decimal

import pytest

from intake.questionnaires import fhir
from intake.questionnaires.expressions import (
    Expression,
    Faulty,
    compiled,
    is_true,
    plain,
)

WEIGHTED = {"code": "a", "extension": [{"url": fhir.ITEM_WEIGHT, "valueDecimal": 2}]}
RESPONSE = {
    "resourceType": "QuestionnaireResponse",
    "item": [
        {"linkId": "kg", "answer": [{"valueDecimal": 66.4}, {"valueDecimal": 70}]},
        {"linkId": "on", "answer": [{"valueDate": "2025-03-01"}]},
        {
            "linkId": "mood",
            "answer": [{"valueCoding": WEIGHTED}, {"valueCoding": {"code": "b"}}],
        },
    ],
}


def evaluate(text, **variables):
    result = Expression(text).evaluate(RESPONSE, "QuestionnaireResponse", variables)
    return [plain(value) for value in result]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("item.where(linkId = 'kg').answer.value.sum()", [Decimal("136.4")]),
        ("item.where(linkId = 'kg').answer.value.min()", [Decimal("66.4")]),
        ("item.where(linkId = 'kg').answer.value.max()", [70]),
        ("item.where(linkId = 'kg').answer.value.avg()", [Decimal("68.2")]),
        ("item.where(linkId = 'no').answer.value.sum()", []),
        ("item.where(linkId = 'mood').answer.value.weight()", [2]),
        ("item.where(linkId = 'mood').answer.value.ordinal()", [2]),
        ("item.where(linkId = 'on').answer.value + 280 days", ["2025-12-06"]),
        ("(0.5).round()", [1]),
        ("(2.25).round(1)", [Decimal("2.3")]),
        ("(-2.5).round()", [-3]),
        ("%a + %b", [7]),
        ("%none + %b", []),
        ("4 'mg'", [{"value": Decimal(4), "unit": "mg", "code": "mg"}]),
    ],
)
def test_evaluate_gives_what_fhirpath_says(text, expected):
    assert evaluate(text, a=[3], b=[4], none=[]) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("1 / 0", id="division"),
        pytest.param("'a' + 1", id="types"),
        pytest.param("%unknown", id="variable"),
        pytest.param("item.linkId.toInteger().round(1)", id="several"),
    ],
)
def test_evaluate_gives_nothing_where_it_cannot(text):
    assert evaluate(text) == []


@pytest.mark.parametrize("text", ["", "1 +", "1 2", "item.where(", "?", "guess()"])
def test_compiled_refuses_what_is_no_expression(text):
    with pytest.raises(Faulty):
        compiled(text)


def test_an_expression_knows_the_link_ids_and_variables_it_names():
    expression = Expression("%a + item.where(linkId='x').answer.value * %`b c`")

    assert expression.link_ids == {"x"}
    assert expression.names == {"a", "b c"}


@pytest.mark.parametrize(
    ("result", "expected"),
    [([True], True), ([False], False), ([], False), ([3], True), ([True, True], False)],
)
def test_a_condition_is_met_by_one_value_that_is_not_false(result, expected):
    assert is_true(result) is expected
