"""Telling patients of answers that they have begun and not sent."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from clinic.outbox.models import Message
from clinic.outbox.quiet_hours import out_of_quiet_hours
from clinic.outbox.services import compose, tell_all
from intake.models import QuestionnaireResponse
from intake.wordings import UNFINISHED

# Who has not come back after so long is not written to any more.
LONGEST_UNTOUCHED = timedelta(days=30)
BETWEEN_TWO = timedelta(days=5)
AT_MOST = 2


def remind_of_unfinished(now: datetime) -> int:
    """Write to patients whose answers are untouched for two days; return to how many.

    Twice at most, five days apart. Safe to run twice and in parallel.
    """
    waiting = QuestionnaireResponse.objects.unfinished(now).filter(
        saved_at__gt=now - LONGEST_UNTOUCHED
    )
    drafts = list(
        waiting.select_related("consultation_request__location")
        .select_related("consultation_request__patient")
        .defer("answers", "answered_again")
    )
    told = _told(drafts)
    return tell_all(
        _next_message(draft, len(told[draft.pk]) + 1, now)
        for draft in drafts
        if _is_due(told[draft.pk], now)
    )


def _told(drafts: Iterable[QuestionnaireResponse]) -> dict[UUID, list[datetime]]:
    """Return when the patient was to be told of each draft before."""
    told: dict[UUID, list[datetime]] = defaultdict(list)
    about = [draft.pk for draft in drafts]
    messages = Message.objects.filter(kind=UNFINISHED, about_id__in=about)
    for about_id, due_at in messages.values_list("about_id", "due_at"):
        told[about_id].append(due_at)
    return told


def _is_due(told: list[datetime], now: datetime) -> bool:
    if not told:
        return True
    return len(told) < AT_MOST and max(told) <= now - BETWEEN_TWO


def _next_message(draft: QuestionnaireResponse, number: int, now: datetime) -> Message:
    consultation_request = draft.consultation_request
    return compose(
        UNFINISHED,
        draft,
        to=consultation_request.patient,
        dedupe=str(number),
        not_before=out_of_quiet_hours(now, consultation_request.location.zone),
    )
