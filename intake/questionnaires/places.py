"""Where in the answers an item stands: its place in each of the lists around it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from intake.questionnaires.definition import Item
from intake.questionnaires.values import Answers

Place = tuple[int, ...]  # index of the occurrence in each list around, outermost first
Key = tuple[str, Place]  # linkId and place: one question on the form


def occurrences(item: Item, answers: Answers) -> list[Answers]:
    """Return the occurrences of a list among the answers around it.

    A bare value is one: so it was stored before its question became a list.
    """
    found = answers.get(item.link_id, ())
    return [each if _is_occurrence(each) else {item.link_id: [each]} for each in found]


def _is_occurrence(stored: Any) -> bool:
    """Whether it maps to answers; the own words and quantities among them do not."""
    return isinstance(stored, Mapping) and all(
        isinstance(given, list | tuple) for given in stored.values()
    )


def places(answers: Answers, lists: Sequence[Item]) -> Iterator[Place]:
    """Yield the place of every innermost occurrence, in order; ``()`` without lists."""
    if not lists:
        yield ()
        return
    outer, *inner = lists
    for index, occurrence in enumerate(answers.get(outer.link_id, ())):
        yield from ((index, *place) for place in places(occurrence, inner))


def answers_at(answers: Answers, lists: Sequence[Item], place: Place) -> Answers:
    """Return the answers of one occurrence: those beside which an item there stands."""
    for each, index in zip(lists, place, strict=True):
        answers = answers[each.link_id][index]
    return answers
