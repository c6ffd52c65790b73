import pytest

from intake.questionnaires import fhir
from intake.questionnaires.validation import Problem, check
from tests.intake.questionnaires.resources import (
    group,
    question,
    questionnaire,
    when,
)

REQUIRED = "An answer is required."
LIMITS = [
    {"url": fhir.MIN_VALUE, "valueInteger": 40},
    {"url": fhir.MAX_VALUE, "valueInteger": 300},
]


def messages(item, answers):
    form = questionnaire(group("s", item))
    return [problem.message for problem in check(form, {item["linkId"]: answers})]


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("boolean", False),
        ("choice", "unsure"),
        ("integer", 0),
        ("integer", 2**31 - 1),
        ("decimal", "0"),
        ("decimal", "-37.5"),
        ("date", "2024-02-29"),
        ("string", "Zoloft"),
        ("text", "two\nlines"),
    ],
)
def test_check_accepts_an_answer_of_the_right_type(kind, answer):
    assert messages(question("q", kind), [answer]) == []


@pytest.mark.parametrize(
    ("kind", "answer", "name"),
    [
        ("boolean", 1, "yes or no"),
        ("boolean", "true", "yes or no"),
        ("choice", 3, "one of the options"),
        ("choice", "z", "one of the options"),
        ("integer", True, "a whole number"),
        ("integer", "3", "a whole number"),
        ("integer", 2**31, "a whole number"),
        ("decimal", 37.5, "a number"),
        ("decimal", "37.50", "a number"),
        ("decimal", "NaN", "a number"),
        ("decimal", "1e3", "a number"),
        ("decimal", "1234567890.123456", "a number"),
        ("date", "2023-02-29", "a date"),
        ("date", "20240229", "a date"),
        ("date", 20240229, "a date"),
        ("string", " ", "text"),
        ("text", None, "text"),
    ],
)
def test_check_refuses_an_answer_of_another_type(kind, answer, name):
    assert messages(question("q", kind), [answer]) == [f"The answer must be {name}."]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (39, ["The answer must be 40 or more."]),
        (40, []),
        (300, []),
        (301, ["The answer must be 300 or less."]),
    ],
)
def test_check_keeps_numbers_within_their_limits(answer, expected):
    assert messages(question("q", "integer", extension=LIMITS), [answer]) == expected


def test_check_keeps_texts_within_their_length():
    short = question("q", "string", maxLength=3)

    assert messages(short, ["abc"]) == []
    assert messages(short, ["abcd"]) == ["The answer must be 3 characters or fewer."]


def test_check_allows_several_answers_only_where_the_question_repeats():
    assert messages(question("q", "choice", repeats=True), ["a", "b"]) == []
    assert messages(question("q", "choice"), ["a", "b"]) == [
        "Only one answer is allowed."
    ]


def test_check_misses_only_required_questions_that_are_asked():
    form = questionnaire(
        group(
            "s",
            question("a", required=True),
            question("b", required=True, enableWhen=[when("a", answerBoolean=True)]),
            question("c"),
            question(
                "hidden",
                required=True,
                extension=[{"url": fhir.HIDDEN, "valueBoolean": True}],
            ),
        )
    )

    assert check(form, {}) == [Problem("a", REQUIRED)]
    assert check(form, {"a": [False]}) == []
    assert check(form, {"a": [True]}) == [Problem("b", REQUIRED)]


def test_check_names_answers_that_are_not_asked_for():
    form = questionnaire(
        group(
            "s",
            question("a"),
            question("b", enableWhen=[when("a", answerBoolean=True)]),
        )
    )

    assert check(form, {"b": [True], "s": [True], "x": [1]}) == [
        Problem("b", "This is not asked with these answers."),
        Problem("s", "This is not asked with these answers."),
        Problem("x", "This is not in the questionnaire."),
    ]


def test_check_looks_into_every_occurrence():
    form = questionnaire(
        group(
            "s",
            group(
                "medicines",
                question("name", "string", required=True),
                repeats=True,
                required=True,
            ),
        )
    )

    assert check(form, {}) == [Problem("medicines", REQUIRED)]
    assert check(form, {"medicines": [{"name": ["aspirin"]}, {"x": [1]}]}) == [
        Problem("x", "This is not in the questionnaire.", (1,)),
        Problem("name", REQUIRED, (1,)),
    ]
    assert check(form, {"name": ["aspirin"], "medicines": [{"name": ["x"]}]}) == [
        Problem("name", "This is not asked with these answers.")
    ]
