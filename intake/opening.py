"""When a location is open to answer; the app that keeps closures says when not."""

from collections.abc import Callable, Iterable
from datetime import datetime

from clinic.models import Location
from clinic.opening.business_time import Interval, OpenTime

ClosuresOf = Callable[[Location, datetime], Iterable[Interval]]

_closed_through: list[ClosuresOf] = []


def closed_through(closures_of: ClosuresOf) -> None:
    """Register ``closures_of(location, since)``: those that end after ``since``."""
    _closed_through.append(closures_of)


def open_time_of(location: Location, since: datetime) -> OpenTime:
    """Return when the location answers from ``since`` on: its hours, less closures."""
    closures = [
        closure
        for closures_of in _closed_through
        for closure in closures_of(location, since)
    ]
    return OpenTime(location.zone, location.opening_week(), closures)
