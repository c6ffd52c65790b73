"""Answers with those of one page changed, an entry added to a list or taken back."""

from collections.abc import Callable, Sequence
from typing import Any

from intake.questionnaires.definition import Item
from intake.questionnaires.initial import initial_entry
from intake.questionnaires.pages import Page
from intake.questionnaires.places import occurrences
from intake.questionnaires.values import Answers

Step = tuple[Item, int]  # a list, and the index of an entry in it


def with_page(answers: Answers, page: Page, given: Answers) -> dict[str, Any]:
    """Return the answers with one page's replaced; that may add an entry."""
    asked = {item.link_id for item in page.questions}

    def change(around: Answers) -> dict[str, Any]:
        kept = {key: value for key, value in around.items() if key not in asked}
        return {**kept, **given}

    return _changed(answers, _steps(page), change)


def with_entry(answers: Answers, page: Page, index: int) -> dict[str, Any]:
    """Return the answers with one more entry at the end of the list ``page``."""
    return _changed(answers, [*_steps(page), (page.item, index)], dict)


def without_entry(answers: Answers, page: Page, index: int) -> dict[str, Any]:
    """Return the answers without one entry of the list ``page``."""
    link_id = page.item.link_id

    def change(around: Answers) -> dict[str, Any]:
        entries = around.get(link_id, ())
        left = [each for n, each in enumerate(entries) if n != index]
        rest = {key: value for key, value in around.items() if key != link_id}
        return {**rest, link_id: left} if left else rest

    return _changed(answers, _steps(page), change)


def _steps(page: Page) -> list[Step]:
    return list(zip(page.lists, page.place, strict=True))


def _changed(
    answers: Answers,
    steps: Sequence[Step],
    change: Callable[[Answers], dict[str, Any]],
) -> dict[str, Any]:
    """Return the answers with those of the entry changed that the steps lead to."""
    if not steps:
        return change(answers)
    (item, index), *further = steps
    entries = occurrences(item, answers)
    before = entries[index] if index < len(entries) else initial_entry(item)
    entries[index : index + 1] = [_changed(before, further, change)]
    return {**answers, item.link_id: entries}
