"""The pages a patient sees: one question each, unless the definition says otherwise."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from intake.questionnaires.definition import Item, Questionnaire
from intake.questionnaires.enabled import enabled_tree
from intake.questionnaires.tree import Node
from intake.questionnaires.values import Answers


class PageKind(StrEnum):
    QUESTION = "question"
    GROUP = "group"  # a group that is shown as one page
    LIST = "list"  # what was added to a repeating group, with "Add another"
    NOTE = "note"  # texts that no question follows


@dataclass(frozen=True)
class Page:
    """One page, its questions, and what of the answers belongs to it.

    ``item`` is the question, the group, or the last of the texts. ``notes`` are texts
    to show above the questions, ``groups`` the groups between section and question. On
    a page of one occurrence ``group`` is the repeating group, ``index`` counts from 0,
    and ``occurrence`` has all its answers; none while it is yet to be added.
    """

    section: Item
    path: str
    kind: PageKind
    item: Item
    questions: tuple[Item, ...] = ()
    notes: tuple[Item, ...] = ()
    groups: tuple[Item, ...] = ()
    group: Item | None = None
    index: int | None = None
    occurrence: Answers = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)

    @property
    def asks(self) -> tuple[Item, ...]:
        """What is answered here: the questions, or the repeating group of a list."""
        return (self.item,) if self.kind == PageKind.LIST else self.questions

    @property
    def fingerprint(self) -> str:
        """What tells the occurrence from another or a changed one; empty without."""
        if not self.occurrence:
            return ""
        text = json.dumps(self.occurrence, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def is_answered(self) -> bool:
        """Whether nothing that must be answered is open."""
        return all(
            self.answers.get(item.link_id) for item in self.asks if item.required
        )


def pages(questionnaire: Questionnaire, answers: Answers) -> list[Page]:
    """Return the pages of all enabled questions, in order; hidden items have none.

    A list page is followed by the pages of what was added to it. Questions that are
    worked out have none; nor have lists in a list, and questions that are lists.
    """
    found: list[Page] = []
    for node in enabled_tree(questionnaire, answers):
        if _is_shown(node):
            start = Page(node.item, node.item.slug, PageKind.NOTE, node.item)
            is_group = node.item.is_group
            found.extend(
                _pages_of(node, start) if is_group else _pages_in([node], start)
            )
    return found


def page_at(questionnaire: Questionnaire, answers: Answers, path: str) -> Page | None:
    """Return the page with this path; it may be of an occurrence yet to be added."""
    found = pages(questionnaire, answers)
    return _find(found, path) or _find(_further_pages(questionnaire, answers), path)


def page_to_add(questionnaire: Questionnaire, answers: Answers, group: Item) -> Page:
    """Return the first page of a further occurrence of an enabled repeating group."""
    index = len(answers.get(group.link_id, ()))
    return next(
        page
        for page in _further_pages(questionnaire, answers)
        if page.group is group and page.index == index
    )


def page_after(pages: Sequence[Page], page: Page) -> Page | None:
    """Return the next page.

    That is after a list the one behind what was added, and after the last page of an
    occurrence its list.
    """
    return _neighbour(pages, page)


def page_before(pages: Sequence[Page], page: Page) -> Page | None:
    """Return the page for the back link: before the first of an occurrence its list."""
    return _neighbour(pages[::-1], page)


def with_page(answers: Answers, page: Page, given: Answers) -> dict[str, Any]:
    """Return the answers with one page's replaced; that may add an occurrence."""
    if page.group is None or page.index is None:
        return _with_given(answers, page, given)
    occurrences = list(answers.get(page.group.link_id, ()))
    before = occurrences[page.index] if page.index < len(occurrences) else {}
    occurrences[page.index : page.index + 1] = [_with_given(before, page, given)]
    return {**answers, page.group.link_id: occurrences}


def without_occurrence(answers: Answers, group: Item, index: int) -> dict[str, Any]:
    """Return the answers without one occurrence of a repeating group."""
    occurrences = answers.get(group.link_id, ())
    left = [each for n, each in enumerate(occurrences) if n != index]
    rest = {key: value for key, value in answers.items() if key != group.link_id}
    return {**rest, group.link_id: left} if left else rest


def _pages_of(node: Node, around: Page) -> Iterator[Page]:
    """Yield the pages of a group; ``around`` holds what is common to them."""
    if node.is_list:
        yield from _pages_of_list(node, around)
    elif node.item.one_page:
        yield _one_page(node, around, f"{around.path}/{node.item.slug}")
    else:
        yield from _pages_in(node.nodes, around)


def _is_shown(node: Node) -> bool:
    item = node.item
    is_of_one_list = not node.is_list or (item.is_group and not node.place)
    return (
        not item.hidden and is_of_one_list and not (item.is_question and item.read_only)
    )


def _pages_of_list(node: Node, around: Page) -> Iterator[Page]:
    path = f"{around.path}/{node.item.slug}"
    yield replace(
        around, path=path, kind=PageKind.LIST, item=node.item, answers=node.answers
    )
    for number, occurrence in enumerate(node.occurrences, start=1):
        inside = replace(
            around,
            path=f"{path}/{number}",
            group=node.item,
            index=number - 1,
            occurrence=occurrence.answers,
        )
        if node.item.one_page:
            yield _one_page(occurrence, inside, inside.path)
        else:
            yield from _pages_in(occurrence.nodes, inside)


def _one_page(node: Node, around: Page, path: str) -> Page:
    items = [child.item for child in node.nodes if _is_shown(child)]
    return replace(
        around,
        path=path,
        kind=PageKind.GROUP,
        item=node.item,
        questions=tuple(item for item in items if item.is_question),
        notes=tuple(item for item in items if not item.is_question),
        answers=node.answers,
    )


def _pages_in(nodes: Iterable[Node], around: Page) -> Iterator[Page]:
    """Yield a page a question, each with the texts that stand before it in the group.

    A text stays for the questions after it until the next text, as the opening words of
    an instrument do for all its items. Texts that no question follows get a page.
    """
    notes: tuple[Item, ...] = ()
    are_shown = True
    for child in nodes:
        if not _is_shown(child):
            continue
        if child.item.type == "display":
            notes = (child.item,) if are_shown else (*notes, child.item)
            are_shown = False
            continue
        if child.item.is_question:
            yield _question_page(child, around, notes)
            below = [each for each in child.nodes if not each.item.is_help]
            yield from _pages_in(below, around)
        else:
            if not are_shown:
                yield _note_page(around, notes)
            notes = ()
            groups = (*around.groups, child.item)
            yield from _pages_of(child, replace(around, groups=groups))
        are_shown = True
    if not are_shown:
        yield _note_page(around, notes)


def _question_page(node: Node, around: Page, notes: tuple[Item, ...]) -> Page:
    return replace(
        around,
        path=f"{around.path}/{node.item.slug}",
        kind=PageKind.QUESTION,
        item=node.item,
        questions=(node.item,),
        notes=notes,
        answers={node.item.link_id: list(node.values)} if node.values else {},
    )


def _note_page(around: Page, notes: tuple[Item, ...]) -> Page:
    return replace(
        around, path=f"{around.path}/{notes[-1].slug}", item=notes[-1], notes=notes
    )


def _further_pages(questionnaire: Questionnaire, answers: Answers) -> list[Page]:
    """Return the pages as if one more occurrence of each repeating group was added."""
    added = {
        item.link_id: [*answers.get(item.link_id, ()), {}]
        for item in questionnaire.items
        if item.is_list and item.is_group and not questionnaire.lists(item)
    }
    return pages(questionnaire, {**answers, **added})


def _find(pages: Sequence[Page], path: str) -> Page | None:
    return next((page for page in pages if page.path == path), None)


def _neighbour(pages: Sequence[Page], page: Page) -> Page | None:
    paths = [each.path for each in pages]
    later = pages[paths.index(page.path) + 1 :]
    if page.index is None:
        return next((each for each in later if each.index is None), None)
    siblings = (
        each for each in later if each.group is page.group and each.index == page.index
    )
    lists = (
        each for each in pages if each.kind == PageKind.LIST and each.item is page.group
    )
    return next(siblings, None) or next(lists)


def _with_given(answers: Answers, page: Page, given: Answers) -> dict[str, Any]:
    asked = {item.link_id for item in page.questions}
    kept = {key: value for key, value in answers.items() if key not in asked}
    return {**kept, **given}
