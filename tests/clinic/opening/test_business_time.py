"""Time that passes only while a location is open, right across clock changes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.opening.business_time import NINE_TO_FIVE, OpenTime

NEW_YORK = ZoneInfo("America/New_York")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

# The clocks of all of these change before 4 in the morning, and midnight is on both.
zones = st.sampled_from(
    [NEW_YORK, *map(ZoneInfo, ["Europe/London", "Australia/Lord_Howe", "Asia/Kolkata"])]
)
wall_times = st.builds(time, st.integers(4, 23), st.sampled_from([0, 15, 50]))
ranges = (
    st.tuples(wall_times, wall_times)
    .map(lambda pair: tuple(sorted(pair)))
    .filter(lambda pair: pair[0] < pair[1])
)
weeks = st.dictionaries(
    st.integers(0, 6), st.lists(ranges, min_size=1, max_size=3), min_size=3
)
# Around the days on which New York's clocks change, in spring and in autumn.
moments = st.sampled_from([date(2030, 3, 8), date(2030, 11, 1)]).flatmap(
    lambda day: st.builds(
        lambda minutes: datetime.combine(day, time(), UTC) + minutes * MINUTE,
        st.integers(0, 5 * 24 * 60),
    )
)


@st.composite
def closures(draw):
    starts_at = draw(moments)
    return starts_at, starts_at + draw(st.integers(1, 3 * 24 * 60)) * MINUTE


def new_york(*numbers) -> datetime:
    return datetime(*numbers, tzinfo=NEW_YORK)


def is_open(open_time: OpenTime, moment: datetime) -> bool:
    local = moment.astimezone(open_time.zone)
    is_closed = any(starts <= moment < ends for starts, ends in open_time.closures)
    return not is_closed and any(
        opens <= local.time() < closes
        for opens, closes in open_time.week.get(local.weekday(), [])
    )


def open_minutes(open_time: OpenTime, since: datetime) -> Iterator[datetime]:
    """Look at one minute after the other, without an end."""
    moment = since
    while True:
        if is_open(open_time, moment):
            yield moment
        moment += MINUTE


def day_by_looking(open_time: OpenTime, weekday: int) -> timedelta:
    midnight = datetime(2030, 6, 3 + weekday, tzinfo=open_time.zone)
    minutes = (midnight + number * MINUTE for number in range(24 * 60))
    return sum((MINUTE for each in minutes if is_open(open_time, each)), timedelta(0))


@given(zones, weeks, st.lists(closures(), max_size=3), moments, st.integers(1, 300))
def test_add_is_what_a_look_at_every_minute_finds(zone, week, closed, since, minutes):
    open_time = OpenTime(zone, week, closed)
    each_open = open_minutes(open_time, since)

    *_, last = (next(each_open) for _ in range(minutes))

    assert open_time.add(since, minutes * MINUTE) == last + MINUTE


@given(zones, weeks, moments, st.integers(0, 900), st.integers(0, 900))
def test_add_in_two_steps_is_add_in_one(zone, week, since, first, second):
    open_time = OpenTime(zone, week)

    in_two = open_time.add(open_time.add(since, first * MINUTE), second * MINUTE)

    # Nothing more to add leaves the end of a day for the next opening.
    if second:
        assert in_two == open_time.add(since, (first + second) * MINUTE)
    else:
        assert in_two >= open_time.add(since, first * MINUTE)


@given(weeks)
def test_the_longest_day_is_what_a_look_at_every_minute_finds(week):
    open_time = OpenTime(ZoneInfo("Asia/Kolkata"), week)

    longest = max(day_by_looking(open_time, weekday) for weekday in range(7))

    assert open_time.longest_day() == longest


@pytest.mark.parametrize(
    ("since", "until"),
    [
        pytest.param((2030, 6, 3, 10), (2030, 6, 4, 10), id="over-a-night"),
        pytest.param((2030, 6, 3, 9), (2030, 6, 3, 17), id="to-the-end-of-a-day"),
        pytest.param((2030, 6, 3, 7), (2030, 6, 3, 17), id="before-it-opens"),
        pytest.param((2030, 6, 3, 20), (2030, 6, 4, 17), id="after-it-closed"),
        pytest.param((2030, 6, 7, 16), (2030, 6, 10, 16), id="over-a-weekend"),
        pytest.param((2030, 6, 8, 12), (2030, 6, 10, 17), id="on-a-saturday"),
        pytest.param((2030, 3, 8, 16), (2030, 3, 11, 16), id="clocks-go-forward"),
        pytest.param((2030, 11, 1, 16), (2030, 11, 4, 16), id="clocks-go-back"),
        pytest.param((2027, 12, 31, 16), (2028, 1, 3, 16), id="over-new-year"),
    ],
)
def test_add_eight_hours_from_nine_to_five(since, until):
    open_time = OpenTime(NEW_YORK, NINE_TO_FIVE)

    assert open_time.add(new_york(*since), 8 * HOUR) == new_york(*until)


def test_add_counts_the_hour_that_the_clocks_show_twice():
    sunday_night = OpenTime(NEW_YORK, {6: [(time(0, 30), time(2, 30))]})

    # The clocks go back at 2: from 0:30 to 2:30 three hours pass.
    assert sunday_night.add(new_york(2030, 11, 3), 3 * HOUR) == new_york(
        2030, 11, 3, 2, 30
    )


def test_add_leaves_out_hours_that_the_clocks_skip():
    sunday_night = OpenTime(NEW_YORK, {6: [(time(2), time(3))]})

    # The clocks go from 2 to 3 on March 10: that Sunday it is not open at all.
    assert sunday_night.add(new_york(2030, 3, 10), HOUR) == new_york(2030, 3, 17, 3)


def test_add_does_not_count_while_it_is_closed():
    closed = (new_york(2030, 6, 3, 12), new_york(2030, 6, 5, 12))
    open_time = OpenTime(NEW_YORK, NINE_TO_FIVE, [closed])

    assert open_time.add(new_york(2030, 6, 3, 9), 4 * HOUR) == new_york(2030, 6, 5, 13)


@pytest.mark.parametrize("week", [{}, {0: []}])
def test_a_week_without_hours_is_refused(week):
    with pytest.raises(ValueError, match="A week without hours"):
        OpenTime(NEW_YORK, week)
