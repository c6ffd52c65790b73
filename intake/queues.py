"""The work queues of the front desk, and how many wait in each."""

from django.db.models import Count, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from clinic.models import User
from intake.models import RequestStatus


class Queue(TextChoices):
    OPEN = "open", _("Open")
    NEW = "new", _("New")
    MINE = "mine", _("Mine")
    CLINICIAN = "clinician", _("Needs clinician")
    SUSPECT = "suspect", _("Suspected spam")
    ALL = "all", _("All")

    def condition(self, user: User) -> Q:
        """Return which requests are in this queue for ``user``."""
        done = [RequestStatus.SCHEDULED, RequestStatus.CLOSED, RequestStatus.SUSPECT]
        return {
            Queue.OPEN: ~Q(status__in=done),
            Queue.NEW: Q(status=RequestStatus.NEW),
            Queue.MINE: Q(assignee=user) & ~Q(status__in=done),
            Queue.CLINICIAN: Q(status=RequestStatus.ANSWERED),
            Queue.SUSPECT: Q(status=RequestStatus.SUSPECT),
            Queue.ALL: Q(),
        }[self]

    def of(self, requests: QuerySet, user: User) -> QuerySet:
        return requests.filter(self.condition(user))


def queue_counts(requests: QuerySet, user: User) -> dict[str, int]:
    """Return how many of ``requests`` are in each queue, with one query."""
    return requests.aggregate(
        **{queue.value: Count("pk", filter=queue.condition(user)) for queue in Queue}
    )
