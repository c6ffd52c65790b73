"""The cheapest series, by a dynamic programme that is exact.

Once the first day and the rhythm are chosen, the cost is a sum over single dates and
over pairs that follow each other. So are the rules: the least gap concerns a pair, and
the window ends a known number of days after the first. What may come after a date then
does not depend on what came before it: of all ways to reach a date as the n-th new one
only the best need be kept. Every first day and every rhythm is walked.

A walk leaves out a way that, with the least which the days still to come could cost, is
dearer than a limit. What is found within a limit is the best there is; if nothing is,
the limit is raised.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import inf
from operator import attrgetter

from scheduling.series_cost import Infusion, Wishes, date_cost, rhythms
from scheduling.series_walk import Stop, Walk, Way

# How much dearer than the least conceivable a series may be, in one attempt.
MARGINS = (60, 240, 960, 3840, inf)


def cheapest(
    free: Sequence[Infusion], fixed: Sequence[Infusion], wishes: Wishes
) -> list[Infusion] | None:
    """Pick ``wishes.count`` of the free infusions, or None if the rules allow none.

    Both are in order, and no free one is closer to a fixed one than the least gap. Of
    picks that cost the same it is the one whose first date is earliest, or else whose
    second date is, and so on.
    """
    walks = list(_walks(_stops(free, fixed, wishes), wishes))
    least = _least(walks)
    if least == inf:
        return None
    bests = (_best(walks, least + margin) for margin in MARGINS)
    best = next(way for way in bests if way)
    return [free[number] for number in best.dates]


def _stops(
    free: Iterable[Infusion], fixed: Iterable[Infusion], wishes: Wishes
) -> list[Stop]:
    by_day = defaultdict(list)
    for number, each in enumerate(free):
        by_day[each.day].append(_choice(each, date_cost(each, wishes), (number,)))
    stops = [Stop(day, False, choices) for day, choices in by_day.items()]
    stops += [Stop(each.day, True, [_choice(each, 0, ())]) for each in fixed]
    return sorted(stops, key=attrgetter("day"))


def _choice(infusion: Infusion, cost: int, dates: tuple[int, ...]) -> Way:
    return Way(cost, dates, infusion.minute, infusion.practitioner_ids)


def _walks(stops: Sequence[Stop], wishes: Wishes) -> Iterator[Walk]:
    """Give one for each first day, in order, and each rhythm from there.

    There is none whose window ends before the last fixed infusion.
    """
    last_fixed = max((stop.day for stop in stops if stop.is_fixed), default=0)
    for index, first in enumerate(stops):
        end = first.day + wishes.window_days
        if last_fixed < end:
            window = [stop for stop in stops[index:] if stop.day < end]
            for rhythm in rhythms(wishes, first.day):
                yield Walk(window, rhythm, wishes)
        if first.is_fixed:
            return


def _least(walks: Iterable[Walk]) -> float:
    least = inf
    for walk in walks:
        if walk.roughly_least < least:
            least = min(least, walk.least)
    return least


def _best(walks: Iterable[Walk], limit: float) -> Way | None:
    best: Way | None = None
    for walk in walks:
        found = walk.best_way(limit)
        if found and (best is None or found < best):
            best, limit = found, found.cost
    return best
