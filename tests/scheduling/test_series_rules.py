"""The rules that no series may break, over weeks full of free times with gaps."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import combinations
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from clinic.opening.wall_clock import instant
from scheduling.series import NoSeries, Obstacle, Proposal, Wishes, plan
from scheduling.slots import Part, Slot

ZONES = ["America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]
# The clocks change in New York and on Lord Howe within the four weeks.
FIRST_DAYS = [date(2027, 3, 1), date(2027, 3, 22), date(2027, 9, 27), date(2027, 11, 1)]
HALF_HOURS = [time(hour, minute) for hour in range(8, 17) for minute in (0, 30)]


@st.composite
def cases(draw, shares=(0.05, 0.2, 0.6), counts=(1, 4, 6), windows=(16, 21, 24)):
    """Give free slots, wishes, the zone and up to two that are fixed.

    ``shares`` of all half hours are free.
    """
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    first_day = draw(st.sampled_from(FIRST_DAYS))
    random = Random(draw(st.integers(0, 10_000)))
    share = draw(st.sampled_from(shares))
    slots = [
        slot(first_day + timedelta(days=day), clock, zone, random)
        for day in range(28)
        for clock in HALF_HOURS
        if random.random() < share
    ]
    fixed = random.sample(slots, min(len(slots), draw(st.sampled_from([0, 0, 1, 2]))))
    wishes = Wishes(
        earliest_on=first_day + timedelta(days=draw(st.integers(0, 6))),
        count=draw(st.sampled_from(counts)),
        times_a_week=draw(st.integers(2, 3)),
        least_gap_days=draw(st.integers(2, 3)),
        window_days=draw(st.sampled_from(windows)),
        weekdays=draw(st.frozensets(st.integers(0, 6), max_size=4)),
    )
    return [slot for slot in slots if slot not in fixed], wishes, zone, fixed


def tight_cases():
    """Six dates at least two days apart take eleven days: none of these has a plan."""
    return cases(shares=(0.2, 0.6), counts=(6,), windows=(6, 8, 10))


def slot(day: date, clock: time, zone: ZoneInfo, random: Random) -> Slot:
    starts_at = instant(datetime.combine(day, clock), zone)
    ends_at = starts_at + timedelta(minutes=90)
    person = random.choice(["osei", "kim", "ng"])
    return Slot(
        starts_at, ends_at, (Part(0, person, person, "chair", starts_at, ends_at),)
    )


def proposed(case) -> Proposal:
    free, wishes, zone, fixed = case
    answer = plan(free, wishes, zone, fixed=fixed)
    assume(isinstance(answer, Proposal))
    return answer


def local_days(slots, zone: ZoneInfo) -> list[date]:
    return [slot.starts_at.astimezone(zone).date() for slot in slots]


@settings(max_examples=30)
@given(case=cases())
def test_plan_picks_as_many_free_slots_as_asked_in_order(case):
    free, wishes, _, _ = case

    proposal = proposed(case)

    assert len(proposal.slots) == len(proposal.unmet) == wishes.count
    assert [slot for slot in free if slot in proposal.slots] == list(proposal.slots)


@settings(max_examples=30)
@given(case=cases())
def test_plan_never_gives_two_infusions_on_a_local_day(case):
    _, _, zone, fixed = case

    proposal = proposed(case)

    new_days = local_days(proposal.slots, zone)
    assert len({*new_days}) == len(new_days)
    assert not {*new_days} & {*local_days(fixed, zone)}


@settings(max_examples=30)
@given(case=cases())
def test_plan_never_goes_below_the_least_gap(case):
    _, wishes, zone, fixed = case

    proposal = proposed(case)

    new_days = local_days(proposal.slots, zone)
    pairs = [*combinations(new_days, 2)]
    pairs += [(day, other) for day in new_days for other in local_days(fixed, zone)]
    gaps = [abs((other - day).days) for day, other in pairs]
    assert all(gap >= wishes.least_gap_days for gap in gaps)


@settings(max_examples=30)
@given(case=cases())
def test_plan_never_leaves_the_window_or_begins_before_the_earliest_day(case):
    _, wishes, zone, fixed = case

    proposal = proposed(case)

    days = local_days([*proposal.slots, *fixed], zone)
    assert (max(days) - min(days)).days < wishes.window_days
    assert min(local_days(proposal.slots, zone)) >= wishes.earliest_on


@settings(max_examples=30)
@given(case=cases())
def test_plan_of_its_own_proposal_is_that_proposal(case):
    _, wishes, zone, fixed = case

    proposal = proposed(case)

    assert plan(proposal.slots, wishes, zone, fixed=fixed) == proposal


@settings(max_examples=30)
@given(case=tight_cases())
def test_no_series_tells_how_many_dates_do_fit(case):
    free, wishes, zone, fixed = case

    fits = plan(free, wishes, zone, fixed=fixed).fits

    if fits:
        as_many = replace(wishes, count=fits)
        assert isinstance(plan(free, as_many, zone, fixed=fixed), Proposal)
    one_more = replace(wishes, count=fits + 1)
    assert isinstance(plan(free, one_more, zone, fixed=fixed), NoSeries)


@settings(max_examples=30)
@given(case=tight_cases())
def test_no_series_tells_the_least_window_that_would_do(case):
    free, wishes, zone, fixed = case

    answer = plan(free, wishes, zone, fixed=fixed)

    assume(answer.obstacle == Obstacle.WINDOW)
    enough = replace(wishes, window_days=answer.window_needed)
    too_short = replace(wishes, window_days=answer.window_needed - 1)
    assert isinstance(plan(free, enough, zone, fixed=fixed), Proposal)
    assert isinstance(plan(free, too_short, zone, fixed=fixed), NoSeries)
