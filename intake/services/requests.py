"""From the public form to a closed request: what the front desk works through."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone, translation

from clinic.access import links
from clinic.access.models import LinkPurpose
from clinic.access.roles import Role
from clinic.access.submissions import once
from clinic.audit.recording import record
from clinic.models import Location, Patient, StaffMembership, User
from clinic.outbox.services import tell
from clinic.sealed.indexes import blind_index, email_key, name_keys, phone_key
from intake.eligibility.age import age_on
from intake.models import (
    ConsultationRequest,
    Policy,
    Questionnaire,
    QuestionnaireResponse,
    QuestionnaireStatus,
    RequestEvent,
    RequestEventKind,
    RequestStatus,
    ResponseStatus,
)
from intake.promises import answer_due

ELIGIBILITY_URL = "https://anteroom.example/fhir/Questionnaire/eligibility"
ANY_STATUS = frozenset(RequestStatus)
TO_ANSWER = {RequestStatus.NEW, RequestStatus.QUESTIONNAIRE_SENT}


class RequestRefusal(Exception):
    """Why a request was left as it was."""


class AlreadyClosed(RequestRefusal):
    """Somebody has closed the request before."""


class ChangedMeanwhile(RequestRefusal):
    """Somebody has worked on the request since it was shown."""


class NotNow(RequestRefusal):
    """The request has come too far for this step, or not far enough."""


@dataclass(frozen=True)
class RequestDetails:
    """What the public form asks. ``preferred_*`` are codes; empty means no wish."""

    name: str
    born_on: date
    email: str
    phone: str
    location: Location
    preferred_days: list[str]
    preferred_times: list[str]
    about: str
    may_leave_message: bool


def is_too_young(born_on: date, location: Location) -> bool:
    """Say whether somebody born then may not use the form for adults today."""
    today = timezone.now().astimezone(location.zone).date()
    return age_on(born_on, today) < Policy.objects.effective().numbers.age_adult


def submit_request(
    details: RequestDetails, *, submission_id: str, is_suspect: bool
) -> ConsultationRequest:
    """Store a request, tell the patient it has come and the front desk it waits.

    Sending the same form again gives the same request and tells nobody twice. A suspect
    one waits in its own queue, and nobody is told before it is accepted: a robot must
    not have the clinic write to strangers.
    """
    with (
        transaction.atomic(durable=True),
        once("request", submission_id, details) as submission,
    ):
        if submission.result_id:
            return ConsultationRequest.objects.get(pk=submission.result_id)
        consultation_request = _store(details, is_suspect=is_suspect)
        submission.keep(consultation_request)
        if not is_suspect:
            _tell_received(consultation_request)
    return consultation_request


def accept_request(
    consultation_request: ConsultationRequest, *, actor: User, version: int
) -> None:
    """Take a suspect request for a real one, and tell of it as of any other.

    Raises ``ChangedMeanwhile``, ``AlreadyClosed`` or ``NotNow``.
    """
    with transaction.atomic(durable=True):
        fresh = _claim(consultation_request, version, {RequestStatus.SUSPECT})
        advance(fresh, RequestStatus.NEW)
        record_event(fresh, RequestEventKind.ACCEPTED, by=actor)
        _tell_received(fresh)


def assign_request(
    consultation_request: ConsultationRequest, *, actor: User, version: int
) -> None:
    """Let ``actor`` be the one who takes care of the request.

    Raises ``ChangedMeanwhile`` or ``AlreadyClosed``.
    """
    with transaction.atomic(durable=True):
        fresh = _claim(consultation_request, version)
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
    """Write a call into the history.

    Raises ``ChangedMeanwhile`` or ``AlreadyClosed``, and then nothing is written.
    """
    with transaction.atomic(durable=True):
        fresh = _claim(consultation_request, version)
        advance(fresh)
        record_event(fresh, kind, by=actor, note=note)


def send_questionnaire(
    consultation_request: ConsultationRequest, *, actor: User, version: int
) -> None:
    """Mail the patient a link to the eligibility questionnaire, again if need be.

    Answers given so far stay. Raises ``ChangedMeanwhile``, ``AlreadyClosed`` or, when
    the answers are sent, ``NotNow``: only a clinician asks for more.
    """
    with transaction.atomic(durable=True):
        fresh = _claim(consultation_request, version, TO_ANSWER)
        advance(fresh, RequestStatus.QUESTIONNAIRE_SENT)
        open_draft(fresh)
        event = record_event(fresh, RequestEventKind.QUESTIONNAIRE_SENT, by=actor)
        tell("questionnaire-ready", fresh, to=fresh.patient, dedupe=str(event.pk))


def close_request(
    consultation_request: ConsultationRequest, *, actor: User, reason: str, version: int
) -> None:
    """Close an open request with a reason that only its history keeps.

    The patient's links to it stop working; an alert that stands goes on standing.
    Raises ``ChangedMeanwhile`` or ``AlreadyClosed``.
    """
    with transaction.atomic(durable=True):
        fresh = _claim(consultation_request, version)
        advance(fresh, RequestStatus.CLOSED)
        record_event(fresh, RequestEventKind.CLOSED, by=actor, note=reason)
        for purpose in (LinkPurpose.QUESTIONNAIRE, LinkPurpose.BOOK):
            links.revoke(fresh.patient, purpose, fresh.pk)


def locked(consultation_request: ConsultationRequest) -> ConsultationRequest:
    """Return the request as it is now, locked until the caller's transaction ends."""
    requests = ConsultationRequest.objects.select_for_update(no_key=True)
    return requests.get(pk=consultation_request.pk)


def advance(
    consultation_request: ConsultationRequest, status: RequestStatus | None = None
) -> None:
    """Take the request to its next version and, if given, to ``status``.

    The one place where either changes. Joins the caller's transaction and locks the
    request. A closed one stays closed.
    """
    fresh = locked(consultation_request)
    if status and fresh.status != RequestStatus.CLOSED:
        fresh.status = status
    fresh.version += 1
    fresh.save(update_fields=["status", "version"])
    record("change", fresh)


def record_event(
    consultation_request: ConsultationRequest,
    kind: RequestEventKind,
    *,
    by: User | None = None,
    note: str = "",
) -> RequestEvent:
    """Add a line to the request's history, in the caller's transaction."""
    return RequestEvent.objects.create(
        consultation_request=consultation_request,
        kind=kind,
        by=by,
        at=timezone.now(),
        note=note,
    )


def open_draft(
    consultation_request: ConsultationRequest, answers: dict | None = None
) -> QuestionnaireResponse:
    """Return the unsent response; when there is none, a new one with ``answers``."""
    draft = consultation_request.responses.filter(
        status=ResponseStatus.IN_PROGRESS
    ).first()
    if draft:
        return draft
    now = timezone.now()
    return QuestionnaireResponse.objects.create(
        consultation_request=consultation_request,
        questionnaire=Questionnaire.objects.get(
            url=ELIGIBILITY_URL, status=QuestionnaireStatus.ACTIVE
        ),
        answers=answers or {},
        language=translation.get_language(),
        started_at=now,
        saved_at=now,
    )


def tell_role(
    role: Role, kind: str, consultation_request: ConsultationRequest, dedupe: str = ""
) -> None:
    """Tell everybody with ``role`` at the request's location, each once."""
    for member in members(role, consultation_request.location):
        tell(kind, consultation_request, to=member, dedupe=dedupe)


def members(role: Role, location: Location) -> Iterable[User]:
    """Return who has ``role`` at ``location`` and can still sign in."""
    memberships = StaffMembership.objects.filter(
        role=role, location=location, user__is_active=True
    )
    return [membership.user for membership in memberships.select_related("user")]


def _store(details: RequestDetails, *, is_suspect: bool) -> ConsultationRequest:
    now = timezone.now()
    patient = Patient.objects.create(
        name=details.name,
        born_on=details.born_on,
        email=details.email,
        phone=details.phone,
        email_index=blind_index("patient.email", email_key(details.email)),
        phone_index=blind_index("patient.phone", phone_key(details.phone)),
        name_index=[
            blind_index("patient.name", word) for word in name_keys(details.name)
        ],
    )
    consultation_request = ConsultationRequest.objects.create(
        patient=patient,
        location=details.location,
        about=details.about,
        preferred_days=details.preferred_days,
        preferred_times=details.preferred_times,
        may_leave_message=details.may_leave_message,
        status=RequestStatus.SUSPECT if is_suspect else RequestStatus.NEW,
        received_at=now,
        due_at=answer_due(now, details.location.zone),
    )
    record("change", patient)
    record("change", consultation_request)
    record_event(consultation_request, RequestEventKind.RECEIVED)
    return consultation_request


def _tell_received(consultation_request: ConsultationRequest) -> None:
    tell("request-received", consultation_request, to=consultation_request.patient)
    tell_role(Role.FRONT_DESK, "request-waiting", consultation_request)


def _claim(
    consultation_request: ConsultationRequest,
    version: int,
    among: Collection[RequestStatus] = ANY_STATUS,
) -> ConsultationRequest:
    """Lock and return the request if it still is as it was shown, else say why not."""
    fresh = locked(consultation_request)
    if fresh.status == RequestStatus.CLOSED:
        raise AlreadyClosed
    if fresh.version != version:
        raise ChangedMeanwhile
    if fresh.status not in among:
        raise NotNow
    return fresh
