"""How a request ends at the desk: closed, referred on, and opened again."""

from django.db import transaction
from django.utils import timezone

from clinic.access import links
from clinic.access.models import LinkPurpose
from clinic.models import User
from intake.appointments import has_appointment, has_appointment_to_come
from intake.decisions import current_review
from intake.models import (
    ConsultationRequest,
    RequestEventKind,
    RequestStatus,
    ResponseStatus,
    ReviewStage,
)
from intake.opening import open_time_of
from intake.promises import answer_due
from intake.services.requests import tell_received
from intake.services.steps import (
    AlertNotResolved,
    NotNow,
    StillBooked,
    advance,
    claim,
    claim_any,
    record_event,
    reopen,
)


def close_request(
    consultation_request: ConsultationRequest, *, actor: User, reason: str, version: int
) -> None:
    """Close an open request with a reason that only its history keeps.

    The patient's links to it stop working. Raises ``ChangedMeanwhile``,
    ``AlreadyClosed``, with an alert that nobody has resolved ``AlertNotResolved`` or,
    before the appointment is over or cancelled, ``StillBooked``; then it stays open.
    """
    with transaction.atomic(durable=True):
        fresh = _closed(consultation_request, version)
        record_event(fresh, RequestEventKind.CLOSED, by=actor, note=reason)


def refer_request(
    consultation_request: ConsultationRequest,
    *,
    actor: User,
    referred_to: str,
    version: int,
) -> None:
    """Close an open request whose patient is sent elsewhere; raises as to close it.

    Where to, only the history keeps. The patient is told by the one who refers them.
    """
    with transaction.atomic(durable=True):
        fresh = _closed(consultation_request, version)
        record_event(fresh, RequestEventKind.REFERRED, by=actor, note=referred_to)


def reopen_request(
    consultation_request: ConsultationRequest, *, actor: User, reason: str, version: int
) -> None:
    """Open a closed request again, as far on as it had come.

    Its links stay closed until they are sent again. What nobody had worked on is new
    again, with a new time by which it is due. Raises ``ChangedMeanwhile`` or, of one
    that is open, ``NotNow``; then nothing changes.
    """
    with transaction.atomic(durable=True):
        fresh = claim_any(consultation_request, version)
        if fresh.status != RequestStatus.CLOSED:
            raise NotNow
        reopen(fresh, _status_reached(fresh))
        record_event(fresh, RequestEventKind.REOPENED, by=actor, note=reason)
        if fresh.status == RequestStatus.NEW:
            now = timezone.now()
            fresh.due_at = answer_due(now, open_time_of(fresh.location, now))
            fresh.save(update_fields=["due_at"])
            tell_received(fresh)


def _closed(
    consultation_request: ConsultationRequest, version: int
) -> ConsultationRequest:
    """Close the request and the patient's links to it; its history is the caller's."""
    fresh = claim(consultation_request, version)
    if fresh.alerts.unresolved().exists():
        raise AlertNotResolved
    if has_appointment_to_come(fresh):
        raise StillBooked
    advance(fresh, RequestStatus.CLOSED, needs_call=False)
    for purpose in (LinkPurpose.QUESTIONNAIRE, LinkPurpose.BOOK):
        links.finish(fresh.patient, purpose, fresh.pk)
    return fresh


def _status_reached(consultation_request: ConsultationRequest) -> RequestStatus:
    """Return the status that follows from the answers, the review and the booking."""
    latest = consultation_request.responses.order_by("started_at").last()
    if latest is None:
        return RequestStatus.NEW
    if latest.status == ResponseStatus.IN_PROGRESS:
        return RequestStatus.QUESTIONNAIRE_SENT
    review = current_review(consultation_request, ReviewStage.INTAKE)
    if review is None or review.assessment.response_id != latest.pk:
        return RequestStatus.ANSWERED
    if has_appointment(consultation_request):
        return RequestStatus.SCHEDULED
    return RequestStatus.REVIEWED
