"""What stands booked for a request, and what its mails tell of: who books says so.

The answer can change at any moment unless the request is locked.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import DateTimeField, Expression, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from intake.models import ConsultationRequest

EndsOf = Callable[[ConsultationRequest], Iterable[datetime]]
RequestsOf = Callable[[datetime, datetime], QuerySet]
StartOf = Callable[[OuterRef], Expression]
CountOf = Callable[[ConsultationRequest], int]
PagesOf = Callable[[ConsultationRequest], Mapping[UUID, str]]

_booked_through: list[EndsOf] = []
_expected_through: list[RequestsOf] = []
_consulted_through: list[StartOf] = []
_treated_through: list[CountOf] = []
_mailed_about: list[PagesOf] = []


def booked_through(ends_of: EndsOf) -> None:
    """Register ``ends_of(request)``: when what was booked and not cancelled ends."""
    _booked_through.append(ends_of)


def expected_through(requests_of: RequestsOf) -> None:
    """Register ``requests_of(since, until)``: ids of requests booked to start then."""
    _expected_through.append(requests_of)


def expected_between(since: datetime, until: datetime) -> Q:
    """Return the condition that an appointment of the request is to start then."""
    parts = (Q(pk__in=requests_of(since, until)) for requests_of in _expected_through)
    return reduce(or_, parts, Q(pk__in=[]))


def consulted_through(start_of: StartOf) -> None:
    """Register ``start_of(pk)``: when the consultation of a request of a query is."""
    _consulted_through.append(start_of)


def consultation_start() -> Expression:
    """Return the expression of when a request's consultation starts; null for none."""
    starts = (start_of(OuterRef("pk")) for start_of in _consulted_through)
    none: Expression = Value(None, output_field=DateTimeField())
    return reduce(Coalesce, starts, none)


def treated_through(count_of: CountOf) -> None:
    """Register ``count_of(request)``: how many infusions are booked and not over."""
    _treated_through.append(count_of)


def infusions_to_come(consultation_request: ConsultationRequest) -> int:
    """Return how many infusions are booked and not over."""
    return sum(count_of(consultation_request) for count_of in _treated_through)


def mailed_about(pages_of: PagesOf) -> None:
    """Register ``pages_of(request)``: what else its patient is mailed about.

    The ids, each with the address of its page for staff, empty where it has none.
    """
    _mailed_about.append(pages_of)


def pages_of_visits(consultation_request: ConsultationRequest) -> dict[UUID, str]:
    """Return the ids of the visits and what belongs to them; see ``mailed_about``."""
    return {
        about_id: page
        for pages_of in _mailed_about
        for about_id, page in pages_of(consultation_request).items()
    }


def has_appointment(consultation_request: ConsultationRequest) -> bool:
    """Say whether an appointment stands, past or to come."""
    return bool(_ends(consultation_request))


def has_appointment_to_come(consultation_request: ConsultationRequest) -> bool:
    """Say whether an appointment stands that is not over yet."""
    now = timezone.now()
    return any(ends_at > now for ends_at in _ends(consultation_request))


def first_end(consultation_request: ConsultationRequest) -> datetime | None:
    """Return when the first of what stands ends: that is the consultation."""
    return min(_ends(consultation_request), default=None)


def _ends(consultation_request: ConsultationRequest) -> list[datetime]:
    return [
        ends_at
        for ends_of in _booked_through
        for ends_at in ends_of(consultation_request)
    ]
