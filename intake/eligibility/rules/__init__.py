"""Every rule, in the order of the clinical sections, and the flags they raise."""

from intake.eligibility.facts import Facts
from intake.eligibility.levels import Severity
from intake.eligibility.policy import Policy
from intake.eligibility.rules import (
    heart,
    indication,
    medical,
    medicines,
    psychiatric,
    safety,
)
from intake.eligibility.rules.rule import Flag
from intake.eligibility.rules.unsure import unsure_stop_item

SECTIONS = {
    "safety": safety.RULES,
    "heart": heart.RULES,
    "medical": medical.RULES,
    "psychiatric": psychiatric.RULES,
    "indication": indication.RULES,
    "medicines": medicines.RULES,
}

RULES = tuple(rule for rules in SECTIONS.values() for rule in rules)

STOP_ITEMS = frozenset(
    key for rule in RULES if rule.severity >= Severity.RELATIVE for key in rule.reads
)
"""The facts that a rule graver than a caution reads: no answer is never routine."""


def flags(facts: Facts, policy: Policy) -> list[Flag]:
    """Return every flag these facts raise, the gravest first, else in table order."""
    raised = [flag for rule in RULES if (flag := rule.flag(facts, policy)) is not None]
    raised += unsure_stop_item(facts, STOP_ITEMS)
    return sorted(raised, key=lambda flag: flag.severity, reverse=True)
