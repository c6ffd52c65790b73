"""Bars to draw: where each begins and how long it is, in units of the drawing. Pure.

`components/bars.html` writes them as SVG. The values stand in the drawing as text, and
a table beside it has them all: nobody has to judge the length of a bar.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

WIDTH = 360
BESIDE = 72  # for a short label
VALUE = 96  # for the value behind the longest bar
LONGEST_LABEL = 48
LINE = 24


@dataclass(frozen=True)
class Bar:
    """One value, and in ``shown`` how it is written."""

    label: str
    value: float
    shown: str


@dataclass(frozen=True)
class Drawn:
    """A bar with its texts; ``y`` and ``label_y`` are the lines that text stands on."""

    label: str
    shown: str
    x: int
    y: int
    label_y: int
    length: int

    @property
    def top(self) -> int:
        return self.y - 13

    @property
    def value_x(self) -> int:
        return self.x + self.length + 8


@dataclass(frozen=True)
class BarChart:
    """Bars under one another, each as long as its share of ``most``.

    Labels stand before the bars, or above them where they are ``is_long``. ``name`` is
    unique on the page; ``title`` and ``description`` are read out.
    """

    name: str
    title: str
    description: str
    bars: Sequence[Bar]
    most: float = 0
    is_long: bool = False

    width = WIDTH

    @property
    def height(self) -> int:
        return len(self.bars) * self._step

    @property
    def drawn(self) -> Iterator[Drawn]:
        x = 0 if self.is_long else BESIDE
        room = WIDTH - x - VALUE
        most = self.most or max((bar.value for bar in self.bars), default=0) or 1
        for number, bar in enumerate(self.bars):
            y = (number + 1) * self._step - 7
            yield Drawn(
                label=_shortened(bar.label),
                shown=bar.shown,
                x=x,
                y=y,
                label_y=y - LINE + 4 if self.is_long else y,
                length=round(room * min(bar.value / most, 1)),
            )

    @property
    def _step(self) -> int:
        return 2 * LINE if self.is_long else LINE


def bars(pairs: Iterable[tuple[str, float]]) -> list[Bar]:
    """Return bars that show their values as they are."""
    return [Bar(str(label), value, str(value)) for label, value in pairs]


def _shortened(label: str) -> str:
    if len(label) <= LONGEST_LABEL:
        return label
    return label[: LONGEST_LABEL - 1].rstrip() + "…"
