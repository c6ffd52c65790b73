"""A week at a location: who comes on each day, what is free, and what is special."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from clinic.models import Location
from scheduling import timetable
from scheduling.hours import DAY, whole_day
from scheduling.services.day import Visit, read_visits
from scheduling.services.notices import Notice, notices_on

Columns = Sequence[timetable.Column[Visit]]


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
    notices = notices_on(location, dates)
    return Week(
        location,
        [
            WeekDay(
                day=each,
                visits=_visits_on(visits, location, each),
                free=_free_on(columns, location, each),
                notices=notices[each],
            )
            for each in dates
        ],
    )


def _visits_on(visits: Iterable[Visit], location: Location, day: date) -> list[Visit]:
    begins, ends = whole_day(day, location.zone)
    return [each for each in visits if begins <= each.appointment.starts_at < ends]


def _free_on(columns: Columns, location: Location, day: date) -> int | None:
    rows = timetable.rows(columns, location.zone, whole_day(day, location.zone))
    if not any(row.has_somebody_at_work for row in rows):
        return None
    now = timezone.now()
    return sum(row.has_somebody_free and row.starts_at >= now for row in rows)
