"""Medicines as typed, matched against the shipped list ``drugs.json``."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

# Stands for a name that was found, so that no other name matches across it.
FOUND = "\0"
QUOTES = str.maketrans(dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4\u2032`", "'"))
BETWEEN_MEDICINES = re.compile(rf"[,;+/&\r\n{FOUND}]|\band\b")
WORD = re.compile(r"[^\W\d_]+")
# A dose, a form, a time: alone they name nothing. A shot or a patch may be another one.
DOSAGE = re.compile(
    r"""
    mgs?|mcg|ug|\u03bcg|g|gm|grams?|ml|l|iu|units?|meq|percent
    |tabs?|tablets?|caps?|capsules?|pills?|drops?|puffs?
    |er|xr|xl|sr|cr|ir|la|dr|cd|xt|odt|hcl|extended|immediate|release
    |takes?|taken|taking|once|twice|times?|one|two|three|four|half|an?|per|x
    |q|qd|qod|qhs|qam|qpm|bid|tid|qid|prn|hs|po|every|each|other
    |daily|days?|weekly|weeks?|monthly|months?|hours?|hrs?|h
    |mornings?|noon|afternoon|evenings?|nights?|nightly|bedtime|bed|am|pm
    |in|at|the|with|before|after|food|meals?|by|mouth|as|needed
    |generic|brand|doses?|for|of|on|or|to|my|i|home
    """,
    re.VERBOSE,
)


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
    found, _ = _matched(text)
    return found


def drugs_of(texts: Iterable[str]) -> list[Drug]:
    """Return the listed medicines of a whole list, each once, in the order typed."""
    found = {drug.generic: drug for text in texts for drug in drugs_in(text)}
    return list(found.values())


def unmatched(texts: Iterable[str]) -> list[str]:
    """Return what names no listed medicine: texts as typed, parts in small letters.

    A text that names one may name another that is not listed: of "Zestril 10 mg
    theophyline daily" all that stands behind the name is returned.
    """
    return [part for text in texts for part in _unmatched_in(text)]


def _unmatched_in(text: str) -> list[str]:
    found, rest = _matched(text)
    if not found:
        return [text]
    parts = (" ".join(part.split()) for part in BETWEEN_MEDICINES.split(rest))
    return [part for part in parts if _names_something(part)]


def _names_something(part: str) -> bool:
    return any(not DOSAGE.fullmatch(word) for word in WORD.findall(part))


def _matched(text: str) -> tuple[list[Drug], str]:
    """Return the medicines a text names, and the text with a mark for each of them."""
    rest = _plain(text)
    found: dict[str, Drug] = {}
    for first_word, whole_name, drug in _names():
        # Most names are nowhere in the text, and this tells faster than a pattern.
        if first_word in rest:
            rest, hits = whole_name.subn(FOUND, rest)
            if hits:
                found.setdefault(drug.generic, drug)
    return list(found.values()), rest


def listed_names() -> list[str]:
    """Return every name of the list, generic or brand, as a dictionary has them."""
    return sorted((name for name, _ in _named_drugs()), key=str.casefold)


@cache
def flags_of_medicines() -> frozenset[str]:
    """Return the ids of the flags that a class of the list raises."""
    return frozenset(drug.flag for _, drug in _named_drugs() if drug.flag)


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
    """Every name, longest first, so that no part of one wins: first word, all, drug.

    The words of a name may stand on two lines.
    """
    named = [(_plain(name), drug) for name, drug in _named_drugs()]
    named.sort(key=lambda pair: len(pair[0]), reverse=True)
    return [
        (name.split()[0], re.compile(rf"(?<!\w){_spaced(name)}(?!\w)"), drug)
        for name, drug in named
    ]


def _named_drugs() -> Iterator[tuple[str, Drug]]:
    for drug_class, described in _list()["classes"].items():
        for entry in described["drugs"]:
            drug = Drug(entry["generic"], drug_class, described["flag"] or "")
            yield from ((name, drug) for name in [entry["generic"], *entry["names"]])


def _spaced(name: str) -> str:
    return r"\s+".join(re.escape(word) for word in name.split())


def _plain(text: str) -> str:
    """Return a text in small letters, with plain quotes."""
    return text.replace(FOUND, " ").casefold().translate(QUOTES)
