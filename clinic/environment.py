"""Settings from the environment or, while `make run` is up, from its `.dev/env`.

A process that is given a DATABASE_URL is given everything: nothing of `.dev/env` mixes
into it. A setting that is missing or cannot be read ends the process with one sentence.
"""

import fcntl
import os
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import phonenumbers

from clinic.outbox.addresses import is_safe_address

CHECKOUT = Path(__file__).resolve().parent.parent

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}

EXAMPLES = {
    "ALLOWED_HOSTS": "clinic.example,www.clinic.example",
    "AUDIT_DATABASE_URL": "postgresql://app_audit_ro:PASSWORD@HOST:5432/anteroom",
    "BROKER_URL": "redis://:PASSWORD@HOST:6379/0",
    "CLINIC_PHONE": "+1 555-010-0199",
    "DATABASE_URL": "postgresql://app_rt:PASSWORD@HOST:5432/anteroom",
    "DEFAULT_FROM_EMAIL": "hello@clinic.example",
    "EMAIL_URL": "smtp+tls://USER:PASSWORD@HOST:587",
    "FIELD_KEK_FILE": "/run/secrets/field.kek",
    "OWNER_DATABASE_URL": "postgresql://app_owner:PASSWORD@HOST:5432/anteroom",
    "PUBLIC_URL": "https://clinic.example",
    "SECRET_KEY": "50 random characters",
}


class UnusableSetting(SystemExit):
    """Ends the process, exit code 1, with one sentence that says how to mend it."""


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in, as Django's EMAIL_* settings need it."""

    host: str
    port: int
    user: str
    password: str
    starttls: bool
    tls: bool


def text(name: str, default: str | None = None) -> str:
    """Return the setting; a blank one counts as missing."""
    settings = _settings()
    if value := settings.get(name, "").strip():
        return value
    if default is not None:
        return default
    if not settings.get("DATABASE_URL"):
        raise UnusableSetting(
            "There is no database to work with: start `make run` in another terminal, "
            "or set DATABASE_URL and the other settings that README.md lists."
        )
    raise UnusableSetting(f"{name} is not set: {_mend(name)}.")


def boolean(name: str, default: bool) -> bool:
    """Return the setting, written as on or off, true or false, yes or no, 1 or 0."""
    word = text(name, default="on" if default else "off").lower()
    if word not in TRUE | FALSE:
        raise UnusableSetting(f"{name} must be on or off, not {word!r}.")
    return word in TRUE


def number(name: str, default: int) -> int:
    """Return the setting, a whole number from 0."""
    digits = text(name, default=str(default))
    if not digits.isascii() or not digits.isdigit():
        raise UnusableSetting(f"{name} must be a whole number from 0.")
    return int(digits)


def words(name: str) -> list[str]:
    """Return the setting's words, written with commas between them."""
    return [word for part in text(name).split(",") if (word := part.strip())]


def url(name: str) -> str:
    """Return the http or https address, without a slash at its end."""
    parts = _split(name, {"http", "https"})
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def database(name: str) -> dict:
    """Return the entry for ``DATABASES``; ``?sslmode=…`` becomes one of its options."""
    parts = _split(name, {"postgres", "postgresql"})
    if len(parts.path) < 2:
        raise UnusableSetting(f"{name} names no database: {_mend(name)}.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname,
        "PORT": parts.port or 5432,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def mail(name: str) -> MailServer:
    """Return the server: ``smtp://``, ``smtp+tls://`` (STARTTLS) or ``smtps://``."""
    usual_ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    parts = _split(name, set(usual_ports))
    return MailServer(
        host=parts.hostname or "",
        port=parts.port or usual_ports[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+tls",
        tls=parts.scheme == "smtps",
    )


def mailbox(name: str) -> str:
    """Return the address that mails come from; a name before it is allowed."""
    address = parseaddr(text(name))[1]
    if not (address.isascii() and is_safe_address(address)):
        raise UnusableSetting(f"{name} is no email address: {_mend(name)}.")
    return address


def phone(name: str, default: str) -> str:
    """Return the phone number as it is written; without country code it is a US one."""
    number = text(name, default=default)
    try:
        is_possible = phonenumbers.is_possible_number(phonenumbers.parse(number, "US"))
    except phonenumbers.NumberParseException:
        is_possible = False
    if not is_possible:
        raise UnusableSetting(f"{name} is no phone number: {_mend(name)}.")
    return number


def dev_folder() -> Path:
    """Return the folder of this checkout's `make run`: `.dev`, or ANTEROOM_DEV."""
    return CHECKOUT / (os.environ.get("ANTEROOM_DEV") or ".dev")


def _settings() -> Mapping[str, str]:
    if os.environ.get("DATABASE_URL"):
        return os.environ
    return _of_make_run() | os.environ


def _of_make_run() -> dict[str, str]:
    folder = dev_folder()
    try:
        lines = (folder / "env").read_text().splitlines() if _is_up(folder) else []
    except FileNotFoundError:
        return {}
    except PermissionError:
        raise UnusableSetting(
            f"{folder} belongs to the user who started `make run`: be that user."
        ) from None
    return dict(line.split("=", 1) for line in lines)


def _is_up(folder: Path) -> bool:
    """Say whether a supervisor runs on ``folder``: it holds the lock while it lives."""
    with (folder / "lock").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def _split(name: str, schemes: set[str]) -> SplitResult:
    # The sentence never repeats the value: it may hold a password.
    value = text(name)
    try:
        parts = urlsplit(value)
        usable = parts.scheme in schemes and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise UnusableSetting(f"{name} is no address Anteroom can use: {_mend(name)}.")
    return parts


def _mend(name: str) -> str:
    return f"set it to something like {EXAMPLES[name]}"
