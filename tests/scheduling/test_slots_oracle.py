"""Free times against an oracle that asks, minute by minute, whether a visit fits.

Nothing is shared with the code under test: the oracle knows no ranges, only sets of
minutes since 1970, and reads wall time off a clock instead of looking it up.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.hours import Availability, AvailabilityException
from scheduling.slots import (
    Location,
    Phase,
    Practitioner,
    Reservations,
    Room,
    free_times,
)

DAYS = [
    (ZoneInfo("America/New_York"), date(2030, 1, 7)),
    (ZoneInfo("America/New_York"), date(2027, 3, 14)),
    (ZoneInfo("America/New_York"), date(2027, 11, 7)),
    (ZoneInfo("America/New_York"), date(2028, 2, 29)),
    (ZoneInfo("Australia/Lord_Howe"), date(2027, 10, 3)),
    (ZoneInfo("Australia/Lord_Howe"), date(2027, 4, 4)),
    (ZoneInfo("Asia/Kolkata"), date(2028, 2, 29)),
]
ROLES = ["clinician", "nurse"]
KINDS = ["chair", "consultation"]
MINUTES = st.sampled_from([0, 0, 15, 30, 37])
LENGTHS = st.integers(1, 600)


class Oracle:
    def __init__(self, phases, location, reservations, buffer, ignoring_hours):
        self.phases = phases
        self.location = location
        self.reservations = reservations
        self.buffer = buffer
        self.ignoring_hours = ignoring_hours

    def slots(self, first: int, last: int, not_before: int):
        """Give ``(start, [(person, place, room) of each phase])`` in minutes."""
        self.walls = dict(self.clock(first - 4 * 60, last + 4 * 60))
        for start in range(first, last):
            is_offered = start >= not_before and self.is_on_grid(start)
            if is_offered and (parts := self.visit(start)):
                yield start, parts

    def clock(self, first: int, last: int) -> Iterator[tuple[int, tuple]]:
        """Read each minute's wall time, and the latest one shown up to then."""
        latest = None
        for minute in range(first, last):
            moment = datetime.fromtimestamp(minute * 60, UTC)
            wall = moment.astimezone(self.location.zone).replace(tzinfo=None)
            is_new = latest is None or wall > latest
            latest = wall if is_new else latest
            yield minute, (wall, latest, is_new)

    def is_on_grid(self, minute: int) -> bool:
        wall, _, is_new = self.walls[minute]
        return (
            is_new and (wall.hour * 60 + wall.minute) % self.location.grid_minutes == 0
        )

    def visit(self, start: int):
        minutes = []
        for phase in self.phases:
            begin = minutes[-1].stop if minutes else start
            minutes.append(range(begin, begin + phase.minutes))
        whole_visit = set(range(start, minutes[-1].stop))
        if covered(self.reservations.patient) & whole_visit:
            return None
        if not self.ignoring_hours and covered(self.location.closures) & whole_visit:
            return None
        people = {None: (None, {})}
        for role in {phase.role for phase in self.phases} - {None}:
            people[role] = self.who(role, minutes)
        rooms = {
            kind: self.room(kind, minutes)
            for kind in {phase.room_kind for phase in self.phases}
        }
        if None in people.values() or None in rooms.values():
            return None
        return [
            (
                people[phase.role][0],
                people[phase.role][1].get(index),
                rooms[phase.room_kind],
            )
            for index, phase in enumerate(self.phases)
        ]

    def who(self, role, minutes):
        for person in self.location.practitioners:
            places = {
                index: self.place(person, minutes[index])
                for index, phase in enumerate(self.phases)
                if phase.role == role
            }
            if role in person.roles and None not in places.values():
                return person.id, places
        return None

    def place(self, person, minutes):
        if not self.ignoring_hours:
            if covered(person.closures) & set(minutes):
                return None
            if not all(self.works(person, minute) for minute in minutes):
                return None
        for place_id in person.place_ids:
            if not covered(self.reservations.places.get(place_id, ())) & set(minutes):
                return place_id
        return None

    def works(self, person, minute: int) -> bool:
        """A range that is over when the clocks go back does not begin again."""
        _, latest, _ = self.walls[minute]
        of_the_day = [one for one in person.exceptions if one.day == latest.date()]
        if of_the_day:
            return any(
                one.starts and one.starts <= latest.time() < one.ends
                for one in of_the_day
            )
        return any(
            hours.weekday == latest.weekday()
            and hours.starts <= latest.time() < hours.ends
            and (hours.valid_from or date.min) <= latest.date()
            and latest.date() <= (hours.valid_until or date.max)
            for hours in person.availability
        )

    def room(self, kind, minutes):
        needed = {
            minute
            for phase, of_phase in zip(self.phases, minutes, strict=True)
            if phase.room_kind == kind
            for minute in of_phase
        }
        if self.phases[-1].room_kind == kind:
            needed |= set(range(minutes[-1].stop, minutes[-1].stop + self.buffer))
        for room in self.location.rooms:
            taken = covered(self.reservations.rooms.get(room.id, ()))
            if room.kind == kind and not taken & needed:
                return room.id
        return None


@lru_cache(maxsize=100)
def covered(intervals: tuple) -> frozenset[int]:
    return frozenset(
        minute
        for starts_at, ends_at in intervals
        for minute in range(in_minutes(starts_at), in_minutes(ends_at))
    )


def in_minutes(moment: datetime) -> int:
    return int(moment.timestamp()) // 60


@st.composite
def spans(draw, midnight: datetime):
    """Up to two ranges of the day, in any order, overlapping and empty ones too."""
    starts = draw(st.lists(st.integers(-6, 60), max_size=2))
    return tuple(
        (begin, begin + timedelta(minutes=5 * draw(st.integers(0, 24))))
        for begin in (midnight + timedelta(minutes=15 * start) for start in starts)
    )


@st.composite
def all_but_one_visit(draw, midnight: datetime, phases, grid_minutes: int):
    """Two closures that leave the time in between in which the visit just fits."""
    opens = midnight + draw(st.integers(0, 12)) * timedelta(minutes=grid_minutes)
    shuts = opens + timedelta(minutes=sum(phase.minutes for phase in phases))
    return (midnight - timedelta(days=1), opens), (shuts, midnight + timedelta(days=2))


@st.composite
def availabilities(draw, day: date):
    starts = draw(st.integers(0, 24))
    ends = starts + draw(st.integers(1, 40))
    valid_on = st.none() | st.integers(-1, 1).map(lambda days: day + timedelta(days))
    return Availability(
        draw(st.sampled_from([day.weekday(), (day.weekday() + 1) % 7])),
        time(starts // 4, starts % 4 * 15),
        time(ends // 4, ends % 4 * 15),
        draw(valid_on),
        draw(valid_on),
    )


@st.composite
def exceptions(draw, day: date):
    """A day away, or up to two ranges; of this day, of the next, or of the one before.

    Every minute counts, so that some begin or end inside the hour that is changed.
    """
    on = day + timedelta(days=draw(st.sampled_from([0, 0, 0, 1, -1])))
    if draw(st.booleans()):
        return [AvailabilityException(on)]
    ranges = draw(st.lists(st.tuples(st.integers(0, 23), MINUTES, LENGTHS), max_size=2))
    return [
        AvailabilityException(on, time(hour, minute), later(hour, minute, length))
        for hour, minute, length in ranges
    ]


def later(hour: int, minute: int, length: int) -> time:
    """Return the wall time ``length`` minutes later, or the last of the day."""
    ends = min(hour * 60 + minute + length, 24 * 60 - 1)
    return time(ends // 60, ends % 60)


@st.composite
def practitioners(draw, number: int, day: date, midnight: datetime):
    usual_hours = Availability(day.weekday(), time(0, 30), time(9))
    extra_hours = draw(st.lists(availabilities(day), max_size=2))
    return Practitioner(
        number,
        frozenset(draw(st.sampled_from([ROLES, *([role] for role in ROLES)]))),
        [f"{number}.{place}" for place in range(draw(st.integers(1, 3)))],
        draw(
            st.sampled_from([[usual_hours], [usual_hours, *extra_hours], extra_hours])
        ),
        draw(spans(midnight)),
        draw(st.just([]) | exceptions(day)),
    )


@st.composite
def cases(draw):
    zone, day = draw(st.sampled_from(DAYS))
    midnight = datetime.combine(day, time.min, zone).astimezone(UTC)
    phases = draw(
        st.lists(
            st.builds(
                Phase,
                st.sampled_from([10, 25, 30, 60]),
                st.sampled_from([*ROLES, None]),
                st.sampled_from(KINDS),
            ),
            min_size=1,
            max_size=3,
        )
    )
    people = [
        draw(practitioners(number, day, midnight))
        for number in range(draw(st.integers(1, 3)))
    ]
    rooms = [
        Room(number, KINDS[number % 2]) for number in range(draw(st.integers(2, 4)))
    ]
    grid_minutes = draw(st.sampled_from([15, 20, 30, 50, 60]))
    closures = draw(
        st.one_of(
            spans(midnight),
            spans(midnight),
            all_but_one_visit(midnight, phases, grid_minutes),
        )
    )
    location = Location(zone, people, rooms, closures, grid_minutes)
    reservations = Reservations(
        {
            place_id: draw(spans(midnight))
            for person in people
            for place_id in person.place_ids
        },
        {room.id: draw(spans(midnight)) for room in rooms},
        draw(spans(midnight)),
    )
    from_at = midnight + timedelta(minutes=draw(st.integers(-120, 120)))
    return {
        "phases": phases,
        "location": location,
        "reservations": reservations,
        "from_at": from_at,
        "until_at": from_at + timedelta(minutes=draw(st.integers(300, 1500))),
        "now": from_at - timedelta(minutes=draw(st.integers(-60, 240))),
        "minimum_notice": timedelta(minutes=draw(st.integers(0, 240))),
        "buffer": timedelta(minutes=draw(st.sampled_from([0, 0, 5, 30, 60]))),
        "ignoring_hours": draw(st.sampled_from([False, False, False, True])),
    }


@settings(max_examples=150)
@given(case=cases())
def test_free_times_are_those_a_minute_by_minute_search_finds(case):
    compare(case)


@pytest.mark.long
@settings(max_examples=3000)
@given(case=cases())
def test_free_times_are_those_that_a_long_search_finds(case):
    compare(case)


def compare(case):
    oracle = Oracle(
        case["phases"],
        case["location"],
        case["reservations"],
        case["buffer"] // timedelta(minutes=1),
        case["ignoring_hours"],
    )
    expected = list(
        oracle.slots(
            in_minutes(case["from_at"]),
            in_minutes(case["until_at"]),
            in_minutes(case["now"] + case["minimum_notice"]),
        )
    )

    slots = free_times(**case)

    assert [
        (
            in_minutes(slot.starts_at),
            [
                (part.practitioner_id, part.place_id, part.room_id)
                for part in slot.parts
            ],
        )
        for slot in slots
    ] == expected
