"""Blind indexes: find a sealed value by equality without storing it.

A dump shows which rows share a value and how often, and who holds the key can guess
short ones. So: for email, phone and words of a name, never for a birth date or answers.
"""

import hashlib
import hmac
import re
import unicodedata

import phonenumbers

from clinic.sealed.keys import keyring
from clinic.sealed.models import KeyPurpose

INDEX_BYTES = 16
VERSION = b"v1"


def blind_index(column: str, value: str) -> bytes:
    """Return the 16 bytes that stand for ``value`` in ``column``.

    HMAC-SHA256 under the index key. The same value gives other bytes in another column.
    Pass what ``email_key``, ``phone_key`` or ``name_keys`` returned.
    """
    message = b"\0".join([VERSION, column.encode(), value.encode(errors="replace")])
    key = keyring().secret(KeyPurpose.INDEX)
    return hmac.digest(key, message, hashlib.sha256)[:INDEX_BYTES]


def email_key(address: str) -> str:
    """Return the address as it is compared: case and Unicode form do not count.

    Dots and plus signs do: at most mail hosts they name another mailbox.
    """
    local, at, host = _folded(address).rpartition("@")
    return f"{local}{at}{_ascii_host(host)}"


def phone_key(number: str, region: str = "US") -> str:
    """Return the number in E.164, such as ``+15550100199``.

    Without a country code it is a number of ``region``. What is no phone number at all
    is returned folded, so that it can still be found.
    """
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return _folded(number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def name_keys(name: str) -> list[str]:
    """Return the words of a name as they are compared, each once, sorted.

    Accents do not count (``garcía`` and ``garcia`` are one). An apostrophe belongs to
    its word (``o'brien`` and ``obrien`` are one), a hyphen parts two.
    """
    plain = re.sub("['’ʼ`]", "", _folded(_without_accents(_folded(name))))
    return sorted(set(re.findall(r"\w+", plain)))


def _folded(text: str) -> str:
    # Folding case can undo the normal form: twice, as Unicode's toNFKC_Casefold does.
    folded = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", folded).strip()


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _ascii_host(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host
