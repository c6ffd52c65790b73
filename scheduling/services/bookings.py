"""Holding, booking and moving: one locked, constrained write each.

The exclusion constraints make a double booking impossible; the locks make the refusal
prompt, and keep two bookings that collide from waiting for each other.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from clinic.access import links
from clinic.access.actors import Actor
from clinic.access.models import LinkPurpose
from clinic.audit.recording import record
from clinic.db import atomic_refusing
from clinic.models import Practitioner
from intake.models import (
    ConsultationRequest,
    RequestEventKind,
    RequestStatus,
    ReviewStage,
)
from intake.services import advance, has_suitable_review
from scheduling.models import Appointment, AppointmentStatus
from scheduling.services.cancelling import check_changeable
from scheduling.services.courses import check_fits
from scheduling.services.diary import consultation_service
from scheduling.services.gates import why_gate_is_closed
from scheduling.services.planning import course_of
from scheduling.services.refusals import (
    NAMED_BY_DATABASE,
    AlreadyBooked,
    BookingRefusal,
    NotReviewed,
    SlotTaken,
    repeated_on_collision,
)
from scheduling.services.reserving import lock_all, put_at, slot_at
from scheduling.services.steps import locked, locked_request, tell_of

HOLD = timedelta(minutes=10)
REVIEWED = {RequestStatus.REVIEWED, RequestStatus.SCHEDULED}


def check_open(consultation_request: ConsultationRequest) -> None:
    """Return if a time may be booked for the request now.

    Raises ``AlreadyBooked``, or ``NotReviewed`` where no suitable review stands.
    """
    with transaction.atomic():
        refusal = why_not_open(consultation_request)
    # Raised outside, so that the look at the review stays recorded.
    if refusal:
        raise refusal


def check_movable(appointment: Appointment) -> None:
    """Return if another time may be chosen for the appointment.

    Raises ``TooLate``, or where the way to it is not open any more ``NotReviewed`` or,
    of a course, ``GateClosed``.
    """
    check_changeable(appointment)
    with transaction.atomic():
        refusal = why_not_movable(appointment, appointment.starts_at)
    # Raised outside, so that the look at the review stays recorded.
    if refusal:
        raise refusal


@repeated_on_collision
def hold_time(
    consultation_request: ConsultationRequest,
    starts_at: datetime,
    *,
    practitioner: Practitioner | None = None,
) -> Appointment:
    """Hold a free time for ten minutes while the patient checks it.

    With that ``practitioner``, where one is named. Another time held for the same
    request is let go. Raises ``AlreadyBooked``, ``NotReviewed``, ``SlotTaken`` or
    ``Busy``, and then nothing is held or let go.
    """
    location, patient = consultation_request.location, consultation_request.patient
    service = consultation_service(location)
    if service is None:
        raise SlotTaken
    with atomic_refusing(**NAMED_BY_DATABASE):
        lock_all(location, patient)
        fresh = locked_request(consultation_request.pk)
        if refusal := why_not_open(fresh):
            raise refusal
        fresh.appointments.held().delete()
        held = Appointment(
            consultation_request=fresh,
            patient=patient,
            service=service,
            location=location,
            status=AppointmentStatus.PROPOSED,
            hold_until=timezone.now() + HOLD,
        )
        put_at(held, slot_at(starts_at, held, practitioner=practitioner))
    return held


@repeated_on_collision
def book_held(appointment: Appointment, *, actor: Actor) -> Appointment:
    """Book the time that was held, and tell the patient.

    A hold that has run out still counts while the time is offered, perhaps with another
    clinician. Booking twice is booking once. Raises ``NotReviewed``, ``SlotTaken`` or
    ``Busy``, and then nothing is booked or sent.
    """
    with atomic_refusing(**NAMED_BY_DATABASE):
        has_run_out = _has_run_out(appointment)
        if has_run_out:
            lock_all(appointment.location, appointment.patient)
        consultation_request = locked_request(appointment.consultation_request_id)
        held = locked(appointment)
        if held.status != AppointmentStatus.PROPOSED:
            return held
        if refusal := why_not_open(consultation_request):
            raise refusal
        held.status = AppointmentStatus.BOOKED
        held.hold_until = None
        held.save(update_fields=["status", "hold_until"])
        if has_run_out:
            put_at(held, slot_at(held.starts_at, held))
        else:
            record("change", held)
        links.finish(held.patient, LinkPurpose.BOOK, consultation_request.pk)
        advance(consultation_request, RequestStatus.SCHEDULED)
        tell_of(held, RequestEventKind.SCHEDULED, "appointment-booked", actor)
    return held


@repeated_on_collision
def move_appointment(
    appointment: Appointment, starts_at: datetime, *, actor: Actor
) -> Appointment:
    """Move a booked appointment to a free time; it stays the same calendar entry.

    Moving to where it is changes nothing. Raises ``TooLate``, ``NotReviewed``,
    ``SlotTaken`` or ``Busy``; of a course also ``GateClosed`` and, where gap or window
    would not hold, ``DatesDoNotFit``. Then the old time stands.
    """
    with atomic_refusing(**NAMED_BY_DATABASE):
        lock_all(appointment.location, appointment.patient)
        consultation_request = locked_request(appointment.consultation_request_id)
        moved = locked(appointment)
        check_changeable(moved)
        moved.consultation_request = consultation_request
        if refusal := why_not_movable(moved, starts_at):
            raise refusal
        if moved.starts_at == starts_at:
            return moved
        slot = slot_at(starts_at, moved)
        if moved.is_of_series:
            check_fits(course_of(moved), moved, slot)
        moved.sequence += 1
        put_at(moved, slot)
        tell_of(moved, RequestEventKind.MOVED, "appointment-moved", actor)
    return moved


def _has_run_out(appointment: Appointment) -> bool:
    run_out = Appointment.objects.expired_holds(timezone.now())
    return run_out.filter(pk=appointment.pk).exists()


def why_not_open(
    consultation_request: ConsultationRequest,
) -> type[BookingRefusal] | None:
    """Return the refusal of a first time for the request, or None."""
    if consultation_request.status not in REVIEWED:
        return NotReviewed
    if not _is_suitable(consultation_request):
        return NotReviewed
    is_booked = consultation_request.status == RequestStatus.SCHEDULED
    return AlreadyBooked if is_booked else None


def why_not_movable(
    appointment: Appointment, starts_at: datetime
) -> BookingRefusal | None:
    """Return the refusal to move the appointment to ``starts_at``, or None."""
    consultation_request = appointment.consultation_request
    if appointment.course_id:
        return why_gate_is_closed(consultation_request, starts_at)
    return None if _is_suitable(consultation_request) else NotReviewed()


def _is_suitable(consultation_request: ConsultationRequest) -> bool:
    return has_suitable_review(consultation_request, ReviewStage.INTAKE)
