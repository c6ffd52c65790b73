"""The kinds of answers: their JSON form, what it means, and their FHIR form.

An answer is a JSON scalar: a bool, int or str; a decimal is a str without exponent or
trailing zeros; dates and times are FHIR's strs; a coded answer is its code. Only the
patient's own words for an open choice, ``{"text": …}``, and a quantity,
``{"value": "72.5", "unit": …}``, are objects.
"""

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Any

from intake.questionnaires.comparing import OwnWords, Quantity, Span

# {linkId: [answer, …]}, and for a list {linkId: [{linkId: […]}, …]}, one mapping an
# occurrence (see ``Item.is_list``). Other groups do not show; what is unanswered has no
# key.
Answers = Mapping[str, Sequence[Any]]

DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")
DECIMAL_DIGITS = 15  # as many as every reader of a JSON number keeps
INTEGERS = range(-(2**31), 2**31)  # FHIR integer
PART_OF_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?")  # FHIR: a year or a month
DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)
TIME = re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?")
QUANTITY = {"value", "unit", "system", "code"}


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


def _date(value: Any) -> datetime.date | Span | None:
    if not isinstance(value, str):
        return None
    try:
        if part := PART_OF_DATE.fullmatch(value):
            return Span.of_days(int(part[1]), int(part[2]) if part[2] else None)
        date = datetime.date.fromisoformat(value)
    except ValueError:
        return None
    return date if date.isoformat() == value else None


def _date_time(value: Any) -> datetime.datetime | Span | None:
    if not isinstance(value, str) or not DATE_TIME.fullmatch(value):
        day = _date(value)
        return None if day is None else Span.of_moments(day)
    try:
        return datetime.datetime.fromisoformat(value)
    except ValueError:
        return None


def _time(value: Any) -> datetime.time | None:
    if not isinstance(value, str) or not TIME.fullmatch(value):
        return None
    try:
        return datetime.time.fromisoformat(value)
    except ValueError:
        return None


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _url(value: Any) -> str | None:
    is_url = isinstance(value, str) and value and not re.search(r"\s", value)
    return value if is_url else None


def _open_choice(value: Any) -> str | OwnWords | None:
    if isinstance(value, dict):
        words = _string(value.get("text"))
        return OwnWords(words) if words and set(value) == {"text"} else None
    return _string(value)


def _quantity(value: Any) -> Quantity | None:
    if not isinstance(value, dict) or not set(value) <= QUANTITY:
        return None
    number = _decimal(value.get("value"))
    unit = value.get("code") or value.get("unit") or ""
    return None if number is None else Quantity(number, unit)


TYPES = {
    "boolean": ValueType("Boolean", "yes or no", _boolean),
    "choice": ValueType("Coding", "one of the options", _string),
    "date": ValueType("Date", "a date", _date, is_ordered=True),
    "dateTime": ValueType("DateTime", "a date and time", _date_time, is_ordered=True),
    "decimal": ValueType("Decimal", "a number", _decimal, is_ordered=True),
    "integer": ValueType("Integer", "a whole number", _integer, is_ordered=True),
    "open-choice": ValueType("Coding", "one of the options or text", _open_choice),
    "quantity": ValueType("Quantity", "a quantity", _quantity, is_ordered=True),
    "string": ValueType("String", "text", _string),
    "text": ValueType("String", "text", _string),
    "time": ValueType("Time", "a time", _time, is_ordered=True),
    "url": ValueType("Uri", "a web address", _url),
}


def from_fhir(suffix: str, value: Any) -> Any:
    """Return the answer in a value[x]; ``suffix`` is its x."""
    if suffix == "Coding":
        return value.get("code")
    if suffix == "Decimal":
        return _text_of(value)
    if suffix == "Quantity":
        return {**value, "value": _text_of(value.get("value"))}
    return value


def to_fhir(kind: str, answer: Any) -> tuple[str, Any]:
    """Return the x of value[x] and the value; a code stands alone in its coding."""
    suffix = TYPES[kind].fhir
    if kind == "decimal":
        return suffix, float(answer)
    if kind == "quantity":
        return suffix, {**answer, "value": float(answer["value"])}
    if kind == "open-choice" and isinstance(answer, dict):
        return "String", answer["text"]
    return suffix, {"code": answer} if suffix == "Coding" else answer


def _text_of(number: Any) -> str | None:
    """Return a JSON number as it is stored, or None for what is no number."""
    if isinstance(number, bool) or not isinstance(number, int | float | Decimal):
        return None
    return decimal_text(Decimal(str(number)))


def rounded(number: Decimal) -> Decimal:
    """Return the number with no more digits than can be stored."""
    return number.normalize(Context(prec=DECIMAL_DIGITS))


def read(kind: str, answer: Any) -> Any:
    """Return what an answer means, to compare it by; None if it is not of this type."""
    return TYPES[kind].read(answer)


def answer_in(kind: str, suffix: str, value: Any) -> Any:
    """Return the answer in a value[x], or None if this kind takes no such value."""
    if kind == "open-choice" and suffix == "String":
        return {"text": value}
    return from_fhir(suffix, value) if suffix == TYPES[kind].fhir else None


def read_fhir(kind: str, suffix: str, value: Any) -> Any:
    """Return what a value[x] means for this kind of answer, or None."""
    return read(kind, answer_in(kind, suffix, value))
