"""Finding a request by what the patient says on the phone."""

from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from clinic.audit.recording import record, record_unreadable, unshown
from clinic.models import Patient, User
from clinic.sealed.fields import Unreadable
from clinic.sealed.indexes import name_keys
from intake.appointments import expected_between
from intake.models import ConsultationRequest
from intake.queues import OPEN

FOUND_AT_MOST = 500
OPENED_AT_MOST = 5000
FEWEST_LETTERS = 2
EARLIER, AHEAD = timedelta(days=1), timedelta(days=30)


def find_requests(words: str, *, actor: User) -> list[UUID]:
    """Return the ids of the requests that ``words`` name, at ``actor``'s locations.

    The newest ``FOUND_AT_MOST``. Words are a reference, an email, a phone number in any
    usual form, or whole words of a name; also parts of a name, where the request is
    open or has an appointment in the next 30 days. Recorded with what is found.
    """
    requests = ConsultationRequest.objects.visible_to(actor)
    named_in_part = requests.filter(
        pk__in=_named_in_part(words, requests.with_is_unreached())
    )
    found = requests.found_by(words) | named_in_part
    newest = found.only("pk").order_by("-received_at")[:FOUND_AT_MOST]
    record("search", newest)
    return [consultation_request.pk for consultation_request in newest]


def is_part_of(words: str, name: str) -> bool:
    """Say whether each of ``words`` is a part of a word of ``name``.

    Case, accents, apostrophes and the order do not count; no words are a part of none.
    """
    parts, whole = name_keys(words), name_keys(name)
    return bool(parts) and all(any(part in word for word in whole) for part in parts)


def _named_in_part(words: str, requests: QuerySet[ConsultationRequest]) -> list[UUID]:
    """Return the ids of those of ``requests`` whose patient has such a name.

    Takes requests as ``with_is_unreached`` gives them. A sealed name has no index by
    its parts, so the newest ``OPENED_AT_MOST`` are opened and compared.
    """
    if not _may_be_part_of_name(words):
        return []
    with unshown():
        named = [
            consultation_request.pk
            for consultation_request in _to_look_through(requests)
            if is_part_of(words, _name_of(consultation_request.patient))
        ]
    return named[:FOUND_AT_MOST]


def _to_look_through(
    requests: QuerySet[ConsultationRequest],
) -> QuerySet[ConsultationRequest]:
    now = timezone.now()
    current = OPEN | expected_between(now - EARLIER, now + AHEAD)
    with_names = requests.filter(current).select_related("patient")
    newest = with_names.only("patient", "patient__name").order_by("-received_at")
    return newest[:OPENED_AT_MOST]


def _may_be_part_of_name(words: str) -> bool:
    """Whether they are no email, phone number or reference, and not a single letter."""
    letters = sum(len(part) for part in name_keys(words))
    has_sign = any(sign == "@" or sign.isdigit() for sign in words)
    return letters >= FEWEST_LETTERS and not has_sign


def _name_of(patient: Patient) -> str:
    """Open the name; of one that does not open, which is recorded, nothing."""
    try:
        return str(patient.name)
    except Unreadable as unreadable:
        record_unreadable(unreadable)
        return ""
