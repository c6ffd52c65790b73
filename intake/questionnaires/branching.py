"""Deciding which items a set of answers enables."""

import operator
from collections.abc import Callable, Iterator
from typing import Any

from intake.questionnaires import values
from intake.questionnaires.definition import Condition, Item, Questionnaire
from intake.questionnaires.places import Key, Place, answers_at, occurrences, places
from intake.questionnaires.values import Answers

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}


class Branching:
    """Decides every item once, in an order in which what it depends on is decided.

    ``is_true`` says whether the enableWhenExpression of an item is met at a place.
    """

    def __init__(
        self,
        questionnaire: Questionnaire,
        answers: Answers,
        is_true: Callable[[Item, Place], bool],
    ) -> None:
        self.questionnaire = questionnaire
        self.answers = answers
        self.is_true = is_true
        self.decided: set[Key] = set()

    def enabled(self) -> set[Key]:
        for item in self.questionnaire.dependency_order:
            self.decided.update(
                (item.link_id, place)
                for place in places(self.answers, self.questionnaire.lists(item))
                if self.is_enabled(item, place)
            )
        return self.decided

    def is_enabled(self, item: Item, place: Place) -> bool:
        if not self.has_room(item, place):
            return False
        if item.condition_expression:
            return self.is_true(item, place)
        if not item.conditions:
            return True
        met = (self.is_met(condition, item, place) for condition in item.conditions)
        return any(met) if item.any_condition else all(met)

    def has_room(self, item: Item, place: Place) -> bool:
        """Whether what the item stands in is there: a group, or a question's answer."""
        parent = self.questionnaire.parent(item)
        if parent is None:
            return True
        depth = len(self.questionnaire.lists(parent))
        if (parent.link_id, place[:depth]) not in self.decided:
            return False
        if parent.is_group or item.is_help:
            return True
        around = answers_at(self.answers, self.questionnaire.lists(item), place)
        return bool(around.get(parent.link_id))

    def is_met(self, condition: Condition, item: Item, place: Place) -> bool:
        question = self.questionnaire.item(condition.link_id)
        given = [
            value
            for answer in self.given(question, item, place)
            if (value := values.read(question.answer_type, answer)) is not None
        ]
        if condition.operator == "exists":
            return bool(given) is condition.answer
        # "No answer equals it" is also true when there is none (FHIR R4B words it so).
        if condition.operator == "!=":
            return condition.answer not in given
        compare = COMPARE[condition.operator]
        return any(compare(value, condition.answer) for value in given)

    def given(self, question: Item, item: Item, place: Place) -> Iterator[Any]:
        """Yield the answers to the question that the item sees from its place.

        A disabled question has none.
        """
        found = self.nearest(question, item, place)
        if found is None or (question.link_id, found) not in self.decided:
            return
        lists = self.questionnaire.lists(question)
        around = answers_at(self.answers, lists, found)
        if not question.is_list:
            yield from around.get(question.link_id, ())
            return
        inside = (*lists, question) == self.questionnaire.lists(item)[: len(lists) + 1]
        for index, occurrence in enumerate(occurrences(question, around)):
            if not inside or index == place[len(lists)]:
                yield from occurrence.get(question.link_id, ())

    def nearest(self, question: Item, item: Item, place: Place) -> Place | None:
        """Return the place of the occurrence of the question that is nearest.

        FHIR R4: first among the item's ancestors, so in the occurrences it stands in;
        then the last one before it, then the first one behind it.
        """
        lists = self.questionnaire.lists(question)
        shared = _shared(lists, self.questionnaire.lists(item))
        here = place[:shared]
        around = answers_at(self.answers, lists[:shared], here)
        found = [(*here, *rest) for rest in places(around, lists[shared:])]
        if not found:
            return None
        is_before = self.questionnaire.is_before(question, item)
        return found[-1] if is_before else found[0]


def _shared(lists: tuple[Item, ...], others: tuple[Item, ...]) -> int:
    """Return how many lists are around both."""
    pairs = zip(lists, others, strict=False)
    return next(
        (n for n, (one, other) in enumerate(pairs) if one is not other),
        min(len(lists), len(others)),
    )
