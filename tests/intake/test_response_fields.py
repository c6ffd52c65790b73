"""Kinds of questions beyond those of the shipped form."""

import pytest
from crispy_forms.utils import render_crispy_form
from django.utils import timezone

from intake.forms.response import page_form
from intake.questionnaires import fhir
from intake.questionnaires.pages import page_at, pages
from tests.intake.questionnaires.resources import (
    control,
    group,
    one_page,
    option,
    question,
    questionnaire,
)

UNITS = [
    {"url": fhir.UNIT_OPTION, "valueCoding": {"code": code, "display": display}}
    for code, display in [("kg", "kilograms"), ("[lb_av]", "pounds")]
]
EXCLUSIVE = {"url": fhir.OPTION_EXCLUSIVE, "valueBoolean": True}
NONE = option("none") | {"extension": [EXCLUSIVE]}
BOXES = question(
    "q",
    "choice",
    repeats=True,
    answerOption=[
        option("a"),
        option("b"),
        option("none") | {"extension": [EXCLUSIVE]},
    ],
    extension=[{"url": fhir.MAX_OCCURS, "valueInteger": 2}],
)
NUMBERS = question("q", "integer", answerOption=[{"valueInteger": n} for n in (1, 2)])
DATES = question("q", "date", answerOption=[{"valueDate": "2030-02-01"}])
WORDS = question(
    "q", "open-choice", answerOption=[{"valueString": "tea"}], repeats=True
)
PATTERN = {"url": fhir.REGEX, "valueString": "[A-Z]{2}[0-9]"}
SHORTEST = {"url": fhir.MIN_LENGTH, "valueInteger": 3}


def form_for(item, posted=None, answers=None):
    page = pages(questionnaire(group("s", item)), answers or {})[0]
    return page_form(page)(posted)


def html_of(item, answers=None):
    return render_crispy_form(form_for(item, answers=answers))


@pytest.mark.parametrize(
    ("item", "posted", "expected"),
    [
        pytest.param(
            question("q", "open-choice"), {"q": "b"}, ["b"], id="open choice: option"
        ),
        pytest.param(
            question("q", "open-choice"),
            {"q": "_other", "q_other": " green tea "},
            [{"text": "green tea"}],
            id="open choice: own words",
        ),
        pytest.param(
            question("q", "open-choice", repeats=True),
            {"q": ["a", "_other"], "q_other": "tea\nmilk"},
            ["a", {"text": "tea"}, {"text": "milk"}],
            id="open choice: several",
        ),
        pytest.param(
            WORDS,
            {"q": ["tea", "_other"], "q_other": "milk"},
            ["tea", "milk"],
            id="strings",
        ),
        pytest.param(
            question("q", "open-choice", answerOption=[]),
            {"q": "tea"},
            [{"text": "tea"}],
            id="open choice without options",
        ),
        pytest.param(NUMBERS, {"q": "2"}, [2], id="integer option"),
        pytest.param(DATES, {"q": "2030-02-01"}, ["2030-02-01"], id="date option"),
        pytest.param(
            question("q", "quantity", extension=UNITS),
            {"q_value": "72.50", "q_unit": "kg"},
            [{"value": "72.5", "unit": "kilograms", "code": "kg"}],
            id="quantity with a choice of units",
        ),
        pytest.param(
            question("q", "quantity", extension=UNITS[:1]),
            {"q": "72.50"},
            [{"value": "72.5", "unit": "kilograms", "code": "kg"}],
            id="quantity with one unit",
        ),
        pytest.param(
            question(
                "q",
                "quantity",
                extension=[{"url": fhir.UNIT, "valueCoding": {"code": "kg"}}],
            ),
            {"q": "72"},
            [{"value": "72", "unit": "kg", "code": "kg"}],
            id="quantity with a fixed unit",
        ),
        pytest.param(
            question("q", "quantity"), {"q": "3"}, [{"value": "3"}], id="quantity alone"
        ),
        pytest.param(question("q", "time"), {"q": "2:30 pm"}, ["14:30:00"], id="time"),
        pytest.param(
            question("q", "dateTime"),
            {"q_month": "3", "q_day": "7", "q_year": "2030", "q_time": "2 pm"},
            ["2030-03-07T14:00:00+00:00"],
            id="date and time",
        ),
        pytest.param(
            question("q", "date"),
            {"q_month": "3", "q_day": "", "q_year": "2030"},
            ["2030-03"],
            id="month",
        ),
        pytest.param(
            question("q", "url"),
            {"q": "www.example.org/a"},
            ["https://www.example.org/a"],
            id="url",
        ),
    ],
)
def test_page_form_returns_the_answers_and_shows_them_again(item, posted, expected):
    form = form_for(item, posted)

    assert form.is_valid(), form.errors
    assert form.answers() == {"q": expected}
    assert not form_for(item, posted, {"q": expected}).has_changed()


@pytest.mark.parametrize(
    ("item", "posted", "field", "message"),
    [
        (
            question("q", "open-choice"),
            {"q": "_other"},
            "q_other",
            "Enter your answer in your own words",
        ),
        (
            BOXES,
            {"q": ["a", "none"]},
            "q",
            "“None” cannot go together with another answer",
        ),
        (BOXES, {"q": ["a", "b", "none"]}, "q", "Give 2 answers or fewer"),
        (NUMBERS, {"q": "3"}, "q", "Select an answer"),
        (
            question("q", "quantity", extension=UNITS),
            {"q_value": "72", "q_unit": ""},
            "q",
            "Choose a unit",
        ),
        (
            question("q", "quantity", extension=UNITS),
            {"q_value": "", "q_unit": "kg"},
            "q",
            "Enter a number",
        ),
        (
            question("q", "string", extension=[PATTERN]),
            {"q": "x"},
            "q",
            "Check how you wrote it: it is not in the form that is asked for",
        ),
        (
            question("q", "text", extension=[SHORTEST]),
            {"q": "ab"},
            "q",
            "Use 3 characters or more",
        ),
        (
            question("q", "url"),
            {"q": "not an address"},
            "q",
            "Enter a web address, like www.example.org",
        ),
        (
            question(
                "q",
                "time",
                extension=[{"url": fhir.MAX_VALUE, "valueTime": "19:00:00"}],
            ),
            {"q": "8 pm"},
            "q",
            "Enter a time that is 7 p.m. or earlier",
        ),
        (
            question(
                "q", "date", extension=[{"url": fhir.MIN_VALUE, "valueDate": "2019"}]
            ),
            {"q_month": "12", "q_day": "31", "q_year": "2018"},
            "q",
            "Enter a date on or after Jan. 1, 2019",
        ),
        (question("q", "dateTime", required=True), {}, "q", "Enter a date and a time"),
    ],
)
def test_page_form_says_what_is_wrong(item, posted, field, message):
    assert form_for(item, posted).errors == {field: [message]}


def test_page_form_leaves_out_own_words_that_were_not_chosen():
    form = form_for(question("q", "open-choice"), {"q": "a", "q_other": "left over"})

    assert form.is_valid()
    assert form.answers() == {"q": ["a"]}


def test_page_form_reveals_the_box_for_own_words_under_something_else():
    html = html_of(question("q", "open-choice"))

    assert html.index("Something else") < html.index("In your own words")
    assert '<div class="reveal">' in html
    assert "(optional)</span></label>" not in html


def test_page_form_puts_the_box_for_own_words_under_a_drop_down():
    html = html_of(question("q", "open-choice", extension=[control("drop-down")]))

    assert "<select" in html
    assert "If it is not in the list, in your own words" in html
    assert 'class="reveal"' not in html


def test_page_form_says_how_many_answers_may_be_given():
    assert "Give up to 2 answers." in html_of(BOXES)


def test_page_form_shows_a_moment_in_the_current_zone():
    item = question("q", "dateTime")

    with timezone.override("America/New_York"):
        html = html_of(item, {"q": ["2030-03-07T19:30:00+00:00"]})

    assert 'value="2:30 pm"' in html


def test_page_form_of_a_required_group_wants_one_answer_of_it():
    group_of_two = one_page("p", question("q", "string"), question("r", "string"))
    form = form_for(group_of_two | {"required": True}, {"q": "", "r": " "})

    assert form.errors == {"q": ["Answer at least one question of this part"]}
    assert form_for(group_of_two | {"required": True}, {"r": "x"}).is_valid()


def test_page_form_of_an_entry_takes_one_answer_and_needs_it():
    item = question("q", "choice", question("since", "date"), repeats=True)
    page = page_at(questionnaire(group("s", item)), {}, "s/q/1/q")

    assert page_form(page)({"q": ""}).errors == {"q": ["Select an answer"]}
    assert page_form(page)({"q": "a"}).is_valid()
