"""Times of day, and dates that are known in part."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from clinic.fields import DateInPartsField
from clinic.times import DateTimeInPartsField, TimeField
from clinic.widgets import time_text

NEW_YORK = ZoneInfo("America/New_York")


def refusal(field, typed):
    """Return the sentence and the parts of the one error that ``typed`` gets."""
    with pytest.raises(ValidationError) as caught:
        field.clean(typed)
    (error,) = caught.value.error_list
    return error.messages[0], (error.params or {}).get("parts")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2:30 pm", datetime.time(14, 30)),
        ("2:30PM", datetime.time(14, 30)),
        (" 2:30 p.m. ", datetime.time(14, 30)),
        ("2 am", datetime.time(2)),
        ("12:05 am", datetime.time(0, 5)),
        ("12 pm", datetime.time(12)),
        ("noon", datetime.time(12)),
        ("Midnight", datetime.time(0)),
        ("14:30", datetime.time(14, 30)),
        ("0:15", datetime.time(0, 15)),
        ("14:30:05", datetime.time(14, 30, 5)),
    ],
)
def test_time_is_read_as_people_write_it(typed, expected):
    assert TimeField().clean(typed) == expected


@pytest.mark.parametrize("typed", ["2:30", "7", "12:00"])
def test_time_that_could_be_morning_or_afternoon_is_asked_again(typed):
    assert refusal(TimeField(), typed)[0] == "Write am or pm after the time"


@pytest.mark.parametrize("typed", ["25:00", "13 pm", "0 am", "2:60 pm", "soon", "1:2"])
def test_time_that_is_none_is_refused(typed):
    assert refusal(TimeField(), typed)[0] == "Enter a time of day, like 2:30 pm"


def test_time_needs_no_half_where_the_language_has_24_hours():
    with override("nl"):
        assert TimeField().clean("2:30") == datetime.time(2, 30)
        assert time_text(datetime.time(2, 30)) == "02:30"


@given(st.times().map(lambda time: time.replace(microsecond=0)))
def test_time_is_read_as_it_is_shown(time):
    assert TimeField().clean(time_text(time)) == time


def test_date_and_time_are_those_of_the_current_zone():
    with timezone.override(NEW_YORK):
        moment = DateTimeInPartsField().clean(["3", "7", "2030", "2:30 pm"])

    assert moment.isoformat() == "2030-03-07T14:30:00-05:00"


def test_date_and_time_may_lack_the_time():
    typed = ["3", "7", "2030", ""]

    assert DateTimeInPartsField().clean(typed) == datetime.date(2030, 3, 7)
    assert DateTimeInPartsField(required=False).clean(["", "", "", ""]) is None


@pytest.mark.parametrize(
    ("typed", "message", "parts"),
    [
        (
            ["3", "7", "2030", "2:30"],
            "Write am or pm after the time",
            ["time"],
        ),
        (
            ["", "", "", "2 pm"],
            "Enter the whole date with the time",
            ["month", "day", "year"],
        ),
        (["", "", "2030", "2 pm"], "The date must include a month and day", None),
    ],
)
def test_date_and_time_say_which_box_is_wrong(typed, message, parts):
    said, about = refusal(DateTimeInPartsField(), typed)

    assert said == message
    assert about == (parts or ["month", "day"])


def test_date_and_time_are_shown_in_the_current_zone():
    moment = datetime.datetime(2030, 3, 7, 19, 30, tzinfo=datetime.UTC)

    with timezone.override(NEW_YORK):
        shown = DateTimeInPartsField().widget.decompress(moment)

    assert shown == ["3", "7", "2030", "2:30 pm"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (["", "", "1988"], "1988"),
        (["mar", "", "1988"], "1988-03"),
        (["3", "7", "1988"], datetime.date(1988, 3, 7)),
    ],
)
def test_date_that_may_be_partial_is_a_year_or_a_month_too(typed, expected):
    field = DateInPartsField(may_be_partial=True)

    assert field.clean(typed) == expected
    assert field.clean(field.widget.decompress(expected)) == expected


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        (["3", "7", ""], ["year"]),
        (["", "7", "1988"], ["month"]),
        (["13", "", "1988"], ["month"]),
        (["", "", "88"], ["year"]),
    ],
)
def test_date_that_may_be_partial_is_refused_where_it_is_none(typed, parts):
    assert refusal(DateInPartsField(may_be_partial=True), typed)[1] == parts
