"""The series against an oracle that prices every combination of free slots.

Nothing is shared with the code under test: the oracle knows no days as numbers, no
limits and no order of search; it reads the rules and the table of costs off the dates.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations, pairwise
from operator import attrgetter
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

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

# Places, each with a day near which a series begins.
DAYS = [
    (ZoneInfo("America/New_York"), date(2030, 1, 7)),
    (ZoneInfo("America/New_York"), date(2027, 3, 11)),
    (ZoneInfo("America/New_York"), date(2027, 11, 3)),
    (ZoneInfo("America/New_York"), date(2028, 2, 26)),
    (ZoneInfo("Australia/Lord_Howe"), date(2027, 9, 30)),
    (ZoneInfo("Australia/Lord_Howe"), date(2027, 4, 1)),
    (ZoneInfo("Asia/Kolkata"), date(2030, 1, 7)),
]
CLOCKS = [time(0, 30), time(1, 45), time(2, 15), time(9), time(11, 30), time(12)]
TEAMS = [("osei", "lee"), ("kim", "lee"), ("osei",), ()]


class Oracle:
    def __init__(self, wishes: Wishes, zone: ZoneInfo, fixed: list[Slot]):
        self.wishes = wishes
        self.zone = zone
        self.fixed = fixed

    def day(self, slot: Slot) -> date:
        return self.wall(slot).date()

    def wall(self, slot: Slot) -> datetime:
        return slot.starts_at.astimezone(self.zone).replace(tzinfo=None)

    def plan(self, free: list[Slot]) -> Proposal | NoSeries:
        """Give the first of the cheapest: combinations come earliest first."""
        free = [slot for slot in free if self.day(slot) >= self.wishes.earliest_on]
        picks = list(combinations(free, self.wishes.count))
        allowed = [pick for pick in picks if self.keeps_window(pick)]
        allowed = [pick for pick in allowed if self.keeps_gap(pick)]
        if not allowed:
            return self.no_series(free, picks)
        best = min(allowed, key=self.cost)
        return Proposal(best, self.cost(best), self.unmet(best), tuple(self.fixed))

    def no_series(self, free: list[Slot], picks: list[tuple[Slot, ...]]) -> NoSeries:
        fits = max(
            count
            for count in range(self.wishes.count)
            for pick in combinations(free, count)
            if not pick or (self.keeps_gap(pick) and self.keeps_window(pick))
        )
        windows = [self.window(pick) for pick in picks if self.keeps_gap(pick)]
        if windows:
            return NoSeries(fits, Obstacle.WINDOW, min(windows))
        is_short = len({self.day(slot) for slot in free}) < self.wishes.count
        return NoSeries(fits, Obstacle.DAYS if is_short else Obstacle.GAP)

    def keeps_gap(self, pick: tuple[Slot, ...]) -> bool:
        pairs = [*combinations(pick, 2), *((a, b) for a in pick for b in self.fixed)]
        gaps = [abs(self.day(one) - self.day(other)).days for one, other in pairs]
        return all(gap >= self.wishes.least_gap_days for gap in gaps)

    def keeps_window(self, pick: tuple[Slot, ...]) -> bool:
        return self.window(pick) <= self.wishes.window_days

    def window(self, pick: tuple[Slot, ...]) -> int:
        days = sorted(self.day(slot) for slot in [*pick, *self.fixed])
        return (days[-1] - days[0]).days + 1

    def series(self, pick: tuple[Slot, ...]) -> list[Slot]:
        return sorted([*pick, *self.fixed], key=attrgetter("starts_at"))

    def cost(self, pick: tuple[Slot, ...]) -> int:
        waited = self.day(pick[0]) - self.wishes.earliest_on
        cost = 75 * waited.days
        for slot in pick:
            cost += 450 * self.misses_weekday(slot)
            cost += 300 * self.misses_time_of_day(slot)
            cost += 240 * self.misses_practitioner(slot)
        for one, other in pairwise(self.series(pick)):
            minutes = [wall.hour * 60 + wall.minute for wall in self.walls(one, other)]
            cost += abs(minutes[0] - minutes[1])
            cost += 45 * len(people(other) - people(one))
        return cost + 150 * sum(off**2 for off in self.days_off(pick))

    def walls(self, *slots: Slot) -> Iterator[datetime]:
        return (self.wall(slot) for slot in slots)

    def unmet(self, pick: tuple[Slot, ...]) -> tuple[tuple[Unmet, ...], ...]:
        broken = []
        for (one, other), off in zip(
            pairwise(self.series(pick)), self.days_off(pick), strict=True
        ):
            if off:
                broken.append(other if other in pick else one)
        return tuple(
            (
                *[Unmet.WEEKDAY] * self.misses_weekday(slot),
                *[Unmet.TIME_OF_DAY] * self.misses_time_of_day(slot),
                *[Unmet.PRACTITIONER] * self.misses_practitioner(slot),
                *[Unmet.RHYTHM] * (slot in broken),
            )
            for slot in pick
        )

    def misses_weekday(self, slot: Slot) -> bool:
        wished = self.wishes.weekdays
        return len(wished) > 0 and self.day(slot).weekday() not in wished

    def misses_time_of_day(self, slot: Slot) -> bool:
        shown = "morning" if self.wall(slot).time() < time(12) else "afternoon"
        return self.wishes.time_of_day is not None and shown != self.wishes.time_of_day

    def misses_practitioner(self, slot: Slot) -> bool:
        wished = self.wishes.practitioner_id
        return wished is not None and wished not in people(slot)

    def days_off(self, pick: tuple[Slot, ...]) -> list[int]:
        """Give how many days each date after the first is off the best rhythm."""
        days = [self.day(slot) for slot in self.series(pick)]
        candidates = [
            [
                (later - self.due(earlier, week)).days
                for earlier, later in pairwise(days)
            ]
            for week in self.weeks(days[0])
        ]
        return min(candidates, key=lambda offs: sum(off**2 for off in offs))

    def due(self, day: date, week: tuple[int, ...]) -> date:
        due = day + timedelta(days=self.wishes.least_gap_days)
        while due.weekday() not in week:
            due += timedelta(days=1)
        return due

    def weeks(self, first: date) -> list[tuple[int, ...]]:
        wished = tuple(sorted(self.wishes.weekdays))
        is_full = len(wished) == self.wishes.times_a_week
        if is_full and min(around_the_week(wished)) >= self.wishes.least_gap_days:
            return [wished]
        even = {2: [3, 4], 3: [2, 2, 3]}[self.wishes.times_a_week]
        weeks = [
            week
            for week in combinations(range(7), len(even))
            if sorted(around_the_week(week)) == even and first.weekday() in week
        ]
        # The one whose second weekday comes soonest, then the third.
        return sorted(
            weeks,
            key=lambda week: sorted((each - first.weekday()) % 7 for each in week),
        )


def around_the_week(week: tuple[int, ...]) -> list[int]:
    return [(b - a) % 7 for a, b in pairwise([*week, week[0]])]


def people(slot: Slot) -> set:
    return {part.practitioner_id for part in slot.parts if part.practitioner_id}


def slot(zone: ZoneInfo, day: date, clock: time, team: tuple[str, ...], fold: int):
    starts_at = datetime.combine(day, clock, zone).replace(fold=fold).astimezone(UTC)
    ends_at = starts_at + timedelta(minutes=30)
    parts = [
        Part(phase, person, person, "chair", starts_at, ends_at)
        for phase, person in enumerate(team)
    ]
    nobody = Part(len(parts), None, None, "chair", starts_at, ends_at)
    return Slot(starts_at, ends_at, (*parts, nobody))


@st.composite
def slots(draw, zone: ZoneInfo, day: date, sizes: tuple[int, int]) -> list[Slot]:
    """Give from the first to the second size of them, in order, none twice."""
    least, most = sizes
    choices = st.tuples(
        st.integers(0, draw(st.sampled_from([4, 8, 15]))).map(
            lambda days: day + timedelta(days=days)
        ),
        st.sampled_from(CLOCKS),
        st.sampled_from(TEAMS),
        st.integers(0, 1),
    )
    chosen = draw(st.lists(choices, min_size=least, max_size=most))
    found = dict.fromkeys(slot(zone, *choice) for choice in chosen)
    return sorted(found, key=attrgetter("starts_at"))


@st.composite
def all_wishes(draw, day: date, counts: Sequence[int]) -> Wishes:
    return Wishes(
        earliest_on=day + timedelta(days=draw(st.integers(0, 3))),
        count=draw(st.sampled_from(counts)),
        times_a_week=draw(st.integers(2, 3)),
        least_gap_days=draw(st.sampled_from([1, 2, 2, 3])),
        window_days=draw(st.sampled_from([6, 9, 14, 16, 21])),
        weekdays=draw(st.frozensets(st.integers(0, 6), max_size=3)),
        time_of_day=draw(st.sampled_from([None, *TimeOfDay])),
        practitioner_id=draw(st.sampled_from([None, "osei", "lee", "nobody"])),
    )


@st.composite
def cases(draw, sizes=((0, 6), (6, 12)), counts=(1, 2, 2, 3, 4, 6)):
    """Give free slots, wishes, the zone and what is fixed."""
    zone, day = draw(st.sampled_from(DAYS))
    free = draw(slots(zone, day, draw(st.sampled_from(sizes))))
    fixed = draw(slots(zone, day, draw(st.sampled_from([(0, 0), (1, 3)]))))
    free = [slot for slot in free if slot not in fixed]
    return free, draw(all_wishes(day, counts)), zone, fixed


@settings(max_examples=250)
@given(case=cases())
def test_plan_is_the_first_of_the_cheapest_combinations(case):
    free, wishes, zone, fixed = case

    answer = plan(free, wishes, zone, fixed=fixed)

    assert answer == Oracle(wishes, zone, fixed).plan(free)


@settings(max_examples=100)
@given(case=cases(sizes=[(8, 12)], counts=[1]))
def test_alternatives_are_all_that_keep_the_rules_the_cheapest_first(case):
    free, wishes, zone, others = case
    oracle = Oracle(wishes, zone, [])

    best = alternatives(free, others, wishes, zone)

    picks = {
        slot: tuple(sorted([*others, slot], key=attrgetter("starts_at")))
        for slot in sorted(free, key=attrgetter("starts_at"))
        if oracle.day(slot) >= wishes.earliest_on
    }
    allowed = [
        slot
        for slot, pick in picks.items()
        if Oracle(wishes, zone, others).keeps_gap((slot,)) and oracle.keeps_window(pick)
    ]
    assert best == sorted(allowed, key=lambda slot: oracle.cost(picks[slot]))
