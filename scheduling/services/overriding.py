"""What the desk may book or move, and what it may override with a reason.

Hours, closures, the notice of a treatment and the rhythm of a series give way to who
has the right ``scheduling.override_hours`` and gives a reason; the decision on the
answers to who has ``scheduling.override_review``. What stands before an infusion, and
that nothing is booked twice, give way to nobody.
"""

from dataclasses import dataclass
from datetime import datetime

from clinic.models import User
from intake.models import ConsultationRequest, RequestStatus, ReviewStage
from intake.services import has_suitable_review
from scheduling.models import Appointment, Service, ServiceKind
from scheduling.services.gates import check_gate
from scheduling.services.planning import progress_of
from scheduling.services.refusals import (
    AlreadyBooked,
    BookingRefusal,
    NothingToBook,
    NotNow,
    NotReviewed,
    ReasonMissing,
)

OVERRIDE_HOURS = "scheduling.override_hours"
OVERRIDE_REVIEW = "scheduling.override_review"
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
    elif service.is_treatment:
        check_gate(consultation_request, at)
    _check_course(consultation_request, service)


def check_movable_at_desk(
    appointment: Appointment, starts_at: datetime, override: Override
) -> None:
    if appointment.service.is_treatment:
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
