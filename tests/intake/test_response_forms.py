import pytest
from crispy_forms.utils import render_crispy_form
from django.utils.translation import override

from intake.forms.response import page_form
from intake.questionnaires import fhir
from intake.questionnaires.pages import pages
from tests.intake.questionnaires.resources import (
    control,
    group,
    help_text,
    one_page,
    option,
    question,
    questionnaire,
    translated,
)


def page_of(item, answers=None):
    return pages(questionnaire(group("s", item)), answers or {})[0]


def form_for(item, posted=None, answers=None):
    return page_form(page_of(item, answers))(posted)


def html_of(item, posted=None, answers=None):
    return render_crispy_form(form_for(item, posted, answers))


def answers_to(item, **posted):
    form = form_for(item, posted)
    assert form.is_valid(), form.errors
    return form.answers()


def errors_of(item, **posted):
    return form_for(item, posted).errors


LIMITED = {
    "integer": [
        {"url": fhir.MIN_VALUE, "valueInteger": 40},
        {"url": fhir.MAX_VALUE, "valueInteger": 300},
    ],
    "decimal": [{"url": fhir.MAX_VALUE, "valueDecimal": 99.5}],
    "date": [{"url": fhir.MAX_VALUE, "valueDate": "2030-01-31"}],
}


@pytest.mark.parametrize(
    ("item", "posted", "expected"),
    [
        pytest.param(question("q"), {"q": "yes"}, [True], id="yes"),
        pytest.param(question("q"), {"q": "no"}, [False], id="no"),
        pytest.param(question("q", "choice"), {"q": "unsure"}, ["unsure"], id="choice"),
        pytest.param(
            question("q", "choice", repeats=True),
            {"q": ["a", "b"]},
            ["a", "b"],
            id="boxes",
        ),
        pytest.param(question("q", "integer"), {"q": " 0 "}, [0], id="zero"),
        pytest.param(question("q", "decimal"), {"q": "72.50"}, ["72.5"], id="decimal"),
        pytest.param(
            question("q", "string"), {"q": " Zoloft "}, ["Zoloft"], id="string"
        ),
        pytest.param(question("q", "text"), {"q": "a\r\nb"}, ["a\nb"], id="text"),
        pytest.param(
            question("q", "date"),
            {"q_month": "mar", "q_day": "7", "q_year": "1988"},
            ["1988-03-07"],
            id="date",
        ),
        pytest.param(
            question("q", "string", repeats=True),
            {"q": "Zoloft\r\n\r\naspirin"},
            ["Zoloft", "aspirin"],
            id="lines",
        ),
        pytest.param(
            question("q", "integer", repeats=True), {"q": "1\n2"}, [1, 2], id="numbers"
        ),
    ],
)
def test_page_form_returns_the_answers_of_the_page(item, posted, expected):
    assert answers_to(item, **posted) == {"q": expected}


@pytest.mark.parametrize(
    "kind", ["boolean", "choice", "date", "decimal", "integer", "string", "text"]
)
def test_page_form_lets_an_optional_question_pass_unanswered(kind):
    assert answers_to(question("q", kind)) == {}


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("boolean", "Select yes or no"),
        ("choice", "Select an answer"),
        ("date", "Enter a date"),
        ("decimal", "Enter a number"),
        ("integer", "Enter a whole number"),
        ("string", "Enter an answer"),
        ("text", "Enter an answer"),
    ],
)
def test_page_form_says_how_to_answer_a_required_question(kind, message):
    assert errors_of(question("q", kind, required=True)) == {"q": [message]}


def test_page_form_uses_the_words_of_the_definition_for_a_missing_answer():
    words = {"url": fhir.REQUIRED_MESSAGE, "valueString": "Select yes if it hurts"}
    item = question("q", required=True, extension=[words])

    assert errors_of(item) == {"q": ["Select yes if it hurts"]}
    assert errors_of(item, q="maybe") == {"q": ["Select yes if it hurts"]}


@pytest.mark.parametrize(
    ("kind", "posted", "message"),
    [
        ("integer", {"q": "12.5"}, "Enter a whole number"),
        ("integer", {"q": "39"}, "Enter a number that is 40 or more"),
        ("integer", {"q": "301"}, "Enter a number that is 300 or less"),
        ("decimal", {"q": "much"}, "Enter a number"),
        ("decimal", {"q": "NaN"}, "Enter a number"),
        ("decimal", {"q": "99.6"}, "Enter a number that is 99.5 or less"),
        (
            "date",
            {"q_month": "2", "q_day": "1", "q_year": "2030"},
            "Enter a date on or before Jan. 31, 2030",
        ),
    ],
)
def test_page_form_keeps_answers_within_their_limits(kind, posted, message):
    item = question("q", kind, extension=LIMITED[kind])

    assert errors_of(item, **posted) == {"q": [message]}


def test_page_form_refuses_numbers_that_could_not_be_kept_exactly():
    assert errors_of(question("q", "integer"), q="9" * 30) == {
        "q": ["Enter a number that is 2147483647 or less"]
    }
    assert errors_of(question("q", "decimal"), q="1e400") == {
        "q": ["Enter a number with fewer digits"]
    }


def test_page_form_does_not_let_the_browser_cut_a_long_text():
    item = question("q", "string", maxLength=3)

    assert "maxlength" not in html_of(item)
    assert errors_of(item, q="abcd") == {"q": ["Use 3 characters or fewer"]}


@pytest.mark.parametrize(
    ("item", "saved", "marked"),
    [
        pytest.param(question("q"), [False], 'value="no"', id="no"),
        pytest.param(question("q", "choice"), ["b"], 'value="b"', id="choice"),
        pytest.param(
            question("q", "choice", repeats=True), ["b"], 'value="b"', id="boxes"
        ),
    ],
)
def test_page_form_selects_only_what_was_saved(item, saved, marked):
    html = html_of(item, answers={"q": saved})

    assert html.count("checked") == 1
    assert marked in next(tag for tag in html.split("<") if "checked" in tag)
    assert "checked" not in html_of(item)


@pytest.mark.parametrize(
    ("item", "saved"),
    [
        (question("q"), [False]),
        (question("q", "choice"), ["b"]),
        (question("q", "choice", repeats=True), ["a", "b"]),
        (question("q", "integer"), [0]),
        (question("q", "decimal"), ["72.5"]),
        (question("q", "date"), ["1988-03-27"]),
        (question("q", "text"), ["two\nlines"]),
        (question("q", "string", repeats=True), ["Zoloft", "aspirin"]),
    ],
)
def test_page_form_posted_as_it_was_shown_changes_nothing(item, saved):
    shown = form_for(item, answers={"q": saved})["q"]
    value = shown.value()
    widget = shown.field.widget
    posted = {"q": value}
    if hasattr(widget, "decompress"):
        names = [f"q{name}" for name in widget.widgets_names]
        posted = dict(zip(names, widget.decompress(value), strict=True))

    form = form_for(item, posted, answers={"q": saved})

    assert form.is_valid()
    assert form.answers() == {"q": saved}
    assert not form.has_changed()


def test_page_form_makes_the_only_question_the_heading_with_its_hint():
    html = html_of(question("q", "integer", help_text("why", "We <check> this.")))

    assert html.count("<h1") == 1
    assert "What is q?" in html
    assert "We &lt;check&gt; this." in html
    assert 'inputmode="numeric"' in html


def test_page_form_of_a_group_has_no_heading_of_its_own():
    page = one_page("p", question("top", "integer"), question("low", "integer"))

    assert "<h1" not in html_of(page)
    assert "<h1" not in html_of(one_page("p", question("only")))
    assert answers_to(page, top="128", low="82") == {"top": [128], "low": [82]}


def test_page_form_keeps_the_browser_from_remembering_what_was_typed():
    assert '<form autocomplete="off"' in html_of(question("q", "string"))


def test_page_form_says_what_is_wrong_with_one_of_several_lines():
    numbers = question("q", "integer", repeats=True)

    assert errors_of(numbers, q="1\ntwo") == {"q": ["Enter a whole number"]}


def test_page_form_offers_a_drop_down_where_the_definition_asks_for_it():
    html = html_of(question("q", "choice", extension=[control("drop-down")]))

    assert '<option value="" selected>Choose one</option>' in html
    assert 'type="radio"' not in html


def test_page_form_shows_prefix_and_unit_with_the_question():
    unit = {"url": fhir.UNIT, "valueCoding": {"code": "mm[Hg]", "display": "mmHg"}}

    label = form_for(question("q", "integer", prefix="1.", extension=[unit]))["q"].label

    assert label == "1. What is q? (mmHg)"


def test_page_form_speaks_the_active_language():
    spanish = option("a", "Yes", _display=translated("es", "Sí"))
    item = question(
        "q", "choice", answerOption=[spanish], _text=translated("es", "¿Duele?")
    )

    with override("es"):
        form = form_for(item)

    assert form["q"].label == "¿Duele?"
    assert form.fields["q"].choices == [("a", "Sí")]


def test_page_form_escapes_what_a_definition_says():
    html = html_of(
        question("q", "choice", text="<b>", answerOption=[option("a", "<script>")])
    )

    assert "<b>" not in html
    assert "<script>" not in html
