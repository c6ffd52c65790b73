"""Reading the JSON files that commands take."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError


def read_json(path: Path) -> Any:
    """Return what the file holds. Raises CommandError, in one line."""

    def without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Refuse a key given twice: one of the two would be lost without a word."""
        keys = [key for key, _ in pairs]
        if doubles := sorted({key for key in keys if keys.count(key) > 1}):
            named = ", ".join(repr(key) for key in doubles)
            raise CommandError(f"{path}: {named}: given twice")
        return dict(pairs)

    try:
        return json.loads(path.read_text("utf-8"), object_pairs_hook=without_doubles)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{path}: not a JSON file ({error})") from error
