"""Hours in local wall time as UTC intervals, right across clock changes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from clinic.opening.wall_clock import first_shown, instant
from scheduling.intervals import Interval, merge

DAY = timedelta(days=1)

Hours = tuple[time, time]


@dataclass(frozen=True)
class Availability:
    """Hours of every week in local wall time, starting before they end.

    ``weekday`` counts from Monday = 0; ``valid_until`` is the last day they hold.
    """

    weekday: int
    starts: time
    ends: time
    valid_from: date | None = None
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        return (
            self.weekday == day.weekday()
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_until is None or day <= self.valid_until)
        )


@dataclass(frozen=True)
class AvailabilityException:
    """A range of hours on one day, instead of the weekly ones; without times, none."""

    day: date
    starts: time | None = None
    ends: time | None = None


def whole_day(day: date, zone: ZoneInfo) -> Interval:
    """Return from midnight to midnight there, in UTC: 23 to 25 hours."""
    midnight = datetime.combine(day, time.min)
    return instant(midnight, zone), instant(midnight + DAY, zone)


def working_hours(
    availability: Iterable[Availability],
    zone: ZoneInfo,
    during: Interval,
    exceptions: Iterable[AvailabilityException] = (),
) -> list[Interval]:
    """Expand weekly hours over every local day that ``during`` touches, and merge.

    A day that has exceptions has their hours alone.
    """
    replaced = _by_day(exceptions)
    weekly = list(availability)
    return merge(
        (
            instant(datetime.combine(day, starts), zone),
            instant(datetime.combine(day, ends), zone),
        )
        for day in _local_days(zone, during)
        for starts, ends in replaced.get(day, _hours_of(weekly, day))
    )


def grid(zone: ZoneInfo, step: timedelta, during: Interval) -> Iterator[datetime]:
    """Give the UTC instants in ``during`` whose wall time is whole steps past midnight.

    A wall time that the clocks skip is left out; one that they show twice counts once,
    the first time.
    """
    for day in _local_days(zone, during):
        for moment in _grid_of_day(day, zone, step):
            if during[0] <= moment < during[1]:
                yield moment


def _by_day(exceptions: Iterable[AvailabilityException]) -> dict[date, list[Hours]]:
    by_day: dict[date, list[Hours]] = defaultdict(list)
    for exception in exceptions:
        hours = by_day[exception.day]
        if exception.starts is not None and exception.ends is not None:
            hours.append((exception.starts, exception.ends))
    return by_day


def _hours_of(weekly: Iterable[Availability], day: date) -> list[Hours]:
    return [(hours.starts, hours.ends) for hours in weekly if hours.holds_on(day)]


def _grid_of_day(day: date, zone: ZoneInfo, step: timedelta) -> list[datetime]:
    midnight = datetime.combine(day, time.min)
    offsets = [steps * step for steps in range(-(-DAY // step))]
    begins = instant(midnight, zone)
    if instant(midnight + DAY, zone) - begins == DAY:
        # The clocks do not change: adding in UTC is ten times faster.
        return [begins + offset for offset in offsets]
    moments = [first_shown(midnight + offset, zone) for offset in offsets]
    return [moment for moment in moments if moment is not None]


def _local_days(zone: ZoneInfo, during: Interval) -> Iterator[date]:
    day, last = (moment.astimezone(zone).date() for moment in during)
    while day <= last:
        yield day
        day += DAY
