"""Whether the keys open what is stored: asked at start, by ``migrate`` and /readyz."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DEFAULT_DB_ALIAS, connection

from clinic.sealed.key_file import KeysUnusable, read_key_file
from clinic.sealed.keys import Keyring
from clinic.sealed.models import DataKey, KeyPurpose


def keys_open() -> None:
    """Open every data key with the key file; raise ``KeysUnusable`` if one stays shut.

    One query. Reads the file anew, so a file that was exchanged is noticed.
    """
    ring = Keyring(settings.FIELD_KEK_FILE)
    ring.load()
    for purpose in KeyPurpose:
        ring.active_id(purpose)


@checks.register
def key_file_is_usable(app_configs: Any, **kwargs: Any) -> list[checks.Error]:
    try:
        read_key_file(Path(settings.FIELD_KEK_FILE))
    except KeysUnusable as problem:
        return [checks.Error(str(problem), id="clinic.sealed.E001")]
    return []


@checks.register(checks.Tags.database)
def data_keys_open(
    app_configs: Any, databases: Any, **kwargs: Any
) -> list[checks.Error]:
    """Refuse to work on a database that this key file does not belong to."""
    if DEFAULT_DB_ALIAS not in (databases or []):
        return []
    if DataKey._meta.db_table not in connection.introspection.table_names():
        return []
    try:
        Keyring(settings.FIELD_KEK_FILE).load()
    except KeysUnusable as problem:
        return [checks.Error(str(problem), id="clinic.sealed.E002")]
    return []
