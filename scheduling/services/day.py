"""One day at a location: who comes when, to which room, and whether all is ready."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch
from django.utils import timezone

from clinic.audit.recording import record
from clinic.models import Location, Room
from intake.models import Consent, ConsentKind
from scheduling.hours import grid, instant
from scheduling.models import Appointment, AppointmentStatus, Reservation
from scheduling.services.attendance import EVENTS, may_mark

STEP = timedelta(minutes=30)


@dataclass(frozen=True)
class Visit:
    """An appointment of the day; ``rooms`` and ``people`` in the order they are needed.

    ``marks`` are those that may be set now. ``has_consent`` and ``has_ride`` are None
    where neither is needed.
    """

    appointment: Appointment
    rooms: list[Room]
    people: list[str]
    has_consent: bool | None
    has_ride: bool | None
    marks: list[AppointmentStatus]

    @property
    def is_late(self) -> bool:
        """Whether it should have begun and nobody has said what became of it."""
        is_open = self.appointment.status == AppointmentStatus.BOOKED
        return is_open and self.appointment.starts_at < timezone.now()


@dataclass(frozen=True)
class Row:
    """Half an hour; one list of visits for each room of the day, in its order."""

    starts_at: datetime
    cells: list[list[Visit]]


@dataclass(frozen=True)
class Day:
    location: Location
    day: date
    rooms: list[Room]
    visits: list[Visit]
    rows: list[Row]


def read_day(location: Location, day: date) -> Day:
    """Open the day's visits with the patients' names, and record the look.

    Four queries, whatever the number of visits.
    """
    begins = instant(datetime.combine(day, time.min), location.zone)
    ends = instant(datetime.combine(day + timedelta(days=1), time.min), location.zone)
    appointments = list(_appointments(location, begins, ends))
    record("list", [each.patient for each in appointments], fields=["name"])
    visits = [_visit(each) for each in appointments]
    rooms = list(location.rooms.order_by("kind", "name"))
    rows = _rows(visits, rooms, location)
    return Day(location, day, rooms, visits, rows)


def _appointments(location: Location, begins: datetime, ends: datetime):
    taken = Reservation.objects.order_by("during").select_related(
        "room", "place__practitioner__user"
    )
    consents = Consent.objects.filter(text__kind=ConsentKind.TREATMENT)
    return (
        Appointment.objects.filter(location=location, status__in=EVENTS)
        .filter(starts_at__gte=begins, starts_at__lt=ends)
        .select_related("patient", "service", "location", "consultation_request")
        .prefetch_related(
            Prefetch("reservations", taken, to_attr="taken"),
            Prefetch(
                "consultation_request__consents", consents, to_attr="for_treatment"
            ),
        )
        .defer("driver")
    )


def _visit(appointment: Appointment) -> Visit:
    is_treatment = appointment.course_id is not None
    taken = appointment.taken
    return Visit(
        appointment=appointment,
        rooms=_each_once(one.room for one in taken if one.room),
        people=_each_once(str(one.place.practitioner) for one in taken if one.place),
        has_consent=(
            bool(appointment.consultation_request.for_treatment)
            if is_treatment
            else None
        ),
        has_ride=(
            appointment.ride_confirmed_at is not None
            if appointment.is_of_series
            else None
        ),
        marks=[status for status in EVENTS if may_mark(appointment, status)],
    )


def _rows(
    visits: Sequence[Visit], rooms: Sequence[Room], location: Location
) -> list[Row]:
    """Return half-hours from the first visit to the end of the last."""
    if not visits:
        return []
    begins = min(visit.appointment.starts_at for visit in visits)
    ends = max(visit.appointment.ends_at for visit in visits)
    return [
        Row(starts_at, [_there(visits, room, starts_at) for room in rooms])
        for starts_at in grid(location.zone, STEP, (begins - STEP, ends))
        if starts_at + STEP > begins
    ]


def _there(visits: Sequence[Visit], room: Room, starts_at: datetime) -> list[Visit]:
    """Return who is in the room at some time of that half-hour."""
    return [
        visit
        for visit in visits
        if any(
            one.room_id == room.pk
            and one.during.lower < starts_at + STEP
            and starts_at < min(one.during.upper, visit.appointment.ends_at)
            for one in visit.appointment.taken
        )
    ]


def _each_once(things) -> list:
    return list(dict.fromkeys(things))
