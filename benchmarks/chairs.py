"""Two locations with two chairs each, open every day of three weeks."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from scheduling.hours import Availability, instant
from scheduling.slots import (
    Location,
    Phase,
    Practitioner,
    Reservations,
    Room,
    Slot,
    free_times,
)

ZONE = ZoneInfo("America/New_York")
MONDAY = date(2030, 1, 7)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
INFUSION = [
    Phase(10, "clinician", "chair"),
    Phase(50, "nurse", "chair"),
    Phase(30, "nurse", "chair"),
]


def location(name: str) -> Location:
    """Two clinicians and two nurses share each day; a visit may start 18 times."""
    people = [
        _person(f"{name} {role} {part}", role, places, hours)
        for role, places in (("clinician", 1), ("nurse", 3))
        for part, hours in (
            ("early", (time(8), time(16))),
            ("late", (time(9), time(18))),
        )
    ]
    return Location(ZONE, people, [Room(f"{name} {n}", "chair") for n in (1, 2)])


def _person(
    name: str, role: str, places: int, hours: tuple[time, time]
) -> Practitioner:
    return Practitioner(
        name,
        frozenset({role}),
        [f"{name} {place}" for place in range(places)],
        [Availability(weekday, *hours) for weekday in range(7)],
    )


def free_slots(location: Location, taken: Reservations) -> list[Slot]:
    return free_times(
        INFUSION,
        location,
        taken,
        from_at=_midnight(MONDAY),
        until_at=_midnight(MONDAY + timedelta(days=21)),
        now=LONG_AGO,
    )


def _midnight(day: date) -> datetime:
    return instant(datetime.combine(day, time.min), ZONE)


def booked(location: Location, visits: int) -> Reservations:
    """Book so many visits of other patients, each at a random free time."""
    random = Random(visits)  # noqa: S311
    places, rooms = defaultdict(list), defaultdict(list)
    taken = Reservations(places, rooms)
    for _ in range(visits):
        for part in random.choice(free_slots(location, taken)).parts:
            during = part.starts_at, part.ends_at
            places[part.place_id].append(during)
            rooms[part.room_id].append(during)
    return taken
