"""What became of an appointment: the patient came, was treated, or did not come."""

from datetime import datetime

from django.utils import timezone

from clinic.audit.recording import record
from clinic.db import atomic_refusing
from clinic.models import User
from intake.models import ConsultationRequest, RequestEventKind, RequestStatus
from intake.services import advance, record_event
from scheduling.hours import whole_day
from scheduling.models import Appointment, AppointmentStatus
from scheduling.services.refusals import (
    NAMED_BY_DATABASE,
    NotNow,
    repeated_on_collision,
)
from scheduling.services.steps import locked, locked_request

# What each mark is called in the history of the request.
EVENTS = {
    AppointmentStatus.ARRIVED: RequestEventKind.ARRIVED,
    AppointmentStatus.FULFILLED: RequestEventKind.FULFILLED,
    AppointmentStatus.NOSHOW: RequestEventKind.NOSHOW,
    AppointmentStatus.BOOKED: RequestEventKind.UNMARKED,
}


def may_mark(appointment: Appointment, status: AppointmentStatus) -> bool:
    """Say whether the appointment may be marked so now.

    From the local day of the visit on; as missed once it should have begun. Any mark
    may be changed for another, and taken back by ``BOOKED``.
    """
    if appointment.status not in EVENTS or status == appointment.status:
        return False
    if status == AppointmentStatus.NOSHOW:
        return timezone.now() >= appointment.starts_at
    return timezone.now() >= _begin_of_day(appointment)


def marks_of(appointment: Appointment) -> list[AppointmentStatus]:
    """Return the marks that may be set now."""
    return [status for status in EVENTS if may_mark(appointment, status)]


@repeated_on_collision
def mark_attendance(
    appointment: Appointment, status: AppointmentStatus, *, actor: User
) -> Appointment:
    """Mark the appointment as arrived, done or missed, or take the mark back.

    Who missed the consultation may choose another time. Marking twice is marking once.
    Raises ``NotNow`` too early or once it is cancelled, ``AlreadyBooked`` where a mark
    is taken back and another consultation is booked, or ``Busy``; then nothing changes.
    """
    with atomic_refusing(**NAMED_BY_DATABASE):
        consultation_request = locked_request(appointment.consultation_request_id)
        marked = locked(appointment)
        if marked.status == status:
            return marked
        if not may_mark(marked, status):
            raise NotNow
        marked.status = status
        marked.arrived_at = _arrived_at(marked)
        marked.save(update_fields=["status", "arrived_at"])
        record("change", marked)
        record_event(consultation_request, EVENTS[status], by=actor)
        if not marked.course_id:
            _let_choose_again(consultation_request, status)
    return marked


def _begin_of_day(appointment: Appointment) -> datetime:
    zone = appointment.location.zone
    return whole_day(appointment.starts_at.astimezone(zone).date(), zone)[0]


def _arrived_at(appointment: Appointment) -> datetime | None:
    """Keep the first moment; who is not here any more never arrived."""
    is_here = appointment.status in {
        AppointmentStatus.ARRIVED,
        AppointmentStatus.FULFILLED,
    }
    return (appointment.arrived_at or timezone.now()) if is_here else None


def _let_choose_again(
    consultation_request: ConsultationRequest, status: AppointmentStatus
) -> None:
    """Let who missed the consultation choose another time; else nobody does."""
    is_missed = status == AppointmentStatus.NOSHOW
    before, after = RequestStatus.SCHEDULED, RequestStatus.REVIEWED
    if not is_missed:
        before, after = after, before
    if consultation_request.status == before:
        advance(consultation_request, after)
