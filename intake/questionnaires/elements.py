"""Answers as the items of a FHIR response, one ``Node`` after the other."""

from collections.abc import Callable, Iterable
from typing import Any

from intake.questionnaires import fhir, values
from intake.questionnaires.definition import Item
from intake.questionnaires.places import Key
from intake.questionnaires.tree import Node

Value = Callable[[Item, Any], dict[str, Any]]


def translated(language: str) -> Value:
    """Return how to write a value[x], the texts of codings in ``language``.

    An answer that is none of the question's type is not written.
    """

    def value(item: Item, answer: Any) -> dict[str, Any]:
        if values.read(item.answer_type, answer) is None:
            return {}
        suffix, written = values.to_fhir(item.answer_type, answer)
        option = item.option(answer)
        if option and option.coding:
            written = {**option.coding, "display": option.text.in_language(language)}
        return {f"value{suffix}": written}

    return value


def weighted(item: Item, answer: Any) -> dict[str, Any]:
    """Return an answer's value[x] with its weight on it, for expressions to read."""
    option = item.option(answer)
    written = translated("")(item, answer)
    if written and option and option.weight is not None:
        weight = {"url": fhir.ITEM_WEIGHT, "valueDecimal": option.weight}
        written["valueCoding"]["extension"] = [weight]
    return written


class Writer:
    """Writes response items; ``elements`` are those written so far, empty ones too."""

    def __init__(self, value: Value, language: str = "") -> None:
        self.value = value
        self.language = language
        self.elements: dict[Key, dict[str, Any]] = {}

    def items(self, nodes: Iterable[Node]) -> list[dict[str, Any]]:
        return [element for node in nodes for element in self._of(node)]

    def _of(self, node: Node) -> list[dict[str, Any]]:
        """Return the items of a node: none without an answer, one an occurrence."""
        if node.is_list and node.item.is_group:
            return [self._element(each) for each in node.occurrences]
        element = self._list(node) if node.is_list else self._element(node)
        return [element] if "answer" in element or "item" in element else []

    def _list(self, node: Node) -> dict[str, Any]:
        """Return a question whose answers have items under them."""
        element = self._named(node)
        occurrences = [self._element(each) for each in node.occurrences]
        if given := [each["answer"][0] for each in occurrences if "answer" in each]:
            element["answer"] = given
        return element

    def _element(self, node: Node) -> dict[str, Any]:
        element = self._named(node)
        items = self.items(node.nodes)
        given = [self.value(node.item, each) for each in node.values]
        if given and items:
            given[0]["item"] = items
        elif items:
            element["item"] = items
        if any(given):
            element["answer"] = [each for each in given if each]
        return element

    def _named(self, node: Node) -> dict[str, Any]:
        element = {"linkId": node.item.link_id}
        if text := node.item.text.in_language(self.language):
            element["text"] = text
        self.elements[node.key] = element
        return element
