"""The worker's way in; beat rings every few seconds."""

from celery import shared_task

from clinic.outbox import services


class DrainFailed(Exception):
    """What stopped a drain, by name: the texts of such errors may hold an address."""


@shared_task
def drain_outbox() -> int:
    """Send the messages that are due; return how many left. See ``services.drain``."""
    try:
        return services.drain()
    except Exception as error:
        raise DrainFailed(type(error).__name__) from None
