"""The hours in which no reminder wakes anybody: 21:00 to 8:00."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING, EVENING = time(8), time(21)


def out_of_quiet_hours(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return ``moment``, or if it is night in ``zone`` the next 8:00 there, in UTC."""
    local = moment.astimezone(zone)
    if MORNING <= local.time() < EVENING:
        return moment
    days = 1 if local.time() >= EVENING else 0
    day = local.date() + timedelta(days=days)
    return datetime.combine(day, MORNING, zone).astimezone(UTC)
