"""Words that no mail to a patient may hold: they tell what somebody comes for. Pure.

Each app may add a finder of words that it knows, such as the names of medicines.
"""

import re
from collections.abc import Callable, Iterable

Finder = Callable[[str], Iterable[str]]

# Parts of words that tell what a visit is for, wherever they stand: "antidepressant".
ANYWHERE = (
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
    "dissociat",
    "eligib",
    "infus",
    "inject",
    "ketamine",
    "medication",
    "opioid",
    "psych",
    "spravato",
    "suicid",
    "suitable",
    "symptom",
    "therap",
    "trauma",
)
# Beginnings of words; inside others they are innocent, as in "campaign" or "Hispanic".
BEGINNINGS = (
    "drug",
    r"gad[\W_]?7",
    r"k[\W_]?holes?\b",
    "mental",
    "mood",
    "ocd",
    "pain",
    "panic",
    "phq",
    "ptsd",
    "score",
    "self-?harm",
    r"special[\W_]k\b",
    "treat",
)
TELLING = re.compile(
    rf"\b(?:\w*(?:{'|'.join(ANYWHERE)})|{'|'.join(BEGINNINGS)})\w*", re.IGNORECASE
)
# Mail programs make a link of whatever looks like the name of a host.
ADDRESS = re.compile(
    r"\w+://\S*|www\.\S*|[\w.-]+@[\w.-]+|\b[\w-]+\.[^\W\d_]{2,}", re.IGNORECASE
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


def addresses_in(text: str) -> list[str]:
    """Return what a mail program may turn into a link, also "soon.We"."""
    return ADDRESS.findall(text)


@telling
def _with_a_telling_part(text: str) -> list[str]:
    return TELLING.findall(text)
