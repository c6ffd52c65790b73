"""What is free: a handful of queries read the diary, a pure function does the sums."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from clinic.models import Location, Patient, Practitioner, PractitionerPlace
from scheduling import hours, slots
from scheduling.models import (
    Appointment,
    Closure,
    Reservation,
    ReservationQuerySet,
    Service,
    ServiceKind,
)

NOTICE = timedelta(hours=24)
HORIZON = timedelta(days=60)

Spans = defaultdict[Hashable, list[tuple[datetime, datetime]]]


def consultation_service(location: Location) -> Service | None:
    """Return the consultation that is offered at ``location``, if there is one."""
    return location.services.filter(
        kind=ServiceKind.CONSULTATION, is_offered=True
    ).first()


def times_to_book(
    service: Service | None,
    location: Location,
    patient: Patient,
    *,
    letting_go: Collection[Appointment] = (),
) -> list[slots.Slot]:
    """Return every free time within the horizon; none without a service."""
    if service is None:
        return []
    now = timezone.now()
    return free_slots(
        service,
        location,
        patient,
        from_at=now,
        until_at=now + HORIZON,
        letting_go=letting_go,
    )


def free_slots(
    service: Service,
    location: Location,
    patient: Patient,
    *,
    from_at: datetime,
    until_at: datetime,
    letting_go: Collection[Appointment] = (),
) -> list[slots.Slot]:
    """Return when ``service`` is free for ``patient``, sorted, one slot for each start.

    Slots start in ``[from_at, until_at)``, with the clinic's notice and within its
    horizon. Times held by others past ``hold_until``, and those of ``letting_go``, which
    are being moved, count as free. Six queries, whatever the number of appointments.
    """
    now = timezone.now()
    until_at = min(until_at, now + HORIZON)
    if from_at >= until_at:
        return []
    phases = [
        slots.Phase(phase.minutes, phase.practitioner_role or None, phase.room_kind)
        for phase in service.phases.all()
    ]
    window = (from_at, until_at + slots.visit_length(phases))
    people_and_rooms = _people_and_rooms(location, window)
    taken = _taken(people_and_rooms, patient, window).standing(now)
    return slots.free_times(
        phases,
        people_and_rooms,
        _by_what_they_hold(taken.exclude(appointment__in=letting_go)),
        from_at=from_at,
        until_at=until_at,
        now=now,
        minimum_notice=NOTICE,
    )


def _people_and_rooms(
    location: Location, window: tuple[datetime, datetime]
) -> slots.Location:
    places = _places(location)
    closures = _closures(location, places, window)
    weekly = _weekly_hours(location)
    return slots.Location(
        zone=location.zone,
        practitioners=[
            slots.Practitioner(
                id=person.pk,
                roles=frozenset([person.role]),
                place_ids=place_ids,
                availability=weekly[person.pk],
                closures=closures[person.pk],
            )
            for person, place_ids in places.items()
        ],
        rooms=[slots.Room(room.pk, room.kind) for room in location.rooms.all()],
        closures=closures[None],
    )


def _places(location: Location) -> dict[Practitioner, list[UUID]]:
    """Return who works there, by name, each with the ids of their places."""
    places = defaultdict(list)
    for place in PractitionerPlace.objects.filter(
        practitioner__locations=location, practitioner__user__is_active=True
    ).select_related("practitioner"):
        places[place.practitioner].append(place.pk)
    return places


def _weekly_hours(location: Location) -> dict[UUID, list[hours.Availability]]:
    weekly = defaultdict(list)
    for row in location.availabilities.order_by():
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


def _taken(
    people_and_rooms: slots.Location,
    patient: Patient,
    window: tuple[datetime, datetime],
) -> ReservationQuerySet:
    """Return what is taken of these people, wherever, of these rooms, of the patient.

    By id, so that each part is a search in the index of its exclusion constraint.
    """
    people = people_and_rooms.practitioners
    return Reservation.objects.filter(
        Q(place__in=[place_id for person in people for place_id in person.place_ids])
        | Q(room__in=[room.id for room in people_and_rooms.rooms])
        | Q(patient=patient),
        during__overlap=window,
    )


def _by_what_they_hold(reservations: ReservationQuerySet) -> slots.Reservations:
    places: Spans = defaultdict(list)
    rooms: Spans = defaultdict(list)
    patient = []
    for place, room, during in reservations.values_list(
        "place_id", "room_id", "during"
    ):
        span = (during.lower, during.upper)
        if place:
            places[place].append(span)
        elif room:
            rooms[room].append(span)
        else:
            patient.append(span)
    return slots.Reservations(places, rooms, patient)
