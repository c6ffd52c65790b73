"""A week at a location: who comes on each day, what is free, and what is special."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone

from clinic.models import Location, Practitioner
from clinic.opening.wall_clock import instant
from scheduling import timetable
from scheduling.hours import DAY, whole_day
from scheduling.intervals import Interval
from scheduling.models import AvailabilityException, Closure
from scheduling.services.day import Visit, read_visits

Columns = Sequence[timetable.Column[Visit]]


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


@dataclass(frozen=True)
class WeekDay:
    """Visits in order; ``free`` half-hours are to come and find somebody free.

    None where nobody works on that day.
    """

    day: date
    visits: Sequence[Visit]
    free: int | None
    notices: Sequence[Notice]


@dataclass(frozen=True)
class Week:
    """Seven days, from a Monday."""

    location: Location
    days: Sequence[WeekDay]


def read_week(location: Location, day: date) -> Week:
    """Open the visits of the week that ``day`` is in, and record the look.

    Fourteen queries, whatever the number of visits.
    """
    monday, zone = day - day.weekday() * DAY, location.zone
    dates = [monday + count * DAY for count in range(7)]
    during = whole_day(monday, zone)[0], whole_day(dates[-1], zone)[1]
    visits, columns = read_visits(location, during)
    closures = list(_closures(location, during))
    exceptions = list(
        location.availability_exceptions.filter(day__in=dates).select_related(
            "practitioner__user"
        )
    )
    return Week(
        location,
        [
            WeekDay(
                day=each,
                visits=_visits_on(visits, location, each),
                free=_free_on(columns, location, each),
                notices=[
                    *_notices_of_closures(closures, whole_day(each, zone)),
                    *_notices_of_exceptions(exceptions, location, each),
                ],
            )
            for each in dates
        ],
    )


def _closures(location: Location, during: Interval) -> Iterable[Closure]:
    """Return those of the clinic, of the location and of the people who work there."""
    return Closure.objects.filter(
        Q(location=location) | Q(location=None),
        Q(practitioner__in=location.practitioners.all()) | Q(practitioner=None),
        starts_at__lt=during[1],
        ends_at__gt=during[0],
    ).select_related("practitioner__user")


def _visits_on(visits: Iterable[Visit], location: Location, day: date) -> list[Visit]:
    begins, ends = whole_day(day, location.zone)
    return [each for each in visits if begins <= each.appointment.starts_at < ends]


def _free_on(columns: Columns, location: Location, day: date) -> int | None:
    rows = timetable.rows(columns, location.zone, whole_day(day, location.zone))
    if not any(row.has_somebody_at_work for row in rows):
        return None
    now = timezone.now()
    return sum(row.has_somebody_free and row.starts_at >= now for row in rows)


def _notices_of_closures(
    closures: Iterable[Closure], day: Interval
) -> Iterator[Notice]:
    for closure in closures:
        during = max(closure.starts_at, day[0]), min(closure.ends_at, day[1])
        if during[0] < during[1]:
            yield Notice(
                Special.AWAY if closure.practitioner else Special.CLOSED,
                closure.practitioner,
                None if during == day else during,
                closure.reason,
            )


def _notices_of_exceptions(
    exceptions: Iterable[AvailabilityException], location: Location, day: date
) -> Iterator[Notice]:
    for exception in exceptions:
        if exception.day != day:
            continue
        if exception.starts is None or exception.ends is None:
            yield Notice(Special.AWAY, exception.practitioner, None)
        else:
            during = (
                instant(datetime.combine(day, exception.starts), location.zone),
                instant(datetime.combine(day, exception.ends), location.zone),
            )
            yield Notice(Special.OTHER_HOURS, exception.practitioner, during)
