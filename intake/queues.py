"""The work queues, how many wait in each, and what the front desk is to do next."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from clinic.models import User
from intake.models import (
    ConsultationRequest,
    RequestEventKind,
    RequestStatus,
    StaffAlert,
)
from intake.models.requests import ANSWERED_BY_PHONE

A_WEEK = 7
TONES = {
    RequestStatus.SUSPECT: "warn",
    RequestStatus.NEW: "info",
    RequestStatus.QUESTIONNAIRE_SENT: "warn",
    RequestStatus.ANSWERED: "info",
    RequestStatus.REVIEWED: "ok",
    RequestStatus.SCHEDULED: "ok",
    RequestStatus.CLOSED: "",
}
NEXT_ACTION = {
    RequestStatus.SUSPECT: _("See if it is real"),
    RequestStatus.NEW: _("Call the patient"),
    RequestStatus.QUESTIONNAIRE_SENT: _("Wait for the answers"),
    RequestStatus.ANSWERED: _("Wait for the clinician"),
    RequestStatus.REVIEWED: _("Call if no time is chosen"),
    RequestStatus.SCHEDULED: _("Nothing to do"),
    RequestStatus.CLOSED: _("Nothing to do"),
}
# By the status and the most that came of calls, which a decision begins anew.
AFTER_CALL = {
    (RequestStatus.NEW, RequestEventKind.NO_ANSWER): _("Call again"),
    (RequestStatus.NEW, RequestEventKind.LEFT_MESSAGE): _("Call again"),
    (RequestStatus.NEW, RequestEventKind.SPOKE): _("Send the questionnaire"),
    (RequestStatus.REVIEWED, RequestEventKind.SPOKE): _(
        "Close the request, unless a time will be chosen"
    ),
}
CALL = _("Call the patient: a clinician has decided")
CANCEL = _("Cancel the appointment, or ask the clinician")
UNREACHED = _("Mail could not be delivered: phone the patient")
# Each part has an index of its own, so that what is done is not looked through.
TO_DO = [
    RequestStatus.NEW,
    RequestStatus.QUESTIONNAIRE_SENT,
    RequestStatus.ANSWERED,
    RequestStatus.REVIEWED,
]
TO_PHONE = Q(status=RequestStatus.SCHEDULED, is_unreached=True)
OPEN = Q(status__in=TO_DO) | Q(needs_call=True) | TO_PHONE
NOT_ANSWERED = Q(status=RequestStatus.NEW) & ~Q(called__in=ANSWERED_BY_PHONE)
SUSPECT = Q(status=RequestStatus.SUSPECT)


def is_to_phone(consultation_request: ConsultationRequest) -> bool:
    """Say whether a mail did not reach the patient of an open request.

    Takes a request as ``with_is_unreached`` gives it.
    """
    is_closed = consultation_request.status == RequestStatus.CLOSED
    return consultation_request.is_unreached and not is_closed


def when_due(consultation_request: ConsultationRequest) -> str:
    """Say when the first call is due; "" once one came through, or when it is late."""
    if not consultation_request.waits_for_answer or consultation_request.is_late:
        return ""
    zone = consultation_request.location.zone
    return due_words(consultation_request.due_at, timezone.now(), zone)


def due_words(due_at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Say when something is due by the clocks of ``zone``: "due today at 3:15 p.m."."""
    local = due_at.astimezone(zone)
    days = (local.date() - now.astimezone(zone).date()).days
    day = date_format(local, "l" if 0 < days < A_WEEK else "F j")
    at = {"time": date_format(local, "P"), "day": day}
    if days == 0:
        return _("due today at %(time)s") % at
    if days == 1:
        return _("due tomorrow at %(time)s") % at
    return _("due %(day)s at %(time)s") % at


def came_of_calls(consultation_request: ConsultationRequest) -> str:
    """Say the most that came of calls, and how long ago; "" before any, or closed."""
    is_closed = consultation_request.status == RequestStatus.CLOSED
    if is_closed or not consultation_request.called:
        return ""
    ago = {"time": timesince(consultation_request.called_at, depth=1)}
    return f"{consultation_request.get_called_display()}, {_('%(time)s ago') % ago}"


def next_action(consultation_request: ConsultationRequest) -> str:
    """Return what the front desk is to do next, in words; see ``is_to_phone``."""
    if consultation_request.needs_call:
        return CALL if consultation_request.waits_for_call else CANCEL
    if is_to_phone(consultation_request):
        return UNREACHED
    status, called = consultation_request.status, consultation_request.called
    return AFTER_CALL.get((status, called)) or NEXT_ACTION[RequestStatus(status)]


def next_step(consultation_request: ConsultationRequest) -> str:
    """Return the step that the next action is, by its name, or "" where it is none."""
    if consultation_request.needs_call:
        return "call" if consultation_request.waits_for_call else ""
    if is_to_phone(consultation_request):
        return "call"
    is_spoken = consultation_request.called == RequestEventKind.SPOKE
    return {
        RequestStatus.SUSPECT: "accept",
        RequestStatus.NEW: "questionnaire" if is_spoken else "call",
    }.get(RequestStatus(consultation_request.status), "")


class Queue(TextChoices):
    OPEN = "open", _("Open")
    URGENT = "urgent", _("Urgent")
    LATE = "late", _("Late")
    NEW = "new", _("New")
    MINE = "mine", _("Mine")
    CALL = "call", _("To phone")
    CLINICIAN = "clinician", _("Needs clinician")
    SUSPECT = "suspect", _("Suspected spam")
    CLOSED = "closed", _("Closed")
    ALL = "all", _("All")

    @classmethod
    def named(cls, name: str | None) -> "Queue":
        """Return the queue of that name, else the open requests."""
        return cls(name) if name in cls.values else cls.OPEN

    def condition(self, user: User) -> Q:
        """Return which requests are in this queue for ``user``.

        To be asked of requests as ``with_is_unreached`` gives them.
        """
        return {
            Queue.OPEN: OPEN,
            Queue.URGENT: Q(pk__in=_alerted()),
            Queue.LATE: NOT_ANSWERED & Q(due_at__lt=timezone.now()),
            Queue.NEW: Q(status=RequestStatus.NEW),
            Queue.MINE: Q(assignee=user) & OPEN,
            Queue.CALL: OPEN & (Q(needs_call=True) | Q(is_unreached=True)),
            Queue.CLINICIAN: Q(status=RequestStatus.ANSWERED),
            Queue.SUSPECT: SUSPECT,
            Queue.CLOSED: Q(status=RequestStatus.CLOSED),
            Queue.ALL: Q(),
        }[self]

    def of(self, requests: QuerySet, user: User) -> QuerySet:
        return requests.filter(self.condition(user))


# What is done grows for ever, and nobody waits for it.
NOT_COUNTED = {Queue.CLOSED, Queue.ALL}


def queue_counts(
    requests: QuerySet, user: User, alerted: Collection[UUID]
) -> dict[Queue, int]:
    """Return how many of ``requests`` are in each queue of work, with one query.

    ``alerted`` are the ids of those with an alert that is not resolved: they are few,
    and given, so that an index finds them among all that is done.
    """
    is_alerted = Q(pk__in=alerted)
    conditions = {
        queue.value: queue.condition(user)
        for queue in Queue
        if queue not in NOT_COUNTED
    } | {Queue.URGENT.value: is_alerted}
    return requests.filter(OPEN | SUSPECT | is_alerted).aggregate(
        **{name: Count("pk", filter=each) for name, each in conditions.items()}
    )


def _alerted() -> QuerySet:
    return StaffAlert.objects.unresolved().values("consultation_request")


class Whose(TextChoices):
    """Which part of a clinician's queue is shown."""

    ALL = "all", _("All")
    MINE = "mine", _("Mine")

    @classmethod
    def named(cls, name: str | None) -> "Whose":
        """Return the part of that name, else all of it."""
        return cls(name) if name in cls.values else cls.ALL

    def condition(self, user: User) -> Q:
        return Q(assignee=user) if self == Whose.MINE else Q()


def parts_of(queue: QuerySet, user: User) -> list[tuple[Whose, int]]:
    """Return each part of a clinician's queue and how many wait in it, by one query."""
    counts = queue.aggregate(
        **{whose.value: Count("pk", filter=whose.condition(user)) for whose in Whose}
    )
    return [(whose, counts[whose.value]) for whose in Whose]
