"""The key file: the keys that wrap the data keys, kept apart from the database."""

import base64
import binascii
import stat
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32


class KeysUnusable(ImproperlyConfigured):
    """The keys cannot be used; the message is one sentence that says how to mend it."""


def read_key_file(path: Path) -> dict[str, bytes]:
    """Return the keys by their id, the active one first.

    One key a line, written ``id:base64 of 32 bytes``. Raises ``KeysUnusable``, which
    never repeats what the file holds.
    """
    try:
        lines = path.read_text("ascii").splitlines()
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise KeysUnusable(
            f"The key file {path} does not exist: set FIELD_KEK_FILE to the right file."
        ) from None
    except (OSError, UnicodeDecodeError):
        raise KeysUnusable(
            f"The key file {path} cannot be read: make it a text file that this user "
            "may read."
        ) from None
    if mode & stat.S_IRWXO:
        raise KeysUnusable(
            f"The key file {path} is open to every user: run chmod o-rwx on it."
        )
    return _parse(lines, path)


def _parse(lines: list[str], path: Path) -> dict[str, bytes]:
    keys: dict[str, bytes] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        key_id, _, encoded = line.strip().partition(":")
        key = _decode(encoded)
        if not key_id or key_id in keys or len(key) != KEY_BYTES:
            raise KeysUnusable(
                f"Line {number} of the key file {path} is not an id of its own, a "
                f"colon and {KEY_BYTES} bytes in base64: restore the file."
            )
        keys[key_id] = key
    if not keys:
        raise KeysUnusable(f"The key file {path} holds no key: restore the file.")
    return keys


def _decode(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except binascii.Error:
        return b""
