"""The pages a patient sees: one question each, unless the definition says otherwise."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby
from typing import Any

from intake.questionnaires.definition import Item, Questionnaire
from intake.questionnaires.enabled import enabled_tree
from intake.questionnaires.fhir import Text
from intake.questionnaires.initial import initial_entry
from intake.questionnaires.places import Place, occurrences
from intake.questionnaires.tree import Node
from intake.questionnaires.values import Answers
from intake.questionnaires.violations import Rule, Violation, of_amount


class PageKind(StrEnum):
    QUESTION = "question"
    GROUP = "group"  # a group that is shown as one page
    LIST = "list"  # what was added to a list, with "Add another"
    NOTE = "note"  # texts that no question follows


@dataclass(frozen=True)
class Heading:
    """What a section is called: a top-level group, or else the questionnaire.

    The questions that stand in no group are a section without a linkId.
    """

    link_id: str
    text: Text


@dataclass(frozen=True)
class Page:
    """One page, its questions, and what of the answers belongs to it.

    ``item`` is the question, the group, or the last of the texts. ``notes`` are texts,
    and questions that are worked out, to show above the questions. ``lists`` are those
    around, outermost first, and ``place`` is the index of the entry in each; ``entry``
    has all answers of the outermost one.
    """

    section: Heading
    path: str
    kind: PageKind
    item: Item
    questions: tuple[Item, ...] = ()
    notes: tuple[Node, ...] = ()
    lists: tuple[Item, ...] = ()
    place: Place = ()
    entry: Answers = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)
    ends_empty: bool = False  # the last page of a required group without an answer
    is_awaited: bool = False  # to be answered again, whatever was answered before

    @property
    def asks(self) -> tuple[Item, ...]:
        """What is answered here: the questions, or the list."""
        return (self.item,) if self.kind == PageKind.LIST else self.questions

    @property
    def outermost(self) -> Item:
        """The outermost list around, or without one what the page itself is about."""
        return (*self.lists, self.item)[0]

    def must_answer(self, item: Item) -> bool:
        """Whether the question needs an answer: the entry of a list is nothing else."""
        return item.fewest > 0 or item.is_list

    @property
    def fingerprint(self) -> str:
        """What tells the entry from another or a changed one; empty without."""
        if not self.entry:
            return ""
        text = json.dumps(self.entry, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def is_answered(self) -> bool:
        """Whether there is nothing left to do here."""
        return self.is_complete and not self.is_awaited

    @property
    def is_complete(self) -> bool:
        """Whether nothing that must be answered is open, or is too much."""
        return not (self.ends_empty or any(self.violations()))

    def violations(self) -> Iterator[Violation]:
        """Yield what is wrong with how many answers there are."""
        for item in self.asks:
            given = self.answers.get(item.link_id, ())
            if self.kind == PageKind.LIST or not item.is_list:
                yield from of_amount(item, given)
            elif not given:
                yield Violation(Rule.REQUIRED)

    def is_beside(self, other: "Page") -> bool:
        """Whether both are in the same entry of the same list, or in none."""
        return (self.lists, self.place) == (other.lists, other.place)

    def is_list_of(self, other: "Page") -> bool:
        """Whether this is the list that ``other`` is an entry of."""
        around = (*self.lists, self.item), self.place
        return self.kind == PageKind.LIST and around == (other.lists, other.place[:-1])


def pages(questionnaire: Questionnaire, answers: Answers) -> list[Page]:
    """Return the pages of all enabled questions, in order; hidden items have none.

    A list page is followed by the pages of what was added to it.
    """
    return pages_of(questionnaire, enabled_tree(questionnaire, answers))


def pages_of(questionnaire: Questionnaire, nodes: Iterable[Node]) -> list[Page]:
    """Return the pages of the enabled sections."""
    found: list[Page] = []
    for is_group, section in groupby(nodes, key=lambda node: node.item.is_group):
        if is_group:
            for node in section:
                heading = Heading(node.item.link_id, node.item.text)
                start = Page(heading, node.item.slug, PageKind.NOTE, node.item)
                found.extend(_pages_of(node, start))
        else:
            loose = list(section)
            heading = Heading("", questionnaire.title)
            start = Page(heading, "questions", PageKind.NOTE, loose[0].item)
            found.extend(_pages_in(loose, start))
    return found


def page_at(questionnaire: Questionnaire, answers: Answers, path: str) -> Page | None:
    """Return the page with this path; it may be of an entry yet to be added."""
    found = page_with(pages(questionnaire, answers), path)
    return found or page_yet_to_be(questionnaire, answers, path)


def page_with(pages: Sequence[Page], path: str) -> Page | None:
    return next((page for page in pages if page.path == path), None)


def page_yet_to_be(
    questionnaire: Questionnaire, answers: Answers, path: str
) -> Page | None:
    """Return a page of one more entry of any list, where a further one may be added."""
    more = _with_one_more(questionnaire.sections, answers)
    return page_with(pages(questionnaire, more), path)


def _with_one_more(items: Iterable[Item], answers: Answers) -> dict[str, Any]:
    more = dict(answers)
    for item in items:
        if not item.is_list:
            more |= _with_one_more(item.items, more)
            continue
        before = occurrences(item, answers)
        entries = [_with_one_more(item.items, each) for each in before]
        if item.max_occurs is None or len(entries) < item.max_occurs:
            entries.append(initial_entry(item))
        more |= {item.link_id: entries} if entries else {}
    return more


def _pages_of(node: Node, around: Page) -> Iterator[Page]:
    """Yield the pages of a group or list; ``around`` holds what is common to them."""
    if not _is_shown(node):
        return
    if node.is_list:
        yield from _pages_of_list(node, around)
        return
    found = [
        *(
            [_one_page(node, around, f"{around.path}/{node.item.slug}")]
            if node.item.one_page
            else _pages_in(node.nodes, around)
        )
    ]
    if node.item.required and not node.answers:
        _mark_as_empty(found)
    yield from found


def _mark_as_empty(found: list[Page]) -> None:
    """Let the last page with a question tell that its group lacks an answer."""
    for index in reversed(range(len(found))):
        if found[index].questions:
            found[index] = replace(found[index], ends_empty=True)
            return


def _is_shown(node: Node) -> bool:
    """Whether a patient sees it; what is worked out only once it has a value."""
    item = node.item
    return not item.hidden and (not item.read_only or bool(node.values))


def _pages_of_list(node: Node, around: Page) -> Iterator[Page]:
    path = f"{around.path}/{node.item.slug}"
    yield replace(
        around, path=path, kind=PageKind.LIST, item=node.item, answers=node.answers
    )
    for number, occurrence in enumerate(node.occurrences, start=1):
        inside = replace(
            around,
            path=f"{path}/{number}",
            lists=(*around.lists, node.item),
            place=occurrence.place,
            entry=around.entry if around.lists else occurrence.answers,
        )
        if node.item.is_question:
            yield from _pages_in([occurrence], inside)
        elif node.item.one_page:
            yield _one_page(occurrence, inside, inside.path)
        else:
            yield from _pages_in(occurrence.nodes, inside)


def _one_page(node: Node, around: Page, path: str) -> Page:
    shown = [child for child in node.nodes if _is_shown(child)]
    return replace(
        around,
        path=path,
        kind=PageKind.GROUP,
        item=node.item,
        questions=tuple(child.item for child in shown if _is_asked(child)),
        notes=tuple(child for child in shown if not _is_asked(child)),
        answers=node.answers,
    )


def _is_asked(node: Node) -> bool:
    return node.item.is_question and not node.item.read_only


def _pages_in(nodes: Iterable[Node], around: Page) -> Iterator[Page]:
    """Yield a page a question, each with the texts that stand before it in the group.

    A text stays for the questions after it until the next text, as the opening words of
    an instrument do for all its items. Texts that no question follows get a page.
    """
    notes: tuple[Node, ...] = ()
    are_shown = True
    for node in _with_what_follows(nodes):
        if not _is_shown(node):
            continue
        if node.is_list or node.item.is_group:
            if not are_shown:
                yield _note_page(around, notes)
            notes = ()
            yield from _pages_of(node, around)
        elif _is_asked(node):
            yield _question_page(node, around, notes)
        else:
            notes = (node,) if are_shown else (*notes, node)
            are_shown = False
            continue
        are_shown = True
    if not are_shown:
        yield _note_page(around, notes)


def _with_what_follows(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield the nodes, each question with what stands under its answer behind it."""
    for node in nodes:
        yield node
        if node.item.is_question and not node.is_list:
            yield from _with_what_follows(
                below for below in node.nodes if not below.item.is_help
            )


def _question_page(node: Node, around: Page, notes: tuple[Node, ...]) -> Page:
    return replace(
        around,
        path=f"{around.path}/{node.item.slug}",
        kind=PageKind.QUESTION,
        item=node.item,
        questions=(node.item,),
        notes=notes,
        answers={node.item.link_id: list(node.values)} if node.values else {},
    )


def _note_page(around: Page, notes: tuple[Node, ...]) -> Page:
    last = notes[-1].item
    return replace(around, path=f"{around.path}/{last.slug}", item=last, notes=notes)
