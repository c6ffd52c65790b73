"""Scores of the instruments, as published; no total where an item is missing."""

from collections.abc import Sequence
from typing import Any

PHQ9_BANDS = (
    (20, "severe"),
    (15, "moderately severe"),
    (10, "moderate"),
    (5, "mild"),
    (0, "none-minimal"),
)


def phq9_total(items: Sequence[object] | None) -> int | None:
    """Return the sum of nine scores, ``None`` when one is declined or unanswered."""
    if items is None:
        return None
    scores = [item for item in items if isinstance(item, int)]
    return sum(scores) if len(scores) == len(items) else None


def phq9_score(items: Sequence[object] | None) -> dict[str, Any] | None:
    """Return total and severity band, ``None`` without a total.

    Bands: Kroenke, Spitzer & Williams, J Gen Intern Med 2001;16:606.
    """
    total = phq9_total(items)
    if total is None:
        return None
    band = next(name for lowest, name in PHQ9_BANDS if total >= lowest)
    return {"total": total, "band": band}
