"""Answers that are not always comparable: months, years, quantities, own words.

FHIR leaves it open whether May 2019 is before 7 May 2019: every comparison here is true
only if it is true for certain.
"""

import datetime
from calendar import monthrange
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Span:
    """A moment of which only the year, the month or the day is known."""

    first: Any
    last: Any

    @classmethod
    def of_days(cls, year: int, month: int | None) -> "Span":
        """Return a year or a month; raise ValueError if there is none."""
        last_month = month or 12
        last_day = monthrange(year, last_month)[1]
        return cls(
            datetime.date(year, month or 1, 1),
            datetime.date(year, last_month, last_day),
        )

    @classmethod
    def of_moments(cls, days: "datetime.date | Span") -> "Span":
        """Return the whole of a day or of some days, in UTC."""
        first = datetime.datetime.combine(_first(days), datetime.time.min)
        last = datetime.datetime.combine(_last(days), datetime.time.max)
        return cls(
            first.replace(tzinfo=datetime.UTC), last.replace(tzinfo=datetime.UTC)
        )

    def __lt__(self, other: Any) -> bool:
        return bool(self.last < _first(other))

    def __le__(self, other: Any) -> bool:
        return bool(self.last <= _first(other))

    def __gt__(self, other: Any) -> bool:
        return bool(self.first > _last(other))

    def __ge__(self, other: Any) -> bool:
        return bool(self.first >= _last(other))


def _first(moment: Any) -> Any:
    return moment.first if isinstance(moment, Span) else moment


def _last(moment: Any) -> Any:
    return moment.last if isinstance(moment, Span) else moment


@dataclass(frozen=True)
class Quantity:
    """Comparable with quantities in the same unit; nothing is converted."""

    value: Decimal
    unit: str

    def __lt__(self, other: "Quantity") -> bool:
        return self.unit == other.unit and self.value < other.value

    def __le__(self, other: "Quantity") -> bool:
        return self.unit == other.unit and self.value <= other.value

    def __gt__(self, other: "Quantity") -> bool:
        return other < self

    def __ge__(self, other: "Quantity") -> bool:
        return other <= self


@dataclass(frozen=True)
class OwnWords:
    """What a patient wrote where the options of an open choice did not fit."""

    text: str
