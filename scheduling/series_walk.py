"""One walk from day to day: the best dates that begin on one day, in one rhythm."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import NamedTuple

from scheduling.candidates import Id
from scheduling.series_cost import HOUR, Rhythm, Wishes, faces_cost, start_cost


class Way(NamedTuple):
    """A way to an infusion; sorts by cost, then the earlier dates first.

    ``dates`` are the numbers of the free infusions picked up to there.
    """

    cost: float
    dates: tuple[int, ...]
    minute: int
    practitioner_ids: frozenset[Id]


@dataclass(frozen=True)
class Stop:
    """A fixed infusion, which must be passed, or the free ones of a day to pick from.

    Each choice is given as the way that consists of it alone.
    """

    day: int
    is_fixed: bool
    choices: Sequence[Way]

    @cached_property
    def least(self) -> float:
        return min(choice.cost for choice in self.choices)


# Ways to a stop, best first; a step takes them on to another stop at a toll.
Reached = tuple[Stop, list[Way]]
Step = tuple[int, list[Way]]


@dataclass(frozen=True)
class Walk:
    """From the first stop of a window, past every fixed one, until all are picked."""

    stops: Sequence[Stop]
    rhythm: Rhythm
    wishes: Wishes

    @cached_property
    def roughly_least(self) -> float:
        """What no way can be cheaper than, found at once: the start, and the dates."""
        date = min((stop.least for stop in self.stops if not stop.is_fixed), default=0)
        return self._begin + (self.wishes.count - self._begun) * date

    @property
    def least(self) -> float:
        """What no way can be cheaper than, the spacing counted too."""
        return self._begin + self._rests[0][self._begun]

    def best_way(self, limit: float) -> Way | None:
        """Find the best way that costs no more than the limit."""
        if self.roughly_least > limit or self.least > limit:
            return None
        # By the number of dates picked: the stops that the next one may follow.
        reached: list[list[Reached]] = [[] for _ in range(self.wishes.count + 1)]
        first = self.stops[0]
        ways = self._kept(0, self._begun, first.choices, limit)
        reached[self._begun].append((first, ways))
        for index, stop in enumerate(self.stops[1:], start=1):
            if stop.is_fixed:
                reached = self._arrivals(index, reached, limit)
            else:
                arrivals = self._arrivals(index, [[], *reached[:-1]], limit)
                reached = [a + b for a, b in zip(reached, arrivals, strict=True)]
        return min((ways[0] for _, ways in reached[-1]), default=None)

    @property
    def _begun(self) -> int:
        """How many dates are picked at the first stop."""
        return 0 if self.stops[0].is_fixed else 1

    @property
    def _begin(self) -> float:
        return self.stops[0].least + self._wait(0, self._begun)

    def _wait(self, index: int, picked: int) -> int:
        stop = self.stops[index]
        is_first_date = picked == 1 and not stop.is_fixed
        return start_cost(stop.day, self.wishes) if is_first_date else 0

    def _arrivals(
        self, index: int, before: Sequence[Sequence[Reached]], limit: float
    ) -> list[list[Reached]]:
        arrivals: list[list[Reached]] = []
        for picked, reached in enumerate(before):
            ways = self._ways(index, picked, reached, limit)
            arrivals.append([(self.stops[index], ways)] if ways else [])
        return arrivals

    def _ways(
        self, index: int, picked: int, before: Iterable[Reached], limit: float
    ) -> list[Way]:
        """Give the best way to each choice of a stop, from the stops before."""
        stop = self.stops[index]
        most = limit - stop.least - self._rests[index][picked]
        steps = [
            (toll, ways)
            for earlier, ways in before
            if self._may_follow(earlier, stop)
            and (toll := self.rhythm.cost(earlier.day, stop.day)) + ways[0].cost <= most
        ]
        if not steps:
            return []
        ways = [_best_step(steps, choice) for choice in stop.choices]
        return self._kept(index, picked, ways, limit)

    def _kept(
        self, index: int, picked: int, ways: Iterable[Way], limit: float
    ) -> list[Way]:
        """Sort the ways that may still lead to the end within the limit."""
        wait = self._wait(index, picked)
        most = limit - wait - self._rests[index][picked]
        return sorted(
            way._replace(cost=way.cost + wait) for way in ways if way.cost <= most
        )

    def _may_follow(self, earlier: Stop, later: Stop) -> bool:
        both_fixed = earlier.is_fixed and later.is_fixed
        return both_fixed or later.day - earlier.day >= self.wishes.least_gap_days

    @cached_property
    def _rests(self) -> Sequence[Sequence[float]]:
        """The least that can follow each stop, by the number of dates picked there.

        Leaves out what depends on the hours and the practitioners of two dates.
        """
        rests: list[list[float]] = [[] for _ in self.stops]
        may_end = True
        for index in reversed(range(len(self.stops))):
            rests[index] = self._rests_from(index, rests)
            if may_end:
                rests[index][self.wishes.count] = 0
            may_end = may_end and not self.stops[index].is_fixed
        return rests

    def _rests_from(self, index: int, rests: Sequence[Sequence[float]]) -> list[float]:
        stop = self.stops[index]
        by_follower = [[inf] * (self.wishes.count + 1)]
        for later in self._followers(index):
            other = self.stops[later]
            cost = self.rhythm.cost(stop.day, other.day) + other.least
            rest = rests[later] if other.is_fixed else [*rests[later][1:], inf]
            by_follower.append([cost + more for more in rest])
        return [min(each) for each in zip(*by_follower, strict=True)]

    def _followers(self, index: int) -> Iterator[int]:
        for later in range(index + 1, len(self.stops)):
            if self._may_follow(self.stops[index], self.stops[later]):
                yield later
            if self.stops[later].is_fixed:
                return


def _best_step(steps: Iterable[Step], choice: Way) -> Way:
    best_cost: float = inf
    best_dates: tuple[int, ...] = ()
    for toll, ways in steps:
        for way_cost, dates, minute, practitioner_ids in ways:
            cost = toll + way_cost
            if cost > best_cost:
                break
            cost += HOUR * abs(minute - choice.minute)
            if practitioner_ids != choice.practitioner_ids:
                cost += faces_cost(practitioner_ids, choice.practitioner_ids)
            if cost < best_cost or (cost == best_cost and dates < best_dates):
                best_cost, best_dates = cost, dates
    return choice._replace(
        cost=best_cost + choice.cost, dates=best_dates + choice.dates
    )
