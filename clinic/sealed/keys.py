"""Envelope encryption: the key file opens the data keys, they open the columns.

A sealed value is ``0x01 | data key id (4 bytes) | nonce (12) | ciphertext and tag``,
AES-256-GCM. What it is bound to, and the header, are authenticated with it.
"""

import os
import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap,
    aes_key_wrap,
)
from django.conf import settings

from clinic.sealed.key_file import KEY_BYTES, KeysUnusable, read_key_file
from clinic.sealed.models import DataKey, KeyPurpose, KeyState

VERSION = 1
HEADER = struct.Struct(">BI")
NONCE_BYTES = 12
TAG_BYTES = 16


class CannotOpen(Exception):
    """These bytes were changed, planted, or sealed for another place."""


@dataclass(frozen=True, repr=False)
class Secret:
    """A data key, opened. Lives in the memory of the process only."""

    key: bytes
    cipher: AESGCM


class Keyring:
    """The data keys, opened with ``key_file`` when one is first needed."""

    def __init__(self, key_file: str):
        self.path = Path(key_file)
        self._wrapping_keys = read_key_file(self.path)
        self._secrets: dict[int, Secret] = {}
        self._active_ids: dict[str, int] = {}
        self._loading = Lock()

    def load(self) -> None:
        """Read the data keys anew; raise ``KeysUnusable`` if one does not open."""
        with self._loading:
            for data_key in DataKey.objects.all():
                self._secrets[data_key.pk] = self._unwrap(data_key)
                if data_key.state == KeyState.ACTIVE:
                    self._active_ids[data_key.purpose] = data_key.pk

    def active_id(self, purpose: str) -> int:
        """Return the id of the key that seals for ``purpose`` now."""
        if purpose not in self._active_ids:
            self.load()
        try:
            return self._active_ids[purpose]
        except KeyError:
            raise KeysUnusable(
                f"The database holds no data key for {purpose}: run manage.py migrate."
            ) from None

    def secret(self, purpose: str) -> bytes:
        """Return the 32 bytes of the active key for ``purpose``."""
        key_id = self.active_id(purpose)
        return self._secrets[key_id].key

    def seal(self, plaintext: bytes, bound_to: bytes) -> bytes:
        """Return ``plaintext`` sealed; it opens only with the same ``bound_to``."""
        key_id = self.active_id(KeyPurpose.FIELDS)
        header = HEADER.pack(VERSION, key_id)
        nonce = os.urandom(NONCE_BYTES)
        cipher = self._secrets[key_id].cipher
        return header + nonce + cipher.encrypt(nonce, plaintext, bound_to + header)

    def open(self, sealed: bytes, bound_to: bytes) -> bytes:
        """Return what ``seal`` was given; raise ``CannotOpen`` for anything else."""
        header, rest = sealed[: HEADER.size], sealed[HEADER.size :]
        if len(rest) < NONCE_BYTES + TAG_BYTES or header[0] != VERSION:
            raise CannotOpen
        nonce, ciphertext = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
        try:
            return self._cipher(key_id_of(sealed)).decrypt(
                nonce, ciphertext, bound_to + header
            )
        except InvalidTag:
            raise CannotOpen from None

    def wrap_new_key(self, purpose: str) -> DataKey:
        """Return a new data key, not saved, wrapped with the active key of the file."""
        kek_id, wrapping_key = next(iter(self._wrapping_keys.items()))
        wrapped = aes_key_wrap(wrapping_key, os.urandom(KEY_BYTES))
        return DataKey(purpose=purpose, kek_id=kek_id, wrapped=wrapped)

    def _cipher(self, key_id: int) -> AESGCM:
        if key_id not in self._secrets:
            # Another process may have made it since.
            self.load()
        try:
            return self._secrets[key_id].cipher
        except KeyError:
            raise CannotOpen from None

    def _unwrap(self, data_key: DataKey) -> Secret:
        if data_key.kek_id not in self._wrapping_keys:
            raise KeysUnusable(
                f"The key file {self.path} does not hold the key {data_key.kek_id}, "
                f"which opens data key {data_key.pk}: restore the right key file."
            )
        wrapping_key = self._wrapping_keys[data_key.kek_id]
        try:
            key = aes_key_unwrap(wrapping_key, bytes(data_key.wrapped))
        except InvalidUnwrap:
            raise KeysUnusable(
                f"The key {data_key.kek_id} of the key file {self.path} does not open "
                f"data key {data_key.pk}: restore the right key file."
            ) from None
        return Secret(key, AESGCM(key))


def key_id_of(sealed: bytes) -> int:
    """Return the id of the data key that ``sealed`` says it was sealed with."""
    return int.from_bytes(sealed[1 : HEADER.size])


_keyring_of = cache(Keyring)


def keyring() -> Keyring:
    """Return this process's keyring; raise ``KeysUnusable`` for a bad key file."""
    return _keyring_of(settings.FIELD_KEK_FILE)


def derive_key(purpose: str) -> bytes:
    """Return 32 bytes to make proofs with, a different key for every ``purpose``.

    For HMACs that are checked, not stored values that are opened: patient links, form
    ids, rate limits. Derived from the data key "link", never from SECRET_KEY.
    """
    secret = keyring().secret(KeyPurpose.LINK)
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(secret)


def create_missing_keys() -> None:
    """Make the first data key of each purpose, as the owner at ``migrate``.

    Run again it changes nothing. Raises ``KeysUnusable`` if the key file does not open
    the keys that are there.
    """
    ring = Keyring(settings.FIELD_KEK_FILE)
    ring.load()
    for purpose in KeyPurpose:
        if not DataKey.objects.filter(purpose=purpose, state=KeyState.ACTIVE).exists():
            ring.wrap_new_key(purpose).save()
