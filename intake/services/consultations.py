"""A clinician's decision after the consultation, which opens the way to infusions."""

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from clinic.access import links
from clinic.access.models import LinkPurpose
from clinic.access.roles import Role
from clinic.audit.recording import record
from clinic.models import User
from clinic.outbox.services import tell
from intake.appointments import consultation_start
from intake.decisions import current_review
from intake.gates import treatment_text_to_sign
from intake.models import (
    ConsultationRequest,
    Decision,
    RequestEventKind,
    RequestStatus,
    Review,
    ReviewStage,
    StaffAlert,
)
from intake.services.intakes import latest_assessment
from intake.services.reviews import NotReady, check_alerts
from intake.services.steps import (
    ChangedMeanwhile,
    advance,
    locked,
    record_event,
    tell_role,
)


def consultation_queue(actor: User) -> QuerySet[ConsultationRequest]:
    """Return the booked requests that nobody has decided on after the consultation.

    A newest decision for more information leaves its request ``waits_for_information``.
    Each with its ``open_alerts`` and with ``consultation_at``, in UTC. Those with an
    alert come first, then the consultations in their order, so that what is over is
    decided before what is to come.
    """
    signed = Review.objects.current().filter(
        consultation_request=OuterRef("pk"), stage=ReviewStage.CONSULTATION
    )
    unresolved = StaffAlert.objects.unresolved()
    return (
        ConsultationRequest.objects.with_answers_for(actor)
        .filter(~Exists(signed.filter(is_final=True)), status=RequestStatus.SCHEDULED)
        .annotate(
            waits_for_information=Exists(signed),
            is_alerted=Exists(unresolved.filter(consultation_request=OuterRef("pk"))),
            consultation_at=consultation_start(),
        )
        .select_related("patient", "location", "assignee")
        .prefetch_related(Prefetch("alerts", unresolved, to_attr="open_alerts"))
        .order_by(
            "-is_alerted", F("consultation_at").asc(nulls_last=True), "received_at"
        )
    )


def may_decide(consultation_request: ConsultationRequest) -> bool:
    """Say whether a consultation is booked, or was, so that it can be decided on."""
    return consultation_request.status == RequestStatus.SCHEDULED


def desk_tells(consultation_request: ConsultationRequest) -> bool:
    """Say whether the desk is asked to call after any other decision than suitable."""
    before = current_review(consultation_request, ReviewStage.CONSULTATION)
    if before is None:
        return consultation_request.needs_call
    record("view", before, fields=["decision"])
    return consultation_request.needs_call or before.decision == Decision.SUITABLE


def sign_consultation(
    consultation_request: ConsultationRequest,
    decision: Decision,
    *,
    reason: str,
    actor: User,
    version: int | None = None,
) -> Review:
    """Sign the decision after the consultation; it supersedes the one before.

    Suitable asks the patient, by a mailed link, for the treatment consent that is not
    signed yet. Any other decision closes that link and mails nothing: the clinician has
    talked with the patient. Booked infusions stand, because only people cancel them; if
    the patient knows of another decision, the desk is told to call. ``version`` is that
    of the request as ``actor`` saw it.

    Raises ``ChangedMeanwhile``, ``NotReady`` where no consultation is booked or no
    answers are sent, or, for suitable, ``AlertStands``; then nothing is signed or sent.
    """
    with transaction.atomic(durable=True):
        fresh = locked(consultation_request)
        if version not in (None, fresh.version):
            raise ChangedMeanwhile
        assessment = latest_assessment(fresh)
        if not may_decide(fresh) or assessment is None or assessment.is_provisional:
            raise NotReady
        check_alerts(fresh, decision)
        review = Review.objects.create(
            consultation_request=fresh,
            assessment=assessment,
            stage=ReviewStage.CONSULTATION,
            decision=decision,
            reason=reason,
            is_final=Decision(decision).is_final,
            signed_by=actor,
            signed_at=timezone.now(),
            supersedes=current_review(fresh, ReviewStage.CONSULTATION),
        )
        record("change", review)
        record_event(fresh, RequestEventKind.REVIEWED, by=actor)
        _next_step(fresh, review)
    return review


def _next_step(consultation_request: ConsultationRequest, review: Review) -> None:
    """Ask the patient for the consent, or let the desk call; nobody is left waiting."""
    patient, version = consultation_request.patient, str(review.pk)
    is_suitable = review.decision == Decision.SUITABLE
    asks = is_suitable and treatment_text_to_sign(consultation_request) is not None
    needs_call = _needs_call(consultation_request, review, is_asked=asks)
    calls_anew = needs_call and not consultation_request.waits_for_call
    called = "" if calls_anew else None
    advance(consultation_request, needs_call=needs_call, called=called)
    if not is_suitable:
        links.finish(patient, LinkPurpose.COURSE, consultation_request.pk)
    if asks:
        tell("consent-waiting", consultation_request, to=patient, dedupe=version)
    if calls_anew:
        record_event(consultation_request, RequestEventKind.CALL_NEEDED)
        tell_role(Role.FRONT_DESK, "call-needed", consultation_request, dedupe=version)


def _needs_call(
    consultation_request: ConsultationRequest, review: Review, *, is_asked: bool
) -> bool:
    """Say whether the patient has heard of another decision than this one.

    Who is asked for the consent hears of this one. What is taken back before anybody
    called needs no call; after that, another one.
    """
    before = review.supersedes
    if before is None:
        return consultation_request.needs_call
    record("view", before, fields=["decision"])
    if before.decision == review.decision:
        return consultation_request.needs_call
    if review.decision == Decision.SUITABLE:
        return not (is_asked or consultation_request.waits_for_call)
    return consultation_request.needs_call or before.decision == Decision.SUITABLE
