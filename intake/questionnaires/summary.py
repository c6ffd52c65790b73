"""Questions and answers as the patient saw them, for "Check your answers" and staff.

The one part of the engine that needs Django's settings: yes, no and dates are said in
the language by Django.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils import formats, translation

from intake.questionnaires import values
from intake.questionnaires.comparing import OwnWords
from intake.questionnaires.definition import Item, Questionnaire
from intake.questionnaires.pages import Page, PageKind, pages
from intake.questionnaires.values import Answers


@dataclass(frozen=True)
class Row:
    """One question, answered on ``page``.

    ``value`` has a line for each answer, and is empty without one.
    """

    link_id: str
    label: str
    value: str
    page: Page


@dataclass(frozen=True)
class Section:
    """The rows of a section, or of one occurrence of a repeating group in it.

    For an occurrence ``group`` is the repeating group and ``index`` counts from 0.
    """

    title: str
    rows: Sequence[Row]
    group: Item | None
    index: int | None


def summary(
    questionnaire: Questionnaire, answers: Answers, language: str
) -> list[Section]:
    """Return everything that is asked with these answers, in order, in ``language``.

    A repeating group nothing was added to has a row without a value; otherwise each of
    its occurrences is a section of its own.
    """
    sections = []
    with translation.override(language):
        for place, own in groupby(pages(questionnaire, answers), key=_place):
            if rows := [row for page in own for row in _rows(page, language)]:
                _, group, index = place
                sections.append(Section(_title(*place, language), rows, group, index))
    return sections


def _place(page: Page) -> tuple[Item, Item | None, int | None]:
    return page.section, page.group, page.index


def _title(section: Item, group: Item | None, index: int | None, language: str) -> str:
    if group is None or index is None:
        return section.text.in_language(language)
    return f"{group.text.in_language(language)} {index + 1}"


def _rows(page: Page, language: str) -> list[Row]:
    if page.kind == PageKind.LIST and page.answers:
        return []
    return [_row(item, page, language) for item in page.asks]


def _row(item: Item, page: Page, language: str) -> Row:
    given = page.answers.get(item.link_id, ())
    value = "\n".join(_answer_text(item, answer, language) for answer in given)
    return Row(item.link_id, item.text.in_language(language), value, page)


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
