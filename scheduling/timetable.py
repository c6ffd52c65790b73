"""A day as a table: half-hours down, rooms and people across. Pure.

Every time range is a half-open pair of aware datetimes.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from scheduling.hours import grid
from scheduling.intervals import Interval

STEP = timedelta(minutes=30)

V = TypeVar("V", bound=Hashable)


class State(StrEnum):
    """What a column is for half an hour: the last that holds of some of it."""

    AWAY = "away"
    FREE = "free"
    CLEANED = "cleaned"
    HELD = "held"
    TAKEN = "taken"


@dataclass(frozen=True)
class Taken(Generic[V]):
    """Something that takes a column for a while: a ``visit``, or a state without."""

    during: Interval
    state: State
    visit: V | None = None


@dataclass(frozen=True)
class Column(Generic[V]):
    """A room or a person; without ``there`` it is there all day."""

    label: str
    taken: Sequence[Taken[V]]
    there: Sequence[Interval] | None = None

    @property
    def is_room(self) -> bool:
        return self.there is None


@dataclass(frozen=True)
class Cell(Generic[V]):
    column: Column[V]
    state: State
    visits: Sequence[V]

    @property
    def is_free(self) -> bool:
        return self.state == State.FREE


@dataclass(frozen=True)
class Row(Generic[V]):
    """Half an hour; one cell for each column, in their order."""

    starts_at: datetime
    cells: Sequence[Cell[V]]

    @property
    def has_somebody_at_work(self) -> bool:
        return any(
            cell.state != State.AWAY for cell in self.cells if not cell.column.is_room
        )

    @property
    def has_somebody_free(self) -> bool:
        return any(cell.is_free and not cell.column.is_room for cell in self.cells)


def rows(
    columns: Sequence[Column[V]], zone: ZoneInfo, during: Interval
) -> list[Row[V]]:
    """Return the half-hours of ``during`` from the first that has anybody to the last.

    None where nobody is there and nothing is taken. Of a half-hour that the clocks show
    twice there is one row, for both.
    """
    spans = [
        span for column in columns for span in _spans(column) if _overlaps(span, during)
    ]
    if not spans:
        return []
    begins = max(during[0], min(starts_at for starts_at, _ends_at in spans))
    ends = min(during[1], max(ends_at for _starts_at, ends_at in spans))
    # The row before may be long ago: an hour that the clocks show twice has no second.
    edges = [*grid(zone, STEP, (begins - 4 * STEP, ends)), ends]
    return [
        Row(starts_at, [_cell(column, (starts_at, until)) for column in columns])
        for starts_at, until in pairwise(edges)
        if until > begins
    ]


def _spans(column: Column) -> Iterable[Interval]:
    yield from (each.during for each in column.taken)
    yield from column.there or ()


def _cell(column: Column[V], during: Interval) -> Cell[V]:
    now = [each for each in column.taken if _overlaps(each.during, during)]
    is_there = column.there is None or any(
        _overlaps(span, during) for span in column.there
    )
    states = [State.FREE if is_there else State.AWAY, *(each.state for each in now)]
    visits = dict.fromkeys(each.visit for each in now if each.visit is not None)
    return Cell(column, max(states, key=list(State).index), list(visits))


def _overlaps(one: Interval, other: Interval) -> bool:
    return one[0] < other[1] and other[0] < one[1]
