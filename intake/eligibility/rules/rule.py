"""What a rule is, and the flag it raises."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from intake.eligibility.facts import Facts
from intake.eligibility.levels import Severity
from intake.eligibility.policy import Policy

Found = Mapping[str, object] | None
"""What fills a rule's text; ``None`` where the rule found nothing."""

When = Callable[[Facts, Policy], Found]


@dataclass(frozen=True)
class Flag:
    """One thing a rule found. ``because`` holds the facts it rests on, by key."""

    id: str
    severity: Severity
    text: str
    source: str
    because: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "severity": self.severity.code,
            "text": self.text,
            "source": self.source,
            "because": dict(self.because),
        }


class _Unfilled(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "[…]"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule of the table: when it applies, what it says, where it comes from.

    ``reads`` names every fact that ``when`` looks at, ``numbers`` every number of the
    policy that it compares with; ``policy.DOSE`` stands for all minimum doses. ``text``
    is filled from ``policy``, from what ``when`` found, and for each name of ``below``
    with the last whole number before that number of the policy: a band is "160-179".
    """

    id: str
    severity: Severity
    reads: tuple[str, ...]
    when: When
    text: str
    source: str
    numbers: tuple[str, ...] = ()
    below: Mapping[str, str] = field(default_factory=dict)

    def text_under(self, policy: Policy) -> str:
        """Return the text with these numbers, and "[…]" for what ``when`` finds."""
        return self.text.format_map(_Unfilled(self._numbers(policy)))

    def flag(self, facts: Facts, policy: Policy) -> Flag | None:
        """Return the flag these facts raise, or nothing."""
        found = self.when(facts, policy)
        if found is None:
            return None
        text = self.text.format(**self._numbers(policy), **found)
        return Flag(self.id, self.severity, text, self.source, self._because(facts))

    def _numbers(self, policy: Policy) -> dict[str, object]:
        last = {name: getattr(policy, limit) - 1 for name, limit in self.below.items()}
        return {"policy": policy} | last

    def _because(self, facts: Facts) -> dict[str, Any]:
        known = facts.missing | dict(facts.values)
        return {key: known[key] for key in self.reads if key in known}


def found(applies: bool, **values: object) -> Found:
    """Return what fills the text when a rule applies, else nothing."""
    return values if applies else None


def says(
    id: str, severity: Severity, key: str, *words: object, text: str, source: str
) -> Rule:
    """A rule that applies when one fact is one of these words."""
    return Rule(
        id=id,
        severity=severity,
        reads=(key,),
        when=lambda facts, policy: found(facts[key] in words),
        text=text,
        source=source,
    )
