"""Answers as a FHIR R4 QuestionnaireResponse, and back."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from intake.questionnaires import fhir, values
from intake.questionnaires.definition import Item, Questionnaire
from intake.questionnaires.elements import Writer, translated
from intake.questionnaires.enabled import calculated_tree
from intake.questionnaires.places import Place
from intake.questionnaires.validation import Problem
from intake.questionnaires.values import Answers

STRANGE = "There is no such item here."
VALUELESS = "This takes no answer."
TWICE = "This does not repeat."


class Unreadable(Exception):
    """A resource that is a response to another questionnaire, or version."""


@dataclass(frozen=True)
class Reading:
    """The answers in a response, and what in it has no place among them.

    A value that the question does not take stands as None: ``validation.check`` tells.
    """

    answers: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)


def to_fhir(
    questionnaire: Questionnaire,
    answers: Answers,
    *,
    status: str,
    authored: datetime.datetime,
    language: str,
) -> dict[str, Any]:
    """Return a QuestionnaireResponse of what is enabled, texts in ``language``.

    Answers that are worked out are in it, also hidden ones, as a total.
    """
    writer = Writer(translated(language), language)
    return {
        "resourceType": "QuestionnaireResponse",
        "language": language,
        "questionnaire": questionnaire.canonical,
        "status": status,
        "authored": authored.isoformat(),
        "item": writer.items(calculated_tree(questionnaire, answers)),
    }


def from_fhir(questionnaire: Questionnaire, response: Mapping[str, Any]) -> Reading:
    """Return the answers in a QuestionnaireResponse, whatever rules they break.

    Raises Unreadable. Expects the JSON of a valid resource: a broken one raises
    KeyError or TypeError.
    """
    canonical = questionnaire.canonical
    url, _, _ = canonical.partition("|")
    if response.get("questionnaire", canonical) not in (canonical, url):
        raise Unreadable(f"not a response to {canonical}")
    reader = _Reader()
    items = response.get("item", [])
    return Reading(reader.items(items, questionnaire.sections, ()), reader.problems)


class _Reader:
    """Turns response items into answers and collects what it cannot place."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def items(
        self, raw_items: list[Any], items: Iterable[Item], place: Place
    ) -> dict[str, Any]:
        expected = {item.link_id: item for item in items}
        answers: dict[str, Any] = {}
        read: set[str] = set()
        for raw in raw_items:
            link_id = raw["linkId"]
            item = expected.get(link_id)
            if item is None:
                self.problems.append(Problem(link_id, STRANGE, place))
            elif link_id in read and not item.repeats:
                self.problems.append(Problem(link_id, TWICE, place))
            else:
                self._add(answers, item, raw, place)
            read.add(link_id)
        return answers

    def _add(
        self, answers: dict[str, Any], item: Item, raw: Mapping[str, Any], place: Place
    ) -> None:
        """Add what one response item holds to the answers of its occurrence."""
        self._refuse_misplaced(item, raw, place)
        given = raw.get("answer", []) if item.is_question else [raw]
        if not item.is_list:
            for each in given:
                if item.is_question:
                    answers.setdefault(item.link_id, []).append(value_of(item, each))
                answers |= self.items(each.get("item", []), item.items, place)
            return
        before = answers.get(item.link_id, [])
        occurrences = [
            self._occurrence(item, each, (*place, index))
            for index, each in enumerate(given, start=len(before))
        ]
        if occurrences:
            answers[item.link_id] = [*before, *occurrences]

    def _refuse_misplaced(
        self, item: Item, raw: Mapping[str, Any], place: Place
    ) -> None:
        """Note a value where none is asked for, and items beside an answer."""
        if item.is_question:
            strange = [each["linkId"] for each in raw.get("item", [])]
            self.problems += [Problem(each, STRANGE, place) for each in strange]
        elif raw.get("answer"):
            self.problems.append(Problem(item.link_id, VALUELESS, place))

    def _occurrence(
        self, item: Item, raw: Mapping[str, Any], place: Place
    ) -> dict[str, Any]:
        own = {item.link_id: [value_of(item, raw)]} if item.is_question else {}
        return own | self.items(raw.get("item", []), item.items, place)


def value_of(item: Item, raw: Mapping[str, Any]) -> Any:
    """Return the answer in a value[x], or None if the question takes no such value."""
    suffix, value = fhir.any_value(raw)
    answer = values.answer_in(item.answer_type, suffix, value)
    option = item.option(answer)
    if suffix == "Coding" and option and _is_of_another_system(value, option.coding):
        return None
    return answer


def _is_of_another_system(coding: Mapping[str, Any], own: Mapping[str, Any]) -> bool:
    return "system" in coding and "system" in own and coding["system"] != own["system"]
