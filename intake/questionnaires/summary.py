"""Questions and answers as the patient saw them, for "Check your answers" and staff.

The one part of the engine that needs Django's settings: yes, no and dates are said in
the language by Django.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils import formats, translation

from intake.questionnaires import values
from intake.questionnaires.comparing import OwnWords
from intake.questionnaires.definition import Item
from intake.questionnaires.pages import Heading, Page, PageKind
from intake.questionnaires.places import Key, Place
from intake.questionnaires.tree import Node


@dataclass(frozen=True)
class Row:
    """One question, asked on ``page``, or worked out and shown there.

    ``value`` has a line for each answer, and is empty without one.
    """

    link_id: str
    label: str
    value: str
    page: Page
    is_asked: bool


@dataclass(frozen=True)
class Section:
    """The rows of a section, or of one entry of a list in it.

    For an entry ``lists`` are the lists around, outermost first, and ``place`` is its
    index in each.
    """

    title: str
    rows: Sequence[Row]
    lists: tuple[Item, ...]
    place: Place


def summary(pages: Sequence[Page], language: str) -> list[Section]:
    """Return everything that is on the pages, in order, in ``language``.

    A list nothing was added to has a row without a value; otherwise each of its entries
    is a section of its own.
    """
    shown: set[Key] = set()
    sections = []
    with translation.override(language):
        for around, own in groupby(pages, key=_around):
            if rows := [row for page in own for row in _rows(page, shown, language)]:
                section, lists, place = around
                title = entry_title(lists, place, language)
                title = title or section.text.in_language(language)
                sections.append(Section(title, rows, lists, place))
    return sections


def entries(sections: Sequence[Section], page: Page) -> dict[int, list[Row]]:
    """Return what was added to the list ``page``: rows by the index of their entry.

    With an entry's own rows come those of the lists in it.
    """
    lists = (*page.lists, page.item)
    found: dict[int, list[Row]] = {}
    for section in sections:
        is_inside = section.lists[: len(lists)] == lists
        if is_inside and section.place[: len(page.place)] == page.place:
            found.setdefault(section.place[len(page.place)], []).extend(section.rows)
    return found


def entry_title(lists: Sequence[Item], place: Place, language: str) -> str:
    """Return what an entry is called, as in "Medicine 2"; empty outside of lists."""
    numbered = zip(lists, place, strict=True)
    return " – ".join(f"{i.text.in_language(language)} {n + 1}" for i, n in numbered)


def entry_names(pages: Sequence[Page], page: Page, language: str) -> list[str]:
    """Return the first answer in each entry that the page is in, outermost first."""
    names = []
    for depth in range(1, len(page.lists) + 1):
        around = page.lists[:depth], page.place[:depth]
        own = (each for each in pages if (each.lists, each.place) == around)
        rows = (row for each in own for row in _rows(each, set(), language))
        if name := next((row.value for row in rows if row.value), ""):
            names.append(name)
    return names


def note_text(node: Node, language: str) -> str:
    """Return a text to show, or a question that is worked out with its answer."""
    text = node.item.text.in_language(language)
    if not node.values:
        return text
    return f"{text}: {_answers_text(node.item, node.values, language)}"


def _around(page: Page) -> tuple[Heading, tuple[Item, ...], Place]:
    return page.section, page.lists, page.place


def _rows(page: Page, shown: set[Key], language: str) -> Iterator[Row]:
    """Yield the rows of a page; what is worked out only where it is first shown."""
    for node in page.notes:
        if node.values and node.key not in shown:
            shown.add(node.key)
            yield _row(node.item, node.values, page, language)
    if page.kind == PageKind.LIST and page.answers:
        return
    for item in page.asks:
        yield _row(item, page.answers.get(item.link_id, ()), page, language)


def _row(item: Item, given: Sequence[Any], page: Page, language: str) -> Row:
    value = _answers_text(item, given, language)
    label = item.text.in_language(language)
    return Row(item.link_id, label, value, page, item.is_asked)


def _answers_text(item: Item, given: Sequence[Any], language: str) -> str:
    return "\n".join(_answer_text(item, answer, language) for answer in given)


def _answer_text(item: Item, answer: Any, language: str) -> str:
    if option := item.option(answer):
        return option.text.in_language(language)
    if item.answer_type == "quantity":
        unit = answer.get("unit") or answer.get("code", "")
        return f"{answer['value']} {unit}".rstrip()
    match values.read(item.answer_type, answer):
        case bool(yes):
            return translation.gettext("Yes") if yes else translation.gettext("No")
        case datetime.datetime() as moment:
            return formats.date_format(moment, "DATETIME_FORMAT")
        case datetime.date() as day:
            return formats.date_format(day)
        case datetime.time() as time:
            return formats.time_format(time)
        case OwnWords(text):
            return text
    return f"{answer} {item.unit.in_language(language)}".rstrip()
