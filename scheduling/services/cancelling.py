"""Cancelling, online and at the desk: the time is free, the appointment stays."""

from django.db import transaction
from django.utils import timezone

from clinic.access.actors import Actor
from clinic.audit.recording import record
from clinic.models import User
from intake.appointments import has_appointment_to_come
from intake.models import ConsultationRequest, RequestEventKind, RequestStatus
from intake.services import advance
from scheduling.models import Appointment, AppointmentStatus
from scheduling.services.refusals import TooLate, repeated_on_collision
from scheduling.services.steps import locked, locked_request, staff_of, tell_of


def check_changeable(appointment: Appointment) -> None:
    """Return if the appointment may be moved or cancelled online; else ``TooLate``."""
    if not appointment.is_changeable:
        raise TooLate


@repeated_on_collision
def cancel_appointment(appointment: Appointment, *, actor: Actor) -> None:
    """Cancel a booked appointment online and free its time; who and when are kept.

    Cancelling twice is cancelling once. Raises ``TooLate`` or ``Busy``, and then
    nothing is cancelled.
    """
    with transaction.atomic(durable=True):
        cancelled = _claimed(appointment)
        if cancelled.status == AppointmentStatus.CANCELLED:
            return
        check_changeable(cancelled)
        _cancel(cancelled, actor)


@repeated_on_collision
def cancel_at_desk(appointment: Appointment, *, actor: User, reason: str) -> None:
    """Cancel for the clinic, until the appointment is over; the rest is as online.

    The reason is kept, and the history shows it to the desk; the mail to the patient
    does not hold it. Cancelling twice is cancelling once. Raises ``TooLate`` or
    ``Busy``, and then nothing is cancelled.
    """
    with transaction.atomic(durable=True):
        cancelled = _claimed(appointment)
        if cancelled.status == AppointmentStatus.CANCELLED:
            return
        if not cancelled.is_to_come:
            raise TooLate
        _cancel(cancelled, actor, reason)


def _claimed(appointment: Appointment) -> Appointment:
    """Lock the request, then the appointment, and return it as it is now."""
    consultation_request = locked_request(appointment.consultation_request_id)
    claimed = locked(appointment)
    claimed.consultation_request = consultation_request
    return claimed


def _cancel(appointment: Appointment, actor: Actor, reason: str = "") -> None:
    appointment.status = AppointmentStatus.CANCELLED
    appointment.cancelled_at = appointment.changed_at = timezone.now()
    appointment.cancelled_by = staff_of(actor)
    appointment.cancel_reason = reason or None
    appointment.sequence += 1
    appointment.save()
    appointment.reservations.all().delete()
    record("change", appointment)
    consultation_request = appointment.consultation_request
    was_scheduled = consultation_request.status == RequestStatus.SCHEDULED
    may_choose_again = was_scheduled and not appointment.course_id
    advance(
        consultation_request,
        RequestStatus.REVIEWED if may_choose_again else None,
        needs_call=False if _is_settled(consultation_request) else None,
    )
    tell_of(
        appointment,
        RequestEventKind.CANCELLED,
        "appointment-cancelled",
        actor,
        note=reason,
    )


def _is_settled(consultation_request: ConsultationRequest) -> bool:
    """Say whether nothing is left that was booked against the decision."""
    is_against = consultation_request.is_booked_against_decision
    return is_against and not has_appointment_to_come(consultation_request)
