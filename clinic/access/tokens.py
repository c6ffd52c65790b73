"""What stands in an address that opens something by itself, and how it is found again.

A token is an HMAC of what it opens, so it stands nowhere; only its hash is stored.
"""

import base64
import hashlib
import hmac

from clinic.sealed.keys import derive_key


def make_token(purpose: str, text: str) -> str:
    """Return the one token for ``text`` under the key of ``purpose``; URL-safe."""
    mac = hmac.digest(derive_key(purpose), text.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def hash_token(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
