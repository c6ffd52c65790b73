"""Sessions sealed at rest: a new second factor's secret waits there to be confirmed."""

import base64
from typing import Any

from django.contrib.sessions.backends import db

from clinic.sealed.keys import CannotOpen, keyring


class SessionStore(db.SessionStore):
    """Django's sessions in the database, each sealed and bound to its session key.

    What does not open is an empty session, so that whoever has it signs in anew.
    """

    def encode(self, session_dict: dict[str, Any]) -> str:
        plaintext = self.serializer().dumps(session_dict)
        return base64.b64encode(keyring().seal(plaintext, self._place())).decode()

    def decode(self, session_data: str) -> dict[str, Any]:
        try:
            sealed = base64.b64decode(session_data, validate=True)
            plaintext = keyring().open(sealed, self._place())
        except (ValueError, CannotOpen):
            return {}
        return self.serializer().loads(plaintext)

    def _place(self) -> bytes:
        # Django gives a session its key before it encodes what the session holds.
        return f"v1\0sessions.session.session_data\0{self.session_key}".encode()
