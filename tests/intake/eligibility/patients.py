"""A patient's answers to the shipped questionnaire, and the facts they make."""

from datetime import date
from typing import Any

from intake.eligibility.facts import Facts, from_answers
from intake.instruments import resource
from intake.questionnaires.enabled import enabled_items
from intake.questionnaires.loading import load

QUESTIONNAIRE = load(resource("eligibility"))
TODAY = date(2030, 6, 15)
BORN_ON = date(1988, 2, 3)

SEVERAL_DAYS = "LA6569-3"
NOT_AT_ALL = "LA6568-5"

HEALTHY: dict[str, list[Any]] = {
    "sex-at-birth": ["female"],
    "can-be-pregnant": ["no"],
    "primary-reason": ["anxiety"],
    "htn-known": ["no"],
    "bp-known": ["yes"],
    "bp-systolic": [118],
    "bp-diastolic": [74],
    "bp-when": ["past-week"],
    "aneurysm-avm": ["no"],
    "brain-bleed": ["no"],
    "heart-attack": ["no"],
    "stroke": ["no"],
    "angina": ["no"],
    "heart-failure": ["no"],
    "irregular-heartbeat": ["no"],
    "heart-valve": ["no"],
    "medicines-any": ["no"],
    "ketamine-allergy": ["no"],
    "antidepressants-tried": ["no"],
    "ect": ["never"],
    "tms": ["never"],
    "talk-therapy": ["current"],
    "ketamine-before": ["no"],
    **{f"phq9-{number}": [SEVERAL_DAYS] for number in range(1, 9)},
    "phq9-9": [NOT_AT_ALL],
    **{f"asq-{number}": ["no"] for number in range(1, 5)},
    "ride-home": ["yes"],
}
"""Complete, and nothing in it worries anybody."""


def healthy_but(**changed: Any) -> dict[str, list[Any]]:
    """Healthy answers with some changed: ``bp_systolic=190``; ``None`` drops one."""
    answers = dict(HEALTHY)
    for name, value in changed.items():
        answers.pop(name.replace("_", "-"), None)
        if value is not None:
            values = value if isinstance(value, list) else [value]
            answers[name.replace("_", "-")] = values
    return answers


def facts_of(answers: dict[str, list[Any]], *, on: date = TODAY) -> Facts:
    """The facts as the service makes them: enabled answers, questions asked."""
    asked = {node.item.link_id for node in enabled_items(QUESTIONNAIRE, answers)}
    kept = {link: given for link, given in answers.items() if link in asked}
    return from_answers(kept, asked=asked, born_on=BORN_ON, on=on)
