"""What is wrong with a set of answers, in words for staff and scripts.

Patients read the sentences of ``intake.forms.response``. No message repeats an answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from intake.questionnaires import values
from intake.questionnaires.definition import Item, Questionnaire
from intake.questionnaires.enabled import enabled_items
from intake.questionnaires.places import Key, Place
from intake.questionnaires.tree import Node
from intake.questionnaires.values import Answers

UNKNOWN = "This is not in the questionnaire."
NOT_ASKED = "This is not asked with these answers."


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
        for link_id, given in answers.items():
            item = self.questionnaire.find(link_id)
            if item is None:
                yield Problem(link_id, UNKNOWN, place)
            elif item is not around and not self.belongs(item, around):
                yield Problem(link_id, NOT_ASKED, place)
            elif item.is_list and item is not around:
                yield from self.of_list(item, list(given), place)
            elif (link_id, place) not in self.asked:
                yield Problem(link_id, NOT_ASKED, place)

    def of_list(self, item: Item, given: list[Any], place: Place) -> Iterator[Problem]:
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
        yield from _amount(node, is_completed)
        yield from _exclusive(node)
    for answer in node.values:
        yield from _answer_messages(node.item, answer)


def _amount(node: Node, is_completed: bool) -> Iterator[str]:
    """Yield whether there are too few or too many answers or occurrences."""
    item = node.item
    count = len(node.occurrences if node.is_list else node.values)
    if is_completed and item.is_asked:
        if item.required and not node.answers:
            yield "An answer is required."
        elif count < item.min_occurs and item.repeats:
            yield f"There must be {item.min_occurs} or more."
    if count > 1 and not item.repeats:
        yield "Only one answer is allowed."
    elif item.max_occurs is not None and count > item.max_occurs:
        yield f"There must be {item.max_occurs} or fewer."


def _exclusive(node: Node) -> Iterator[str]:
    nodes = node.occurrences if node.is_list else (node,)
    given = [answer for each in nodes for answer in each.values]
    chosen = [option for answer in given if (option := node.item.option(answer))]
    if len(given) > 1 and any(option.is_exclusive for option in chosen):
        yield "One of these answers must stand alone."


def _answer_messages(item: Item, answer: Any) -> Iterator[str]:
    value = values.read(item.answer_type, answer)
    if value is None:
        yield f"The answer must be {values.TYPES[item.answer_type].name}."
    elif not _is_offered(item, answer):
        yield "The answer must be one of the options."
    elif item.minimum is not None and value < item.minimum:
        yield f"The answer must be {item.minimum} or more."
    elif item.maximum is not None and value > item.maximum:
        yield f"The answer must be {item.maximum} or less."
    elif item.units and value.unit not in {unit.answer for unit in item.units}:
        yield "The unit must be one of those offered."
    else:
        yield from _text_messages(item, answer)


def _is_offered(item: Item, answer: Any) -> bool:
    """Whether the answer is an option, where it must be one."""
    if item.type == "open-choice":
        is_own = item.answer_type == "string" or isinstance(answer, dict)
        return is_own or item.option(answer) is not None
    return not item.options or item.option(answer) is not None


def _text_messages(item: Item, answer: Any) -> Iterator[str]:
    text = answer["text"] if isinstance(answer, dict) and "text" in answer else answer
    if item.max_length is not None and len(text) > item.max_length:
        yield f"The answer must be {item.max_length} characters or fewer."
    elif item.min_length is not None and len(text) < item.min_length:
        yield f"The answer must be {item.min_length} characters or more."
    elif item.pattern and not item.pattern.fullmatch(text):
        yield "The answer must be in the form that is asked for."
