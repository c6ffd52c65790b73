"""Booking and moving at the desk: the same locks and gates as the patient's own."""

from datetime import datetime

from clinic.access import links
from clinic.access.models import LinkPurpose
from clinic.audit.recording import record
from clinic.db import atomic_refusing
from clinic.models import User
from intake.models import (
    ConsultationRequest,
    RequestEventKind,
    RequestStatus,
)
from intake.services import advance
from scheduling.models import (
    Appointment,
    AppointmentStatus,
    Course,
    CourseStatus,
    Service,
    ServiceKind,
)
from scheduling.services.courses import check_fits, open_course
from scheduling.services.desk_times import notice_at_desk
from scheduling.services.overriding import (
    OVERRIDE_HOURS,
    Override,
    check_bookable,
    check_movable_at_desk,
)
from scheduling.services.refusals import (
    NAMED_BY_DATABASE,
    DatesDoNotFit,
    SlotTaken,
    TooLate,
    repeated_on_collision,
)
from scheduling.services.reserving import lock_all, put_at, slot_at
from scheduling.services.steps import locked, locked_request, tell_of
from scheduling.slots import Slot


@repeated_on_collision
def book_at_desk(
    consultation_request: ConsultationRequest,
    service: Service,
    starts_at: datetime,
    *,
    actor: User,
    reason: str = "",
) -> Appointment:
    """Book a time for the patient, who is told as if they had booked it.

    Where something is overridden the reason stands in the history, sealed. Raises
    ``NotReviewed``, ``AlreadyBooked``, ``GateClosed``, ``NotNow`` where there is no
    course or no infusion to book, ``NothingToBook``, ``SlotTaken``, ``DatesDoNotFit``,
    ``ReasonMissing`` or ``Busy``, and then nothing is booked or sent.
    """
    override = Override(actor, reason.strip())
    with atomic_refusing(**NAMED_BY_DATABASE):
        lock_all(consultation_request.location, consultation_request.patient)
        fresh = locked_request(consultation_request.pk)
        check_bookable(fresh, service, starts_at, override)
        booked = Appointment(
            consultation_request=fresh,
            patient=fresh.patient,
            service=service,
            location=fresh.location,
            course=_course_for(fresh, service),
            status=AppointmentStatus.BOOKED,
        )
        _let_go_of_holds(booked)
        _put(booked, starts_at, override)
        if booked.course is None:
            _go_on_from_booking(fresh)
        tell_of(
            booked,
            RequestEventKind.SCHEDULED,
            "appointment-booked",
            actor,
            note=override.reason,
        )
    return booked


@repeated_on_collision
def move_at_desk(
    appointment: Appointment, starts_at: datetime, *, actor: User, reason: str = ""
) -> Appointment:
    """Move an appointment until it is over; the patient's cut-off does not count.

    Moving to where it is changes nothing. Raises ``TooLate``, and for the rest as
    ``book_at_desk``; then the old time stands.
    """
    override = Override(actor, reason.strip())
    with atomic_refusing(**NAMED_BY_DATABASE):
        lock_all(appointment.location, appointment.patient)
        fresh = locked_request(appointment.consultation_request_id)
        moved = locked(appointment)
        moved.consultation_request = fresh
        if not moved.is_to_come:
            raise TooLate
        if moved.starts_at == starts_at:
            return moved
        check_movable_at_desk(moved, starts_at, override)
        moved.sequence += 1
        _put(moved, starts_at, override)
        tell_of(
            moved,
            RequestEventKind.MOVED,
            "appointment-moved",
            actor,
            note=override.reason,
        )
    return moved


def _course_for(
    consultation_request: ConsultationRequest, service: Service
) -> Course | None:
    """Return the course that the appointment is part of; an infusion begins one."""
    if service.kind == ServiceKind.CONSULTATION:
        return None
    if service.kind == ServiceKind.FOLLOW_UP:
        return consultation_request.courses.last()
    course = open_course(consultation_request)
    course.status = CourseStatus.ACTIVE
    course.save()
    record("change", course)
    return course


def _go_on_from_booking(consultation_request: ConsultationRequest) -> None:
    """Close the patient's way to book; who is not reviewed yet still waits for that."""
    links.finish(
        consultation_request.patient, LinkPurpose.BOOK, consultation_request.pk
    )
    was_reviewed = consultation_request.status == RequestStatus.REVIEWED
    advance(consultation_request, RequestStatus.SCHEDULED if was_reviewed else None)


def _let_go_of_holds(appointment: Appointment) -> None:
    """Delete what the patient holds of the same kind: it is being booked for them."""
    held = appointment.consultation_request.appointments.held()
    if appointment.course is None:
        held.outside_courses().delete()
    elif appointment.is_of_series:
        held.filter(course=appointment.course).delete()


def _put(appointment: Appointment, starts_at: datetime, override: Override) -> None:
    slot = _slot(appointment, starts_at, override)
    if appointment.course and appointment.is_of_series:
        try:
            check_fits(appointment.course, appointment, slot)
        except DatesDoNotFit as refusal:
            about = appointment.consultation_request
            override.allow(OVERRIDE_HOURS, about, refusal)
    put_at(appointment, slot)


def _slot(appointment: Appointment, starts_at: datetime, override: Override) -> Slot:
    """Return the time as it is offered, or outside the hours if that is allowed."""
    notice = notice_at_desk(appointment.service)
    try:
        return slot_at(starts_at, appointment, notice=notice)
    except SlotTaken as refusal:
        slot = slot_at(starts_at, appointment, ignoring_hours=True)
        about = appointment.consultation_request
        override.allow(OVERRIDE_HOURS, about, refusal)
        return slot
