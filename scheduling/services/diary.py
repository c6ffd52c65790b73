"""What is free: a handful of queries read the diary, a pure function does the sums."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Q, QuerySet, SmallIntegerField, Value
from django.utils import timezone

from clinic.models import (
    Location,
    Patient,
    Practitioner,
    PractitionerPlace,
    PractitionerRole,
)
from scheduling import hours, slots
from scheduling.models import (
    Appointment,
    BookingRules,
    Closure,
    Reservation,
    ReservationQuerySet,
    Service,
    ServiceKind,
)

OTHERS_AT_MOST = 5
NO_NOTICE = timedelta(0)

Span = tuple[datetime, datetime]
Spans = dict[Hashable, Sequence[Span]]


def consultation_service(location: Location) -> Service | None:
    """Return the consultation that is offered at ``location``, if there is one."""
    offered = location.services.filter(kind=ServiceKind.CONSULTATION, is_offered=True)
    return offered.prefetch_related("phases").first()


def infusion_service(location: Location) -> Service | None:
    """Return the infusion that is offered at ``location``, if there is one."""
    return location.services.filter(kind=ServiceKind.INFUSION, is_offered=True).first()


def times_to_book(
    service: Service | None,
    location: Location,
    patient: Patient,
    *,
    before: datetime | None = None,
    letting_go: Collection[Appointment] = (),
    practitioner: Practitioner | None = None,
) -> list[slots.Slot]:
    """Return every free time within the horizon, or ``before``; none without a service.

    With ``practitioner``, only those at which the patient would see them.
    """
    if service is None:
        return []
    now = timezone.now()
    return free_slots(
        service,
        location,
        patient,
        from_at=now,
        until_at=before or now + BookingRules.of(location).horizon,
        letting_go=letting_go,
        practitioner=practitioner,
    )


def clinicians_for(service: Service | None, location: Location) -> list[Practitioner]:
    """Return the clinicians who may give the service at ``location``, by name."""
    clinician = PractitionerRole.CLINICIAN
    if service is None or not any(
        phase.practitioner_role == clinician for phase in service.phases.all()
    ):
        return []
    there = location.practitioners.filter(role=clinician, user__is_active=True)
    return list(there.select_related("user"))


def free_slots(
    service: Service,
    location: Location,
    patient: Patient | None,
    *,
    from_at: datetime,
    until_at: datetime,
    letting_go: Collection[Appointment] = (),
    ignoring_hours: bool = False,
    practitioner: Practitioner | None = None,
    notice: timedelta | None = None,
) -> list[slots.Slot]:
    """Return when ``service`` is free for ``patient``, sorted, one slot for each start.

    Without a patient, when it is free for somebody who has nothing else to do. Slots
    start in ``[from_at, until_at)``, with the location's ``notice`` unless another one
    is given, and within its horizon. Times held for others or offered to them count as
    free once that has run out, and so do those of ``letting_go``, which are being
    moved. ``ignoring_hours`` is for who has the right ``scheduling.override_hours``:
    hours, closures and notice do not count, but people and rooms that are taken stay
    taken. With ``practitioner``, only the times at which they would do what is theirs
    of the visit.

    Five queries, whatever the number of appointments; one more each where the location
    came without its ``booking_rules`` or the service without its ``phases``.
    """
    now = timezone.now()
    rules = BookingRules.of(location)
    notice = rules.notice if notice is None else notice
    until_at = min(until_at, now + rules.horizon)
    if from_at >= until_at:
        return []
    phases = [
        slots.Phase(phase.minutes, phase.practitioner_role or None, phase.room_kind)
        for phase in service.phases.all()
    ]
    window = (from_at, until_at + slots.visit_length(phases) + service.buffer)
    people_and_rooms = diary_of(location, window)
    if practitioner:
        people_and_rooms = _with_only(practitioner, people_and_rooms)
    taken = _taken(people_and_rooms, patient, window).standing(now)
    return slots.free_times(
        phases,
        people_and_rooms,
        _by_what_they_hold(taken.exclude(appointment__in=letting_go)),
        from_at=from_at,
        until_at=until_at,
        now=now,
        minimum_notice=NO_NOTICE if ignoring_hours else notice,
        buffer=service.buffer,
        ignoring_hours=ignoring_hours,
    )


def earliest_slot(
    service: Service,
    locations: Iterable[Location],
    patient: Patient,
    *,
    before: datetime | None = None,
    time_of_day: slots.TimeOfDay | None = None,
) -> tuple[Location, slots.Slot] | None:
    """Return the first free time of all ``locations`` and where it is, if there is one.

    Of two that are free at the same time, the location given first. None ``before`` a
    time means within the horizon. Five queries a location; see ``free_slots``.
    """
    found = []
    for location in locations:
        free = times_to_book(service, location, patient, before=before)
        if time_of_day:
            free = slots.at_time_of_day(free, location.zone, time_of_day)
        found += [(location, slot) for slot in free[:1]]
    return min(found, key=lambda one: one[1].starts_at, default=None)


def earlier_elsewhere(
    service: Service,
    location: Location,
    patient: Patient,
    *,
    before: datetime | None,
    time_of_day: slots.TimeOfDay | None = None,
) -> tuple[Location, slots.Slot] | None:
    """Return where the service is free earlier than at ``location``, if anywhere.

    Looks at the first five other locations by name.
    """
    others = service.locations.exclude(pk=location.pk).select_related("booking_rules")
    return earliest_slot(
        service,
        others.order_by("name")[:OTHERS_AT_MOST],
        patient,
        before=before,
        time_of_day=time_of_day,
    )


def _with_only(
    practitioner: Practitioner, people_and_rooms: slots.Location
) -> slots.Location:
    """Leave out all others who do what the practitioner does."""
    return replace(
        people_and_rooms,
        practitioners=[
            person
            for person in people_and_rooms.practitioners
            if person.id == practitioner.pk or practitioner.role not in person.roles
        ],
    )


def diary_of(location: Location, window: tuple[datetime, datetime]) -> slots.Location:
    """Return people with their hours, rooms and closures that touch the window."""
    places = _places(location)
    closures = _closures(location, places, window)
    weekly, exceptions = _hours(location, window)
    return slots.Location(
        zone=location.zone,
        practitioners=[
            slots.Practitioner(
                id=person.pk,
                roles=frozenset([person.role]),
                place_ids=place_ids,
                availability=weekly[person.pk],
                closures=closures[person.pk],
                exceptions=exceptions[person.pk],
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


def _hours(
    location: Location, window: tuple[datetime, datetime]
) -> tuple[
    dict[UUID, list[hours.Availability]],
    dict[UUID, list[hours.AvailabilityException]],
]:
    """Return weekly hours and exceptions by practitioner, read in one query."""
    weekly, exceptions = defaultdict(list), defaultdict(list)
    for practitioner_id, weekday, starts, ends, first, last in _rows_of_hours(
        location, window
    ):
        if weekday is None:
            exception = hours.AvailabilityException(first, starts, ends)
            exceptions[practitioner_id].append(exception)
        else:
            of_week = hours.Availability(weekday, starts, ends, first, last)
            weekly[practitioner_id].append(of_week)
    return weekly, exceptions


def _rows_of_hours(location: Location, window: tuple[datetime, datetime]) -> QuerySet:
    """Return practitioner, weekday, times, first and last day; no weekday: one day."""
    of_week = location.availabilities.order_by().values_list(
        "practitioner", "weekday", "starts", "ends", "valid_from", "valid_until"
    )
    first, last = (moment.astimezone(location.zone).date() for moment in window)
    of_one_day = (
        location.availability_exceptions.order_by()
        .filter(day__range=(first, last))
        .values_list(
            "practitioner",
            Value(None, SmallIntegerField()),
            "starts",
            "ends",
            F("day"),
            F("day"),
        )
    )
    return of_week.union(of_one_day, all=True)


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
    patient: Patient | None,
    window: tuple[datetime, datetime],
) -> ReservationQuerySet:
    """Return what is taken of these people, wherever, of these rooms, of the patient.

    By id, so that each part is a search in the index of its exclusion constraint.
    """
    people = people_and_rooms.practitioners
    return Reservation.objects.filter(
        Q(place__in=[place_id for person in people for place_id in person.place_ids])
        | Q(room__in=[room.id for room in people_and_rooms.rooms])
        | Q(patient__in=[patient] if patient else []),
        during__overlap=window,
    )


def _by_what_they_hold(reservations: ReservationQuerySet) -> slots.Reservations:
    """Read them in one row for each place and room: ids are slow to read in Python."""
    places: Spans = {}
    rooms: Spans = {}
    patient: Sequence[Span] = ()
    for place, room, starts, ends in reservations.values_list("place", "room").annotate(
        starts=ArrayAgg("during__startswith"), ends=ArrayAgg("during__endswith")
    ):
        # Both arrays were filled by one pass over the same rows.
        spans = list(zip(starts, ends, strict=True))
        if place:
            places[place] = spans
        elif room:
            rooms[room] = spans
        else:
            patient = spans
    return slots.Reservations(places, rooms, patient)
