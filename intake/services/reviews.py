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
from intake.services.requests import open_draft, record_event

REVIEWABLE = {RequestStatus.ANSWERED, RequestStatus.REVIEWED}


class NotReady(Exception):
    """There is nothing to decide: no sent answers, or the request is closed."""


def sign_review(
    assessment: Assessment, decision: Decision, *, reason: str, actor: User
) -> Review:
    """Sign the decision on an intake and let the patient take the next step.

    Suitable mails a link to choose a time; more information mails the questionnaire
    again with its answers; not suitable mails nothing: the clinic calls. Raises
    ``NotReady``, and then nothing is signed or sent.
    """
    with transaction.atomic(durable=True):
        consultation_request = ConsultationRequest.objects.select_for_update(
            no_key=True
        ).get(pk=assessment.response.consultation_request_id)
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
    """Say whether a clinician's decision of ``stage`` opens the way to booking."""
    review = current_review(consultation_request, stage)
    if review is None:
        return False
    record("view", review, fields=["decision"])
    return review.decision == Decision.SUITABLE


def _next_step(consultation_request: ConsultationRequest, review: Review) -> None:
    status = RequestStatus.REVIEWED
    patient = consultation_request.patient
    links.revoke(patient, LinkPurpose.BOOK, consultation_request.pk)
    if review.decision == Decision.SUITABLE:
        tell("time-to-choose", consultation_request, to=patient, dedupe=str(review.pk))
    elif review.decision == Decision.MORE_INFORMATION:
        status = RequestStatus.QUESTIONNAIRE_SENT
        open_draft(consultation_request, review.assessment.response.answers)
        record("view", review.assessment.response, fields=["answers"])
        tell(
            "questionnaire-more",
            consultation_request,
            to=patient,
            dedupe=str(review.pk),
        )
    consultation_request.status = status
    consultation_request.version += 1
    consultation_request.save(update_fields=["status", "version"])
    record("change", consultation_request)
