"""What is special on a day at a location: closed, somebody away, other hours."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Q

from clinic.models import Location, Practitioner
from clinic.opening.wall_clock import instant
from scheduling.hours import whole_day
from scheduling.intervals import Interval
from scheduling.models import AvailabilityException, Closure


class Special(StrEnum):
    """What is not as in other weeks."""

    CLOSED = "closed"
    AWAY = "away"
    OTHER_HOURS = "other_hours"


@dataclass(frozen=True)
class Notice:
    """What is special on a day, and when; ``during`` is None where it is all day.

    ``person`` is whose hours it is about, or None for all of the location.
    """

    special: Special
    person: Practitioner | None
    during: Interval | None
    reason: str = ""


def notices_on(
    location: Location, days: Sequence[date]
) -> Mapping[date, Sequence[Notice]]:
    """Return what is special on each of ``days``, which follow each other.

    Closures of a day come before other hours. Two queries.
    """
    zone = location.zone
    during = whole_day(days[0], zone)[0], whole_day(days[-1], zone)[1]
    notices: defaultdict[date, list[Notice]] = defaultdict(list)
    for closure in _closures(location, during):
        for day in days:
            notices[day] += _of_closure(closure, whole_day(day, zone))
    exceptions = location.availability_exceptions.filter(day__in=days)
    for exception in exceptions.select_related("practitioner__user"):
        notices[exception.day].append(_of_exception(exception, location))
    return notices


def _closures(location: Location, during: Interval) -> Iterable[Closure]:
    """Return those of the clinic, of the location and of the people who work there."""
    return Closure.objects.filter(
        Q(location=location) | Q(location=None),
        Q(practitioner__in=location.practitioners.all()) | Q(practitioner=None),
        starts_at__lt=during[1],
        ends_at__gt=during[0],
    ).select_related("practitioner__user")


def _of_closure(closure: Closure, day: Interval) -> Iterator[Notice]:
    during = max(closure.starts_at, day[0]), min(closure.ends_at, day[1])
    if during[0] < during[1]:
        yield Notice(
            Special.AWAY if closure.practitioner else Special.CLOSED,
            closure.practitioner,
            None if during == day else during,
            closure.reason,
        )


def _of_exception(exception: AvailabilityException, location: Location) -> Notice:
    day, starts, ends = exception.day, exception.starts, exception.ends
    if starts is None or ends is None:
        return Notice(Special.AWAY, exception.practitioner, None)
    during = (
        instant(datetime.combine(day, starts), location.zone),
        instant(datetime.combine(day, ends), location.zone),
    )
    return Notice(Special.OTHER_HOURS, exception.practitioner, during)
