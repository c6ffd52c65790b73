"""What beat asks of intake."""

from celery import shared_task
from django.utils import timezone

from intake import services


@shared_task
def escalate_staff_alerts() -> int:
    """Tell the next person of each alert nobody acknowledged in time; return how many.

    Safe to run twice: each alert is locked while the next person is told.
    """
    return services.escalate_alerts()


@shared_task
def write_to_unfinished() -> int:
    """Write to patients who have begun and not sent their answers; return how many.

    See ``services.remind_of_unfinished``.
    """
    return services.remind_of_unfinished(timezone.now())
