"""Which request of a queue comes after the one that is worked on."""

from django.db.models import Q, QuerySet

from clinic.models import User
from intake.models import ConsultationRequest
from intake.queues import Queue


def next_in(
    queue: Queue, requests: QuerySet, user: User, *, after: ConsultationRequest
) -> ConsultationRequest | None:
    """Return the next of a queue: the oldest of those received after ``after``.

    When there is none, the oldest other one; None when nothing else is in the queue.
    """
    others = queue.of(requests, user).exclude(pk=after.pk)
    in_turn = others.order_by("received_at", "pk")
    later = Q(received_at__gt=after.received_at) | Q(
        received_at=after.received_at, pk__gt=after.pk
    )
    return in_turn.filter(later).first() or in_turn.first()
