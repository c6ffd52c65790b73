"""What the front desk does with a request: accept, assign, call, send, close."""

from django.db import transaction

from clinic.access import links
from clinic.access.models import LinkPurpose
from clinic.models import User
from clinic.outbox.services import tell
from intake.appointments import has_appointment_to_come
from intake.models import ConsultationRequest, RequestEventKind, RequestStatus
from intake.services.requests import tell_received
from intake.services.steps import (
    StillBooked,
    advance,
    claim,
    open_draft,
    record_event,
)

TO_ANSWER = {RequestStatus.NEW, RequestStatus.QUESTIONNAIRE_SENT}


def accept_request(
    consultation_request: ConsultationRequest, *, actor: User, version: int
) -> None:
    """Take a suspect request for a real one, and tell of it as of any other.

    Raises ``ChangedMeanwhile``, ``AlreadyClosed`` or ``NotNow``.
    """
    with transaction.atomic(durable=True):
        fresh = claim(consultation_request, version, {RequestStatus.SUSPECT})
        advance(fresh, RequestStatus.NEW)
        record_event(fresh, RequestEventKind.ACCEPTED, by=actor)
        tell_received(fresh)


def assign_request(
    consultation_request: ConsultationRequest, *, actor: User, version: int
) -> None:
    """Let ``actor`` be the one who takes care of the request.

    Raises ``ChangedMeanwhile`` or ``AlreadyClosed``.
    """
    with transaction.atomic(durable=True):
        fresh = claim(consultation_request, version)
        fresh.assignee = actor
        fresh.save(update_fields=["assignee"])
        advance(fresh)
        record_event(fresh, RequestEventKind.ASSIGNED, by=actor)


def log_call(
    consultation_request: ConsultationRequest,
    kind: RequestEventKind,
    *,
    actor: User,
    note: str,
    version: int,
) -> None:
    """Write a call into the history; a patient who was reached needs no other one.

    Raises ``ChangedMeanwhile`` or ``AlreadyClosed``, and then nothing is written.
    """
    with transaction.atomic(durable=True):
        fresh = claim(consultation_request, version)
        was_reached = kind == RequestEventKind.SPOKE
        advance(fresh, needs_call=False if was_reached else None)
        record_event(fresh, kind, by=actor, note=note)


def send_questionnaire(
    consultation_request: ConsultationRequest, *, actor: User, version: int
) -> None:
    """Mail the patient a link to the eligibility questionnaire, again if need be.

    Answers given so far stay. Raises ``ChangedMeanwhile``, ``AlreadyClosed`` or, when
    the answers are sent, ``NotNow``: only a clinician asks for more.
    """
    with transaction.atomic(durable=True):
        fresh = claim(consultation_request, version, TO_ANSWER)
        advance(fresh, RequestStatus.QUESTIONNAIRE_SENT)
        open_draft(fresh)
        event = record_event(fresh, RequestEventKind.QUESTIONNAIRE_SENT, by=actor)
        tell("questionnaire-ready", fresh, to=fresh.patient, dedupe=str(event.pk))


def close_request(
    consultation_request: ConsultationRequest, *, actor: User, reason: str, version: int
) -> None:
    """Close an open request with a reason that only its history keeps.

    The patient's links to it stop working; an alert that stands goes on standing.
    Raises ``ChangedMeanwhile``, ``AlreadyClosed`` or, before the appointment is over or
    cancelled, ``StillBooked``; then nothing is closed.
    """
    with transaction.atomic(durable=True):
        fresh = claim(consultation_request, version)
        if has_appointment_to_come(fresh):
            raise StillBooked
        advance(fresh, RequestStatus.CLOSED, needs_call=False)
        record_event(fresh, RequestEventKind.CLOSED, by=actor, note=reason)
        for purpose in (LinkPurpose.QUESTIONNAIRE, LinkPurpose.BOOK):
            links.finish(fresh.patient, purpose, fresh.pk)
