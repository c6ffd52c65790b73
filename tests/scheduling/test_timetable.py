"""The day as a table: rows, what a cell is, and the days on which clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduling.timetable import Column, State, Taken, rows

NEW_YORK = ZoneInfo("America/New_York")


def at(hour, minute=0, day=3):
    return datetime(2030, 6, day, hour, minute, tzinfo=NEW_YORK)


def column(*taken, there=None):
    return Column("Chair 1", taken, there)


JUNE_3 = at(0), at(0, day=4)


def table_of(columns, during=JUNE_3):
    return rows(columns, NEW_YORK, during)


def told(table):
    return [(f"{row.starts_at.astimezone(NEW_YORK):%H:%M}", row.cells) for row in table]


def states(table):
    return [(label, cells[0].state) for label, cells in told(table)]


def test_rows_reach_from_the_first_hour_or_visit_to_the_last():
    visit = Taken((at(8, 40), at(9)), State.TAKEN, "Jordan")

    table = table_of([column(visit), column(there=[(at(9), at(10, 15))])])

    assert [
        (label, *(cell.state for cell in cells)) for label, cells in told(table)
    ] == [
        ("08:30", State.TAKEN, State.AWAY),
        ("09:00", State.FREE, State.FREE),
        ("09:30", State.FREE, State.FREE),
        ("10:00", State.FREE, State.FREE),
    ]


def test_who_comes_one_after_the_other_stands_in_one_cell():
    first = Taken((at(9), at(9, 10)), State.TAKEN, "Jordan")
    then = Taken((at(9, 10), at(9, 30)), State.TAKEN, "Maria")

    [row] = table_of([column(first, then)])

    assert row.cells[0].visits == ["Jordan", "Maria"]


def test_who_is_there_in_two_parts_is_named_once():
    parts = [
        Taken((at(9), at(9, 10)), State.TAKEN, "Jordan"),
        Taken((at(9, 10), at(10)), State.TAKEN, "Jordan"),
    ]

    first, second = table_of([column(*parts)])

    assert first.cells[0].visits == second.cells[0].visits == ["Jordan"]


def test_a_room_is_held_cleaned_and_free():
    taken = [
        Taken((at(9), at(9, 30)), State.HELD),
        Taken((at(9, 30), at(9, 45)), State.CLEANED),
    ]

    table = table_of([column(*taken, there=[(at(9), at(10, 30))])])

    assert states(table) == [
        ("09:00", State.HELD),
        ("09:30", State.CLEANED),
        ("10:00", State.FREE),
    ]


def test_what_reaches_over_midnight_ends_with_the_day():
    night = Taken((at(23, 30), at(1, day=4)), State.TAKEN, "Jordan")

    table = table_of([column(night)])

    assert states(table) == [("23:30", State.TAKEN)]


def test_nothing_makes_no_rows():
    assert table_of([column(there=[])]) == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # At 2:00 the clocks jump to 3:00.
        ((3, 10), ["01:00", "01:30", "03:00", "03:30"]),
        # At 2:00 they go back to 1:00: its second hour stands in the row of 1:30.
        ((11, 3), ["01:00", "01:30", "02:00", "02:30", "03:00", "03:30"]),
    ],
    ids=["spring", "autumn"],
)
def test_rows_follow_the_clock_when_it_changes(day, expected):
    month, number = day
    one = datetime(2030, month, number, 1, tzinfo=NEW_YORK)
    four = datetime(2030, month, number, 4, tzinfo=NEW_YORK)

    table = table_of([column(there=[(one, four)])], (one, four))

    assert [label for label, _cells in told(table)] == expected


def test_a_visit_in_the_hour_shown_twice_has_its_row():
    # 1:30 EST, the second time that the clocks show it.
    begins = datetime(2030, 11, 3, 6, 30, tzinfo=UTC)
    visit = Taken((begins, begins + timedelta(minutes=30)), State.TAKEN, "Jordan")

    [row] = table_of([column(visit)], visit.during)

    assert row.cells[0].visits == ["Jordan"]
