"""What every saved page is asked: show the patient help now, and alert staff now?"""

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import Any

from intake.eligibility.facts import Facts
from intake.eligibility.levels import Severity
from intake.eligibility.policy import Policy
from intake.eligibility.questions.instruments import ASQ_LINKS, PHQ9
from intake.eligibility.rules import RULES
from intake.eligibility.rules.rule import Flag

ALERTS_THOUGH_NOT_URGENT = "SUI_PAST_ATTEMPT"
"""Waits in the queue as relative, but alerts staff like an urgent flag."""


class Panel(StrEnum):
    """What the patient is shown at once: 988 and 911, or 911."""

    CRISIS = "crisis"
    EMERGENCY = "emergency"


def urgent(facts: Facts, policy: Policy) -> list[Flag]:
    """Return the flags that alert staff at once, while the patient still answers."""
    alerting = [
        rule
        for rule in RULES
        if rule.severity == Severity.URGENT or rule.id == ALERTS_THOUGH_NOT_URGENT
    ]
    return [flag for rule in alerting if (flag := rule.flag(facts, policy)) is not None]


def panels_for(
    answers: Mapping[str, list[Any]], saved: Collection[str] | None = None
) -> list[Panel]:
    """Return the panels that these answers call for, the emergency before the crisis.

    ``saved`` narrows it to the linkIds of the page just saved. An answer declined, and
    not being sure of symptoms with a very high blood pressure, count as yes.
    """
    panels = {
        TRIGGERS[link][0]
        for link in calls_for_help(answers)
        if saved is None or link in saved
    }
    graver_first = (Panel.EMERGENCY, Panel.CRISIS)
    return [panel for panel in graver_first if panel in panels]


def calls_for_help(answers: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """Return those of the answers that a panel is shown for."""
    return {
        link: answers[link]
        for link, (_panel, is_worrying) in TRIGGERS.items()
        if any(is_worrying(value) for value in answers.get(link, []))
    }


def _is_not_no(code: object) -> bool:
    return code != "no"


def _is_above_zero(code: object) -> bool:
    return PHQ9.points.get(str(code)) != 0


# The symptoms are only asked, and only kept, beside a reading of 180 or 120 and above.
TRIGGERS: Mapping[str, tuple[Panel, Callable[[object], bool]]] = {
    "bp-symptoms": (Panel.EMERGENCY, _is_not_no),
    PHQ9.links[-1]: (Panel.CRISIS, _is_above_zero),
    **dict.fromkeys(ASQ_LINKS, (Panel.CRISIS, _is_not_no)),
}
