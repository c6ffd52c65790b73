"""Which items the answers so far enable."""

import operator
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from intake.questionnaires import values
from intake.questionnaires.definition import Condition, Item, Questionnaire
from intake.questionnaires.values import Answers

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}
Key = tuple[str, int | None]  # linkId, index of the occurrence it is in


@dataclass(frozen=True, eq=False)
class Node:
    """An enabled item and what is enabled in it.

    ``index`` counts the occurrences of the repeating group the item is in, from 0. The
    node of a repeating group itself holds one node an occurrence, of the same item.
    """

    item: Item
    index: int | None
    values: tuple[Any, ...]
    nodes: tuple["Node", ...]

    @property
    def is_list(self) -> bool:
        """Whether this is a whole repeating group, not one occurrence of it."""
        return self.item.is_repeating_group and self.index is None

    @property
    def key(self) -> Key:
        return self.item.link_id, self.index

    @property
    def answers(self) -> dict[str, list[Any]]:
        """What was answered here and below, in the shape of ``Answers``."""
        if self.is_list:
            given = [each.answers for each in self.nodes]
        elif self.item.is_question:
            given = list(self.values)
        else:
            return _merged(self.nodes)
        return {self.item.link_id: given} if given else {}


def enabled_tree(questionnaire: Questionnaire, answers: Answers) -> tuple[Node, ...]:
    """Return the enabled sections with all that is enabled in them, in order."""
    enabled = _Branching(questionnaire, answers).enabled()
    return _nodes(questionnaire.sections, answers, None, enabled)


def enabled_items(questionnaire: Questionnaire, answers: Answers) -> list[Node]:
    """Return every enabled item in the order of the form, occurrence by occurrence."""
    return list(_flat(enabled_tree(questionnaire, answers)))


def without_disabled(questionnaire: Questionnaire, answers: Answers) -> dict[str, Any]:
    """Return the answers to enabled questions only, in the order of the form."""
    return _merged(enabled_tree(questionnaire, answers))


def _nodes(
    items: Iterable[Item], answers: Answers, index: int | None, enabled: set[Key]
) -> tuple[Node, ...]:
    return tuple(
        _node(item, answers, index, enabled)
        for item in items
        if (item.link_id, index) in enabled
    )


def _node(item: Item, answers: Answers, index: int | None, enabled: set[Key]) -> Node:
    given = answers.get(item.link_id, ())
    if item.is_repeating_group:
        occurrences = tuple(
            Node(item, number, (), _nodes(item.items, each, number, enabled))
            for number, each in enumerate(given)
        )
        return Node(item, index, (), occurrences)
    nodes = _nodes(item.items, answers, index, enabled)
    return Node(item, index, tuple(given) if item.is_question else (), nodes)


def _flat(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _flat(node.nodes)


def _merged(nodes: Iterable[Node]) -> dict[str, Any]:
    return {key: value for node in nodes for key, value in node.answers.items()}


class _Branching:
    """Decides every item once, in an order in which what it depends on is decided."""

    def __init__(self, questionnaire: Questionnaire, answers: Answers) -> None:
        self.questionnaire = questionnaire
        self.answers = answers
        self.decided: set[Key] = set()

    def enabled(self) -> set[Key]:
        for item in self.questionnaire.dependency_order:
            self.decided.update(
                (item.link_id, index)
                for index in self.occurrences(item)
                if self.is_enabled(item, index)
            )
        return self.decided

    def occurrences(self, item: Item) -> list[int | None]:
        group = self.questionnaire.repeating_group(item)
        return [*range(len(self.answers.get(group.link_id, ())))] if group else [None]

    def is_enabled(self, item: Item, index: int | None) -> bool:
        parent = self.questionnaire.parent(item)
        if parent and self.key(parent, index) not in self.decided:
            return False
        if not item.conditions:
            return True
        met = (self.is_met(condition, index) for condition in item.conditions)
        return any(met) if item.any_condition else all(met)

    def is_met(self, condition: Condition, index: int | None) -> bool:
        question = self.questionnaire.item(condition.link_id)
        given = self.given(question, index)
        if condition.operator == "exists":
            return bool(given) is condition.answer
        # "No answer equals it" is also true when there is none (FHIR R4B words it so).
        if condition.operator == "!=":
            return condition.answer not in given
        compare = COMPARE[condition.operator]
        return any(compare(value, condition.answer) for value in given)

    def given(self, question: Item, index: int | None) -> list[Any]:
        """Return what the question was answered, as values; a disabled one was not."""
        key = self.key(question, index)
        if key not in self.decided:
            return []
        answers = self.around(question, index).get(question.link_id, ())
        read = (values.read(question.type, answer) for answer in answers)
        return [value for value in read if value is not None]

    def around(self, item: Item, index: int | None) -> Answers:
        group = self.questionnaire.repeating_group(item)
        if group is None or index is None:
            return self.answers
        occurrence: Answers = self.answers[group.link_id][index]
        return occurrence

    def key(self, item: Item, index: int | None) -> Key:
        in_occurrence = self.questionnaire.repeating_group(item) is not None
        return item.link_id, index if in_occurrence else None
