"""A blood pressure: two whole numbers that one page asks for, as in 128 over 82."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from intake.eligibility.safety import Panel, panels_for_reading
from intake.questionnaires.definition import Item
from intake.questionnaires.violations import of_answer

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

    def spread(self, data: Any, *, saved: Any = None) -> Any:
        """Return the data with "128/82", typed into the first box, in both.

        ``saved`` is what the second box showed: left standing there it says nothing.
        """
        typed = IN_ONE_BOX.fullmatch(data.get(self.top.slug) or "")
        if typed is None:
            return data
        if data.get(self.bottom.slug) not in (None, "", typed[2], str(saved)):
            return data
        spread = data.copy()
        spread[self.top.slug], spread[self.bottom.slug] = typed.groups()
        return spread

    def is_upside_down(self, cleaned: Mapping[str, Any]) -> bool:
        """Whether both numbers are known, and the bottom one is not the smaller."""
        top, bottom = cleaned.get(self.top.slug), cleaned.get(self.bottom.slug)
        return None not in (top, bottom) and bottom >= top

    def panels(self, data: Mapping[str, Any]) -> list[Panel]:
        """Return the help that the numbers typed call for, right or not."""
        return panels_for_reading(*self._typed(data))

    def severe(self, data: Mapping[str, Any]) -> dict[str, list[int]]:
        """Return the numbers typed, as answers, if they are severe and can be so.

        The higher one is the top. A number that its question does not take is left out.
        """
        possible = {
            item.link_id: number
            for item, number in zip(self.items, self._typed(data), strict=True)
            if number is not None and not any(of_answer(item, number))
        }
        numbers = (possible.get(item.link_id) for item in self.items)
        if not panels_for_reading(*numbers):
            return {}
        return {link_id: [number] for link_id, number in possible.items()}

    def _typed(self, data: Mapping[str, Any]) -> tuple[int | None, int | None]:
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


def reading_among(items: Iterable[Item]) -> Reading | None:
    """Return the first blood pressure that these items ask for, or ``None``.

    The LOINC codes of two questions, one after the other, tell it: other numbers, as
    feet and inches, are none.
    """
    readings = (
        Reading(top, bottom)
        for top, bottom in pairwise(item for item in items if item.is_question)
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
