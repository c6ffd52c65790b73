"""The series by example, from Monday, 7 January 2030 in New York unless said otherwise.

Without other wishes: six dates, two a week, at least two days apart, in three weeks.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from clinic.opening.wall_clock import instant
from scheduling.series import (
    NoSeries,
    Obstacle,
    Proposal,
    Unmet,
    Wishes,
    alternatives,
    plan,
)
from scheduling.slots import Part, Slot, TimeOfDay

NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
MONDAY = date(2030, 1, 7)
WISHES = Wishes(earliest_on=MONDAY)
WORKING_DAYS = [offset for offset in range(28) if offset % 7 < 5]


def slot(day: int, clock: str = "09:00", *people: str, since=MONDAY, zone=NEW_YORK):
    """Give one of 90 minutes on the day so many days after ``since``."""
    wall = datetime.combine(since + timedelta(days=day), time.fromisoformat(clock))
    starts_at = instant(wall, zone)
    ends_at = starts_at + timedelta(minutes=90)
    parts = [
        Part(phase, person, f"{person}-1", "chair", starts_at, ends_at)
        for phase, person in enumerate(people or ("osei", "lee"))
    ]
    return Slot(starts_at, ends_at, tuple(parts))


def slots(days, *clocks: str, **options) -> list[Slot]:
    return [slot(day, clock, **options) for day in days for clock in clocks]


def shown(proposal: Proposal | list[Slot], zone=NEW_YORK) -> list[str]:
    """Local weekday, day of the month and start as the patient reads them."""
    of = proposal.slots if isinstance(proposal, Proposal) else proposal
    return [f"{slot.starts_at.astimezone(zone):%a %-d %H:%M}" for slot in of]


def days(proposal: Proposal) -> list[str]:
    return [date.rpartition(" ")[0] for date in shown(proposal)]


def test_plan_proposes_the_same_two_weekdays_at_the_same_hour():
    free = slots(range(21), "09:00", "11:30", "14:00")

    proposal = plan(free, WISHES, NEW_YORK)

    assert shown(proposal) == [
        "Mon 7 09:00",
        "Thu 10 09:00",
        "Mon 14 09:00",
        "Thu 17 09:00",
        "Mon 21 09:00",
        "Thu 24 09:00",
    ]
    assert proposal.cost == 0
    assert proposal.unmet == ((),) * 6


def test_plan_spreads_three_a_week_over_the_week():
    free = slots(WORKING_DAYS, "09:00")

    proposal = plan(free, replace(WISHES, times_a_week=3), NEW_YORK)

    assert days(proposal) == ["Mon 7", "Wed 9", "Fri 11", "Mon 14", "Wed 16", "Fri 18"]
    assert proposal.cost == 0


def test_plan_waits_for_the_wished_weekdays():
    free = slots(WORKING_DAYS, "09:00")
    wishes = replace(WISHES, weekdays=frozenset({1, 4}))

    proposal = plan(free, wishes, NEW_YORK)

    assert days(proposal) == ["Tue 8", "Fri 11", "Tue 15", "Fri 18", "Tue 22", "Fri 25"]
    assert proposal.cost == 75  # one day later than the earliest
    assert proposal.unmet == ((),) * 6


def test_plan_takes_two_wished_weekdays_for_the_rhythm_however_far_apart():
    free = slots(WORKING_DAYS, "09:00")
    wishes = replace(WISHES, weekdays=frozenset({0, 2}))

    proposal = plan(free, wishes, NEW_YORK)

    assert days(proposal) == ["Mon 7", "Wed 9", "Mon 14", "Wed 16", "Mon 21", "Wed 23"]
    assert proposal.cost == 0


def test_plan_keeps_to_an_even_rhythm_when_the_wished_weekdays_are_too_close():
    free = slots(WORKING_DAYS, "09:00")
    wishes = replace(WISHES, weekdays=frozenset({0, 1}), count=2)

    proposal = plan(free, wishes, NEW_YORK)

    assert days(proposal) == ["Mon 7", "Thu 10"]
    assert proposal.unmet == ((), (Unmet.WEEKDAY,))


def test_plan_says_which_date_is_off_the_wished_weekdays_and_the_rhythm():
    closed = 7
    free = slots([day for day in WORKING_DAYS if day != closed], "09:00")
    wishes = replace(WISHES, weekdays=frozenset({0, 3}))

    proposal = plan(free, wishes, NEW_YORK)

    assert days(proposal) == ["Mon 7", "Thu 10", "Tue 15", "Thu 17", "Mon 21", "Thu 24"]
    assert proposal.unmet == ((), (), (Unmet.WEEKDAY, Unmet.RHYTHM), (), (), ())
    assert proposal.cost == 450 + 150


def test_plan_keeps_the_wished_time_of_day_and_says_where_it_cannot():
    free = slots([0, 7, 10, 14, 17], "11:30", "12:00") + [slot(3, "11:30")]
    wishes = replace(WISHES, time_of_day=TimeOfDay.AFTERNOON)

    proposal = plan(free, wishes, NEW_YORK)

    assert shown(proposal) == [
        "Mon 7 12:00",
        "Thu 10 11:30",
        "Mon 14 12:00",
        "Thu 17 12:00",
        "Mon 21 12:00",
        "Thu 24 12:00",
    ]
    assert proposal.unmet == ((), (Unmet.TIME_OF_DAY,), (), (), (), ())
    assert proposal.cost == 300 + 30 + 30


def test_plan_counts_noon_as_the_afternoon():
    free = [slot(0, "11:59"), slot(0, "12:00")]

    morning = replace(WISHES, count=1, time_of_day=TimeOfDay.MORNING)
    afternoon = replace(WISHES, count=1, time_of_day=TimeOfDay.AFTERNOON)

    assert shown(plan(free, morning, NEW_YORK)) == ["Mon 7 11:59"]
    assert shown(plan(free, afternoon, NEW_YORK)) == ["Mon 7 12:00"]


def test_plan_finds_the_wished_practitioner_in_any_part_and_says_where_not():
    free = [slot(0, "09:00"), slot(0, "10:00", "kim", "lee"), slot(3, "10:00")]
    wishes = replace(WISHES, count=2, practitioner_id="kim")

    proposal = plan(free, wishes, NEW_YORK)

    assert shown(proposal) == ["Mon 7 10:00", "Thu 10 10:00"]
    assert proposal.unmet == ((), (Unmet.PRACTITIONER,))
    assert proposal.cost == 240 + 45


def test_plan_stays_with_the_practitioners_of_the_date_before():
    free = [slot(0), slot(3, "09:00", "kim", "lee"), slot(3, "09:30")]

    proposal = plan(free, replace(WISHES, count=2), NEW_YORK)

    assert shown(proposal) == ["Mon 7 09:00", "Thu 10 09:30"]
    assert proposal.cost == 30  # less than 45 for a new face


def test_plan_begins_at_the_hour_that_the_next_date_has():
    free = [slot(0, "09:00"), slot(0, "09:10"), slot(3, "09:10")]

    proposal = plan(free, replace(WISHES, count=2), NEW_YORK)

    assert shown(proposal) == ["Mon 7 09:10", "Thu 10 09:10"]


def test_plan_chooses_between_slots_of_one_start_by_the_practitioners():
    free = [slot(0), slot(3, "09:00", "kim", "lee"), slot(3)]

    proposal = plan(free, replace(WISHES, count=2), NEW_YORK)

    assert proposal.slots == (slot(0), slot(3))


def test_plan_keeps_the_wall_clock_when_the_clocks_change():
    """On Sunday, 14 March 2027, New York goes from UTC-5 to UTC-4."""
    wednesday = date(2027, 3, 10)
    free = slots(range(21), "08:00", "09:00", "10:00", since=wednesday)
    wishes = Wishes(earliest_on=wednesday, time_of_day=TimeOfDay.MORNING)

    proposal = plan(free, wishes, NEW_YORK)

    assert shown(proposal)[:3] == ["Wed 10 08:00", "Sat 13 08:00", "Wed 17 08:00"]
    assert [slot.starts_at.astimezone(UTC).hour for slot in proposal.slots[:3]] == [
        13,
        13,
        12,
    ]
    assert proposal.cost == 0


def test_plan_counts_days_by_the_clocks_of_the_location():
    """At Lord Howe a day of UTC begins at eleven in the morning."""
    one_day = [slot(0, clock, zone=LORD_HOWE) for clock in ("10:30", "11:30")]
    two_days = [one_day[1], slot(1, "10:30", zone=LORD_HOWE)]
    wishes = replace(WISHES, count=2, least_gap_days=1)

    assert plan(one_day, wishes, LORD_HOWE) == NoSeries(1, Obstacle.DAYS)
    assert plan(two_days, wishes, LORD_HOWE).slots == tuple(two_days)


def test_plan_gives_one_date_a_day_and_begins_with_the_earliest_of_equals():
    free = slots([0, 1], "09:00", "09:00", "15:00")

    proposal = plan(free, replace(WISHES, count=2, least_gap_days=1), NEW_YORK)

    assert shown(proposal) == ["Mon 7 09:00", "Tue 8 09:00"]


def test_plan_begins_early_rather_than_perfectly():
    free = slots([0, 4, 14, 17], "09:00")
    wishes = replace(WISHES, count=2, weekdays=frozenset({0, 3}))

    proposal = plan(free, wishes, NEW_YORK)

    assert days(proposal) == ["Mon 7", "Fri 11"]
    assert proposal.cost == 450 + 150  # less than 14 days of waiting


def test_plan_begins_no_earlier_than_wished():
    free = slots(range(28), "09:00")

    proposal = plan(
        free, replace(WISHES, earliest_on=MONDAY + timedelta(days=2)), NEW_YORK
    )

    assert days(proposal)[0] == "Wed 9"
    assert proposal.cost == 0


def test_plan_accepts_free_times_in_any_order():
    free = slots(WORKING_DAYS, "09:00", "14:00")

    assert plan(free[::-1], WISHES, NEW_YORK) == plan(free, WISHES, NEW_YORK)


def test_plan_costs_compare_between_locations():
    here = slots(range(4, 28), "09:00")
    there = slots(range(1, 28), "09:00")

    costs = [plan(free, WISHES, NEW_YORK).cost for free in (here, there)]

    assert costs == [4 * 75, 75]


def test_plan_continues_what_is_given_and_booked():
    given = [slot(1, "14:00"), slot(4, "14:00")]
    free = slots(range(5, 28), "09:00", "14:00")
    wishes = replace(WISHES, count=4, earliest_on=MONDAY + timedelta(days=8))

    proposal = plan(free, wishes, NEW_YORK, fixed=given)

    assert shown(proposal) == [
        "Tue 15 14:00",
        "Fri 18 14:00",
        "Tue 22 14:00",
        "Fri 25 14:00",
    ]
    assert proposal.fixed == tuple(given)
    assert proposal.cost == 0


def test_plan_finds_another_day_for_one_date_between_the_others():
    booked = slots([0, 3, 10, 14, 17], "09:00")
    free = slots([4, 5, 8, 9], "09:00", "13:00")

    proposal = plan(free, replace(WISHES, count=1), NEW_YORK, fixed=booked)

    assert shown(proposal) == ["Tue 15 09:00"]
    assert proposal.unmet == ((Unmet.RHYTHM,),)


def test_plan_compares_each_date_with_the_fixed_one_before_it():
    free = [slot(0, "09:00"), slot(4, "09:00"), slot(4, "16:00")]

    proposal = plan(free, replace(WISHES, count=2), NEW_YORK, fixed=[slot(2, "16:00")])

    assert shown(proposal) == ["Mon 7 09:00", "Fri 11 16:00"]


def test_plan_begins_early_also_before_a_fixed_date():
    free = slots([7, 14], "09:00")

    proposal = plan(free, replace(WISHES, count=1), NEW_YORK, fixed=[slot(10)])

    assert days(proposal) == ["Mon 14"]
    assert proposal.cost == 7 * 75


def test_plan_says_that_the_rhythm_is_broken_when_the_date_after_is_fixed():
    wishes = replace(WISHES, count=1, weekdays=frozenset({0, 3}))

    proposal = plan([slot(1)], wishes, NEW_YORK, fixed=[slot(7)])

    assert proposal.unmet == ((Unmet.WEEKDAY, Unmet.RHYTHM),)


def test_plan_leaves_given_dates_that_are_too_close_as_they_are():
    given = slots([0, 1], "09:00")

    proposal = plan([slot(3)], replace(WISHES, count=1), NEW_YORK, fixed=given)

    assert days(proposal) == ["Thu 10"]


def test_plan_uses_the_last_day_of_the_window():
    free = slots([0, 3, 7, 10, 14, 20, 21], "09:00")

    assert days(plan(free, WISHES, NEW_YORK))[-1] == "Sun 27"


def test_plan_says_which_window_the_rest_needs_when_two_infusions_were_missed():
    given = slots([0, 3], "09:00")
    free = slots([day for day in range(15, 28) if day % 7 in (0, 3)], "09:00")
    free += slots([28, 31], "09:00")
    wishes = replace(WISHES, count=4, earliest_on=MONDAY + timedelta(days=15))

    answer = plan(free, wishes, NEW_YORK, fixed=given)

    # On days 17, 21, 24 and 28, counted from 0; only the first is in the window.
    assert answer == NoSeries(fits=1, obstacle=Obstacle.WINDOW, window_needed=29)
    longer = replace(wishes, window_days=29)
    assert days(plan(free, longer, NEW_YORK, fixed=given))[-1] == "Mon 4"


def test_plan_fits_nothing_when_the_fixed_ones_fill_the_window():
    fixed = slots([0, 3, 21], "09:00")

    answer = plan(slots([7, 10, 24], "09:00"), WISHES, NEW_YORK, fixed=fixed)
    one_more = plan([slot(7)], replace(WISHES, count=1), NEW_YORK, fixed=fixed)

    assert answer == NoSeries(fits=0, obstacle=Obstacle.DAYS)
    assert one_more == NoSeries(fits=0, obstacle=Obstacle.WINDOW, window_needed=22)


def test_plan_says_that_there_are_too_few_free_days():
    free = slots([0, 3, 7, 10, 14], "09:00", "14:00")

    answer = plan(free, WISHES, NEW_YORK)

    assert answer == NoSeries(fits=5, obstacle=Obstacle.DAYS)


def test_plan_says_that_the_free_days_are_too_close():
    free = slots([0, 1, 2, 3, 4, 5], "09:00")

    answer = plan(free, WISHES, NEW_YORK)

    assert answer == NoSeries(fits=3, obstacle=Obstacle.GAP)


def test_plan_says_so_when_nothing_is_free():
    assert plan([], WISHES, NEW_YORK) == NoSeries(fits=0, obstacle=Obstacle.DAYS)


def test_plan_checks_and_prices_dates_picked_by_hand():
    picked = slots([0, 3, 7, 11, 14, 17], "09:00")
    wishes = replace(WISHES, weekdays=frozenset({0, 3}))

    proposal = plan(picked, wishes, NEW_YORK)

    assert proposal.slots == tuple(picked)
    assert proposal.unmet[3] == (Unmet.WEEKDAY, Unmet.RHYTHM)


@pytest.mark.parametrize(
    ("picked", "obstacle"),
    [
        pytest.param([0, 3, 7, 8, 14, 17], Obstacle.GAP, id="too-close"),
        pytest.param([0, 3, 7, 10, 14, 21], Obstacle.WINDOW, id="too-late"),
        pytest.param([0, 3, 7, 7, 14, 17], Obstacle.DAYS, id="two-on-a-day"),
    ],
)
def test_plan_refuses_dates_picked_by_hand_that_break_a_rule(picked, obstacle):
    answer = plan(slots(picked, "09:00"), WISHES, NEW_YORK)

    assert answer.obstacle == obstacle
    assert answer.fits == 5


def test_alternatives_are_the_next_best_times_around_the_other_five():
    free = slots(range(21), "09:00", "10:00", "14:00")
    first, second, _, *rest = plan(free, WISHES, NEW_YORK).slots

    best = alternatives(free, [first, second, *rest], WISHES, NEW_YORK)

    # Not on Wednesday 9, Friday 11 or Wednesday 16: too close to the Thursdays.
    assert shown(best)[:6] == [
        "Mon 14 09:00",
        "Mon 14 10:00",
        "Sun 13 09:00",
        "Tue 15 09:00",
        "Sun 13 10:00",
        "Tue 15 10:00",
    ]


def test_alternatives_keep_the_gap_and_the_window():
    free = slots([2, 3, 6, 8, 20, 21], "09:00")

    best = alternatives([slot(1), *free], [slot(0)], WISHES, NEW_YORK)

    assert [slot.starts_at.day for slot in best] == [10, 9, 13, 15, 27]


@pytest.mark.parametrize(
    "wishes",
    [
        {"times_a_week": 1},
        {"times_a_week": 4},
        {"count": 0},
        {"least_gap_days": 0},
        {"window_days": 0},
    ],
)
def test_wishes_refuse_what_cannot_be(wishes):
    with pytest.raises(ValueError, match="times a week|at least 1"):
        Wishes(earliest_on=MONDAY, **wishes)
