"""What every step with a request shares: lock, version, history, draft, who is told."""

from collections.abc import Collection, Iterable

from django.conf import settings
from django.utils import timezone

from clinic.access.roles import Role
from clinic.audit.recording import record
from clinic.models import Location, StaffMembership, User
from clinic.outbox.services import tell
from intake.models import (
    ConsultationRequest,
    Questionnaire,
    QuestionnaireResponse,
    QuestionnaireStatus,
    RequestEvent,
    RequestEventKind,
    RequestStatus,
    ResponseStatus,
)
from intake.models.requests import CALLS
from intake.questionnaires.initial import initial_answers
from intake.services.assessments import loaded

ELIGIBILITY_URL = "https://anteroom.example/fhir/Questionnaire/eligibility"
REQUEST_ABOUT = "request-about"
"""The hidden question that holds what the request was about: no one is asked twice."""
ANY_STATUS = frozenset(RequestStatus)


class RequestRefusal(Exception):
    """Why a request was left as it was."""


class AlreadyClosed(RequestRefusal):
    """Somebody has closed the request before."""


class ChangedMeanwhile(RequestRefusal):
    """Somebody has worked on the request since it was shown."""


class NotNow(RequestRefusal):
    """The request has come too far for this step, or not far enough."""


class NotSuitable(NotNow):
    """The decision that holds does not open the way to choosing a time."""


class AlertNotResolved(NotNow):
    """Somebody has to have dealt with the alert on the request first."""


class StillBooked(NotNow):
    """The patient expects to be seen: the appointment is cancelled first."""


def locked(consultation_request: ConsultationRequest) -> ConsultationRequest:
    """Return the request as it is now, locked until the caller's transaction ends."""
    requests = ConsultationRequest.objects.select_for_update(no_key=True)
    return requests.get(pk=consultation_request.pk)


def claim(
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


def claim_any(
    consultation_request: ConsultationRequest, version: int
) -> ConsultationRequest:
    """Lock and return the request, be it closed; raises ``ChangedMeanwhile``."""
    fresh = locked(consultation_request)
    if fresh.version != version:
        raise ChangedMeanwhile
    return fresh


def advance(
    consultation_request: ConsultationRequest,
    status: RequestStatus | None = None,
    *,
    needs_call: bool | None = None,
    called: str | None = None,
) -> None:
    """Take the request to its next version and, if given, to ``status``.

    ``called`` is what came of a call, "" where one is to be made anew; who was reached
    once stays reached, whatever comes of calls after that. With ``reopen`` the one
    place where these change. Joins the caller's transaction and locks the request. A
    closed one stays closed, and needs no call.
    """
    fresh = locked(consultation_request)
    if status and fresh.status != RequestStatus.CLOSED:
        fresh.status = status
    if needs_call is not None:
        fresh.needs_call = needs_call
    if called is not None and _is_as_far(called, fresh.called):
        fresh.called, fresh.called_at = called, timezone.now() if called else None
    fresh.version += 1
    fresh.save(update_fields=["status", "needs_call", "called", "called_at", "version"])
    record("change", fresh)


def _is_as_far(called: str, before: str) -> bool:
    """Say whether a call came as far as the ones before; one to be made anew counts."""
    order = ["", *dict(CALLS)]
    return not called or order.index(called) >= order.index(before)


def reopen(consultation_request: ConsultationRequest, status: RequestStatus) -> None:
    """Take a closed request, which the caller has locked, back to ``status``.

    Calls made before it was closed are in its history, and count no more.
    """
    consultation_request.status = status
    consultation_request.called, consultation_request.called_at = "", None
    consultation_request.version += 1
    consultation_request.save(
        update_fields=["status", "called", "called_at", "version"]
    )
    record("change", consultation_request)


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


def open_draft(consultation_request: ConsultationRequest) -> QuestionnaireResponse:
    """Return the unsent response; when there is none, a new one.

    That is one to the active version of the questionnaire, and holds its initial values
    and what the request was about: the look at it is recorded. Answers sent before are
    changed in the version that they were given to: see ``asking.ask_again``.
    """
    draft = consultation_request.responses.filter(
        status=ResponseStatus.IN_PROGRESS
    ).first()
    if draft:
        return draft
    record("view", consultation_request, fields=["about"])
    now = timezone.now()
    version = Questionnaire.objects.defer("resource").get(
        url=ELIGIBILITY_URL, status=QuestionnaireStatus.ACTIVE
    )
    initial = initial_answers(loaded(version.pk).sections)
    return QuestionnaireResponse.objects.create(
        consultation_request=consultation_request,
        questionnaire=version,
        answers=initial | {REQUEST_ABOUT: [consultation_request.about]},
        # Whoever opens the draft is staff: their language is not the patient's.
        language=settings.LANGUAGE_CODE,
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
