"""The addresses of the questionnaire's pages, which tell nothing.

A page's path names its question, and some pages are there only after a yes, while an
address stays in histories and logs. So it holds the path encrypted: with AES-SIV, which
makes the same token of the same path each time, and opens no token it has not made.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from clinic.sealed.keys import derive_key

BLOCK_BYTES = 64


def page_token(response_id: UUID, path: str) -> str:
    """Return what stands for the page at ``path`` in the addresses of one response.

    Another response has another token for it. All paths of up to 64 bytes have tokens
    of one length.
    """
    plain = path.encode()
    padded = plain + bytes(-len(plain) % BLOCK_BYTES)
    token = _cipher().encrypt(padded, [response_id.bytes])
    return urlsafe_b64encode(token).decode().rstrip("=")


def page_path(response_id: UUID, token: str) -> str | None:
    """Return the path of the page; None for a token not made for this response."""
    try:
        sealed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        padded = _cipher().decrypt(sealed, [response_id.bytes])
    except (ValueError, InvalidTag):
        return None
    return padded.rstrip(b"\0").decode()


def _cipher() -> AESSIV:
    return AESSIV(derive_key("question-address"))
