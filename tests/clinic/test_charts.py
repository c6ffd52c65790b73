"""Bars are as long as their values, and stay inside the drawing."""

from hypothesis import given
from hypothesis import strategies as st

from clinic.charts import LONGEST_LABEL, VALUE, WIDTH, Bar, BarChart, bars

values = st.lists(st.integers(0, 10**6), min_size=1, max_size=60)


def chart(*counts, **options):
    return BarChart("one", "Title", "Description", bars(_named(counts)), **options)


def _named(counts):
    return [(f"Bar {number}", count) for number, count in enumerate(counts)]


def lengths(drawing):
    return [bar.length for bar in drawing.drawn]


def test_the_longest_bar_fills_the_room_and_the_others_their_share():
    full, half, empty = lengths(chart(10, 5, 0))

    assert (half, empty) == (round(full / 2), 0)


def test_bars_can_be_shares_of_more_than_the_longest():
    assert lengths(chart(5, most=10))[0] * 2 == lengths(chart(5))[0]


def test_nothing_counted_draws_no_bar():
    assert lengths(chart(0, 0)) == [0, 0]


def test_a_long_label_is_cut_in_the_drawing():
    [bar] = BarChart("one", "T", "D", [Bar("x" * 99, 1, "1")], is_long=True).drawn

    assert len(bar.label) == LONGEST_LABEL
    assert bar.label.endswith("x…")


@given(values, st.booleans())
def test_every_bar_lies_inside_with_room_for_its_value(counts, is_long):
    drawing = chart(*counts, is_long=is_long)

    for bar in drawing.drawn:
        assert 0 <= bar.x + bar.length <= WIDTH - VALUE
        assert 0 < bar.top < bar.y <= drawing.height
        assert 0 < bar.label_y <= drawing.height
