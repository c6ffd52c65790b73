"""A clinician's decision on an intake: signed, superseded by the next, never edited."""

from django.db import transaction
from django.utils import timezone

from clinic.access import links
from clinic.access.models import LinkPurpose
from clinic.audit.recording import record
from clinic.models import User
from clinic.outbox.services import tell
from intake.models import (
    Assessment,
    ConsultationRequest,
    Decision,
    RequestEventKind,
    RequestStatus,
    Review,
    ReviewStage,
)
from intake.services.requests import (
    ChangedMeanwhile,
    advance,
    locked,
    open_draft,
    record_event,
)

REVIEWABLE = {RequestStatus.ANSWERED, RequestStatus.REVIEWED}


class NotReady(Exception):
    """There is nothing to decide: no sent answers, or the request is closed."""


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
    again with its answers; not suitable mails nothing: the clinic calls. ``version`` is
    that of the request as ``actor`` saw it. Raises ``ChangedMeanwhile`` or
    ``NotReady``, and then nothing is signed or sent.
    """
    with transaction.atomic(durable=True):
        consultation_request = locked(assessment.response.consultation_request)
        if version not in (None, consultation_request.version):
            raise ChangedMeanwhile
        if assessment.is_provisional or consultation_request.status not in REVIEWABLE:
            raise NotReady
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


def current_review(
    consultation_request: ConsultationRequest, stage: ReviewStage
) -> Review | None:
    """Return the review of ``stage`` that holds, or None."""
    return consultation_request.reviews.current().filter(stage=stage).first()


def has_suitable_review(
    consultation_request: ConsultationRequest, stage: ReviewStage
) -> bool:
    """Say whether a clinician's decision of ``stage`` opens the way to booking.

    Who acts on the answer holds the lock of the request, so that no other decision
    comes between.
    """
    review = current_review(consultation_request, stage)
    if review is None:
        return False
    record("view", review, fields=["decision"])
    return review.decision == Decision.SUITABLE


def _next_step(consultation_request: ConsultationRequest, review: Review) -> None:
    """Let the patient choose a time or answer again; an older way to book is closed."""
    patient, version = consultation_request.patient, str(review.pk)
    links.revoke(patient, LinkPurpose.BOOK, consultation_request.pk)
    if review.decision == Decision.MORE_INFORMATION:
        record("view", review.assessment.response, fields=["answers"])
        open_draft(consultation_request, review.assessment.response.answers)
        advance(consultation_request, RequestStatus.QUESTIONNAIRE_SENT)
        tell("questionnaire-more", consultation_request, to=patient, dedupe=version)
        return
    advance(consultation_request, RequestStatus.REVIEWED)
    if review.decision == Decision.SUITABLE:
        tell("time-to-choose", consultation_request, to=patient, dedupe=version)
