"""What the front desk does with a request: accept, assign, call, note, send."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from clinic.access.roles import Role
from clinic.models import Location, StaffMembership, User
from clinic.outbox.services import tell
from intake.appointments import has_appointment_to_come
from intake.decisions import last_decision, may_choose_time
from intake.models import (
    ConsultationRequest,
    Decision,
    RequestEventKind,
    RequestStatus,
)
from intake.services.requests import tell_received
from intake.services.steps import (
    NotSuitable,
    advance,
    claim,
    claim_any,
    open_draft,
    record_event,
)

TO_ANSWER = {RequestStatus.NEW, RequestStatus.QUESTIONNAIRE_SENT}
WORKING = [Role.FRONT_DESK, Role.CLINICIAN, Role.MANAGER]


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
    consultation_request: ConsultationRequest, *, to: User, actor: User, version: int
) -> None:
    """Let ``to``, one of ``may_be_assigned``, take care of the request.

    Raises ``ChangedMeanwhile`` or ``AlreadyClosed``.
    """
    with transaction.atomic(durable=True):
        fresh = claim(consultation_request, version)
        fresh.assignee = to
        fresh.save(update_fields=["assignee"])
        advance(fresh)
        record_event(fresh, RequestEventKind.ASSIGNED, by=actor, note=str(to))


def may_be_assigned(locations: Iterable[Location]) -> QuerySet[User]:
    """Return who works on requests there: front desk, clinicians, managers."""
    memberships = StaffMembership.objects.filter(
        location__in=locations, role__in=WORKING
    )
    people = User.objects.filter(is_active=True, memberships__in=memberships)
    return people.distinct().order_by("first_name", "last_name", "username")


def add_note(
    consultation_request: ConsultationRequest, *, actor: User, note: str, version: int
) -> None:
    """Write a note into the history, of a closed request too; it is never changed.

    Raises ``ChangedMeanwhile``, and then nothing is written.
    """
    with transaction.atomic(durable=True):
        fresh = claim_any(consultation_request, version)
        advance(fresh)
        record_event(fresh, RequestEventKind.NOTED, by=actor, note=note)


def log_call(
    consultation_request: ConsultationRequest,
    kind: RequestEventKind,
    *,
    actor: User,
    note: str,
    version: int,
) -> None:
    """Write a call into the history; a patient who was reached needs no other one.

    But what is booked against a decision "not suitable" has the request stay in the
    queue until it is cancelled or the decision is another. Raises ``ChangedMeanwhile``
    or ``AlreadyClosed``, and then nothing is written.
    """
    with transaction.atomic(durable=True):
        fresh = claim(consultation_request, version)
        is_over = kind == RequestEventKind.SPOKE and not _is_booked_against(fresh)
        advance(fresh, needs_call=False if is_over else None, called=kind)
        record_event(fresh, kind, by=actor, note=note)


def _is_booked_against(consultation_request: ConsultationRequest) -> bool:
    is_unsuitable = last_decision(consultation_request) == Decision.NOT_SUITABLE
    return is_unsuitable and has_appointment_to_come(consultation_request)


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


def offer_times(
    consultation_request: ConsultationRequest, *, actor: User, version: int
) -> None:
    """Mail the patient the link to choose a time again.

    Raises ``ChangedMeanwhile``, ``AlreadyClosed``, ``NotNow`` or, without a suitable
    review that stands, ``NotSuitable``; then nothing is sent.
    """
    with transaction.atomic(durable=True):
        fresh = claim(consultation_request, version, {RequestStatus.REVIEWED})
        if is_open := may_choose_time(fresh):
            advance(fresh)
            event = record_event(fresh, RequestEventKind.OFFERED, by=actor)
            tell("time-to-choose", fresh, to=fresh.patient, dedupe=str(event.pk))
    # Raised outside, so that the look at the review stays recorded.
    if not is_open:
        raise NotSuitable
