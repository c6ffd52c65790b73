"""What a series of infusions costs: the less, the better it suits the patient.

One point is worth one minute by which the hours of two infusions differ. The points
weigh convenience; they have no clinical source.

===============  ================================================  ==================
what             counted                                           points
===============  ================================================  ==================
regular spacing  between two dates: days off the rhythm            150 x days squared
same hour        between two dates: minutes of wall clock          1 x minutes
same faces       between two dates: practitioners not seen before  45 each
weekday          a date on none of the wished weekdays             450
time of day      a date not in the wished morning or afternoon     300
practitioner     a date without the wished practitioner            240
earlier start    the first new date: days after the earliest       75 x days
===============  ================================================  ==================

The rhythm is a set of weekdays, such as Monday and Thursday: after each date the next
one is due on the nearest of them that keeps the least gap. It is the set of the wished
weekdays where they are as many as the times a week and far enough apart; otherwise
whichever evenly spread set with the weekday of the first infusion costs least.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import count, pairwise
from typing import Self
from zoneinfo import ZoneInfo

from scheduling.candidates import Id
from scheduling.slots import Slot, TimeOfDay

RHYTHM, HOUR, FACE, START = 150, 1, 45, 75

# Days after the first weekday: evenly spread over a week, beginning with any of them.
SPREADS = {
    2: ((0, 3), (0, 4)),
    3: ((0, 2, 4), (0, 2, 5), (0, 3, 5)),
}


class Unmet(StrEnum):
    """A wish that one date of a series could not keep."""

    WEEKDAY = "weekday"
    TIME_OF_DAY = "time_of_day"
    PRACTITIONER = "practitioner"
    RHYTHM = "rhythm"


WISHES = {Unmet.WEEKDAY: 450, Unmet.TIME_OF_DAY: 300, Unmet.PRACTITIONER: 240}


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What is asked of the ``count`` dates to propose; days are local days.

    ``times_a_week`` is 2 or 3. ``least_gap_days`` is 2 from a Monday to a Wednesday.
    ``window_days`` runs from the first infusion's day to the last one's, both counted.
    Of ``weekdays`` Monday is 0; none stands for any. Raises ``ValueError`` for numbers
    that cannot be.
    """

    earliest_on: date
    count: int = 6
    times_a_week: int = 2
    least_gap_days: int = 2
    window_days: int = 21
    weekdays: frozenset[int] = frozenset()
    time_of_day: TimeOfDay | None = None
    practitioner_id: Id | None = None

    def __post_init__(self) -> None:
        if self.times_a_week not in SPREADS:
            raise ValueError(f"no rhythm of {self.times_a_week} times a week")
        if min(self.count, self.least_gap_days, self.window_days) < 1:
            raise ValueError("count, least gap and window are at least 1")


@dataclass(frozen=True, slots=True)
class Infusion:
    """A slot by the clocks of its location; ``day`` counts as ``date.toordinal``."""

    slot: Slot
    day: int
    minute: int
    practitioner_ids: frozenset[Id]
    is_fixed: bool = False

    @classmethod
    def of(cls, slot: Slot, zone: ZoneInfo, *, is_fixed: bool = False) -> Self:
        wall = slot.starts_at.astimezone(zone)
        return cls(
            slot,
            wall.toordinal(),
            wall.hour * 60 + wall.minute,
            frozenset(part.practitioner_id for part in slot.parts) - {None},
            is_fixed,
        )

    @property
    def weekday(self) -> int:
        return weekday_of(self.day)

    @property
    def time_of_day(self) -> TimeOfDay:
        return TimeOfDay.MORNING if self.minute < 12 * 60 else TimeOfDay.AFTERNOON


@dataclass(frozen=True)
class Rhythm:
    """The days from a date until the next is due, by the date's weekday."""

    due_after: tuple[int, ...]

    @classmethod
    @cache
    def on(cls, weekdays: frozenset[int], least_gap_days: int) -> Self:
        return cls(
            tuple(
                next(
                    gap
                    for gap in count(least_gap_days)
                    if (weekday + gap) % 7 in weekdays
                )
                for weekday in range(7)
            )
        )

    def cost(self, day: int, next_day: int) -> int:
        return RHYTHM * (next_day - day - self.due_after[weekday_of(day)]) ** 2


def weekday_of(day: int) -> int:
    """Count from Monday = 0, as ``date.weekday`` does."""
    return (day - 1) % 7


def rhythms(wishes: Wishes, first_day: int) -> list[Rhythm]:
    """Give those that a series beginning on this day may follow."""
    gap = wishes.least_gap_days
    if _is_rhythm(wishes):
        return [Rhythm.on(wishes.weekdays, gap)]
    return [
        Rhythm.on(frozenset(weekday_of(first_day + days) for days in spread), gap)
        for spread in SPREADS[wishes.times_a_week]
    ]


def _is_rhythm(wishes: Wishes) -> bool:
    if len(wishes.weekdays) != wishes.times_a_week:
        return False
    week = sorted(wishes.weekdays)
    gaps = [later - earlier for earlier, later in pairwise([*week, week[0] + 7])]
    return min(gaps) >= wishes.least_gap_days


def unmet_wishes(infusion: Infusion, wishes: Wishes) -> list[Unmet]:
    """Name what one date lacks, whatever the others are; in the order of ``Unmet``."""
    unmet = []
    if wishes.weekdays and infusion.weekday not in wishes.weekdays:
        unmet.append(Unmet.WEEKDAY)
    if wishes.time_of_day not in (None, infusion.time_of_day):
        unmet.append(Unmet.TIME_OF_DAY)
    if wishes.practitioner_id not in (None, *infusion.practitioner_ids):
        unmet.append(Unmet.PRACTITIONER)
    return unmet


def date_cost(infusion: Infusion, wishes: Wishes) -> int:
    """Price one new date by its wishes alone."""
    return sum(WISHES[wish] for wish in unmet_wishes(infusion, wishes))


def start_cost(day: int, wishes: Wishes) -> int:
    """Price the wait until the day of the first new date."""
    return START * (day - wishes.earliest_on.toordinal())


def change_cost(earlier: Infusion, later: Infusion) -> int:
    """Price another hour and other people from one date to the next."""
    hour = HOUR * abs(later.minute - earlier.minute)
    return hour + faces_cost(earlier.practitioner_ids, later.practitioner_ids)


@cache
def faces_cost(earlier: frozenset[Id], later: frozenset[Id]) -> int:
    """Price the practitioners who were not there the time before."""
    return FACE * len(later - earlier)


def spacing_cost(series: Sequence[Infusion], rhythm: Rhythm) -> int:
    """Price the days off the rhythm of a whole series in order, fixed dates too."""
    return sum(rhythm.cost(one.day, other.day) for one, other in pairwise(series))


def best_rhythm(series: Sequence[Infusion], wishes: Wishes) -> Rhythm:
    """Give the rhythm that a whole series in order keeps best."""
    return min(
        rhythms(wishes, series[0].day),
        key=lambda rhythm: spacing_cost(series, rhythm),
    )


def series_cost(series: Sequence[Infusion], wishes: Wishes) -> int:
    """Price a whole series in order; of fixed dates only the pairs count."""
    new = [infusion for infusion in series if not infusion.is_fixed]
    return (
        start_cost(new[0].day, wishes)
        + sum(date_cost(infusion, wishes) for infusion in new)
        + sum(change_cost(one, other) for one, other in pairwise(series))
        + spacing_cost(series, best_rhythm(series, wishes))
    )
