"""An assessment: triage, flags and scores, made from facts under one policy."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from intake.eligibility.facts import Facts
from intake.eligibility.levels import TRIAGE_OF, Severity, Triage
from intake.eligibility.policy import Policy
from intake.eligibility.rules import flags
from intake.eligibility.rules.rule import Flag
from intake.eligibility.scores import scores_of


@dataclass(frozen=True)
class Assessment:
    """What the rules found. ``flags`` come gravest first; ``scores`` by instrument."""

    triage: Triage
    flags: tuple[Flag, ...]
    scores: Mapping[str, Any]
    policy_version: str

    def as_json(self) -> dict[str, Any]:
        return {
            "triage": self.triage.code,
            "flags": [flag.as_json() for flag in self.flags],
            "scores": dict(self.scores),
            "policy": self.policy_version,
        }


def assess(facts: Facts, policy: Policy) -> Assessment:
    """Return what the rules make of these facts; triage is the highest severity."""
    raised = tuple(flags(facts, policy))
    highest = max((flag.severity for flag in raised), default=Severity.INFO)
    scores = scores_of(facts, policy)
    return Assessment(TRIAGE_OF[highest], raised, scores, policy.version)
