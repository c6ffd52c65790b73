"""What stands in the answers before anybody has answered."""

from collections.abc import Iterable
from typing import Any

from intake.questionnaires.definition import Item


def initial_answers(items: Iterable[Item]) -> dict[str, Any]:
    """Return the initial values of the items and of all that is in them.

    A list has an entry for each initial value of its question, and else none.
    """
    answers: dict[str, Any] = {}
    for item in items:
        if item.is_list:
            entries = [initial_entry(item) | {item.link_id: [v]} for v in item.initial]
            answers |= {item.link_id: entries} if entries else {}
            continue
        if item.initial:
            answers[item.link_id] = list(item.initial)
        answers |= initial_answers(item.items)
    return answers


def initial_entry(item: Item) -> dict[str, Any]:
    """Return what an occurrence of a list begins with."""
    return initial_answers(item.items)
