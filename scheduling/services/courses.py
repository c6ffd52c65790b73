"""Choosing and booking the dates of a series: all of them, or none.

Dates that are proposed are held, as a single time is; a hold that has run out is taken
again if its time is still free.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from clinic.access.actors import Actor
from clinic.audit.recording import record
from clinic.db import atomic_refusing
from clinic.outbox.services import tell
from intake.models import ConsultationRequest, RequestEventKind
from intake.services import record_event
from scheduling import series, slots
from scheduling.models import (
    Appointment,
    AppointmentStatus,
    Course,
    CourseStatus,
    SeriesRules,
)
from scheduling.services.diary import infusion_service
from scheduling.services.gates import check_gate, check_may_begin
from scheduling.services.planning import (
    as_slot,
    check_dates,
    course_of,
    infusions,
    missing_dates,
    plan_dates,
)
from scheduling.services.refusals import (
    NAMED_BY_DATABASE,
    DatesDoNotFit,
    NothingToBook,
    SlotTaken,
    repeated_on_collision,
)
from scheduling.services.reserving import (
    let_go_of_holds_on,
    lock_all,
    put_at,
    slot_at,
)
from scheduling.services.steps import locked, locked_request, staff_of

# Six dates and a driver take longer to check than one time.
HOLD = timedelta(minutes=20)


@dataclass(frozen=True)
class CourseWishes:
    """What the patient would like; whatever is left empty means any."""

    times_a_week: int = 2
    weekdays: Sequence[int] = ()
    time_of_day: str = ""
    wished_practitioner_id: UUID | None = None
    wished_start_on: date | None = None


@repeated_on_collision
def propose_dates(
    consultation_request: ConsultationRequest, wishes: CourseWishes
) -> Course:
    """Hold the best dates for all infusions that have none, for twenty minutes.

    Dates that are booked stay; others held before are let go. Raises ``GateClosed``,
    ``NothingToBook``, ``DatesDoNotFit`` or ``Busy``, and then nothing is held or let
    go.
    """
    with atomic_refusing(**NAMED_BY_DATABASE):
        fresh = _locked_with_all(consultation_request)
        course = open_course(fresh)
        _keep_wishes(course, wishes)
        course.appointments.held().delete()
        _hold_missing(course)
    return course


@repeated_on_collision
def hold_missing_dates(course: Course) -> Course:
    """Hold the dates proposed anew, and others for those that somebody took meanwhile.

    Raises ``GateClosed``, ``DatesDoNotFit`` or ``Busy``, and then nothing changes.
    """
    with atomic_refusing(**NAMED_BY_DATABASE):
        fresh = locked_course(course)
        for hold in fresh.appointments.held():
            _hold_again_or_let_go(hold)
        _hold_missing(fresh)
    return fresh


@repeated_on_collision
def hold_other_date(appointment: Appointment, starts_at: datetime) -> Appointment:
    """Hold another time instead of one that was proposed.

    Raises ``GateClosed``, ``DatesDoNotFit`` where the dates would not keep the gap or
    the window, ``SlotTaken`` or ``Busy``, and then the old time stays held.
    """
    with atomic_refusing(**NAMED_BY_DATABASE):
        course = locked_course(course_of(appointment))
        held = locked(appointment)
        if held.status != AppointmentStatus.PROPOSED:
            raise SlotTaken
        slot = slot_at(starts_at, held)
        check_fits(course, held, slot)
        held.hold_until = timezone.now() + HOLD
        put_at(held, slot)
    return held


@repeated_on_collision
def book_dates(
    course: Course, *, driver: dict[str, str] | None, actor: Actor
) -> Course:
    """Book every date that is held, and tell the patient in one mail.

    ``driver`` has ``name`` and ``phone``, or is None where the patient does not know
    yet; for a date that is near it is confirmed by that. Booking twice is booking once.
    Raises ``GateClosed``, ``SlotTaken`` when one of the dates is gone,
    ``NothingToBook`` or ``Busy``, and then none is booked.
    """
    with atomic_refusing(**NAMED_BY_DATABASE):
        fresh = locked_course(course)
        holds = list(fresh.appointments.held())
        if not holds and fresh.status == CourseStatus.ACTIVE:
            return fresh
        if not holds or missing_dates(fresh, infusions(fresh)):
            raise SlotTaken
        check_gate(fresh.consultation_request, holds[-1].starts_at)
        for hold in holds:
            _book(hold, driver)
        fresh.status = CourseStatus.ACTIVE
        fresh.version += 1
        fresh.save(update_fields=["status", "version"])
        record("change", fresh)
        tell_of_dates(fresh, RequestEventKind.SCHEDULED, "dates-booked", actor)
    return fresh


def tell_of_dates(
    course: Course, event: RequestEventKind, kind: str, actor: Actor
) -> None:
    """Tell the desk by the history, and the patient once for each version."""
    record_event(course.consultation_request, event, by=staff_of(actor))
    tell(kind, course, to=course.patient, dedupe=str(course.version))


def check_fits(course: Course, appointment: Appointment, slot: slots.Slot) -> None:
    """Return if the slot keeps gap and window with the other dates of the course."""
    others = [as_slot(each) for each in infusions(course) if each != appointment]
    found = check_dates(course, [slot], others)
    if isinstance(found, series.NoSeries):
        raise DatesDoNotFit(found)


def _locked_with_all(consultation_request: ConsultationRequest) -> ConsultationRequest:
    """Lock all that infusions there may take, then the request; check the gate."""
    lock_all(consultation_request.location, consultation_request.patient)
    fresh = locked_request(consultation_request.pk)
    check_gate(fresh, timezone.now())
    return fresh


def locked_course(course: Course) -> Course:
    """Lock all that the course may take, then the request and the course itself.

    Raises ``GateClosed``.
    """
    fresh = _locked_with_all(course.consultation_request)
    claimed = Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
    claimed.consultation_request = fresh
    return claimed


def open_course(consultation_request: ConsultationRequest) -> Course:
    """Return the request's course that has not ended, locked, or a new one, not stored.

    Raises ``NothingToBook`` where the location gives no infusions.
    """
    course = consultation_request.courses.open().select_for_update().first()
    if course:
        return course
    check_may_begin(consultation_request)
    location = consultation_request.location
    service = infusion_service(location)
    if service is None:
        raise NothingToBook
    rules = SeriesRules.of(location)
    return Course(
        consultation_request=consultation_request,
        patient=consultation_request.patient,
        location=location,
        service=service,
        planned=rules.infusions,
        least_gap_days=rules.least_gap_days,
        window_days=rules.window_days,
        pause_after=rules.pause_after,
        created_at=timezone.now(),
    )


def _keep_wishes(course: Course, wishes: CourseWishes) -> None:
    for name, value in asdict(wishes).items():
        setattr(course, name, value)
    course.save()
    record("change", course)


def _hold_missing(course: Course) -> None:
    dates = infusions(course)
    count = missing_dates(course, dates)
    if not count:
        return
    proposal = plan_dates(course, map(as_slot, dates), count)
    if isinstance(proposal, series.NoSeries):
        raise DatesDoNotFit(proposal)
    for slot in proposal.slots:
        hold = Appointment(
            consultation_request=course.consultation_request,
            patient=course.patient,
            service=course.service,
            location=course.location,
            course=course,
            status=AppointmentStatus.PROPOSED,
            hold_until=timezone.now() + HOLD,
        )
        let_go_of_holds_on(slot, course.patient)
        put_at(hold, slot)


def _hold_again_or_let_go(hold: Appointment) -> None:
    try:
        slot = slot_at(hold.starts_at, hold)
    except SlotTaken:
        hold.delete()
    else:
        hold.hold_until = timezone.now() + HOLD
        put_at(hold, slot)


def _book(hold: Appointment, driver: dict[str, str] | None) -> None:
    booked = locked(hold)
    slot = slot_at(booked.starts_at, booked) if booked.is_expired_hold else None
    booked.status = AppointmentStatus.BOOKED
    booked.hold_until = None
    booked.driver = driver
    if driver and booked.is_ride_near:
        booked.ride_confirmed_at = timezone.now()
    booked.save()
    if slot:
        put_at(booked, slot)
    else:
        record("change", booked)
