"""What beat asks of scheduling."""

from celery import shared_task
from django.utils import timezone

from scheduling import services


@shared_task
def write_reminders() -> int:
    """Write the reminders that are due; return how many. See ``services.remind``."""
    return services.remind(timezone.now())


@shared_task
def offer_freed_times() -> int:
    """Offer free times to who waits; return how many offers are new.

    See ``services.offer_freed_times``.
    """
    return services.offer_freed_times(timezone.now())
