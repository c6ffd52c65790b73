"""What is wrong with a set of answers, in words for staff and scripts.

Patients read the sentences of ``intake.forms``. No message repeats an answer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from intake.questionnaires.definition import Item, Questionnaire
from intake.questionnaires.enabled import enabled_items
from intake.questionnaires.places import Key, Place, occurrences
from intake.questionnaires.tree import Node
from intake.questionnaires.values import Answers
from intake.questionnaires.violations import Rule, Violation, of_amount, of_answer

UNKNOWN = "This is not in the questionnaire."
NOT_ASKED = "This is not asked with these answers."
MESSAGES = {
    Rule.REQUIRED: "An answer is required.",
    Rule.FEWEST: "There must be {limit} or more.",
    Rule.ONE: "Only one answer is allowed.",
    Rule.MOST: "There must be {limit} or fewer.",
    Rule.EXCLUSIVE: "One of these answers must stand alone.",
    Rule.TYPE: "The answer must be {limit}.",
    Rule.OPTION: "The answer must be one of the options.",
    Rule.MINIMUM: "The answer must be {limit} or more.",
    Rule.MAXIMUM: "The answer must be {limit} or less.",
    Rule.UNIT: "The unit must be one of those offered.",
    Rule.SHORTEST: "The answer must be {limit} characters or more.",
    Rule.LONGEST: "The answer must be {limit} characters or fewer.",
    Rule.PATTERN: "The answer must be in the form that is asked for.",
}


@dataclass(frozen=True)
class Problem:
    """``place`` is the index of the occurrence in each list around, from 0."""

    link_id: str
    message: str
    place: Place = ()


def check(
    questionnaire: Questionnaire, answers: Answers, *, is_completed: bool = True
) -> list[Problem]:
    """Return everything that keeps the answers from being a completed response.

    A response in progress may still lack answers: then ``is_completed`` is false.
    """
    nodes = enabled_items(questionnaire, answers)
    asked = {node.key for node in nodes if node.item.is_question or node.is_list}
    return [
        *_Unasked(questionnaire, asked).problems(answers),
        *(
            Problem(node.item.link_id, message, node.place)
            for node in nodes
            for message in _messages(node, is_completed)
        ),
    ]


class _Unasked:
    """Finds the answers that have no enabled question."""

    def __init__(self, questionnaire: Questionnaire, asked: set[Key]) -> None:
        self.questionnaire = questionnaire
        self.asked = asked

    def problems(
        self, answers: Answers, place: Place = (), around: Item | None = None
    ) -> Iterator[Problem]:
        for link_id in answers:
            item = self.questionnaire.find(link_id)
            if item is None:
                yield Problem(link_id, UNKNOWN, place)
            elif item is not around and not self.belongs(item, around):
                yield Problem(link_id, NOT_ASKED, place)
            elif item.is_list and item is not around:
                yield from self.of_list(item, occurrences(item, answers), place)
            elif (link_id, place) not in self.asked:
                yield Problem(link_id, NOT_ASKED, place)

    def of_list(
        self, item: Item, given: list[Answers], place: Place
    ) -> Iterator[Problem]:
        """Yield what is in the occurrences; the list itself if they are all empty."""
        found = [
            problem
            for index, occurrence in enumerate(given)
            for problem in self.problems(occurrence, (*place, index), item)
        ]
        if not found and (item.link_id, place) not in self.asked:
            found = [Problem(item.link_id, NOT_ASKED, place)]
        yield from found

    def belongs(self, item: Item, around: Item | None) -> bool:
        """Whether the item's answers are kept in the occurrences of this list."""
        lists = self.questionnaire.lists(item)
        return (lists[-1] if lists else None) is around


def _messages(node: Node, is_completed: bool) -> Iterator[str]:
    if node.is_list or not node.item.is_list:
        given = _given(node)
        for violation in of_amount(node.item, given, is_completed=is_completed):
            yield _said(violation)
    for answer in node.values:
        for violation in of_answer(node.item, answer):
            yield _said(violation)


def _given(node: Node) -> Sequence[Any]:
    """Return the answers, or the occurrences; an answered group counts as one."""
    if node.is_list:
        return node.answers.get(node.item.link_id, ())
    if node.item.is_group:
        return [node.answers] if node.answers else ()
    return node.values


def _said(violation: Violation) -> str:
    return MESSAGES[violation.rule].format(limit=violation.limit)
