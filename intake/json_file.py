"""Reading JSON that people bring: a file of a command, an upload."""

import json
from typing import Any


class NotReadable(Exception):
    """Why something is no JSON that can be used, in one line."""


def read_json(content: bytes) -> Any:
    """Return what the content holds. Raises ``NotReadable``."""
    try:
        return json.loads(content.decode("utf-8"), object_pairs_hook=_without_doubles)
    except (ValueError, RecursionError) as error:
        raise NotReadable(f"not a JSON file ({error})") from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key given twice: one of the two would be lost without a word."""
    keys = [key for key, _value in pairs]
    if doubles := sorted({key for key in keys if keys.count(key) > 1}):
        named = ", ".join(repr(key) for key in doubles)
        raise NotReadable(f"{named}: given twice")
    return dict(pairs)
