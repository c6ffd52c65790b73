"""An urgent answer reaches a person: raised, told on and on, acknowledged, resolved."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from clinic.access.roles import Role
from clinic.audit.recording import record
from clinic.models import UrgentContact, User
from clinic.outbox.services import tell
from intake.models import (
    Assessment,
    ConsultationRequest,
    RequestEvent,
    RequestEventKind,
    StaffAlert,
)
from intake.services.steps import advance, locked, members, record_event

MINUTES_FOR_MANAGERS = 15
ENDING = ["contacts", "outcome", "note"]
# Calls that reached nobody: the alert stays open.
TRIES = [RequestEventKind.NO_ANSWER, RequestEventKind.LEFT_MESSAGE]


@dataclass(frozen=True)
class Resolution:
    """How an alert ended: with whom somebody spoke, the outcome, and what was done.

    ``contacts`` are values of ``AlertContact``, ``outcome`` is one of ``AlertOutcome``.
    """

    contacts: Sequence[str]
    outcome: str
    note: str


class AlertRefusal(Exception):
    """Why an alert was left as it was; ``by`` is who was quicker, if anybody."""

    def __init__(self, by: User | None = None):
        super().__init__(by)
        self.by = by


class AlreadyAcknowledged(AlertRefusal):
    """Somebody else has taken the alert before."""


class AlreadyResolved(AlertRefusal):
    """The alert is resolved."""


class NotAcknowledged(AlertRefusal):
    """Nobody has taken the alert yet, so nobody can have dealt with it."""


def alerted_reasons(
    consultation_request: ConsultationRequest, *, since: datetime | None = None
) -> set[str]:
    """Return the words of all that somebody was alerted of before.

    With ``since`` what was raised earlier and is resolved does not count.
    """
    alerts = consultation_request.alerts.all()
    if since:
        alerts = alerts.filter(Q(resolved_at=None) | Q(raised_at__gte=since))
    record("view", alerts, fields=["reasons"])
    return {reason for alert in alerts for reason in alert.reasons}


def raise_alert(
    assessment: Assessment, *, flags: Sequence[str], answers: Sequence[str]
) -> None:
    """Let an alert stand for this intake, and tell the first urgent contact.

    ``flags`` and ``answers`` are its reasons, in words. Joins the caller's transaction,
    in which the request is locked. An alert that stands already takes in new reasons;
    of a new flag everybody told of it so far is told again.
    """
    reasons = [*flags, *answers]
    consultation_request = assessment.response.consultation_request
    standing = consultation_request.alerts.standing().select_for_update().first()
    if standing:
        is_graver = not {*flags} <= {*standing.reasons}
        _join(standing, assessment, reasons, is_graver=is_graver)
        return
    alert = StaffAlert.objects.create(
        consultation_request=consultation_request,
        assessment=assessment,
        reasons=reasons,
        raised_at=timezone.now(),
    )
    record("change", alert, fields=["reasons"])
    record_event(consultation_request, RequestEventKind.ALERTED)
    _tell_next(alert, timezone.now())


def escalate_alerts() -> int:
    """Tell the next person of every alert nobody acknowledged in time; return how many.

    Safe to run twice and in parallel: each alert is locked, and told one at a time.
    """
    escalated = 0
    while _escalate_one():
        escalated += 1
    return escalated


def acknowledge_alert(alert: StaffAlert, *, actor: User) -> None:
    """Put a name to the alert: ``actor`` takes care of it.

    Where they may not read the answers, the clinicians of the location are told, who
    alone can resolve it; else nobody is told any more. Doing it twice is doing it once.
    Raises ``AlreadyAcknowledged``.
    """
    with transaction.atomic(durable=True):
        fresh = _locked(alert)
        if fresh.acknowledged_by == actor:
            return
        if fresh.acknowledged_by:
            raise AlreadyAcknowledged(fresh.acknowledged_by)
        fresh.acknowledged_by = actor
        fresh.acknowledged_at = timezone.now()
        fresh.tell_next_at = None
        fresh.save()
        record("change", fresh)
        record_event(
            fresh.consultation_request, RequestEventKind.ACKNOWLEDGED, by=actor
        )
        if not actor.has_perm("intake.view_answers", fresh.consultation_request):
            _tell_clinicians(fresh)


def log_try(alert: StaffAlert, kind: str, *, actor: User) -> None:
    """Write into the history that a call, one of ``TRIES``, reached nobody."""
    with transaction.atomic(durable=True):
        consultation_request = locked(alert.consultation_request)
        advance(consultation_request, called=kind)
        record_event(consultation_request, RequestEventKind(kind), by=actor)


def tries_of(alert: StaffAlert) -> Sequence[RequestEvent]:
    """Return the calls that reached nobody since the alert was raised, newest first."""
    since = alert.consultation_request.events.filter(at__gte=alert.raised_at)
    return list(since.filter(kind__in=TRIES).select_related("by").order_by("-at"))


def resolve_alert(alert: StaffAlert, resolution: Resolution, *, actor: User) -> None:
    """Close an acknowledged alert with whom was spoken to, the outcome and a note.

    The same again by the same person changes nothing. Raises ``AlreadyResolved`` or
    ``NotAcknowledged``, and then nothing is kept.
    """
    with transaction.atomic(durable=True):
        fresh = _locked(alert)
        record("view", fresh, fields=ENDING)
        kept = {field: getattr(fresh, field) for field in ENDING}
        ending = asdict(resolution)
        if fresh.resolved_by == actor and kept == ending:
            return
        if fresh.resolved_by:
            raise AlreadyResolved(fresh.resolved_by)
        if not fresh.acknowledged_by:
            raise NotAcknowledged
        fresh.resolved_by = actor
        fresh.resolved_at = timezone.now()
        fresh.contacts = ending["contacts"]
        fresh.outcome, fresh.note = ending["outcome"], ending["note"]
        fresh.save()
        record("change", fresh, fields=ENDING)
        record_event(fresh.consultation_request, RequestEventKind.RESOLVED, by=actor)


def _locked(alert: StaffAlert) -> StaffAlert:
    return StaffAlert.objects.select_for_update(no_key=True).get(pk=alert.pk)


def _join(
    standing: StaffAlert, assessment: Assessment, reasons: list[str], *, is_graver: bool
) -> None:
    # What the newest answers say comes first: the oldest may be taken back by now.
    standing.reasons = list(dict.fromkeys([*reasons, *standing.reasons]))
    standing.assessment = assessment
    standing.save()
    record("change", standing, fields=["reasons"])
    if is_graver:
        told = [each for each in _everybody(standing) if each.pk in standing.told]
        _tell(standing, told, timezone.now())
        record_event(standing.consultation_request, RequestEventKind.ALERTED)


def _escalate_one() -> bool:
    now = timezone.now()
    with transaction.atomic(durable=True):
        alert = (
            StaffAlert.objects.standing()
            .filter(tell_next_at__lte=now)
            .select_for_update(skip_locked=True, no_key=True)
            .first()
        )
        if alert:
            _tell_next(alert, now)
    return alert is not None


def _tell_next(alert: StaffAlert, now: datetime) -> None:
    """Tell the next urgent contact, after the last every manager, then all again.

    It never ends by itself: there is no silence before somebody acknowledges.
    """
    left = [each for each in _everybody(alert) if each.pk not in alert.told]
    if not left:
        alert.told, left = [], _everybody(alert)
    contacts = [each for each in left if isinstance(each, UrgentContact)][:1]
    minutes = contacts[0].minutes_until_next if contacts else MINUTES_FOR_MANAGERS
    due = contacts or left
    _tell(alert, due, now)
    alert.told = [*alert.told, *(each.pk for each in due)]
    alert.tell_next_at = now + timedelta(minutes=minutes)
    alert.save()


def _everybody(alert: StaffAlert) -> list[UrgentContact | User]:
    """Return who is told, in order: the urgent contacts, then the managers."""
    location = alert.consultation_request.location
    return [*location.urgent_contacts.all(), *members(Role.MANAGER, location)]


def _tell_clinicians(alert: StaffAlert) -> None:
    for clinician in members(Role.CLINICIAN, alert.consultation_request.location):
        tell("alert-taken", alert, to=clinician)


def _tell(
    alert: StaffAlert, people: Iterable[UrgentContact | User], now: datetime
) -> None:
    """Tell each of them once more; the alert's lock keeps it from being twice."""
    for each in people:
        tell("staff-alert", alert, to=each, dedupe=f"{now:%Y%m%d%H%M%S%f}")
