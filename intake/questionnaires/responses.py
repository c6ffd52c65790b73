"""Answers as a FHIR R4 QuestionnaireResponse, and back."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from intake.questionnaires import fhir, values
from intake.questionnaires.definition import Item, Questionnaire
from intake.questionnaires.enabled import Node, enabled_tree
from intake.questionnaires.validation import Problem
from intake.questionnaires.values import Answers


class Unreadable(Exception):
    """A resource that holds no answers to this questionnaire; ``problems`` says why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(
            "; ".join(f"{each.link_id}: {each.message}" for each in problems)
        )
        self.problems = problems


def to_fhir(
    questionnaire: Questionnaire,
    answers: Answers,
    *,
    status: str,
    authored: datetime.datetime,
    language: str,
) -> dict[str, Any]:
    """Return a QuestionnaireResponse of what is enabled, texts in ``language``."""
    return {
        "resourceType": "QuestionnaireResponse",
        "language": language,
        "questionnaire": questionnaire.canonical,
        "status": status,
        "authored": authored.isoformat(),
        "item": _items(enabled_tree(questionnaire, answers), language),
    }


def from_fhir(
    questionnaire: Questionnaire, response: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the answers in a QuestionnaireResponse; raise Unreadable, naming all.

    They may still break the rules of the questionnaire: see ``validation.check``.
    Expects the JSON of a valid resource: a broken one raises KeyError or TypeError.
    """
    if response.get("questionnaire") != questionnaire.canonical:
        raise Unreadable([Problem("", f"not a response to {questionnaire.canonical}")])
    reader = _Reader()
    answers = reader.answers(response.get("item", []), questionnaire.sections)
    if reader.problems:
        raise Unreadable(reader.problems)
    return answers


def _items(nodes: Iterable[Node], language: str) -> list[dict[str, Any]]:
    items = []
    for node in nodes:
        if node.is_list:
            items += [_group(each, language) for each in node.nodes]
        elif node.values:
            given = [_value(node.item, answer, language) for answer in node.values]
            items.append({**_named(node.item, language), "answer": given})
        elif node.item.is_group and node.answers:
            items.append(_group(node, language))
    return items


def _group(node: Node, language: str) -> dict[str, Any]:
    items = _items(node.nodes, language)
    return _named(node.item, language) | ({"item": items} if items else {})


def _named(item: Item, language: str) -> dict[str, Any]:
    text = item.text.in_language(language)
    return {"linkId": item.link_id} | ({"text": text} if text else {})


def _value(item: Item, answer: Any, language: str) -> dict[str, Any]:
    if item.type == "decimal":
        answer = float(answer)
    if item.type == "choice" and (option := item.option(answer)):
        answer = {**option.coding, "display": option.text.in_language(language)}
    return {f"value{values.TYPES[item.type].fhir}": answer}


class _Reader:
    """Turns response items into answers and collects what it cannot place."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def answers(self, raw_items: list[Any], items: Iterable[Item]) -> dict[str, Any]:
        expected = {item.link_id: item for item in items}
        answers: dict[str, Any] = {}
        for raw in raw_items:
            item = expected.get(raw["linkId"])
            if item is None:
                self.problems.append(
                    Problem(raw["linkId"], "There is no such item here.")
                )
            elif item.is_repeating_group:
                occurrence = self.answers(raw.get("item", []), item.items)
                answers.setdefault(item.link_id, []).append(occurrence)
            elif item.is_question:
                answers.setdefault(item.link_id, []).extend(self.values(item, raw))
            else:
                answers |= self.answers(raw.get("item", []), item.items)
        return {link_id: given for link_id, given in answers.items() if given}

    def values(self, item: Item, raw: Mapping[str, Any]) -> list[Any]:
        given = []
        for each in raw.get("answer", []):
            suffix, value = fhir.any_value(each)
            if suffix != values.TYPES[item.type].fhir:
                expected = f"value{values.TYPES[item.type].fhir}"
                message = f"The answer must be a {expected}."
                self.problems.append(Problem(item.link_id, message))
            given.append(values.from_fhir(suffix, value))
        return given
