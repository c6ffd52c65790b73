"""One day at a location: who comes when, to which room, and whether all is ready."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Model, Prefetch, Q, QuerySet
from django.utils import timezone

from clinic.audit.recording import record
from clinic.models import Location, Practitioner
from intake.models import (
    Consent,
    ConsentKind,
    ConsentText,
    QuestionnaireResponse,
    ResponseStatus,
)
from scheduling import slots, timetable
from scheduling.hours import whole_day
from scheduling.intervals import Interval, subtract
from scheduling.models import (
    Appointment,
    AppointmentStatus,
    BookingRules,
    Reservation,
    WaitlistOffer,
)
from scheduling.services.attendance import EVENTS, marks_of
from scheduling.services.diary import diary_of
from scheduling.services.notices import Notice, notices_on
from scheduling.timetable import State


@dataclass(frozen=True, eq=False)
class Visit:
    """An appointment of the day; ``rooms`` and ``people`` in the order they are needed.

    ``marks`` are those that may be set now. ``has_answers``, all that were asked for,
    ``has_consent``, to the current text, and ``has_ride`` are None where not needed.
    """

    appointment: Appointment
    rooms: Sequence[str]
    people: Sequence[Practitioner]
    has_answers: bool | None
    has_consent: bool | None
    has_ride: bool | None
    marks: Sequence[AppointmentStatus]

    @property
    def is_late(self) -> bool:
        """Whether it should have begun and nobody has said what became of it."""
        is_open = self.appointment.status == AppointmentStatus.BOOKED
        return is_open and self.appointment.starts_at < timezone.now()


@dataclass(frozen=True)
class Day:
    """The day's visits in order, and the table of its rooms, then its people.

    ``notices`` are what is special on the day.
    """

    location: Location
    day: date
    visits: Sequence[Visit]
    columns: Sequence[str]
    rows: Sequence[timetable.Row[Visit]]
    notices: Sequence[Notice]

    def starts_to_book(self) -> set[datetime]:
        """Return the half-hours to come, within the horizon, that find somebody free.

        Those within the location's notice, too: the desk books talks there.
        """
        horizon, now = BookingRules.of(self.location).horizon, timezone.now()
        return {
            row.starts_at
            for row in self.rows
            if row.has_somebody_free and now <= row.starts_at < now + horizon
        }


def read_day(location: Location, day: date) -> Day:
    """Open the day's visits with the patients' names, and record the look.

    Fourteen queries, whatever the number of visits.
    """
    during = whole_day(day, location.zone)
    visits, columns = read_visits(location, during)
    return Day(
        location=location,
        day=day,
        visits=visits,
        columns=[column.label for column in columns],
        rows=timetable.rows(columns, location.zone, during),
        notices=notices_on(location, [day])[day],
    )


def read_visits(
    location: Location, during: Interval
) -> tuple[list[Visit], list[timetable.Column[Visit]]]:
    """Return who comes, and rooms and people with what takes them; record the look."""
    appointments = list(_appointments(location, during))
    visits = [
        _visit(each)
        for each in appointments
        if each.status != AppointmentStatus.PROPOSED
    ]
    if visits:
        record("list", [each.appointment.patient for each in visits], fields=["name"])
    return visits, _columns(location, during, appointments, visits)


def _appointments(location: Location, during: Interval) -> QuerySet[Appointment]:
    """Return what was booked and not cancelled, and what patients hold now."""
    taken = Reservation.objects.order_by("during").select_related(
        "room", "place__practitioner__user"
    )
    texts = ConsentText.objects.current().filter(kind=ConsentKind.TREATMENT)
    answered = QuestionnaireResponse.objects.only("consultation_request", "status")
    signed = Consent.objects.filter(text__in=texts).defer("signature")
    return (
        Appointment.objects.filter(
            Q(status__in=EVENTS) | Q(hold_until__gt=timezone.now()), location=location
        )
        .filter(starts_at__gte=during[0], starts_at__lt=during[1])
        .select_related("patient", "service", "location", "consultation_request")
        .prefetch_related(
            Prefetch("reservations", taken),
            Prefetch("consultation_request__consents", signed),
            Prefetch("consultation_request__responses", answered),
        )
        .defer("driver", "cancel_reason")
    )


def _visit(appointment: Appointment) -> Visit:
    taken = list(appointment.reservations.all())
    # Those to the current text of the treatment: see `_appointments`.
    is_signed = bool(appointment.consultation_request.consents.all())
    has_ride = appointment.ride_confirmed_at is not None
    responses = appointment.consultation_request.responses.all()
    is_answered = {each.status for each in responses} == {ResponseStatus.COMPLETED}
    return Visit(
        appointment=appointment,
        rooms=_each_once(one.room.name for one in taken if one.room),
        people=_each_once(one.place.practitioner for one in taken if one.place),
        has_answers=None if appointment.course_id else is_answered,
        has_consent=is_signed if appointment.course_id else None,
        has_ride=has_ride if appointment.service.is_treatment else None,
        marks=marks_of(appointment),
    )


def _columns(
    location: Location,
    during: Interval,
    appointments: Iterable[Appointment],
    visits: Iterable[Visit],
) -> list[timetable.Column[Visit]]:
    """Return the rooms, then the people who are there or are expected by a patient."""
    there = _hours_there(location, during)
    taken = _taken_by(appointments, visits)
    for holder, during_offer in _on_offer(location, during):
        taken[holder].append(timetable.Taken(during_offer, State.HELD))
    rooms = location.rooms.order_by("kind", "name")
    people = [
        person
        for person in location.practitioners.select_related("user")
        if there.get(person.pk) or person in taken
    ]
    return [timetable.Column(room.name, taken[room]) for room in rooms] + [
        timetable.Column(str(person), taken[person], there.get(person.pk, ()))
        for person in people
    ]


def _hours_there(
    location: Location, during: Interval
) -> dict[Hashable, list[Interval]]:
    """Return by practitioner's id when they work there that day."""
    diary = diary_of(location, during)
    return {
        person.id: subtract(
            slots.hours_there(person, location.zone, during), diary.closures
        )
        for person in diary.practitioners
    }


def _taken_by(
    appointments: Iterable[Appointment], visits: Iterable[Visit]
) -> defaultdict[Model, list[timetable.Taken[Visit]]]:
    """Return by room and by practitioner what takes them."""
    visit_of = {visit.appointment: visit for visit in visits}
    taken = defaultdict(list)
    for appointment in appointments:
        for one in appointment.reservations.all():
            if holder := one.room or (one.place and one.place.practitioner):
                span = _taken(one, appointment, visit_of.get(appointment))
                taken[holder].append(span)
    return taken


def _on_offer(location: Location, during: Interval) -> Iterator[tuple[Model, Interval]]:
    """Yield the rooms and people that are kept for somebody on the waitlist."""
    now = timezone.now()
    offered = Reservation.objects.filter(
        offer__in=WaitlistOffer.objects.standing(now).filter(entry__location=location),
        patient=None,
        during__overlap=during,
    )
    for one in offered.select_related("room", "place__practitioner__user"):
        yield one.room or one.place.practitioner, (one.during.lower, one.during.upper)


def _taken(
    reservation: Reservation, appointment: Appointment, visit: Visit | None
) -> timetable.Taken[Visit]:
    during = (reservation.during.lower, reservation.during.upper)
    if visit is None:
        return timetable.Taken(during, State.HELD)
    if during[0] >= appointment.ends_at:
        return timetable.Taken(during, State.CLEANED)
    return timetable.Taken(during, State.TAKEN, visit)


def _each_once(things: Iterable) -> list:
    return list(dict.fromkeys(things))
