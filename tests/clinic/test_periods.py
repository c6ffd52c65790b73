"""Periods of whole days, and how lengths of time are said."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.periods import Period, last_weeks, length_in_words

NEW_YORK = ZoneInfo("America/New_York")
days = st.dates(date(2000, 1, 1), date(2190, 1, 1))


def test_the_window_reaches_from_midnight_to_midnight_there():
    # The clocks go forward on March 8.
    begins_at, ends_at = Period(date(2026, 3, 8), date(2026, 3, 8)).window(NEW_YORK)

    assert begins_at == datetime(2026, 3, 8, 5, tzinfo=UTC)
    assert ends_at == datetime(2026, 3, 9, 4, tzinfo=UTC)
    # Two times of one zone are told apart by their clocks, which would hide the hour.
    assert ends_at - begins_at == timedelta(hours=23)


@given(days, st.integers(0, 400))
def test_each_day_lies_in_a_week_that_begins_on_one_of_the_mondays(first, length):
    period = Period(first, first + timedelta(days=length))

    mondays = period.mondays

    assert all(monday.weekday() == 0 for monday in mondays)
    assert mondays[0] <= period.first < mondays[0] + timedelta(days=7)
    assert mondays[-1] <= period.last < mondays[-1] + timedelta(days=7)


def test_the_last_weeks_begin_on_a_monday_and_end_today():
    wednesday = date(2026, 11, 18)

    assert last_weeks(2, wednesday) == Period(date(2026, 11, 9), wednesday)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(minutes=40), "40 minutes"),
        (timedelta(hours=26, minutes=5), "1 day, 2 hours"),
        (timedelta(0), "0 minutes"),
    ],
)
def test_a_length_is_said_in_two_units_at_most(length, words):
    assert length_in_words(length).replace("\xa0", " ") == words
