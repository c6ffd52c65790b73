"""Answers as form fields show them, and what fields give as answers."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from intake.forms.response.autocomplete import OTHER
from intake.forms.response.fields import is_in_lines, is_many
from intake.forms.response.words import said
from intake.questionnaires import fhir
from intake.questionnaires.definition import Item
from intake.questionnaires.values import decimal_text

Saved = Sequence[Any] | None


def initial_of(item: Item, saved: Saved) -> Any:
    """Return the saved answers as the question's field takes them."""
    if not saved:
        return None
    if item.is_autocomplete:
        return _written(item, saved[0])
    if item.options:
        chosen = [OTHER if _is_own(item, each) else str(each) for each in saved]
        return sorted({*chosen}) if is_many(item) else chosen[0]
    if is_in_lines(item):
        return "\n".join(_words(each) for each in saved)
    return _shown(item, saved[0])


def own_words_of(item: Item, saved: Saved) -> str:
    """Return those of the saved answers that are none of the options, one a line."""
    return "\n".join(_words(each) for each in saved or () if _is_own(item, each))


def answers_from(item: Item, cleaned: Any, own_words: Any = ()) -> list[Any]:
    """Return the answers that the cleaned values of a question's fields stand for."""
    chosen = _listed(cleaned)
    kept = [_answer(item, each) for each in chosen if each != OTHER]
    written = _listed(own_words) if OTHER in chosen else []
    return kept + [_own(item, each) for each in written]


def _written(item: Item, answer: Any) -> str:
    option = item.option(answer)
    return said(option.text) if option else _words(answer)


def _is_own(item: Item, answer: Any) -> bool:
    return item.option(answer) is None


def _words(answer: Any) -> str:
    return str(answer["text"] if isinstance(answer, dict) else answer)


def _shown(item: Item, answer: Any) -> Any:
    match item.type:
        case "boolean":
            return "yes" if answer else "no"
        case "date" | "dateTime":
            return _moment(answer)
        case "decimal":
            return Decimal(answer)
        case "quantity":
            value = Decimal(answer["value"])
            return (value, answer.get("code")) if len(item.units) > 1 else value
        case "time":
            return datetime.time.fromisoformat(answer)
    return _words(answer) if item.type == "open-choice" else answer


def _moment(answer: str) -> Any:
    """Return a date and time or a date; a month or a year stays as it is."""
    if "T" in answer:
        return datetime.datetime.fromisoformat(answer)
    is_whole = answer.count("-") == 2
    return datetime.date.fromisoformat(answer) if is_whole else answer


def _listed(cleaned: Any) -> list[Any]:
    if cleaned in (None, "", [], ()):
        return []
    return cleaned if isinstance(cleaned, list) else [cleaned]


def _answer(item: Item, value: Any) -> Any:
    if item.type == "quantity":
        number, code = value if isinstance(value, tuple) else (value, None)
        return {"value": decimal_text(number), **_unit(item, code)}
    if item.type == "open-choice" and not item.options:
        return _own(item, value)
    match value:
        case datetime.date() | datetime.time():
            return value.isoformat()
        case Decimal():
            return decimal_text(value)
        case str():
            return value.replace("\r\n", "\n")
    return value


def _own(item: Item, words: str) -> Any:
    return words if item.answer_type == "string" else {"text": words}


def _unit(item: Item, code: str | None) -> dict[str, str]:
    """Return the unit chosen, or else the only one, as it stands in a Quantity."""
    for unit in item.units:
        if code in (None, unit.answer):
            return {"unit": unit.text.written, **unit.coding}
    coding = fhir.extension_value(item.element, fhir.UNIT) or {}
    kept = {key: coding[key] for key in ("system", "code") if key in coding}
    return {"unit": item.unit.written, **kept} if item.unit else {}
