"""Dates typed in three boxes."""

import datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from clinic.fields import DateInPartsField, DateOfBirthField

BORN = datetime.date(1988, 3, 27)


def refusal(field, typed):
    """Return the sentence and the parts of the one error that ``typed`` gets."""
    with pytest.raises(ValidationError) as caught:
        field.clean(typed)
    (error,) = caught.value.error_list
    return error.messages[0], (error.params or {}).get("parts")


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(["3", "27", "1988"], id="numbers"),
        pytest.param(["03", "27", "1988"], id="leading-zero"),
        pytest.param([" 3 ", " 27", "1988 "], id="spaces"),
        pytest.param(["March", "27", "1988"], id="month-name"),
        pytest.param(["mar", "27", "1988"], id="short-month-name"),
        pytest.param(["MAR.", "27", "1988"], id="capitals-and-full-stop"),
        pytest.param(["3/27/1988", "", ""], id="whole-date-in-the-month"),
        pytest.param(["", "", "3-27-1988"], id="whole-date-in-the-year"),
        pytest.param(["March 27, 1988", "", ""], id="whole-date-in-words"),
        pytest.param(["1988-03-27", "", ""], id="iso-date"),
    ],
)
def test_date_of_birth_accepts_what_people_type(typed):
    assert DateOfBirthField().clean(typed) == BORN


@pytest.mark.parametrize(
    ("typed", "sentence", "parts"),
    [
        (["", "", ""], "Enter your date of birth", None),
        (None, "Enter your date of birth", None),
        (["", "27", "1988"], "Date of birth must include a month", ["month"]),
        (["3", "", "1988"], "Date of birth must include a day", ["day"]),
        (["3", "27", ""], "Date of birth must include a year", ["year"]),
        (["3", "", ""], "Date of birth must include a day and year", ["day", "year"]),
        (["3", "27", "88"], "Year must include 4 numbers", ["year"]),
        (["3", "27", "１９８８"], "Year must include 4 numbers", ["year"]),
        (["13", "27", "1988"], "Date of birth must be a real date", ["month"]),
        (["Ma", "27", "1988"], "Date of birth must be a real date", ["month"]),
        (["3", "32", "1988"], "Date of birth must be a real date", ["day"]),
        (["3", "0", "1988"], "Date of birth must be a real date", ["day"]),
        (
            ["2", "30", "1988"],
            "Date of birth must be a real date",
            ["month", "day", "year"],
        ),
        (
            ["2", "29", "1900"],
            "Date of birth must be a real date",
            ["month", "day", "year"],
        ),
        (
            ["3", "27", "0000"],
            "Date of birth must be a real date",
            ["month", "day", "year"],
        ),
        (["3", "27", "1850"], "Check the year you were born", ["year"]),
        (
            ["3", "27", "2988"],
            "Date of birth must be in the past",
            ["month", "day", "year"],
        ),
    ],
)
def test_date_of_birth_says_what_is_wrong_and_where(typed, sentence, parts):
    assert refusal(DateOfBirthField(), typed) == (sentence, parts)


def test_date_of_birth_refuses_today():
    today = timezone.localdate()
    typed = [str(today.month), str(today.day), str(today.year)]

    sentence, _ = refusal(DateOfBirthField(), typed)

    assert sentence == "Date of birth must be in the past"


def test_date_may_be_left_out_when_it_is_optional():
    assert DateInPartsField(required=False).clean(["", "", ""]) is None


def test_date_in_parts_accepts_a_coming_date():
    typed = ["12", "1", "2988"]

    assert DateInPartsField().clean(typed) == datetime.date(2988, 12, 1)


@given(st.dates(min_value=datetime.date(1000, 1, 1)))
def test_date_in_parts_reads_back_every_date_it_shows(date):
    field = DateInPartsField()

    assert field.clean(field.widget.decompress(date)) == date


@given(st.lists(st.text(max_size=12), min_size=3, max_size=3))
def test_date_in_parts_answers_any_text_with_a_date_or_a_refusal(typed):
    try:
        date = DateInPartsField().clean(typed)
    except ValidationError:
        return

    assert isinstance(date, datetime.date)


class BirthForm(forms.Form):
    born = DateOfBirthField()


def test_widget_shows_again_what_was_typed():
    form = BirthForm(
        {"born_month": "Marchember", "born_day": "27", "born_year": "1988"}
    )

    html = str(form["born"])

    assert not form.is_valid()
    for typed in ("Marchember", "27", "1988"):
        assert f'value="{typed}"' in html


def test_widget_shows_a_known_date():
    html = str(BirthForm(initial={"born": BORN})["born"])

    for part in ("3", "27", "1988"):
        assert f'value="{part}"' in html


def test_widget_lets_the_browser_fill_in_a_birth_date():
    html = str(BirthForm()["born"])

    for part in ("bday-month", "bday-day", "bday-year"):
        assert f'autocomplete="{part}"' in html
