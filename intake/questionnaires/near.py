"""Which names a text may stand for, when it is none of them.

Only ever to ask the person who typed it: nothing here decides what was meant.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from itertools import islice

MOST = 6
LIKENESS = 0.75  # difflib's ratio: "Prozak" is like "Prozac", "probiotic" like nothing
BESIDE_A_NAME = 0.82  # there the other words are no names: "percent" is like "Percocet"
SHARED = 3  # letters of a word to share: "XR" tells nothing
ALIKE = 4  # letters of a word to spell much like a name: a shorter one is like many
READ = 100  # characters; a name is shorter, and a text may be of any length


def named(typed: str, names: Iterable[str]) -> str | None:
    """Return the name that was typed, in whatever case, or None."""
    plain = _plain(typed)
    return next((name for name in names if _plain(name) == plain), None)


def says_more(typed: str, names: Sequence[str]) -> bool:
    """Whether the text begins with a whole name, as in "Prozac 20 mg".

    Not if it may be the beginning of another: "Zyrtec D" stands beside "Zyrtec-D".
    """
    plain = _plain(typed)
    begins_with_one = any(_begins_with(plain, _plain(name)) for name in names)
    return begins_with_one and not _beginning_with(typed, names)


def respelled(typed: str, names: Sequence[str]) -> list[str]:
    """Return up to six texts, each with one word spelled as a name much like it is.

    "Prozac 20 mg Zolof" may say "Prozac 20 mg Zoloft". Words of names stay.
    """
    squeezed = {_squeezed(name): name for name in reversed(names)}
    known = {_squeezed(word) for name in names for word in name.split()}
    words = typed[:READ].split()
    found = (
        [*words[:place], squeezed[each], *words[place + 1 :]]
        for place, word in enumerate(words)
        if len(word) >= ALIKE and _squeezed(word) not in known
        for each in get_close_matches(_squeezed(word), squeezed, MOST, BESIDE_A_NAME)
    )
    rest = typed[READ:]
    return [" ".join(each) + rest for each in islice(found, MOST)]


def near(typed: str, names: Sequence[str]) -> list[str]:
    """Return up to six names, likeliest first: those that begin with the text, those
    that share a whole word with it, and those that are spelled much like it.
    """
    found: dict[str, str] = {}
    for name in _near(typed[:READ], names):
        found.setdefault(_squeezed(name), name)
    return list(found.values())[:MOST]


def _near(typed: str, names: Sequence[str]) -> Iterator[str]:
    words = _words(typed)
    yield from _beginning_with(typed, names)
    yield from (name for name in names if words & _words(name))
    squeezed = {_squeezed(name): name for name in reversed(names)}
    long_words = (word for word in words if len(word) >= ALIKE)
    for text in (_squeezed(typed), *sorted(long_words)):
        alike = get_close_matches(text, squeezed, MOST, LIKENESS)
        yield from (squeezed[each] for each in alike)


def _beginning_with(typed: str, names: Iterable[str]) -> list[str]:
    start = _squeezed(typed)
    return [name for name in names if start and _squeezed(name).startswith(start)]


def _begins_with(text: str, name: str) -> bool:
    following = text[len(name) : len(name) + 1]
    return text.startswith(name) and not (
        following.isalnum() or following in {"-", "/"}
    )


def _plain(text: str) -> str:
    """Return a text in small letters; a phone writes its apostrophes curled."""
    return " ".join(text.casefold().replace("\u2019", "'").split())


def _squeezed(text: str) -> str:
    """Return the letters and digits alone: "Zyrtec D" is written like "Zyrtec-D"."""
    return "".join(char for char in text.casefold() if char.isalnum())


def _words(text: str) -> set[str]:
    words = re.findall(r"\w+", text.casefold())
    return {word for word in words if len(word) >= SHARED}
