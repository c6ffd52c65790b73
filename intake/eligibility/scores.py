"""Scores of the instruments, as published; no total where an item is missing."""

from collections.abc import Sequence
from typing import Any

from intake.eligibility.facts import Facts
from intake.eligibility.policy import Policy

Total = int | float | None
Bands = tuple[tuple[int, str], ...]

PHQ9_BANDS: Bands = (
    (20, "severe"),
    (15, "moderately severe"),
    (10, "moderate"),
    (5, "mild"),
    (0, "none-minimal"),
)
"""Kroenke, Spitzer & Williams, J Gen Intern Med 2001;16:606."""
GAD7_BANDS: Bands = ((15, "severe"), (10, "moderate"), (5, "mild"), (0, "minimal"))
"""Spitzer, Kroenke, Williams & Löwe, Arch Intern Med 2006;166:1092."""
PCL5_BANDS: Bands = ((33, "positive"), (0, "negative"))
"""National Center for PTSD: a cut of 31-33; the higher one is used."""
PC_PTSD_5_CUT = 4
PC_PTSD_5_CUT_WOMEN = 3
"""National Center for PTSD."""
PEG_BANDS: Bands = ((4, "moderate or more"), (0, "mild"))

PCL5_CLUSTERS = (
    (range(1, 6), 1),
    (range(6, 8), 1),
    (range(8, 15), 2),
    (range(15, 21), 2),
)
"""DSM-5 criteria B to E: the items of each, and how many of them are needed."""
PCL5_SYMPTOM = 2
"""Moderately or more: the item counts as a symptom."""


def phq9_total(items: Sequence[object] | None) -> int | None:
    """Return the sum of nine scores, ``None`` when one is declined or unanswered."""
    return _sum(items)


def scores_of(facts: Facts, policy: Policy) -> dict[str, dict[str, Any] | None]:
    """Return total and band of each instrument asked, ``None`` without a total."""
    items = facts.items
    audit_c = policy.audit_c_male if _is(facts, "male") else policy.audit_c_other
    pc_ptsd_5 = PC_PTSD_5_CUT_WOMEN if _is(facts, "female") else PC_PTSD_5_CUT
    rows = (
        ("phq9", facts.was_asked("phq9"), phq9_total(facts["phq9"]), PHQ9_BANDS),
        ("gad7", facts.was_asked("gad7_total"), facts["gad7_total"], GAD7_BANDS),
        ("pcl5", facts.was_asked("pcl5_total"), facts["pcl5_total"], PCL5_BANDS),
        (
            "audit_c",
            facts.was_asked("audit_c_total"),
            facts["audit_c_total"],
            _screen(audit_c),
        ),
        (
            "pc_ptsd_5",
            "pc_ptsd_5" in items,
            _sum(items.get("pc_ptsd_5")),
            _screen(pc_ptsd_5),
        ),
        ("peg", "peg" in items, _mean(items.get("peg")), PEG_BANDS),
    )
    scores = {
        name: _score(total, bands)
        for name, was_asked, total, bands in rows
        if was_asked
    }
    if pcl5 := scores.get("pcl5"):
        pcl5 |= _criteria(items.get("pcl5"))
    return scores


def _score(total: Total, bands: Bands) -> dict[str, Any] | None:
    if total is None:
        return None
    band = next(name for lowest, name in bands if total >= lowest)
    return {"total": total, "band": band}


def _screen(cut: int) -> Bands:
    return (cut, "positive"), (0, "negative")


def _is(facts: Facts, sex: str) -> bool:
    return bool(facts["sex_at_birth"] == sex)


def _criteria(items: Sequence[object] | None) -> dict[str, bool]:
    """Say whether the items meet the provisional DSM-5 criteria, where they are known.

    National Center for PTSD: one symptom of B, one of C, two of D, two of E.
    """
    if items is None:
        return {}
    symptoms = {
        number
        for number, item in enumerate(items, start=1)
        if isinstance(item, int) and item >= PCL5_SYMPTOM
    }
    meets = all(
        len(symptoms & set(cluster)) >= needed for cluster, needed in PCL5_CLUSTERS
    )
    return {"meets_dsm5_criteria": meets}


def _sum(items: Sequence[object] | None) -> int | None:
    if items is None:
        return None
    points = [item for item in items if isinstance(item, int)]
    return sum(points) if len(points) == len(items) else None


def _mean(items: Sequence[object] | None) -> float | None:
    total = _sum(items)
    return round(total / len(items), 1) if total is not None and items else None
