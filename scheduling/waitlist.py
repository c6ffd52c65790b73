"""Who on the waitlist is offered which free time.

The order is kept for everybody to see: who has no date at all comes first, then who has
waited longest. Each in turn is given the earliest time that suits them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from scheduling.candidates import Id
from scheduling.intervals import Interval
from scheduling.slots import Slot, TimeOfDay, at_time_of_day


@dataclass(frozen=True)
class Waiting:
    """Somebody who would take a time from ``earliest_at`` on.

    ``booked_at`` is when what they have starts; None if they have no date. ``busy`` is
    when they cannot come, that appointment included; ``offered`` are the starts that
    they were offered before.
    """

    id: Id
    joined_at: datetime
    earliest_at: datetime
    booked_at: datetime | None = None
    time_of_day: TimeOfDay | None = None
    busy: Sequence[Interval] = ()
    offered: frozenset[datetime] = frozenset()


def match(
    free: Sequence[Slot], waiting: Iterable[Waiting], zone: ZoneInfo
) -> list[tuple[Id, Slot]]:
    """Give each of ``waiting`` one of the ``free`` slots, in their order, or none.

    ``free`` is sorted. No slot is given twice, nor two that need the same person or
    room at a time.
    """
    given: list[tuple[Id, Slot]] = []
    for one in sorted(waiting, key=_turn):
        suitable = (
            slot
            for slot in _suitable(free, one, zone)
            if not any(_clash(slot, other) for _, other in given)
        )
        if slot := next(suitable, None):
            given.append((one.id, slot))
    return given


def _turn(one: Waiting) -> tuple[bool, datetime, str]:
    """The id only makes the order of two who joined at once the same every time."""
    return one.booked_at is not None, one.joined_at, str(one.id)


def _suitable(free: Sequence[Slot], one: Waiting, zone: ZoneInfo) -> Iterable[Slot]:
    if one.time_of_day:
        free = at_time_of_day(free, zone, one.time_of_day)
    for slot in free:
        is_earlier = one.booked_at is None or slot.starts_at < one.booked_at
        is_new = slot.starts_at not in one.offered
        is_in_time = slot.starts_at >= one.earliest_at
        if is_earlier and is_new and is_in_time and not _is_busy(one, slot):
            yield slot


def _is_busy(one: Waiting, slot: Slot) -> bool:
    return any(
        slot.starts_at < ends_at and starts_at < slot.ends_at
        for starts_at, ends_at in one.busy
    )


def _clash(one: Slot, other: Slot) -> bool:
    """Whether both need a person's place or a room while the other has it.

    Each is counted as taken for the whole visit: that errs on the safe side.
    """
    is_at_once = (
        one.starts_at < other.ends_at + other.buffer
        and other.starts_at < one.ends_at + one.buffer
    )
    return is_at_once and not _taken(one).isdisjoint(_taken(other))


def _taken(slot: Slot) -> set[Id]:
    rooms = {part.room_id for part in slot.parts}
    return rooms | {part.place_id for part in slot.parts if part.place_id}
