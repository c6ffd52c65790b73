"""A series of infusions: the best dates there are, or why there are none.

The hard rules: at most one infusion a local day, never two closer than the least gap,
all within the window, fixed ones included. Among the series that keep them the best is
the cheapest; ``series_cost`` states what is counted.

One function serves every case: ``plan`` with ``count=4`` and what is given and booked
as ``fixed`` plans the rest; with ``count=1`` one date anew; with slots picked by hand
and ``count=len(picked)`` it checks and prices just those.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from scheduling.series_cost import (
    Infusion,
    Unmet,
    Wishes,
    best_rhythm,
    series_cost,
    unmet_wishes,
)
from scheduling.series_search import cheapest
from scheduling.slots import Slot

__all__ = [
    "NoSeries",
    "Obstacle",
    "Proposal",
    "Unmet",
    "Wishes",
    "alternatives",
    "plan",
]


@dataclass(frozen=True)
class Proposal:
    """New dates in order, with what each could not keep; ``fixed`` are those that stay.

    Costs compare between locations, for the same wishes.
    """

    slots: tuple[Slot, ...]
    cost: int
    unmet: tuple[tuple[Unmet, ...], ...]
    fixed: tuple[Slot, ...] = ()


class Obstacle(StrEnum):
    """What is in the way: too few free days, or those too close or too far apart."""

    DAYS = "days"
    GAP = "gap"
    WINDOW = "window"


@dataclass(frozen=True)
class NoSeries:
    """How many of the dates fit, and why not all.

    ``window_needed`` is the least window, in local days, that would do; None if no
    window would, with the free times there are.
    """

    fits: int
    obstacle: Obstacle
    window_needed: int | None = None


def plan(
    free: Iterable[Slot],
    wishes: Wishes,
    zone: ZoneInfo,
    *,
    fixed: Iterable[Slot] = (),
) -> Proposal | NoSeries:
    """Propose the best dates beside those that are fixed.

    ``free`` are slots of one location in ``zone``, found as if dates to be replaced
    were not booked; several of one start may be there, with other practitioners. Only
    with free times beyond the window can the window needed be told. ``fixed`` are
    infusions given or booked, at any location, without those missed.
    """
    staying = _infusions(fixed, zone, is_fixed=True)
    fixed_days = [infusion.day for infusion in staying]
    possible = _possible(free, wishes, zone)
    clear = [each for each in possible if _is_clear(each.day, fixed_days, wishes)]
    picked = cheapest(clear, staying, wishes)
    if picked is None:
        return _no_series(possible, clear, fixed_days, wishes)
    return _proposal(picked, staying, wishes)


def alternatives(
    free: Iterable[Slot], others: Iterable[Slot], wishes: Wishes, zone: ZoneInfo
) -> list[Slot]:
    """Give every time that one date beside the ``others`` may have, best first.

    Best are those with which all dates together cost least.
    """
    staying = _infusions(others, zone)
    days = [infusion.day for infusion in staying]
    candidates = [
        each
        for each in _possible(free, wishes, zone)
        if _is_clear(each.day, days, wishes)
        and _window([*days, each.day]) <= wishes.window_days
    ]
    best = sorted(candidates, key=lambda each: _cost([*staying, each], wishes))
    return [infusion.slot for infusion in best]


def _infusions(
    slots: Iterable[Slot], zone: ZoneInfo, *, is_fixed: bool = False
) -> list[Infusion]:
    return _in_order(Infusion.of(slot, zone, is_fixed=is_fixed) for slot in slots)


def _in_order(infusions: Iterable[Infusion]) -> list[Infusion]:
    return sorted(infusions, key=lambda infusion: infusion.slot.starts_at)


def _possible(free: Iterable[Slot], wishes: Wishes, zone: ZoneInfo) -> list[Infusion]:
    earliest = wishes.earliest_on.toordinal()
    return [each for each in _infusions(free, zone) if each.day >= earliest]


def _is_clear(day: int, others: Iterable[int], wishes: Wishes) -> bool:
    return all(abs(day - other) >= wishes.least_gap_days for other in others)


def _window(days: Sequence[int]) -> int:
    return max(days) - min(days) + 1


def _proposal(
    picked: Sequence[Infusion], fixed: Sequence[Infusion], wishes: Wishes
) -> Proposal:
    series = _in_order([*picked, *fixed])
    off_rhythm = _off_rhythm(series, wishes)
    return Proposal(
        slots=tuple(infusion.slot for infusion in picked),
        cost=_cost(series, wishes),
        unmet=tuple(
            (*unmet_wishes(each, wishes), *[Unmet.RHYTHM] * (each.day in off_rhythm))
            for each in picked
        ),
        fixed=tuple(infusion.slot for infusion in fixed),
    )


def _cost(infusions: Iterable[Infusion], wishes: Wishes) -> int:
    series = _in_order(infusions)
    return series_cost(series, wishes)


def _off_rhythm(series: Sequence[Infusion], wishes: Wishes) -> set[int]:
    """Give the days that come too early or late: of two dates the later new one."""
    rhythm = best_rhythm(series, wishes)
    return {
        (earlier if later.is_fixed else later).day
        for earlier, later in pairwise(series)
        if rhythm.cost(earlier.day, later.day)
    }


def _no_series(
    possible: Iterable[Infusion],
    clear: Iterable[Infusion],
    fixed_days: Sequence[int],
    wishes: Wishes,
) -> NoSeries:
    free_days = {infusion.day for infusion in possible}
    clear_days = sorted({infusion.day for infusion in clear})
    windows = [
        _least_window(clear_days, fixed_days, count, wishes.least_gap_days)
        for count in range(1, wishes.count + 1)
    ]
    fits = sum(
        window is not None and window <= wishes.window_days for window in windows
    )
    if windows[-1] is not None:
        return NoSeries(fits, Obstacle.WINDOW, windows[-1])
    too_few = len(free_days) < wishes.count
    return NoSeries(fits, Obstacle.DAYS if too_few else Obstacle.GAP)


def _least_window(
    days: Sequence[int], fixed_days: Sequence[int], count: int, least_gap: int
) -> int | None:
    """Give the shortest window of ``count`` days beside the fixed ones, if any.

    From each first day on, taking every next day as early as may be ends earliest.
    """
    chains = (_earliest(days[index:], count, least_gap) for index in range(len(days)))
    windows = (_window([*each, *fixed_days]) for each in chains if len(each) == count)
    return min(windows, default=None)


def _earliest(days: Iterable[int], count: int, least_gap: int) -> list[int]:
    picked: list[int] = []
    for day in days:
        if len(picked) < count and (not picked or day - picked[-1] >= least_gap):
            picked.append(day)
    return picked
