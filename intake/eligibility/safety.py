"""What every saved page is asked: show the patient help now, and alert staff now?"""

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import Any

from intake.eligibility.blood_pressure import Band, band_at_any_age
from intake.eligibility.facts import Facts
from intake.eligibility.levels import Severity
from intake.eligibility.policy import SHIPPED, Policy
from intake.eligibility.questions.instruments import ASQ_LINKS, PHQ9
from intake.eligibility.rules import RULES
from intake.eligibility.rules.rule import Flag

ALERTS_THOUGH_NOT_URGENT = "SUI_PAST_ATTEMPT"
"""Waits in the queue as relative, but alerts staff like an urgent flag."""


class Panel(StrEnum):
    """What the patient is shown at once, the gravest first.

    911; 988 and 911; or, for a very high reading without symptoms, to rest, to measure
    again and whom to call today.
    """

    EMERGENCY = "emergency"
    CRISIS = "crisis"
    HIGH_READING = "high-reading"

    @property
    def tells_staff(self) -> bool:
        """Whether the answer that shows it alerts staff too, whatever the flags say."""
        return self != Panel.HIGH_READING


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
    """Return the panels that these answers call for, the gravest first.

    ``saved`` narrows it to the linkIds of the page just saved. An answer declined, and
    not being sure of symptoms with a very high blood pressure, count as yes.
    """
    called_for = {
        panel
        for link in TRIGGERS
        if saved is None or link in saved
        for panel in _panels_of(link, answers)
    }
    return [panel for panel in Panel if panel in called_for]


def panels_for_reading(systolic: int | None, diastolic: int | None) -> list[Panel]:
    """Return the panel for a reading that was typed but is not saved.

    So that nobody whose numbers are questioned is left without it.
    """
    facts = Facts({"bp_systolic": systolic, "bp_diastolic": diastolic})
    is_severe = band_at_any_age(facts, SHIPPED) == Band.SEVERE
    return [Panel.HIGH_READING] if is_severe else []


def calls_for_help(answers: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """Return those of the answers that show whom to call now, and alert staff."""
    return {
        link: answers[link]
        for link in TRIGGERS
        if any(panel.tells_staff for panel in _panels_of(link, answers))
    }


def _panels_of(link: str, answers: Mapping[str, list[Any]]) -> set[Panel]:
    panels = (TRIGGERS[link](value) for value in answers.get(link, []))
    return {panel for panel in panels if panel}


def _by_symptoms(code: object) -> Panel:
    return Panel.HIGH_READING if code == "no" else Panel.EMERGENCY


def _by_safety_item(code: object) -> Panel | None:
    return None if code == "no" else Panel.CRISIS


def _by_item_9(code: object) -> Panel | None:
    return None if PHQ9.points.get(str(code)) == 0 else Panel.CRISIS


# The symptoms are only asked, and only kept, beside a reading of 180 or 120 and above.
TRIGGERS: Mapping[str, Callable[[object], Panel | None]] = {
    "bp-symptoms": _by_symptoms,
    PHQ9.links[-1]: _by_item_9,
    **dict.fromkeys(ASQ_LINKS, _by_safety_item),
}
