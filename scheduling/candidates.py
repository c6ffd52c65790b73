"""Who, or which room, could serve the phases of a visit, and when it may then start.

Starts are kept as ranges of which both ends count: a visit that fits exactly has one.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce

from scheduling.intervals import Interval, contains, intersect, merge

Id = Hashable
# Begin and end of a phase, counted from the start of the visit.
Span = tuple[timedelta, timedelta]


@dataclass(frozen=True)
class Candidate:
    """A practitioner with their roles, or a room with its kind, and the free time.

    ``free`` is by place, merged; a room is its own only place.
    """

    id: Id
    serves: frozenset[str]
    free: Mapping[Id, Sequence[Interval]]

    def starts(self, spans: Iterable[Span]) -> list[Interval]:
        """When a visit may start whose every span finds a free place."""
        return reduce(
            intersect,
            [
                merge(
                    start
                    for free in self.free.values()
                    for start in starts_within(free, span)
                )
                for span in spans
            ],
        )

    def place_at(self, starts_at: datetime, ends_at: datetime) -> Id:
        """Pick the first place that is free from start to end; there must be one."""
        return next(
            place_id
            for place_id, free in self.free.items()
            if contains(free, starts_at, ends_at)
        )


@dataclass(frozen=True)
class Choice:
    """The candidates for one need, in order, each with the starts that suit it."""

    options: Sequence[tuple[Candidate, Sequence[Interval]]]

    def starts(self) -> list[Interval]:
        """When at least one of them can."""
        return merge(start for _, starts in self.options for start in starts)

    def at(self, starts_at: datetime) -> Candidate:
        """Pick the first who can; there must be one."""
        return next(
            candidate
            for candidate, starts in self.options
            if contains(starts, starts_at, starts_at)
        )


def choices(
    candidates: Sequence[Candidate], needs: Sequence[str | None], spans: Sequence[Span]
) -> dict[str, Choice]:
    """Match each need with who could serve every phase that has it.

    ``needs`` holds one for each span: the role or the kind of room of that phase.
    """
    spans_by_need = defaultdict(list)
    for need, span in zip(needs, spans, strict=True):
        if need:
            spans_by_need[need].append(span)
    return {
        need: Choice(
            [
                (candidate, candidate.starts(its_spans))
                for candidate in candidates
                if need in candidate.serves
            ]
        )
        for need, its_spans in spans_by_need.items()
    }


def starts_within(free: Iterable[Interval], span: Span) -> list[Interval]:
    """When a visit may start so that the span lies inside one interval."""
    begin, end = span
    return [
        (starts_at - begin, ends_at - end)
        for starts_at, ends_at in free
        if ends_at - starts_at >= end - begin
    ]
