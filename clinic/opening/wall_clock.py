"""Local wall time and the UTC instants it stands for, right across clock changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """Turn a naive wall time into UTC.

    Of a time that the clocks show twice it is the first; a time that they skip becomes
    the moment they jump.
    """
    while (moment := first_shown(wall, zone)) is None:
        wall += timedelta(minutes=1)
    return moment


def first_shown(wall: datetime, zone: ZoneInfo) -> datetime | None:
    """When the clocks first show a naive wall time; None when they skip it."""
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    is_shown = moment.astimezone(zone).replace(tzinfo=None) == wall
    return moment if is_shown else None
