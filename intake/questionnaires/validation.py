"""What is wrong with a set of answers, in words for staff and scripts.

Patients read the sentences of ``intake.forms.response``. No message repeats an answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from intake.questionnaires import values
from intake.questionnaires.definition import Item, Questionnaire
from intake.questionnaires.enabled import Key, Node, enabled_items
from intake.questionnaires.values import Answers


@dataclass(frozen=True)
class Problem:
    """``index`` counts the occurrences of a repeating group, from 0."""

    link_id: str
    message: str
    index: int | None = None


def check(questionnaire: Questionnaire, answers: Answers) -> list[Problem]:
    """Return everything that keeps the answers from being a completed response."""
    nodes = enabled_items(questionnaire, answers)
    return [
        *_not_asked(questionnaire, answers, nodes),
        *(
            Problem(node.item.link_id, message, node.index)
            for node in nodes
            for message in _messages(node)
        ),
    ]


def _not_asked(
    questionnaire: Questionnaire, answers: Answers, nodes: list[Node]
) -> Iterator[Problem]:
    known = {item.link_id for item in questionnaire.items}
    asked = {node.key for node in nodes if node.item.is_question or node.is_list}
    for link_id, index in _given(questionnaire, answers):
        if link_id not in known:
            yield Problem(link_id, "This is not in the questionnaire.", index)
        elif (link_id, index) not in asked:
            yield Problem(link_id, "This is not asked with these answers.", index)


def _given(questionnaire: Questionnaire, answers: Answers) -> Iterator[Key]:
    yield from ((link_id, None) for link_id in answers)
    for item in questionnaire.items:
        if item.is_repeating_group:
            for index, occurrence in enumerate(answers.get(item.link_id, ())):
                yield from ((link_id, index) for link_id in occurrence)


def _messages(node: Node) -> Iterator[str]:
    item = node.item
    is_asked = not item.hidden and (item.is_question or node.is_list)
    if item.required and is_asked and not node.answers:
        yield "An answer is required."
    if len(node.values) > 1 and not item.repeats:
        yield "Only one answer is allowed."
    for answer in node.values:
        yield from _answer_messages(item, answer)


def _answer_messages(item: Item, answer: Any) -> Iterator[str]:
    value = values.read(item.type, answer)
    if value is None:
        yield f"The answer must be {values.TYPES[item.type].name}."
    elif item.type == "choice" and item.option(value) is None:
        yield "The answer must be one of the options."
    elif item.minimum is not None and value < item.minimum:
        yield f"The answer must be {item.minimum} or more."
    elif item.maximum is not None and value > item.maximum:
        yield f"The answer must be {item.maximum} or less."
    elif item.max_length is not None and len(value) > item.max_length:
        yield f"The answer must be {item.max_length} characters or fewer."
