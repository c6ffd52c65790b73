"""Counting time only while somebody is there: weekly hours, less closures. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from clinic.opening.wall_clock import instant

DAY = timedelta(days=1)

Interval = tuple[datetime, datetime]
Week = Mapping[int, Sequence[tuple[time, time]]]
"""Opening and closing by weekday, Monday = 0, in local wall time."""

NINE_TO_FIVE: Week = {weekday: [(time(9), time(17))] for weekday in range(5)}


@dataclass(frozen=True)
class OpenTime:
    """The hours of ``week`` in ``zone``, less ``closures``.

    Hours may overlap, and come in any order; so may closures, which are aware.
    """

    zone: ZoneInfo
    week: Week
    closures: Sequence[Interval] = ()

    def __post_init__(self) -> None:
        if not any(self.week.values()):
            raise ValueError("A week without hours: nothing would ever be due.")

    def add(self, moment: datetime, duration: timedelta) -> datetime:
        """Return, in UTC, when it has been open for ``duration`` since ``moment``.

        With no duration that is the moment itself, or when it opens next.
        """
        left = duration
        for begins, ends in self._open_after(moment.astimezone(UTC)):
            if left <= ends - begins:
                break
            left -= ends - begins
        return begins + left

    def longest_day(self) -> timedelta:
        """Return how long it is open on the longest day of the week."""
        return max(_length(hours) for hours in self.week.values())

    def _open_after(self, moment: datetime) -> Iterator[Interval]:
        """Give what is open after ``moment``, in order, without an end."""
        for opens_at, closes_at in self._open_from(moment.astimezone(self.zone).date()):
            begins = max(moment, opens_at)
            if begins < closes_at:
                yield begins, closes_at
                moment = closes_at

    def _open_from(self, day: date) -> Iterator[Interval]:
        while True:
            for opens, closes in sorted(self.week.get(day.weekday(), [])):
                opens_at, closes_at = self._at(day, opens), self._at(day, closes)
                yield from self._less_closures(opens_at, closes_at)
            day += DAY

    def _at(self, day: date, wall: time) -> datetime:
        return instant(datetime.combine(day, wall), self.zone)

    def _less_closures(
        self, opens_at: datetime, closes_at: datetime
    ) -> Iterator[Interval]:
        for starts_at, ends_at in sorted(self.closures):
            if starts_at < closes_at and opens_at < ends_at:
                yield opens_at, starts_at
                opens_at = ends_at
        yield opens_at, closes_at


def _length(hours: Sequence[tuple[time, time]]) -> timedelta:
    """Return how long one day's hours are together; where they overlap, once."""
    length = until = timedelta(0)
    for opens, closes in sorted(hours):
        begins, ends = max(_since_midnight(opens), until), _since_midnight(closes)
        length += max(ends - begins, timedelta(0))
        until = max(until, ends)
    return length


def _since_midnight(wall: time) -> timedelta:
    return timedelta(hours=wall.hour, minutes=wall.minute, seconds=wall.second)
