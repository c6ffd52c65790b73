"""An urgent answer reaches a person: raised, told on and on, acknowledged, resolved."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from clinic.access.roles import Role
from clinic.audit.recording import record
from clinic.models import User
from clinic.outbox.services import tell
from intake.models import (
    Assessment,
    ConsultationRequest,
    RequestEventKind,
    StaffAlert,
)
from intake.services.steps import members, record_event


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


def alerted_reasons(consultation_request: ConsultationRequest) -> set[str]:
    """Return the ids of the flags that somebody was alerted of before."""
    alerts = list(consultation_request.alerts.all())
    record("view", alerts, fields=["reasons"])
    return {reason for alert in alerts for reason in alert.reasons}


def raise_alert(assessment: Assessment, reasons: Collection[str]) -> None:
    """Let an alert stand for this intake, and tell the first urgent contact.

    Joins the caller's transaction, in which the request is locked. An alert that stands
    already takes in the new reasons; nobody is told of it twice.
    """
    consultation_request = assessment.response.consultation_request
    standing = consultation_request.alerts.standing().select_for_update().first()
    if standing:
        standing.reasons = sorted({*standing.reasons, *reasons})
        standing.assessment = assessment
        standing.save()
        record("change", standing)
        return
    alert = StaffAlert.objects.create(
        consultation_request=consultation_request,
        assessment=assessment,
        reasons=sorted(reasons),
        raised_at=timezone.now(),
    )
    record("change", alert)
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
    """Put a name to the alert: ``actor`` takes care of it. Nobody else is told.

    Doing it twice is doing it once. Raises ``AlreadyAcknowledged``.
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


def resolve_alert(alert: StaffAlert, *, actor: User, outcome: str) -> None:
    """Close an acknowledged alert with what was done.

    Raises ``AlreadyResolved`` or ``NotAcknowledged``, and then nothing is kept.
    """
    with transaction.atomic(durable=True):
        fresh = _locked(alert)
        if fresh.resolved_by:
            raise AlreadyResolved(fresh.resolved_by)
        if not fresh.acknowledged_by:
            raise NotAcknowledged
        fresh.resolved_by = actor
        fresh.resolved_at = timezone.now()
        fresh.outcome = outcome
        fresh.save()
        record("change", fresh)
        record_event(fresh.consultation_request, RequestEventKind.RESOLVED, by=actor)


def _locked(alert: StaffAlert) -> StaffAlert:
    return StaffAlert.objects.select_for_update(no_key=True).get(pk=alert.pk)


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
    """Tell the first urgent contact not told yet; after the last, every manager."""
    location = alert.consultation_request.location
    contact = location.urgent_contacts.exclude(pk__in=alert.told).first()
    if contact:
        tell("staff-alert", alert, to=contact)
        alert.told = [*alert.told, contact.pk]
        alert.tell_next_at = now + timedelta(minutes=contact.minutes_until_next)
    else:
        alert.told = [*alert.told, *_tell_managers(alert)]
        alert.tell_next_at = None
    alert.save()


def _tell_managers(alert: StaffAlert) -> list[UUID]:
    managers = members(Role.MANAGER, alert.consultation_request.location)
    for manager in managers:
        tell("staff-alert", alert, to=manager)
    return [manager.pk for manager in managers]
