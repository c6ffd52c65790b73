"""The kinds of answers: their JSON form, what it means, and their FHIR form.

An answer is a JSON scalar: a bool, int or str; a decimal is a str without exponent or
trailing zeros, a date an ISO str, a coded answer its code.
"""

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

# {linkId: [answer, …]}, and for a repeating group {linkId: [{linkId: […]}, …]}, one
# mapping an occurrence. Other groups do not show; what is unanswered has no key.
Answers = Mapping[str, Sequence[Any]]

DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")
DECIMAL_DIGITS = 15  # as many as every reader of a JSON number keeps
INTEGERS = range(-(2**31), 2**31)  # FHIR integer


@dataclass(frozen=True)
class ValueType:
    """A type of answer: the x of value[x], its name in a sentence, and how to read it.

    ``read`` turns the JSON form into what can be compared, and anything else into None.
    """

    fhir: str
    name: str
    read: Callable[[Any], Any]
    is_ordered: bool = False


def decimal_text(value: Decimal) -> str:
    """Return the one way a decimal is stored: ``"37.5"``, ``"40"``."""
    return f"{value.normalize():f}" if value else "0"


def _boolean(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _integer(value: Any) -> int | None:
    is_integer = isinstance(value, int) and not isinstance(value, bool)
    return value if is_integer and value in INTEGERS else None


def _decimal(value: Any) -> Decimal | None:
    if not isinstance(value, str) or not DECIMAL.fullmatch(value):
        return None
    number = Decimal(value)
    return number if len(number.as_tuple().digits) <= DECIMAL_DIGITS else None


def _date(value: Any) -> datetime.date | None:
    try:
        date = datetime.date.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return date if date.isoformat() == value else None


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


TYPES = {
    "boolean": ValueType("Boolean", "yes or no", _boolean),
    "choice": ValueType("Coding", "one of the options", _string),
    "date": ValueType("Date", "a date", _date, is_ordered=True),
    "decimal": ValueType("Decimal", "a number", _decimal, is_ordered=True),
    "integer": ValueType("Integer", "a whole number", _integer, is_ordered=True),
    "string": ValueType("String", "text", _string),
    "text": ValueType("String", "text", _string),
}


def from_fhir(suffix: str, value: Any) -> Any:
    """Return the answer in a value[x]; ``suffix`` is its x."""
    if suffix == "Coding":
        return value.get("code")
    if suffix == "Decimal":
        return decimal_text(Decimal(str(value)))
    return value


def read(kind: str, answer: Any) -> Any:
    """Return what an answer means, to compare it by; None if it is not of this type."""
    return TYPES[kind].read(answer)


def read_fhir(suffix: str, value: Any) -> Any:
    """Return what a value[x] means, to compare it by; None if it means nothing here."""
    kinds = (each for each in TYPES.values() if each.fhir == suffix)
    kind = next(kinds, None)
    return kind.read(from_fhir(suffix, value)) if kind else None
