"""What is free: a handful of queries read the diary, a pure function does the sums."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from clinic.models import Location, Patient, Practitioner
from scheduling import hours, slots
from scheduling.models import (
    Appointment,
    Availability,
    Closure,
    Reservation,
    Service,
    ServiceKind,
)

NOTICE = timedelta(hours=24)
HORIZON = timedelta(days=60)


def consultation_service(location: Location) -> Service | None:
    """Return the consultation that is offered at ``location``, if there is one."""
    return location.services.filter(
        kind=ServiceKind.CONSULTATION, is_offered=True
    ).first()


def free_slots(
    service: Service,
    location: Location,
    patient: Patient,
    *,
    from_at: datetime,
    until_at: datetime,
    moving: Appointment | None = None,
) -> list[slots.Slot]:
    """Return when ``service`` is free for ``patient``, sorted, one slot for each start.

    Slots start in ``[from_at, until_at)``, with the clinic's notice and within its
    horizon. Times held by others past ``hold_until``, and those of the appointment that
    is being moved, count as free. Seven queries, whatever the number of appointments.
    """
    now = timezone.now()
    until_at = min(until_at, now + HORIZON)
    phases = [
        slots.Phase(phase.minutes, phase.practitioner_role or None, phase.room_kind)
        for phase in service.phases.all()
    ]
    window = (from_at, until_at + slots.visit_length(phases))
    return slots.free_times(
        phases,
        _location(location, window),
        _reservations(location, patient, window, moving),
        from_at=from_at,
        until_at=until_at,
        now=now,
        minimum_notice=NOTICE,
    )


def _location(location: Location, window: tuple[datetime, datetime]) -> slots.Location:
    practitioners = list(
        location.practitioners.filter(user__is_active=True).prefetch_related("places")
    )
    closures = _closures(location, practitioners, window)
    weekly = _weekly_hours(location)
    return slots.Location(
        zone=location.zone,
        practitioners=[
            slots.Practitioner(
                id=person.pk,
                roles=frozenset([person.role]),
                place_ids=[place.pk for place in person.places.all()],
                availability=weekly[person.pk],
                closures=closures[person.pk],
            )
            for person in practitioners
        ],
        rooms=[slots.Room(room.pk, room.kind) for room in location.rooms.all()],
        closures=closures[None],
    )


def _weekly_hours(location: Location) -> dict[UUID, list[hours.Availability]]:
    weekly = defaultdict(list)
    for row in Availability.objects.filter(location=location):
        weekly[row.practitioner_id].append(
            hours.Availability(
                row.weekday, row.starts, row.ends, row.valid_from, row.valid_until
            )
        )
    return weekly


def _closures(
    location: Location,
    practitioners: Iterable[Practitioner],
    window: tuple[datetime, datetime],
) -> dict[UUID | None, list[tuple[datetime, datetime]]]:
    """Return closures by practitioner; those of the location and clinic under None."""
    closed = defaultdict(list)
    touching = Closure.objects.filter(starts_at__lt=window[1], ends_at__gt=window[0])
    for closure in touching.filter(
        Q(location=location) | Q(location=None),
        Q(practitioner__in=practitioners) | Q(practitioner=None),
    ):
        closed[closure.practitioner_id].append((closure.starts_at, closure.ends_at))
    return closed


def _reservations(
    location: Location,
    patient: Patient,
    window: tuple[datetime, datetime],
    moving: Appointment | None,
) -> slots.Reservations:
    taken = slots.Reservations(defaultdict(list), defaultdict(list), [])
    rows = (
        Reservation.objects.standing()
        .filter(during__overlap=window)
        .filter(
            Q(place__practitioner__locations=location)
            | Q(room__location=location)
            | Q(patient=patient)
        )
    )
    if moving:
        rows = rows.exclude(appointment=moving)
    for place, room, during in rows.values_list("place_id", "room_id", "during"):
        span = (during.lower, during.upper)
        if place:
            taken.places[place].append(span)
        elif room:
            taken.rooms[room].append(span)
        else:
            taken.patient.append(span)
    return taken
