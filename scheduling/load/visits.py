"""The appointments of a load test: 16 of 18 half-hours of everybody's day are taken."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, cycle, islice
from random import Random
from typing import Any
from uuid import UUID

from clinic.models import Location, PractitionerPlace
from clinic.opening.wall_clock import instant
from scheduling.load.copying import ROWS_AT_ONCE, copy_rows
from scheduling.load.patients import Asked, Intake, midnight, new_id
from scheduling.load.places import MINUTES, OPENS
from scheduling.load.shares import FIVE_YEARS, HALF_HOURS_TAKEN, VISITS_A_DAY, Share
from scheduling.models import Appointment, AppointmentStatus, Reservation, Service

HALF_HOURS = 18
LENGTH = timedelta(minutes=MINUTES)
APPOINTMENT = [
    "id",
    "consultation_request_id",
    "patient_id",
    "service_id",
    "location_id",
    "practitioner_id",
    "starts_at",
    "ends_at",
    "status",
    "sequence",
    "changed_at",
]
RESERVATION = ["id", "appointment_id", "patient_id", "room_id", "place_id", "during"]


@dataclass(frozen=True)
class Visit:
    """Who comes to whom, into which chair, when."""

    id: UUID
    asked: Asked
    practitioner_id: UUID
    place_id: UUID
    room_id: UUID
    starts_at: datetime

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + LENGTH


def visits_at(
    place: Location, service: Service, part: Share, intake: Intake, random: Random
) -> None:
    """Store the appointments of a location with what each takes.

    Those to come fill the next days, one after the other; those behind fill days that
    are spread over the last five years.
    """
    for days, visits, asked, status in (
        (
            _days_behind(part.past),
            part.past,
            intake.closed,
            AppointmentStatus.FULFILLED,
        ),
        (count(1), part.to_come, intake.to_come, AppointmentStatus.BOOKED),
    ):
        found = islice(_visits(place, days, cycle(asked), random), visits)
        while batch := list(islice(found, ROWS_AT_ONCE)):
            rows = (_appointment(visit, service, place, status) for visit in batch)
            copy_rows(Appointment, APPOINTMENT, rows)
            taken = (row for visit in batch for row in _reservations(visit, random))
            copy_rows(Reservation, RESERVATION, taken)


def _days_behind(visits: int) -> Iterator[int]:
    """Give days before today, the longest ago first, as many as the visits fill."""
    days = -(-visits // VISITS_A_DAY)
    return (-FIVE_YEARS.days * day // days for day in range(days, 0, -1))


def _visits(
    place: Location, days: Iterable[int], asked: Iterator[Asked], random: Random
) -> Iterator[Visit]:
    """Give the visits of ``days``, counted from today, in order of time.

    In each half-hour nobody shares a chair.
    """
    today = midnight().replace(tzinfo=None)
    rooms = [room.pk for room in place.rooms.all()]
    people = PractitionerPlace.objects.filter(practitioner__locations=place)
    places = list(people.order_by("practitioner__user__username"))
    for day in days:
        opens_at = instant(datetime.combine(today + timedelta(day), OPENS), place.zone)
        for half_hour, number in _half_hours(len(places), random):
            yield Visit(
                new_id(random),
                next(asked),
                places[number].practitioner_id,
                places[number].pk,
                rooms[(number + half_hour) % len(rooms)],
                opens_at + half_hour * LENGTH,
            )


def _half_hours(people: int, random: Random) -> list[tuple[int, int]]:
    """Return which half-hours of a day are taken, each with the number of whose."""
    return sorted(
        (half_hour, number)
        for number in range(people)
        for half_hour in random.sample(range(HALF_HOURS), HALF_HOURS_TAKEN)
    )


def _appointment(
    visit: Visit, service: Service, place: Location, status: AppointmentStatus
) -> list[Any]:
    return [
        visit.id,
        visit.asked.request_id,
        visit.asked.patient_id,
        service.pk,
        place.pk,
        visit.practitioner_id,
        visit.starts_at,
        visit.ends_at,
        status,
        0,
        midnight(),
    ]


def _reservations(visit: Visit, random: Random) -> Iterator[list[Any]]:
    during = f"[{visit.starts_at.isoformat()},{visit.ends_at.isoformat()})"
    for held in (
        [visit.asked.patient_id, None, None],
        [None, visit.room_id, None],
        [None, None, visit.place_id],
    ):
        yield [new_id(random), visit.id, *held, during]
