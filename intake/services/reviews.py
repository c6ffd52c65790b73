"""A clinician's decision on an intake: signed, superseded by the next, never edited."""

from django.db import transaction
from django.utils import timezone

from clinic.access import links
from clinic.access.models import LinkPurpose
from clinic.access.roles import Role
from clinic.audit.recording import record
from clinic.models import User
from clinic.outbox.services import tell
from intake.appointments import has_appointment
from intake.decisions import current_review
from intake.models import (
    Assessment,
    ConsultationRequest,
    Decision,
    RequestEventKind,
    RequestStatus,
    Review,
    ReviewStage,
)
from intake.services.steps import (
    ChangedMeanwhile,
    advance,
    locked,
    open_draft,
    record_event,
    tell_role,
)


class NotReady(Exception):
    """There is nothing to decide: no sent answers, or the request is closed."""


class AlertStands(Exception):
    """An alert on the request is taken by nobody yet: nobody can be found suitable."""


def sign_review(
    assessment: Assessment,
    decision: Decision,
    *,
    reason: str,
    actor: User,
    version: int | None = None,
) -> Review:
    """Sign the decision on an intake and let the patient take the next step.

    Suitable mails a link to choose a time; more information mails the questionnaire
    again with its answers; not suitable mails nothing: the clinic calls. An appointment
    stands whatever is decided, because only people cancel a talk with a clinician;
    suitable then mails nothing, and the desk is told to call of any other decision.
    ``version`` is that of the request as ``actor`` saw it. Raises ``ChangedMeanwhile``,
    ``NotReady`` or, for suitable, ``AlertStands``; then nothing is signed or sent.
    """
    with transaction.atomic(durable=True):
        consultation_request = locked(assessment.response.consultation_request)
        if version not in (None, consultation_request.version):
            raise ChangedMeanwhile
        is_closed = consultation_request.status == RequestStatus.CLOSED
        if assessment.is_provisional or is_closed:
            raise NotReady
        is_alerted = consultation_request.alerts.standing().exists()
        if decision == Decision.SUITABLE and is_alerted:
            raise AlertStands
        review = Review.objects.create(
            consultation_request=consultation_request,
            assessment=assessment,
            stage=ReviewStage.INTAKE,
            decision=decision,
            reason=reason,
            signed_by=actor,
            signed_at=timezone.now(),
            supersedes=current_review(consultation_request, ReviewStage.INTAKE),
        )
        record("change", review)
        record_event(consultation_request, RequestEventKind.REVIEWED, by=actor)
        _next_step(consultation_request, review)
    return review


def _next_step(consultation_request: ConsultationRequest, review: Review) -> None:
    """Move the request on, and let the patient or the desk do what there is to do."""
    patient, version = consultation_request.patient, str(review.pk)
    is_booked = has_appointment(consultation_request)
    needs_call = _needs_call(consultation_request, review, is_booked)
    status = _status_after(review.decision, is_booked)
    advance(consultation_request, status, needs_call=needs_call)
    # An older way to book is closed.
    links.finish(patient, LinkPurpose.BOOK, consultation_request.pk)
    if review.decision == Decision.MORE_INFORMATION:
        record("view", review.assessment.response, fields=["answers"])
        open_draft(consultation_request, review.assessment.response.answers)
        tell("questionnaire-more", consultation_request, to=patient, dedupe=version)
    elif review.decision == Decision.SUITABLE and not is_booked:
        tell("time-to-choose", consultation_request, to=patient, dedupe=version)
    if needs_call and not consultation_request.needs_call:
        record_event(consultation_request, RequestEventKind.CALL_NEEDED)
        tell_role(Role.FRONT_DESK, "call-needed", consultation_request, dedupe=version)


def _status_after(decision: str, is_booked: bool) -> RequestStatus:
    if decision == Decision.MORE_INFORMATION:
        return RequestStatus.QUESTIONNAIRE_SENT
    return RequestStatus.SCHEDULED if is_booked else RequestStatus.REVIEWED


def _needs_call(
    consultation_request: ConsultationRequest, review: Review, is_booked: bool
) -> bool:
    """Say whether the patient is booked and knows of another decision than this one.

    What is taken back before anybody called needs no call; after that, another one.
    """
    before = review.supersedes
    if before is None:
        return False
    record("view", before, fields=["decision"])
    if before.decision == review.decision:
        return consultation_request.needs_call
    if review.decision == Decision.SUITABLE:
        return is_booked and not consultation_request.needs_call
    return is_booked or consultation_request.needs_call
