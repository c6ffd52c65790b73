"""Reading the JSON files that commands take."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from intake.json_file import NotReadable, read_json


def read_file(path: Path) -> Any:
    """Return what the file holds. Raises CommandError, in one line."""
    try:
        return read_json(path.read_bytes())
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    except NotReadable as why:
        raise CommandError(f"{path}: {why}") from why
