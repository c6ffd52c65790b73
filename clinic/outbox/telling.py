"""Words that no mail to a patient may hold: they tell what somebody comes for. Pure.

Each app may add a finder of words that it knows, such as the names of medicines.
"""

import re
from collections.abc import Callable, Iterable

Finder = Callable[[str], Iterable[str]]

# Beginnings of words that tell what a visit is for.
TELLING = (
    "addict",
    "alcohol",
    "anesthe",
    "anxi",
    "bipolar",
    "booster",
    "consult",
    "depress",
    "diagnos",
    "disorder",
    "drug",
    "eligib",
    "esketamine",
    "gad-?7",
    "infus",
    "inject",
    "ketamine",
    "medication",
    "mental",
    "mood",
    "ocd",
    "opioid",
    "pain",
    "panic",
    "phq",
    "psych",
    "ptsd",
    "score",
    "self-?harm",
    "spravato",
    "suicid",
    "suitable",
    "symptom",
    "therap",
    "trauma",
    "treat",
    "unsuitable",
)

_finders: list[Finder] = []


def telling(finder: Finder) -> Finder:
    """Register a function that returns the words of a text that tell too much."""
    _finders.append(finder)
    return finder


def telling_words(text: str) -> list[str]:
    """Return the words of ``text`` that tell what a visit is for, each once."""
    found: dict[str, str] = {}
    for finder in _finders:
        for word in finder(text):
            found.setdefault(word.casefold(), word)
    return list(found.values())


@telling
def _with_a_telling_beginning(text: str) -> list[str]:
    pattern = rf"\b(?:{'|'.join(TELLING)})\w*"
    return re.findall(pattern, text, re.IGNORECASE)
