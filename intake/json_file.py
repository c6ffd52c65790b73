"""Reading JSON that people bring: a file of a command, an upload."""

import json
from collections.abc import Iterator
from typing import Any


class NotReadable(Exception):
    """Why something is no JSON that can be used, in one line."""


def read_json(content: bytes) -> Any:
    """Return what the content holds. Raises ``NotReadable``."""
    try:
        found = json.loads(content.decode("utf-8"), object_pairs_hook=_without_doubles)
    except (ValueError, RecursionError) as error:
        raise NotReadable(f"not a JSON file ({error})") from error
    for text in _texts(found):
        if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise NotReadable("it holds a character that cannot be stored")
    return found


def _texts(found: Any) -> Iterator[str]:
    """Yield every text and key."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for pair in found.items():
            yield from _texts(pair)
    elif isinstance(found, list | tuple):
        for each in found:
            yield from _texts(each)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key given twice: one of the two would be lost without a word."""
    keys = [key for key, _value in pairs]
    if doubles := sorted({key for key in keys if keys.count(key) > 1}):
        named = ", ".join(repr(key) for key in doubles)
        raise NotReadable(f"{named}: given twice")
    return dict(pairs)
