"""What opens the way to infusions: two signatures, and nothing that anybody sets."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from intake.models import ConsultationRequest, RequestStatus, ReviewStage
from intake.services import Missing, infusion_gate
from scheduling.services.diary import infusion_service
from scheduling.services.refusals import GateClosed, NothingToBook


def check_course_open(consultation_request: ConsultationRequest) -> None:
    """Return if dates may be chosen for the request now.

    Raises ``GateClosed``, or ``NothingToBook`` where the location gives no infusions.
    """
    with transaction.atomic():
        refusal = why_gate_is_closed(consultation_request, timezone.now())
    # Raised outside, so that the look at the review stays recorded.
    if refusal:
        raise refusal
    check_may_begin(consultation_request)
    if infusion_service(consultation_request.location) is None:
        raise NothingToBook


def check_may_begin(consultation_request: ConsultationRequest) -> None:
    """Return if a course is under way, or a new one may begin; else ``GateClosed``.

    Nobody begins another course on the decision that opened one which has ended.
    """
    courses = consultation_request.courses
    last = courses.ended().order_by("ended_at").last()
    if last is None or courses.open().exists():
        return
    reviews = consultation_request.reviews.filter(stage=ReviewStage.CONSULTATION)
    if not reviews.filter(signed_at__gt=last.ended_at).exists():
        raise GateClosed({Missing.REVIEW})


def check_gate(consultation_request: ConsultationRequest, at: datetime) -> None:
    """Return if an infusion that begins ``at`` may be booked; else ``GateClosed``.

    Who acts on it holds the lock of the request.
    """
    if refusal := why_gate_is_closed(consultation_request, at):
        raise refusal


def why_gate_is_closed(
    consultation_request: ConsultationRequest, at: datetime
) -> GateClosed | None:
    """Return the refusal of an infusion that begins ``at``, or None."""
    missing = infusion_gate(consultation_request, at)
    is_closed = consultation_request.status == RequestStatus.CLOSED
    return GateClosed(missing) if missing or is_closed else None
