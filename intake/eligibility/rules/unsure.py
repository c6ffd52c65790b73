"""Not sure and not answered: the one rule that reads what all the others could not."""

from intake.eligibility.facts import Facts
from intake.eligibility.levels import Severity
from intake.eligibility.rules.rule import Flag
from intake.eligibility.vocabulary import KEYS


def unsure_stop_item(facts: Facts, stop_items: frozenset[str]) -> list[Flag]:
    """Return one flag naming every stop item that the patient could not answer.

    ``stop_items`` are the facts that a rule graver than a caution reads.
    """
    because = {key: why for key, why in facts.missing.items() if key in stop_items}
    if not because:
        return []
    items = ", ".join(
        f"{KEYS[key].label} ({'yes, the rest ' if key in facts.after_yes else ''}{why})"
        for key, why in because.items()
    )
    return [
        Flag(
            "UNSURE_STOP_ITEM",
            Severity.RELATIVE,
            f"Not sure or not answered: {items}. Obtain records.",
            "Chosen by this product",
            because,
        )
    ]
