"""A clinician's decision on an intake: signed, superseded by the next, never edited."""

from collections.abc import Sequence
from dataclasses import dataclass

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
from intake.services.asking import ask_again, check_asked, words_of_asked
from intake.services.assessments import questionnaire_of
from intake.services.steps import (
    ChangedMeanwhile,
    advance,
    locked,
    record_event,
    tell_role,
)

LANGUAGE = "en"


class NotReady(Exception):
    """There is nothing to decide: no sent answers, or the request is closed."""


class AlertStands(Exception):
    """An alert on the request is not resolved: nobody can be found suitable."""


@dataclass(frozen=True)
class ShownReview:
    """One decision; ``asked`` are the questions that it asks again, in words."""

    review: Review
    asked: list[str]
    is_superseded: bool


def sign_review(
    assessment: Assessment,
    decision: Decision,
    *,
    reason: str,
    actor: User,
    version: int | None = None,
    asked: Sequence[str] = (),
    words: str = "",
) -> Review:
    """Sign the decision on an intake and let the patient take the next step.

    Suitable mails a link to choose a time; more information mails the questionnaire
    again with its answers; not suitable mails nothing: the desk is told to call. An
    appointment stands whatever is decided, because only people cancel a talk with a
    clinician; suitable then mails nothing, and the desk calls of any other decision.
    ``version`` is that of the request as ``actor`` saw it. More information asks the
    questions ``asked`` again, named by linkId as in ``questionnaires.asking``, with
    ``words`` that the patient reads on the page, never in the mail.

    Raises ``ChangedMeanwhile``, ``NotReady``, a ``QuestionsRefused`` or, for suitable,
    ``AlertStands``; then nothing is signed or sent.
    """
    with transaction.atomic(durable=True):
        consultation_request = locked(assessment.response.consultation_request)
        if version not in (None, consultation_request.version):
            raise ChangedMeanwhile
        is_closed = consultation_request.status == RequestStatus.CLOSED
        if assessment.is_provisional or is_closed:
            raise NotReady
        check_alerts(consultation_request, decision)
        check_asked(assessment, decision, asked, words)
        review = Review.objects.create(
            consultation_request=consultation_request,
            assessment=assessment,
            stage=ReviewStage.INTAKE,
            decision=decision,
            reason=reason,
            is_final=Decision(decision).is_final,
            asked=list(asked) or None,
            words=words or None,
            signed_by=actor,
            signed_at=timezone.now(),
            supersedes=current_review(consultation_request, ReviewStage.INTAKE),
        )
        record("change", review)
        record_event(consultation_request, RequestEventKind.REVIEWED, by=actor)
        _next_step(consultation_request, review)
    return review


def check_alerts(consultation_request: ConsultationRequest, decision: str) -> None:
    """Return unless somebody would be found suitable whose alert is not resolved.

    Raises ``AlertStands`` then. The caller holds the lock of the request.
    """
    is_alerted = consultation_request.alerts.unresolved().exists()
    if decision == Decision.SUITABLE and is_alerted:
        raise AlertStands


def shown_reviews(
    consultation_request: ConsultationRequest, stage: ReviewStage
) -> list[ShownReview]:
    """Open every decision of ``stage``, the newest first, and record the look."""
    reviews = list(
        consultation_request.reviews.filter(stage=stage).select_related(
            "signed_by", "assessment__response"
        )
    )
    if reviews:
        record("view", reviews, fields=["decision", "reason", "asked", "words"])
    superseded = {review.supersedes_id for review in reviews}
    return [
        ShownReview(review, _asked_by(review), review.pk in superseded)
        for review in reviews
    ]


def _next_step(consultation_request: ConsultationRequest, review: Review) -> None:
    """Move the request on, and let the patient or the desk do what there is to do."""
    patient, version = consultation_request.patient, str(review.pk)
    is_booked = has_appointment(consultation_request)
    needs_call = _needs_call(consultation_request, review, is_booked)
    status = _status_after(review.decision, is_booked)
    calls_anew = needs_call and not consultation_request.waits_for_call
    advance(consultation_request, status, needs_call=needs_call, called="")
    # An older way to book is closed.
    links.finish(patient, LinkPurpose.BOOK, consultation_request.pk)
    if review.decision == Decision.MORE_INFORMATION:
        ask_again(review)
        tell("questionnaire-more", consultation_request, to=patient, dedupe=version)
    elif review.decision == Decision.SUITABLE and not is_booked:
        tell("time-to-choose", consultation_request, to=patient, dedupe=version)
    if calls_anew:
        record_event(consultation_request, RequestEventKind.CALL_NEEDED)
        tell_role(Role.FRONT_DESK, "call-needed", consultation_request, dedupe=version)


def _status_after(decision: str, is_booked: bool) -> RequestStatus:
    if decision == Decision.MORE_INFORMATION:
        return RequestStatus.QUESTIONNAIRE_SENT
    return RequestStatus.SCHEDULED if is_booked else RequestStatus.REVIEWED


def _needs_call(
    consultation_request: ConsultationRequest, review: Review, is_booked: bool
) -> bool:
    """Say whether the desk is to call the patient about this decision.

    What is taken back before anybody called needs no call; after that, another one.
    """
    before = review.supersedes
    if before:
        record("view", before, fields=["decision"])
        if before.decision == review.decision:
            return consultation_request.needs_call
    if review.decision == Decision.SUITABLE:
        is_told_otherwise = before and not consultation_request.waits_for_call
        return is_booked and bool(is_told_otherwise)
    return is_booked or review.decision == Decision.NOT_SUITABLE


def _asked_by(review: Review) -> list[str]:
    questionnaire = questionnaire_of(review.assessment.response)
    asked = map(questionnaire.item, review.asked or ())
    # Sets were asked for by each of their questions once.
    return list(dict.fromkeys(words_of_asked(item, LANGUAGE) for item in asked))
