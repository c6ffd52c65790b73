"""Every rule as a clinician reads it: what it says by which numbers, and who signed."""

from collections.abc import Mapping
from dataclasses import dataclass

from intake.eligibility.policy import DOSE
from intake.eligibility.rules import SECTIONS
from intake.eligibility.rules.rule import Rule
from intake.eligibility.vocabulary import KEYS
from intake.models import Policy
from intake.services.policies import PolicyValue, values_of


@dataclass(frozen=True)
class ShownRule:
    """One rule under a policy; ``numbers`` are those it compares with.

    ``text`` has the policy's numbers filled in, and "[…]" for what a patient answers.
    ``has_doses`` when it also compares with the minimum dose of each antidepressant.
    """

    rule: Rule
    text: str
    reads: list[str]
    numbers: list[PolicyValue]
    has_doses: bool

    @property
    def severity(self) -> str:
        return self.rule.severity.code


def read_rules(policy: Policy) -> dict[str, list[ShownRule]]:
    """Return every rule under ``policy``, by the section of the clinical rules."""
    values = {each.name: each for each in values_of(policy)}
    return {
        section: [_shown(rule, policy, values) for rule in rules]
        for section, rules in SECTIONS.items()
    }


def _shown(rule: Rule, policy: Policy, values: Mapping[str, PolicyValue]) -> ShownRule:
    return ShownRule(
        rule=rule,
        text=rule.text_under(policy.numbers),
        reads=[KEYS[key].label for key in rule.reads],
        numbers=[values[name] for name in rule.numbers if name != DOSE],
        has_doses=DOSE in rule.numbers,
    )
