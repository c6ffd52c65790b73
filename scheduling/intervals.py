"""Arithmetic of sorted time ranges; each function is one pass over its input."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from operator import itemgetter

Interval = tuple[datetime, datetime]

ALWAYS = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """Sort; join those that overlap or touch."""
    merged: list[Interval] = []
    for starts_at, ends_at in sorted(intervals, key=itemgetter(0)):
        if merged and starts_at <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], ends_at)
        else:
            merged.append((starts_at, ends_at))
    return merged


def intersect(one: Sequence[Interval], other: Sequence[Interval]) -> list[Interval]:
    """Keep what lies in both merged lists; where two only touch, that moment."""
    common = []
    i = j = 0
    while i < len(one) and j < len(other):
        starts_at = max(one[i][0], other[j][0])
        ends_at = min(one[i][1], other[j][1])
        if starts_at <= ends_at:
            common.append((starts_at, ends_at))
        if one[i][1] < other[j][1]:
            i += 1
        else:
            j += 1
    return common


def subtract(whole: Sequence[Interval], taken: Iterable[Interval]) -> list[Interval]:
    """Keep what is left of a merged list; ``taken`` may be in any order and zone."""
    # Only in UTC do comparisons count the hour that the clocks show twice.
    busy = [(starts.astimezone(UTC), ends.astimezone(UTC)) for starts, ends in taken]
    busy = merge((starts, ends) for starts, ends in busy if starts < ends)
    edges = [ALWAYS[0], *(edge for interval in busy for edge in interval), ALWAYS[1]]
    gaps = list(zip(edges[::2], edges[1::2], strict=True))
    return [
        (starts_at, ends_at)
        for starts_at, ends_at in intersect(whole, gaps)
        if starts_at < ends_at
    ]


def contains(
    intervals: Sequence[Interval], starts_at: datetime, ends_at: datetime
) -> bool:
    """Whether one interval of a merged list reaches from start to end."""
    index = bisect_right(intervals, starts_at, key=itemgetter(0))
    return index > 0 and ends_at <= intervals[index - 1][1]
