"""Holding, booking, moving and cancelling: one locked, constrained write each.

The exclusion constraints make a double booking impossible; the locks make the refusal
prompt, and keep two bookings that collide from waiting for each other.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from clinic.access import links
from clinic.access.actors import Actor
from clinic.access.models import LinkPurpose
from clinic.audit.recording import record
from clinic.db import atomic_refusing
from clinic.models import User
from clinic.outbox.services import tell
from intake.models import (
    ConsultationRequest,
    RequestEventKind,
    RequestStatus,
    ReviewStage,
)
from intake.services import advance, has_suitable_review, record_event
from scheduling.models import Appointment, AppointmentStatus
from scheduling.services.diary import NOTICE, consultation_service
from scheduling.services.refusals import (
    NAMED_BY_DATABASE,
    AlreadyBooked,
    BookingRefusal,
    NotReviewed,
    SlotTaken,
    TooLate,
    repeated_on_collision,
)
from scheduling.services.reserving import lock_all, put_at, slot_at

HOLD = timedelta(minutes=10)
REVIEWED = {RequestStatus.REVIEWED, RequestStatus.SCHEDULED}


def check_open(consultation_request: ConsultationRequest) -> None:
    """Return if a time may be booked for the request now.

    Raises ``AlreadyBooked``, or ``NotReviewed`` where no suitable review stands.
    """
    with transaction.atomic():
        refusal = _why_not_open(consultation_request)
    # Raised outside, so that the look at the review stays recorded.
    if refusal:
        raise refusal


def check_changeable(appointment: Appointment) -> None:
    """Return if the appointment may be moved or cancelled online; else ``TooLate``."""
    if not appointment.is_changeable:
        raise TooLate


def check_movable(appointment: Appointment) -> None:
    """Return if another time may be chosen for the appointment.

    Raises ``TooLate``, or ``NotReviewed`` where no suitable review stands any more.
    """
    check_changeable(appointment)
    with transaction.atomic():
        is_suitable = _is_suitable(appointment.consultation_request)
    if not is_suitable:
        raise NotReviewed


@repeated_on_collision
def hold_time(
    consultation_request: ConsultationRequest, starts_at: datetime
) -> Appointment:
    """Hold a free time for ten minutes while the patient checks it.

    Another time held for the same request is let go. Raises ``AlreadyBooked``,
    ``NotReviewed``, ``SlotTaken`` or ``Busy``, and then nothing is held or let go.
    """
    location, patient = consultation_request.location, consultation_request.patient
    service = consultation_service(location)
    if service is None:
        raise SlotTaken
    with atomic_refusing(**NAMED_BY_DATABASE):
        lock_all(location, patient)
        locked_request = _locked_request(consultation_request.pk)
        if refusal := _why_not_open(locked_request):
            raise refusal
        locked_request.appointments.held().delete()
        held = Appointment(
            consultation_request=locked_request,
            patient=patient,
            service=service,
            location=location,
            status=AppointmentStatus.PROPOSED,
            hold_until=timezone.now() + HOLD,
        )
        put_at(held, slot_at(starts_at, held))
    return held


@repeated_on_collision
def book_held(appointment: Appointment, *, actor: Actor) -> Appointment:
    """Book the time that was held, and tell the patient.

    A hold that has run out still counts unless somebody else took the time meanwhile or
    it has come too near. Booking twice is booking once. Raises ``NotReviewed``,
    ``SlotTaken`` or ``Busy``, and then nothing is booked or sent.
    """
    with transaction.atomic(durable=True):
        consultation_request = _locked_request(appointment.consultation_request_id)
        held = _locked(appointment)
        if held.status != AppointmentStatus.PROPOSED:
            return held
        if refusal := _why_not_open(consultation_request):
            raise refusal
        if held.starts_at < timezone.now() + NOTICE - HOLD:
            raise SlotTaken
        held.status = AppointmentStatus.BOOKED
        held.hold_until = None
        held.save(update_fields=["status", "hold_until"])
        record("change", held)
        links.revoke(held.patient, LinkPurpose.BOOK, consultation_request.pk)
        advance(consultation_request, RequestStatus.SCHEDULED)
        _tell_of(held, RequestEventKind.SCHEDULED, "appointment-booked", actor)
    return held


@repeated_on_collision
def move_appointment(
    appointment: Appointment, starts_at: datetime, *, actor: Actor
) -> Appointment:
    """Move a booked appointment to a free time; it stays the same calendar entry.

    Moving to where it is changes nothing. Raises ``TooLate``, ``NotReviewed``,
    ``SlotTaken`` or ``Busy``, and then the old time stands.
    """
    with atomic_refusing(**NAMED_BY_DATABASE):
        lock_all(appointment.location, appointment.patient)
        consultation_request = _locked_request(appointment.consultation_request_id)
        moved = _locked(appointment)
        check_changeable(moved)
        if not _is_suitable(consultation_request):
            raise NotReviewed
        if moved.starts_at == starts_at:
            return moved
        moved.sequence += 1
        put_at(moved, slot_at(starts_at, moved))
        _tell_of(moved, RequestEventKind.MOVED, "appointment-moved", actor)
    return moved


@repeated_on_collision
def cancel_appointment(appointment: Appointment, *, actor: Actor, reason: str) -> None:
    """Cancel a booked appointment and free its time; who, when and why are kept.

    Cancelling twice is cancelling once. Raises ``TooLate`` or ``Busy``, and then
    nothing is cancelled.
    """
    with transaction.atomic(durable=True):
        consultation_request = _locked_request(appointment.consultation_request_id)
        cancelled = _locked(appointment)
        if cancelled.status == AppointmentStatus.CANCELLED:
            return
        check_changeable(cancelled)
        cancelled.status = AppointmentStatus.CANCELLED
        cancelled.cancelled_at = cancelled.changed_at = timezone.now()
        cancelled.cancelled_by = _staff(actor)
        cancelled.cancel_reason = reason
        cancelled.sequence += 1
        cancelled.save()
        cancelled.reservations.all().delete()
        record("change", cancelled)
        was_scheduled = consultation_request.status == RequestStatus.SCHEDULED
        advance(consultation_request, RequestStatus.REVIEWED if was_scheduled else None)
        _tell_of(cancelled, RequestEventKind.CANCELLED, "appointment-cancelled", actor)


def _why_not_open(
    consultation_request: ConsultationRequest,
) -> type[BookingRefusal] | None:
    if consultation_request.status not in REVIEWED:
        return NotReviewed
    if not _is_suitable(consultation_request):
        return NotReviewed
    is_booked = consultation_request.status == RequestStatus.SCHEDULED
    return AlreadyBooked if is_booked else None


def _is_suitable(consultation_request: ConsultationRequest) -> bool:
    return has_suitable_review(consultation_request, ReviewStage.INTAKE)


def _locked_request(pk: UUID) -> ConsultationRequest:
    return ConsultationRequest.objects.select_for_update(no_key=True).get(pk=pk)


def _locked(appointment: Appointment) -> Appointment:
    """Lock the appointment and read it anew; a hold that was let go is gone."""
    try:
        return Appointment.objects.select_for_update().get(pk=appointment.pk)
    except Appointment.DoesNotExist:
        raise SlotTaken from None


def _tell_of(
    appointment: Appointment, event: RequestEventKind, kind: str, actor: Actor
) -> None:
    """Tell the desk by the history, and the patient once for each calendar version."""
    record_event(appointment.consultation_request, event, by=_staff(actor))
    version = str(appointment.sequence)
    tell(kind, appointment, to=appointment.patient, dedupe=version)


def _staff(actor: Actor) -> User | None:
    return actor if isinstance(actor, User) else None
