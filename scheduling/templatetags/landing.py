"""What the landing page of staff says: numbers, each a link to what it counts."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from clinic.models import User
from intake.queues import Queue
from scheduling.services import landing

register = template.Library()

REQUESTS = "admin:intake_consultationrequest_changelist"
WORDS = {
    Queue.LATE: _("Past the time by which we said we would call"),
    Queue.CALL: _("A clinician has decided, or mail did not reach them"),
    Queue.CLINICIAN: _("Answers are in: a clinician decides"),
    Queue.SUSPECT: _("Look whether they are real"),
}
LATE = ngettext_lazy(
    "%(number)d of them is late", "%(number)d of them are late", "number"
)


@dataclass(frozen=True)
class Tile:
    """One line: what, how many, where it leads; ``tone`` marks what cannot wait."""

    label: str
    count: int
    url: str
    words: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Part:
    """Tiles under a heading."""

    title: str
    tiles: list[Tile]


@register.simple_tag
def what_waits(user: User) -> list[Part]:
    """Return what is to be done today by this person, at their own locations."""
    parts = [
        Part(_("Requests"), list(_requests(user))),
        Part(_("Decisions"), list(_decisions(user))),
        Part(_("Appointments"), list(_appointments(user))),
        Part(_("Mail"), list(_mail(user))),
    ]
    return [part for part in parts if part.tiles]


@register.simple_tag
def mail_is_late_since(user: User):
    """Return since when mail is late, for those who can phone instead; else None."""
    if not user.has_perm("intake.change_consultationrequest"):
        return None
    return landing.mail_is_late_since(timezone.now())


@register.simple_tag
def closed_to_requests(user: User) -> str:
    """Name the locations without an urgent contact to who can add one there."""
    if not user.has_perm("clinic.change_location"):
        return ""
    closed = landing.closed_to_requests(user)
    return get_text_list([str(location) for location in closed], _("and"))


def _requests(user: User) -> Iterator[Tile]:
    if user.has_perm("intake.view_staffalert"):
        words = _("An alert that nobody has resolved")
        yield _queue(Queue.URGENT, landing.urgent_requests(user), words, tone="error")
    if user.has_perm("intake.change_consultationrequest"):
        yield from _desk(user)


def _desk(user: User) -> Iterator[Tile]:
    work = landing.desk_work(user)
    words = WORDS | {
        Queue.NEW: _oldest(work.oldest_new_at),
        Queue.MINE: LATE % {"number": work.mine_late} if work.mine_late else "",
    }
    tones = {Queue.LATE: "error", Queue.CALL: "warn"}
    for queue, count in work.counts.items():
        yield _queue(queue, count, words[queue], tones.get(queue, ""))


def _queue(queue: Queue, count: int, words: str, tone: str = "") -> Tile:
    url = f"{reverse(REQUESTS)}?queue={queue}"
    return Tile(queue.label, count, url, words, tone if count else "")


def _oldest(since) -> str:
    if since is None:
        return _("Nobody waits for a first call")
    return _("The oldest has waited %(time)s") % {"time": timesince(since, depth=1)}


def _decisions(user: User) -> Iterator[Tile]:
    if not user.has_perm("intake.sign_review"):
        return
    waiting = landing.decisions_waiting(user)
    page = reverse("intake:review-list")
    words = _("Urgent first, then who waits longest")
    yield Tile(_("To decide"), waiting.intakes, page, words)
    yield Tile(_("Assigned to you"), waiting.mine, f"{page}?whose=mine")
    yield Tile(
        _("Consultations"),
        waiting.booked,
        reverse("intake:consultation-list"),
        _("Booked, and not decided on yet"),
    )
    if user.has_perm("intake.sign_policy") and landing.is_policy_drafted():
        words = _("Its numbers wait for a clinician’s signature")
        yield Tile(_("Draft of the policy"), 1, reverse("intake:policy"), words)


def _appointments(user: User) -> Iterator[Tile]:
    now = timezone.now()
    for arrivals in landing.arrivals_today(user, now):
        location = arrivals.location
        yield Tile(
            _("Today at %(location)s") % {"location": location},
            arrivals.to_come,
            reverse("scheduling:day", args=[location.slug, arrivals.day.isoformat()]),
            _("Still to arrive"),
        )
    if user.has_perm("scheduling.change_waitlistentry"):
        yield from _times(landing.times_to_fill(user, now))


def _times(times: landing.Times) -> Iterator[Tile]:
    yield Tile(
        _("Times to refill"),
        times.to_refill,
        reverse("admin:scheduling_appointment_changelist") + "?refill=yes",
        _("Cancelled visits of the next 7 days whose time nobody has taken"),
    )
    yield Tile(
        _("Waitlist"),
        times.waiting,
        reverse("admin:scheduling_waitlistentry_changelist"),
        _("Would take an earlier time"),
    )


def _mail(user: User) -> Iterator[Tile]:
    if not user.has_perm("clinic.view_message"):
        return
    queue = landing.mail_queue()
    words = _("No mail waits past its time")
    if queue.waiting_since:
        since = timesince(queue.waiting_since, depth=1)
        words = _("The oldest that waits is late by %(time)s") % {"time": since}
    page = reverse("admin:clinic_message_changelist") + "?status__exact=dead"
    tone = "warn" if queue.dead else ""
    yield Tile(_("Mail given up"), queue.dead, page, words, tone)
