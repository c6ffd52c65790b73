"""Medicines as typed, matched against the shipped list ``drugs.json``."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Drug:
    """One generic of the list. ``flag`` is the id its class raises, or nothing."""

    generic: str
    drug_class: str
    flag: str


def drugs_in(text: str) -> list[Drug]:
    """Return the listed medicines that a text names, each once, longest name first.

    Whole words only, and each stretch of the text counts once: "Tylenol PM" is
    diphenhydramine, not acetaminophen. Never guesses at a misspelling.
    """
    rest = _plain(text)
    found: dict[str, Drug] = {}
    for name, whole_word, drug in _names():
        # Most names are nowhere in the text, and this tells faster than a pattern.
        if name in rest:
            rest, hits = whole_word.subn("|", rest)
            if hits:
                found.setdefault(drug.generic, drug)
    return list(found.values())


def drugs_of(texts: Iterable[str]) -> list[Drug]:
    """Return the listed medicines of a whole list, each once, in the order typed."""
    found = {drug.generic: drug for text in texts for drug in drugs_in(text)}
    return list(found.values())


def unmatched(texts: Iterable[str]) -> list[str]:
    """Return the texts that name no listed medicine, as typed."""
    return [text for text in texts if not drugs_in(text)]


def shipped_minimum_doses() -> dict[str, float]:
    """Return the lowest adequate dose in mg a day, by generic name."""
    return dict(_list()["min_adequate_dose_mg"])


@cache
def _list() -> dict[str, Any]:
    text = files("intake.eligibility").joinpath("drugs.json").read_text("utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


@cache
def _names() -> list[tuple[str, re.Pattern[str], Drug]]:
    """Every name with its drug, longest first, so that no part of a name wins."""
    named = [
        (_plain(name), Drug(entry["generic"], drug_class, described["flag"] or ""))
        for drug_class, described in _list()["classes"].items()
        for entry in described["drugs"]
        for name in [entry["generic"], *entry["names"]]
    ]
    named.sort(key=lambda pair: len(pair[0]), reverse=True)
    return [
        (name, re.compile(rf"(?<!\w){re.escape(name)}(?!\w)"), drug)
        for name, drug in named
    ]


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("\u2019", "'").split())
