"""Booking and moving at the desk: the same locks and gates, and what may be overridden.

Hours, closures, notice and the rhythm of a series give way to who has the right
``scheduling.override_hours`` and gives a reason; the decision on the answers to who has
``scheduling.override_review``. What stands before an infusion, and that nothing is
booked twice, give way to nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import cast

from django.utils import timezone

from clinic.access import links
from clinic.access.models import LinkPurpose
from clinic.audit.recording import record
from clinic.db import atomic_refusing
from clinic.models import User
from intake.models import (
    ConsultationRequest,
    RequestEventKind,
    RequestStatus,
    ReviewStage,
)
from intake.services import advance, has_suitable_review
from scheduling.models import (
    Appointment,
    AppointmentStatus,
    Course,
    CourseStatus,
    Service,
    ServiceKind,
)
from scheduling.services.courses import check_fits, check_gate, open_course
from scheduling.services.planning import progress_of
from scheduling.services.refusals import (
    NAMED_BY_DATABASE,
    AlreadyBooked,
    BookingRefusal,
    DatesDoNotFit,
    NothingToBook,
    NotNow,
    NotReviewed,
    ReasonMissing,
    SlotTaken,
    TooLate,
    repeated_on_collision,
)
from scheduling.services.reserving import lock_all, put_at, slot_at
from scheduling.services.steps import locked, locked_request, tell_of
from scheduling.slots import Slot

OVERRIDE_HOURS = "scheduling.override_hours"
OVERRIDE_REVIEW = "scheduling.override_review"
TREATMENTS = {ServiceKind.INFUSION, ServiceKind.BOOSTER}
NOT_TO_BE_SEEN = {RequestStatus.SUSPECT, RequestStatus.CLOSED}


@dataclass(frozen=True)
class Override:
    """What ``actor`` may do about a refusal, with the ``reason`` they gave for it."""

    actor: User
    reason: str

    def allow(
        self, permission: str, about: ConsultationRequest, refusal: BookingRefusal
    ) -> None:
        """Return if the refusal is overridden; else raise it, or ``ReasonMissing``."""
        if not self.actor.has_perm(permission, about):
            raise refusal
        if not self.reason:
            raise ReasonMissing from refusal


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
        _check_movable(moved, starts_at, override)
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


def check_bookable(
    consultation_request: ConsultationRequest,
    service: Service,
    at: datetime,
    override: Override,
) -> None:
    """Return if the service may be booked for the request; else as ``book_at_desk``."""
    if consultation_request.status in NOT_TO_BE_SEEN:
        raise NotReviewed
    offered = consultation_request.location.services.filter(is_offered=True)
    if not offered.filter(pk=service.pk).exists():
        raise NothingToBook
    if service.kind == ServiceKind.CONSULTATION:
        _check_consultation(consultation_request, override)
    elif service.kind in TREATMENTS:
        check_gate(consultation_request, at)
    _check_course(consultation_request, service)


def _check_movable(
    appointment: Appointment, starts_at: datetime, override: Override
) -> None:
    if appointment.service.kind in TREATMENTS:
        check_gate(appointment.consultation_request, starts_at)
    elif appointment.course_id is None:
        _check_review(appointment.consultation_request, override)


def _check_consultation(
    consultation_request: ConsultationRequest, override: Override
) -> None:
    standing = consultation_request.appointments.outside_courses().booked()
    is_decided = consultation_request.status == RequestStatus.SCHEDULED
    if is_decided or standing.exists():
        raise AlreadyBooked
    _check_review(consultation_request, override)


def _check_review(
    consultation_request: ConsultationRequest, override: Override
) -> None:
    is_reviewed = consultation_request.status in {
        RequestStatus.REVIEWED,
        RequestStatus.SCHEDULED,
    }
    is_suitable = has_suitable_review(consultation_request, ReviewStage.INTAKE)
    if not (is_reviewed and is_suitable):
        override.allow(OVERRIDE_REVIEW, consultation_request, NotReviewed())


def _check_course(consultation_request: ConsultationRequest, service: Service) -> None:
    """Refuse what belongs to a course that there is not, or that has all its dates."""
    courses = consultation_request.courses
    if service.kind == ServiceKind.INFUSION:
        course = courses.open().first()
        if course and not progress_of(course).missing:
            raise NotNow
    if service.kind == ServiceKind.BOOSTER and not courses.open().exists():
        raise NotNow
    if service.kind == ServiceKind.FOLLOW_UP and not courses.exists():
        raise NotNow


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
    try:
        return slot_at(starts_at, appointment)
    except SlotTaken as refusal:
        slot = slot_at(starts_at, appointment, ignoring_hours=True)
        about = appointment.consultation_request
        override.allow(OVERRIDE_HOURS, about, refusal)
        return slot


@dataclass(frozen=True)
class Offer:
    """A service with what stands against it now, or None.

    ``is_exception`` says that ``actor`` may do it all the same, with a reason.
    """

    service: Service
    refusal: BookingRefusal | None = None
    is_exception: bool = False


def offers(consultation_request: ConsultationRequest, *, actor: User) -> list[Offer]:
    """Return the location's services, each with what stands against booking it."""
    services = consultation_request.location.services.filter(is_offered=True)
    return [
        offer_of(consultation_request, service, actor=actor)
        for service in services.order_by("kind", "name")
    ]


def offer_of(
    consultation_request: ConsultationRequest, service: Service, *, actor: User
) -> Offer:
    """Return the service with what stands against booking it, and record the look."""
    now, override = timezone.now(), Override(actor, "")
    check = partial(check_bookable, consultation_request, service, now, override)
    return _offer(service, check)


def offer_to_move(appointment: Appointment, *, actor: User) -> Offer:
    """Return what stands against moving the appointment, and record the look."""
    starts_at, override = appointment.starts_at, Override(actor, "")
    check = partial(_check_movable, appointment, starts_at, override)
    return _offer(appointment.service, check)


def _offer(service: Service, check: Callable[[], None]) -> Offer:
    try:
        check()
    except ReasonMissing as missing:
        return Offer(service, cast("BookingRefusal", missing.__cause__), True)
    except BookingRefusal as refusal:
        return Offer(service, refusal)
    return Offer(service)
