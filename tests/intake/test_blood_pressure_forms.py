"""A blood pressure on a page of any questionnaire: its LOINC codes tell it."""

import pytest

from intake.forms.response import page_form
from intake.questionnaires.pages import pages
from tests.intake.questionnaires.resources import (
    group,
    one_page,
    question,
    questionnaire,
)

UPSIDE_DOWN = "The bottom number is usually the smaller one. Check both numbers."


def number(name, loinc):
    coding = {"system": "http://loinc.org", "code": loinc}
    return question(name, "integer", code=[coding])


TOP, LOW = number("top", "8480-6"), number("low", "8462-4")


def form_for(*items, saved=(), **posted):
    form = questionnaire(group("s", one_page("p", *items)))
    return page_form(pages(form, dict(saved))[0])(posted)


@pytest.mark.parametrize(
    ("top", "low", "errors"),
    [
        ("128", "82", {}),
        ("83", "82", {}),
        ("82", "82", {"low": [UPSIDE_DOWN]}),
        ("82", "128", {"low": [UPSIDE_DOWN]}),
        ("82", "", {}),
        ("", "82", {}),
        ("high", "82", {"top": ["Enter a whole number"]}),
    ],
)
def test_bottom_number_is_the_smaller(top, low, errors):
    assert form_for(TOP, LOW, top=top, low=low).errors == errors


def test_other_numbers_on_one_page_may_stand_in_any_order():
    feet, inches = question("feet", "integer"), question("inches", "integer")

    form = form_for(feet, inches, feet="5", inches="11")

    assert form.is_valid()
    assert form.answers() == {"feet": [5], "inches": [11]}


def test_one_of_the_two_codes_alone_is_no_reading():
    assert form_for(TOP, question("low", "integer"), top="82", low="128").is_valid()


def test_a_reading_in_the_first_box_leaves_the_other_answers_as_they_are():
    boxes = question("q", "choice", repeats=True)

    form = form_for(TOP, LOW, boxes, top="128/82", low="", q=["a", "b"])

    assert form.is_valid()
    assert form.answers() == {"top": [128], "low": [82], "q": ["a", "b"]}


def test_a_reading_in_the_first_box_takes_the_place_of_the_one_before():
    saved = {"top": [182], "low": [121]}

    form = form_for(TOP, LOW, saved=saved, top="150/92", low="121")

    assert form.is_valid()
    assert form.answers() == {"top": [150], "low": [92]}


def test_a_reading_in_the_first_box_is_refused_beside_another_bottom_number():
    saved = {"top": [182], "low": [121]}

    form = form_for(TOP, LOW, saved=saved, top="150/92", low="95")

    assert form.errors == {"top": ["Enter a whole number"]}
