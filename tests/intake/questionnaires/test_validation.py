import pytest

from intake.questionnaires import fhir
from intake.questionnaires.validation import Problem, check
from tests.intake.questionnaires.resources import (
    HIDDEN,
    group,
    option,
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
            question("hidden", required=True, extension=[HIDDEN]),
        )
    )

    assert check(form, {}) == [Problem("a", REQUIRED)]
    assert check(form, {"a": [False]}) == []
    assert check(form, {"a": [True]}) == [Problem("b", REQUIRED)]


def test_check_misses_nothing_in_a_hidden_group():
    inside = question("a", required=True)

    assert check(questionnaire(group("s", inside, extension=[HIDDEN])), {}) == []


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


@pytest.mark.parametrize(
    ("kind", "extension", "answer", "expected"),
    [
        ("string", {"url": fhir.MIN_LENGTH, "valueInteger": 3}, "ab", "3 characters"),
        ("string", {"url": fhir.MIN_LENGTH, "valueInteger": 3}, "abc", None),
        ("string", {"url": fhir.REGEX, "valueString": "[0-9]{5}"}, "6061", "the form"),
        ("string", {"url": fhir.REGEX, "valueString": "[0-9]{5}"}, "60614", None),
        ("time", {"url": fhir.MIN_VALUE, "valueTime": "08:00:00"}, "07:59:59", "08:00"),
        ("date", {"url": fhir.MIN_VALUE, "valueDate": "1900-01-01"}, "1899", "1900"),
        ("date", {"url": fhir.MIN_VALUE, "valueDate": "1900-05-01"}, "1900", None),
        (
            "quantity",
            {"url": fhir.UNIT_OPTION, "valueCoding": {"code": "kg"}},
            {"value": "3", "code": "g"},
            "The unit",
        ),
        (
            "quantity",
            {"url": fhir.UNIT_OPTION, "valueCoding": {"code": "kg"}},
            {"value": "3", "code": "kg"},
            None,
        ),
    ],
)
def test_check_keeps_answers_to_what_the_definition_asks_for(
    kind, extension, answer, expected
):
    found = messages(question("q", kind, extension=[extension]), [answer])

    assert len(found) == (expected is not None)
    assert all(expected in message for message in found)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("a", []),
        ({"text": "my own"}, []),
        ("z", ["The answer must be one of the options."]),
        ({"text": "my very own"}, ["The answer must be 6 characters or fewer."]),
    ],
)
def test_an_open_choice_takes_an_option_or_own_words(answer, expected):
    assert messages(question("q", "open-choice", maxLength=6), [answer]) == expected


def test_an_integer_with_options_takes_no_other():
    options = [{"valueInteger": 1}, {"valueInteger": 2}]
    item = question("q", "integer", answerOption=options)

    assert messages(item, [2]) == []
    assert messages(item, [3]) == ["The answer must be one of the options."]


def test_an_exclusive_option_must_stand_alone():
    alone = {"url": fhir.OPTION_EXCLUSIVE, "valueBoolean": True}
    options = [option("a"), option("none") | {"extension": [alone]}]
    item = question("q", "choice", answerOption=options, repeats=True)

    assert messages(item, ["none"]) == []
    assert messages(item, ["a", "none"]) == ["One of these answers must stand alone."]


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, ["There must be 2 or more."]),
        (1, ["There must be 2 or more."]),
        (2, []),
        (3, []),
        (4, ["There must be 3 or fewer."]),
    ],
)
def test_check_counts_answers_and_occurrences(count, expected):
    limits = [
        {"url": fhir.MIN_OCCURS, "valueInteger": 2},
        {"url": fhir.MAX_OCCURS, "valueInteger": 3},
    ]
    below = question("since", "date")
    answers = ["x"] * count
    occurrences = [{"q": ["x"]}] * count

    plain = question("q", "string", repeats=True, extension=limits)
    listed = question("q", "string", below, repeats=True, extension=limits)

    assert messages(plain, answers) == expected
    assert messages(listed, occurrences) == expected


def test_a_required_group_must_hold_an_answer():
    form = questionnaire(group("s", question("a"), required=True))

    assert check(form, {}) == [Problem("s", REQUIRED)]
    assert check(form, {"a": [False]}) == []


def test_a_response_in_progress_may_lack_answers_but_not_break_rules():
    form = questionnaire(
        question("a", "integer", required=True), question("b", "integer")
    )

    assert check(form, {"b": ["x"]}, is_completed=False) == [
        Problem("b", "The answer must be a whole number.")
    ]


def test_check_names_the_answers_in_a_list_that_is_not_asked_for():
    only = [when("a", answerBoolean=True)]
    form = questionnaire(
        question("a"),
        group("trips", question("b"), repeats=True, enableWhen=only),
    )
    problem = "This is not asked with these answers."

    assert check(form, {"trips": [{}, {"b": [True]}]}) == [Problem("b", problem, (1,))]
    assert check(form, {"trips": [{}]}) == [Problem("trips", problem)]


def test_check_finds_an_answer_in_the_wrong_list():
    form = questionnaire(
        group("pills", question("name", "string"), repeats=True),
        group("drops", question("other", "string"), repeats=True),
    )

    misplaced = {"pills": [{"name": ["x"]}], "drops": [{"name": ["x"]}]}

    assert check(form, misplaced) == [
        Problem("name", "This is not asked with these answers.", (0,))
    ]
