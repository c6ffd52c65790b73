"""The servers Anteroom needs, and the settings that point to them."""

import base64
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from clinic.embedded.broker import Broker
from clinic.embedded.mail import MailCatcher
from clinic.embedded.postgres import AUDIT, OWNER, RUNTIME, PostgreSQL
from clinic.embedded.processes import CannotStart, write_private

DATABASE_URLS = {
    "DATABASE_URL": RUNTIME,
    "OWNER_DATABASE_URL": OWNER,
    "AUDIT_DATABASE_URL": AUDIT,
}


class Servers:
    """PostgreSQL, broker and mail catcher, each unless ``given`` names another.

    After ``start``, ``settings`` holds every setting Anteroom needs but PUBLIC_URL.
    """

    def __init__(self, folder: Path, *, given: Mapping[str, str], durable: bool = True):
        self.folder = folder
        self.given = given
        self.postgres = PostgreSQL(folder, durable=durable)
        self.broker = Broker(folder)
        self.mail = MailCatcher(folder / "mail")
        self.settings: dict[str, str] = {}
        self._started: list = []

    def start(self, say: Callable[[object], None] = lambda server: None) -> None:
        """Start what is not given and ``say`` each one; raise ``CannotStart``.

        What had been started is still running then: call ``stop``.
        """
        self.settings |= self._constants()
        if not self._is_given(DATABASE_URLS):
            self._start(self.postgres, say)
            for name, role in DATABASE_URLS.items():
                self.settings[name] = self.postgres.url(role)
        if not self._is_given(["BROKER_URL"]):
            self._start(self.broker, say)
            self.settings["BROKER_URL"] = self.broker.url
        if not self._is_given(["EMAIL_URL"]):
            self._start(self.mail, say)
            self.settings |= {
                "EMAIL_URL": self.mail.url,
                "MAIL_DIR": str(self.mail.folder),
            }

    def stop(self) -> None:
        """Stop what was started, the last one first."""
        while self._started:
            self._started.pop().stop()

    def _start(self, server, say) -> None:
        # Noted first: a start that fails half-way may leave a process.
        self._started.append(server)
        server.start()
        say(server)

    def _is_given(self, names) -> bool:
        present = {name: self.given[name] for name in names if self.given.get(name)}
        missing = [name for name in names if name not in present]
        if present and missing:
            raise CannotStart(
                f"{' and '.join(missing)} must be set when {next(iter(present))} is."
            )
        self.settings |= present
        return bool(present)

    def _constants(self) -> dict[str, str]:
        defaults = {
            "SECRET_KEY": secret_key(self.folder),
            "FIELD_KEK_FILE": str(kek_file(self.folder)),
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "DEFAULT_FROM_EMAIL": "clinic@example.test",
            "STATIC_ROOT": str(self.folder / "static"),
        }
        return {name: self.given.get(name) or defaults[name] for name in defaults}


def secret_key(folder: Path) -> str:
    """Return the signing key kept in ``folder``, made once."""
    path = folder / "secret.key"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(48))
    return path.read_text()


def kek_file(folder: Path) -> Path:
    """Return the file with the key-encryption key kept in ``folder``, made once."""
    path = folder / "field.kek"
    if not path.exists():
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        write_private(path, f"dev:{key}\n")
    return path
