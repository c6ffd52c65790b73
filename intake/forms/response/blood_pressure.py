"""A blood pressure: two whole numbers that one page asks for, as in 128 over 82."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from intake.questionnaires.definition import Item
from intake.questionnaires.pages import Page

LOINC = "http://loinc.org"
SYSTOLIC, DIASTOLIC = "8480-6", "8462-4"
IN_ONE_BOX = re.compile(r"\s*(\d{1,3})\s*(?:/|over)\s*(\d{1,3})\s*", re.IGNORECASE)
NUMBER = re.compile(r"\d{2,6}")


@dataclass(frozen=True)
class Reading:
    """The questions for the top and the bottom number of one blood pressure."""

    top: Item
    bottom: Item

    @property
    def items(self) -> tuple[Item, Item]:
        return self.top, self.bottom

    def spread(self, data: Any) -> Any:
        """Return the data with "128/82", typed into the first box, in both."""
        typed = IN_ONE_BOX.fullmatch(data.get(self.top.slug) or "")
        if typed is None or data.get(self.bottom.slug) not in (None, "", typed[2]):
            return data
        spread = data.copy()
        spread[self.top.slug], spread[self.bottom.slug] = typed.groups()
        return spread

    def is_upside_down(self, cleaned: Mapping[str, Any]) -> bool:
        """Whether both numbers are known, and the bottom one is not the smaller."""
        top, bottom = cleaned.get(self.top.slug), cleaned.get(self.bottom.slug)
        return None not in (top, bottom) and bottom >= top

    def typed(self, data: Mapping[str, Any]) -> tuple[int | None, int | None]:
        """Return the highest and the lowest number typed, however they were typed.

        A lone number stays in its place, the other one is ``None``.
        """
        top, bottom = (
            [int(number) for number in NUMBER.findall(data.get(item.slug) or "")]
            for item in self.items
        )
        if len(numbers := top + bottom) > 1:
            return max(numbers), min(numbers)
        return next(iter(top), None), next(iter(bottom), None)


def reading_on(page: Page) -> Reading | None:
    """Return the blood pressure that a page asks for, or ``None``.

    The LOINC codes of two questions, one after the other, tell it: other numbers, as
    feet and inches, are none.
    """
    readings = (
        Reading(top, bottom)
        for top, bottom in pairwise(page.questions)
        if _is_coded(top, SYSTOLIC) and _is_coded(bottom, DIASTOLIC)
    )
    return next(readings, None)


def _is_coded(item: Item, code: str) -> bool:
    codings = item.element.get("code", [])
    is_named = any(
        (coding.get("system"), coding.get("code")) == (LOINC, code)
        for coding in codings
    )
    return item.type == "integer" and not item.repeats and is_named
