"""The instruments that a patient was asked: each with its total and its items."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intake.eligibility.questions.instruments import (
    AUDIT_C,
    GAD7,
    PC_PTSD_5,
    PCL5,
    PEG,
    PHQ9,
    PTSD_EVENT,
    Items,
)
from intake.questionnaires.summary import Row, Section

ITEM_9 = PHQ9.links[-1]


@dataclass(frozen=True)
class Instrument:
    """One instrument; ``before`` are questions that open it and have no points."""

    name: str
    highest: int
    items: Items
    before: tuple[str, ...] = ()

    @property
    def links(self) -> tuple[str, ...]:
        return self.before + self.items.links


# In the order they are read.
INSTRUMENTS = {
    "phq9": Instrument("PHQ-9", 27, PHQ9),
    "gad7": Instrument("GAD-7", 21, GAD7),
    "pcl5": Instrument("PCL-5", 80, PCL5),
    "pc_ptsd_5": Instrument("PC-PTSD-5", 5, PC_PTSD_5, before=(PTSD_EVENT,)),
    "audit_c": Instrument("AUDIT-C", 12, AUDIT_C),
    "peg": Instrument("PEG", 10, PEG),
}
FIRST_LINKS = [instrument.links[0] for instrument in INSTRUMENTS.values()]


@dataclass(frozen=True)
class ShownItem:
    """One answer behind a score; without ``points`` where it was declined or open."""

    row: Row
    points: int | None


@dataclass(frozen=True)
class ShownScore:
    """One instrument; ``score`` has total and band, ``None`` where an item misses.

    ``carried_over_from`` is when it was answered, if that was in answers sent before.
    """

    name: str
    highest: int
    score: dict[str, Any] | None
    carried_over_from: datetime | None
    items: Sequence[ShownItem]

    @property
    def item_9(self) -> ShownItem | None:
        """The item on thoughts of death, which is never folded away."""
        return next((each for each in self.items if each.row.link_id == ITEM_9), None)


def shown_scores(
    scores: Mapping[str, dict[str, Any] | None],
    sections: Iterable[Section],
    carried_over: Mapping[str, datetime],
) -> list[ShownScore]:
    """Return the instruments that ``scores`` of an assessment tell of.

    ``carried_over`` says when those not asked again were answered, by first linkId.
    """
    rows = {row.link_id: row for section in sections for row in section.rows}
    return [
        ShownScore(
            name=instrument.name,
            highest=instrument.highest,
            score=scores[key],
            carried_over_from=carried_over.get(instrument.links[0]),
            items=[
                ShownItem(rows[link], _points(instrument.items, rows[link]))
                for link in instrument.links
                if link in rows
            ],
        )
        for key, instrument in INSTRUMENTS.items()
        if key in scores
    ]


def without_items(rows: Iterable[Row], scores: Iterable[ShownScore]) -> list[Row]:
    """Return the rows that stand behind none of ``scores``."""
    behind = {item.row.link_id for score in scores for item in score.items}
    return [row for row in rows if row.link_id not in behind]


def _points(items: Items, row: Row) -> int | None:
    if row.link_id not in items.links:
        return None
    given = row.page.answers.get(row.link_id, ())
    return items.points.get(given[0]) if given else None
