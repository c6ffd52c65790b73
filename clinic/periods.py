"""Whole days that figures are read for, in a location's own time, and lengths. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.timesince import timesince

from clinic.opening.wall_clock import instant

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
EPOCH = datetime(2001, 1, 1)  # noqa: DTZ001  only a length is counted from it


def monday_of(day: date) -> date:
    return day - day.weekday() * DAY


@dataclass(frozen=True)
class Period:
    """From the ``first`` day to the ``last``, both counted."""

    first: date
    last: date

    def window(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return from the first midnight there to the one after the last day, UTC."""
        begins, ends = (
            datetime.combine(day, time.min) for day in (self.first, self.last + DAY)
        )
        return instant(begins, zone), instant(ends, zone)

    @property
    def mondays(self) -> list[date]:
        """The Mondays of the weeks it touches; the first may lie before it."""
        begins = monday_of(self.first)
        weeks = (self.last - begins) // WEEK
        return [begins + number * WEEK for number in range(weeks + 1)]


def last_weeks(count: int, today: date) -> Period:
    """Return so many weeks that begin on a Monday; the last is the one under way."""
    return Period(monday_of(today) - (count - 1) * WEEK, today)


def length_in_words(length: timedelta) -> str:
    """Return a length of time as two units say it: "1 day, 3 hours"."""
    return timesince(EPOCH, EPOCH + length)
