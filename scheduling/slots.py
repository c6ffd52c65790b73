"""Free times, computed from hours, closures and reservations; never stored.

Every time range is a half-open ``(starts_at, ends_at)`` pair of aware datetimes, in any
order and zone; every datetime that comes out is UTC.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import reduce
from itertools import accumulate, groupby, pairwise
from typing import Self
from zoneinfo import ZoneInfo

from scheduling.candidates import (
    Candidate,
    Choice,
    Id,
    Span,
    choices,
    starts_within,
)
from scheduling.hours import (
    Availability,
    AvailabilityException,
    grid,
    working_hours,
)
from scheduling.intervals import Interval, contains, intersect, subtract


@dataclass(frozen=True)
class Phase:
    """One part of a visit; without a ``role`` the patient needs only the room."""

    minutes: int
    role: str | None
    room_kind: str


@dataclass(frozen=True)
class Practitioner:
    """Who may do ``roles``, for as many patients at once as they have places."""

    id: Id
    roles: frozenset[str]
    place_ids: Sequence[Id]
    availability: Sequence[Availability]
    closures: Sequence[Interval] = ()
    exceptions: Sequence[AvailabilityException] = ()


@dataclass(frozen=True)
class Room:
    id: Id
    kind: str


@dataclass(frozen=True)
class Location:
    """Where and with whom; of several who are free the one listed first is chosen.

    ``closures`` are those of the clinic and of the location. Visits start every
    ``grid_minutes`` from local midnight.
    """

    zone: ZoneInfo
    practitioners: Sequence[Practitioner]
    rooms: Sequence[Room]
    closures: Sequence[Interval] = ()
    grid_minutes: int = 30


@dataclass(frozen=True)
class Reservations:
    """What is taken, here or elsewhere: by place id, by room id, and of the patient."""

    places: Mapping[Id, Sequence[Interval]] = field(default_factory=dict)
    rooms: Mapping[Id, Sequence[Interval]] = field(default_factory=dict)
    patient: Sequence[Interval] = ()


@dataclass(frozen=True)
class Part:
    """What one phase takes; ``phase`` is its index in the visit."""

    phase: int
    practitioner_id: Id | None
    place_id: Id | None
    room_id: Id
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Slot:
    """When the patient comes and goes; then the last room is cleaned for ``buffer``."""

    starts_at: datetime
    ends_at: datetime
    parts: tuple[Part, ...]
    buffer: timedelta = timedelta(0)


class TimeOfDay(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"


def free_times(
    phases: Sequence[Phase],
    location: Location,
    reservations: Reservations,
    *,
    from_at: datetime,
    until_at: datetime,
    now: datetime,
    minimum_notice: timedelta = timedelta(0),
    buffer: timedelta = timedelta(0),
    ignoring_hours: bool = False,
) -> list[Slot]:
    """Find when the whole visit fits: sorted, one slot for each start.

    Slots start in ``[from_at, until_at)``, not before ``now + minimum_notice``. Give
    closures and reservations until ``until_at + visit_length(phases) + buffer``. One
    person does all phases of a role; phases with one kind of room stay in one room.
    The room of the last phase has to be free for ``buffer`` longer. ``ignoring_hours``
    counts everybody as there, and nothing as closed; what is taken stays taken.
    """
    if not phases:
        return []
    first_at = max(from_at.astimezone(UTC), now.astimezone(UTC) + minimum_notice)
    last_at = until_at.astimezone(UTC)
    during = first_at, last_at + visit_length(phases) + buffer
    closures = [] if ignoring_hours else location.closures
    people = _people(location, reservations, during, ignoring_hours)
    rooms = _rooms(location, reservations, during)
    visit = _Visit.of(phases, buffer, people, rooms)
    open_hours = subtract([during], [*closures, *reservations.patient])
    starts = visit.starts(open_hours)
    step = timedelta(minutes=location.grid_minutes)
    return [
        visit.slot_at(starts_at)
        for starts_at in grid(location.zone, step, (first_at, last_at))
        if contains(starts, starts_at, starts_at)
    ]


def visit_length(phases: Sequence[Phase]) -> timedelta:
    """Add up the phases, which follow each other without a break."""
    return timedelta(minutes=sum(phase.minutes for phase in phases))


def by_day(slots: Iterable[Slot], zone: ZoneInfo) -> dict[date, list[Slot]]:
    """Group sorted slots by local day; a day without any is not there."""
    days = groupby(slots, key=lambda slot: slot.starts_at.astimezone(zone).date())
    return {day: list(slots_of_day) for day, slots_of_day in days}


def at_time_of_day(
    slots: Iterable[Slot], zone: ZoneInfo, time_of_day: TimeOfDay
) -> list[Slot]:
    """Keep the slots that start before local noon, or those from noon on."""
    in_morning = time_of_day == TimeOfDay.MORNING
    return [
        slot
        for slot in slots
        if (slot.starts_at.astimezone(zone).hour < 12) == in_morning
    ]


@dataclass(frozen=True)
class _Visit:
    """The phases with the choice of people for each role and rooms for each kind."""

    phases: Sequence[Phase]
    buffer: timedelta
    spans: Sequence[Span]
    people: Mapping[str, Choice]
    rooms: Mapping[str, Choice]

    @classmethod
    def of(
        cls,
        phases: Sequence[Phase],
        buffer: timedelta,
        people: Sequence[Candidate],
        rooms: Sequence[Candidate],
    ) -> Self:
        lengths = (timedelta(minutes=phase.minutes) for phase in phases)
        spans = list(pairwise(accumulate(lengths, initial=timedelta(0))))
        begin, end = spans[-1]
        room_spans = [*spans[:-1], (begin, end + buffer)]
        return cls(
            phases,
            buffer,
            spans,
            choices(people, [phase.role for phase in phases], spans),
            choices(rooms, [phase.room_kind for phase in phases], room_spans),
        )

    def starts(self, open_hours: Iterable[Interval]) -> list[Interval]:
        """When all that is needed is free at once; both ends of a range count."""
        choices_to_make = [*self.people.values(), *self.rooms.values()]
        return reduce(
            intersect,
            [choice.starts() for choice in choices_to_make],
            starts_within(open_hours, (timedelta(0), visit_length(self.phases))),
        )

    def slot_at(self, starts_at: datetime) -> Slot:
        people = {role: choice.at(starts_at) for role, choice in self.people.items()}
        rooms = {kind: choice.at(starts_at) for kind, choice in self.rooms.items()}
        parts = tuple(
            _part(
                index,
                people[phase.role] if phase.role else None,
                rooms[phase.room_kind],
                (starts_at + begin, starts_at + end),
            )
            for index, (phase, (begin, end)) in enumerate(
                zip(self.phases, self.spans, strict=True)
            )
        )
        return Slot(starts_at, parts[-1].ends_at, parts, self.buffer)


def hours_there(
    person: Practitioner, zone: ZoneInfo, during: Interval
) -> list[Interval]:
    """Return the person's hours without their own closures, merged."""
    hours = working_hours(person.availability, zone, during, person.exceptions)
    return subtract(hours, person.closures)


def _people(
    location: Location,
    reservations: Reservations,
    during: Interval,
    ignoring_hours: bool,
) -> list[Candidate]:
    people = []
    for person in location.practitioners:
        there = (
            [during] if ignoring_hours else hours_there(person, location.zone, during)
        )
        free = {
            place_id: subtract(there, reservations.places.get(place_id, ()))
            for place_id in person.place_ids
        }
        people.append(Candidate(person.id, person.roles, free))
    return people


def _rooms(
    location: Location, reservations: Reservations, during: Interval
) -> list[Candidate]:
    return [
        Candidate(
            room.id,
            frozenset([room.kind]),
            {room.id: subtract([during], reservations.rooms.get(room.id, ()))},
        )
        for room in location.rooms
    ]


def _part(
    index: int, person: Candidate | None, room: Candidate, during: Interval
) -> Part:
    return Part(
        phase=index,
        practitioner_id=person.id if person else None,
        place_id=person.place_at(*during) if person else None,
        room_id=room.id,
        starts_at=during[0],
        ends_at=during[1],
    )
