"""When a request is to be answered: by the same time on the next working day. Pure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5


def answer_due(received_at: datetime, zone: ZoneInfo) -> datetime:
    """Return when the front desk has promised to call: next working day, same hour.

    Days are counted in the location's ``zone``; the answer is aware, in that zone.
    """
    due = received_at.astimezone(zone) + timedelta(days=1)
    while due.weekday() >= SATURDAY:
        due += timedelta(days=1)
    return due
