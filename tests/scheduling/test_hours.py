"""Wall time on the days when the clocks change, and on a leap day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from clinic.opening.wall_clock import instant
from scheduling.hours import Availability, AvailabilityException, grid, working_hours

NEW_YORK = ZoneInfo("America/New_York")
APIA = ZoneInfo("Pacific/Apia")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "in_utc"),
    [
        pytest.param("2027-03-14T01:59", "2027-03-14T06:59Z", id="before-the-jump"),
        pytest.param("2027-03-14T02:00", "2027-03-14T07:00Z", id="first-skipped"),
        pytest.param("2027-03-14T02:59", "2027-03-14T07:00Z", id="last-skipped"),
        pytest.param("2027-03-14T03:00", "2027-03-14T07:00Z", id="after-the-jump"),
        pytest.param("2027-11-07T01:30", "2027-11-07T05:30Z", id="shown-twice"),
        pytest.param("2027-11-07T02:00", "2027-11-07T07:00Z", id="after-both"),
    ],
)
def test_instant_is_the_first_moment_the_clocks_reach_the_wall_time(wall, in_utc):
    assert instant(datetime.fromisoformat(wall), NEW_YORK) == datetime.fromisoformat(
        in_utc
    )


def test_instant_finds_the_end_of_a_day_that_was_skipped_whole():
    moment = instant(datetime(2011, 12, 30, 12, 0), APIA)  # noqa: DTZ001

    assert moment == utc("2011-12-30T10:00")
    assert moment.astimezone(APIA).date() == date(2011, 12, 31)


@pytest.mark.parametrize(
    ("day", "starts", "ends", "expected"),
    [
        pytest.param(
            date(2027, 3, 14),
            time(1, 30),
            time(2, 30),
            [(utc("2027-03-14T06:30"), utc("2027-03-14T07:00"))],
            id="end-is-skipped",
        ),
        pytest.param(
            date(2027, 3, 14),
            time(2, 30),
            time(3, 30),
            [(utc("2027-03-14T07:00"), utc("2027-03-14T07:30"))],
            id="start-is-skipped",
        ),
        pytest.param(
            date(2027, 11, 7),
            time(1, 0),
            time(2, 0),
            [(utc("2027-11-07T05:00"), utc("2027-11-07T07:00"))],
            id="hour-is-shown-twice",
        ),
        pytest.param(
            date(2028, 2, 29),
            time(9, 0),
            time(10, 0),
            [(utc("2028-02-29T14:00"), utc("2028-02-29T15:00"))],
            id="leap-day",
        ),
    ],
)
def test_working_hours_last_from_the_first_moment_of_each_wall_time(
    day, starts, ends, expected
):
    hours = Availability(day.weekday(), starts, ends)
    midnight = instant(datetime.combine(day, time.min), NEW_YORK)

    expanded = working_hours([hours], NEW_YORK, (midnight, midnight))

    assert expanded == expected


def test_working_hours_join_ranges_that_touch_or_overlap():
    monday = date(2030, 1, 7)
    hours = [
        Availability(0, time(13), time(15)),
        Availability(0, time(9), time(12)),
        Availability(0, time(12), time(14)),
    ]
    midnight = instant(datetime.combine(monday, time.min), NEW_YORK)

    expanded = working_hours(hours, NEW_YORK, (midnight, midnight))

    assert expanded == [(utc("2030-01-07T14:00"), utc("2030-01-07T20:00"))]


@pytest.mark.parametrize(
    ("exceptions", "expected"),
    [
        pytest.param(
            [AvailabilityException(date(2030, 1, 7), time(14), time(16))],
            [(utc("2030-01-07T19:00"), utc("2030-01-07T21:00"))],
            id="later-that-day",
        ),
        pytest.param(
            [
                AvailabilityException(date(2030, 1, 7), time(14), time(16)),
                AvailabilityException(date(2030, 1, 7), time(8), time(9)),
            ],
            [
                (utc("2030-01-07T13:00"), utc("2030-01-07T14:00")),
                (utc("2030-01-07T19:00"), utc("2030-01-07T21:00")),
            ],
            id="two-ranges",
        ),
        pytest.param([AvailabilityException(date(2030, 1, 7))], [], id="away"),
        pytest.param(
            [AvailabilityException(date(2030, 1, 14))],
            [(utc("2030-01-07T14:00"), utc("2030-01-07T17:00"))],
            id="another-monday",
        ),
    ],
)
def test_working_hours_are_those_of_the_exceptions_on_their_day(exceptions, expected):
    weekly = [Availability(0, time(9), time(12))]
    midnight = utc("2030-01-07T05:00")

    expanded = working_hours(weekly, NEW_YORK, (midnight, midnight), exceptions)

    assert expanded == expected


def test_working_hours_of_an_exception_need_no_weekly_hours():
    leap_day = [AvailabilityException(date(2028, 2, 29), time(9), time(10))]
    noon = utc("2028-02-29T17:00")

    expanded = working_hours([], NEW_YORK, (noon, noon), leap_day)

    assert expanded == [(utc("2028-02-29T14:00"), utc("2028-02-29T15:00"))]


@pytest.mark.parametrize(
    ("day", "steps"),
    [
        pytest.param(date(2030, 1, 7), 48, id="any-day"),
        pytest.param(date(2027, 3, 14), 46, id="23-hours"),
        pytest.param(date(2027, 11, 7), 48, id="25-hours"),
    ],
)
def test_grid_has_each_wall_time_of_the_day_once(day, steps):
    begins = instant(datetime.combine(day, time.min), NEW_YORK)
    ends = instant(datetime.combine(day + timedelta(days=1), time.min), NEW_YORK)

    moments = list(grid(NEW_YORK, timedelta(minutes=30), (begins, ends)))

    walls = [moment.astimezone(NEW_YORK).replace(tzinfo=None) for moment in moments]
    assert walls == sorted(set(walls))
    assert len(walls) == steps
    assert {wall.minute for wall in walls} == {0, 30}
