"""The items of a questionnaire with the answers to them, as a tree."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from intake.questionnaires.definition import Item, Questionnaire
from intake.questionnaires.places import Key, Place, occurrences
from intake.questionnaires.values import Answers


@dataclass(frozen=True, eq=False)
class Node:
    """An item, the answers to it, and what is in it.

    ``place`` is the index of the occurrence in each list around, outermost first. The
    node of a whole list has one ``occurrences`` node each, of the same item, whose
    place is one longer; beside them in ``nodes`` are the help texts of a question.
    """

    item: Item
    place: Place
    values: tuple[Any, ...]
    nodes: tuple["Node", ...]
    is_list: bool = False

    @property
    def key(self) -> Key:
        return self.item.link_id, self.place

    @property
    def occurrences(self) -> tuple["Node", ...]:
        return tuple(node for node in self.nodes if node.item is self.item)

    @property
    def answers(self) -> dict[str, list[Any]]:
        """What was answered here and below, in the shape of ``Answers``."""
        if self.is_list:
            given = [each.answers for each in self.occurrences]
            kept = [each for each in given if each or self.item.is_group]
            return {self.item.link_id: kept} if kept else {}
        own = {self.item.link_id: list(self.values)} if self.values else {}
        return own | merged(self.nodes)


def merged(nodes: Iterable[Node]) -> dict[str, Any]:
    """Return what was answered in all of them."""
    return {key: value for node in nodes for key, value in node.answers.items()}


def flat(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield the nodes and all that is in them, in the order of the form."""
    for node in nodes:
        yield node
        yield from flat(node.nodes)


def tree(
    questionnaire: Questionnaire, answers: Answers, enabled: Container[Key]
) -> tuple[Node, ...]:
    """Return the nodes of what is enabled, in the order of the form."""
    return _nodes(questionnaire.sections, answers, (), enabled)


def _nodes(
    items: Iterable[Item], answers: Answers, place: Place, enabled: Container[Key]
) -> tuple[Node, ...]:
    return tuple(
        _list(item, answers, place, enabled)
        if item.is_list
        else _node(item, answers, place, enabled)
        for item in items
        if (item.link_id, place) in enabled
    )


def _list(item: Item, answers: Answers, place: Place, enabled: Container[Key]) -> Node:
    texts = _nodes(item.help, answers, place, enabled) if item.is_question else ()
    found = enumerate(occurrences(item, answers))
    nodes = (_node(item, each, (*place, n), enabled) for n, each in found)
    return Node(item, place, (), (*texts, *nodes), is_list=True)


def _node(item: Item, answers: Answers, place: Place, enabled: Container[Key]) -> Node:
    given = answers.get(item.link_id, ()) if item.is_question else ()
    return Node(item, place, tuple(given), _nodes(item.items, answers, place, enabled))
