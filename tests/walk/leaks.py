"""All that a clinic keeps or says in the clear, and whether a word is found in it."""

import base64
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager

import psycopg2
from psycopg2.extensions import cursor
from redis import Redis

from clinic.embedded.postgres_binaries import find_postgres
from tests.anteroom import Anteroom

OPEN_SESSIONS = """
from django.contrib.sessions.models import Session
from clinic.access.sessions import SessionStore
for session in Session.objects.all():
    print(SessionStore(session.pk).load())
"""
NOT_SCANNED = {"mail", "static", "pg14", "pg15", "pg16", "pg17", "pg18"}


def leaked(text: str, typed: Iterable[str]) -> list[str]:
    """Return which of the words ``typed`` are in ``text``, in the clear or encoded."""
    folded = text.casefold()
    return [
        word
        for word in typed
        if word.casefold() in folded
        or any(form in folded for form in _hex_forms(word))
        or any(form in text for form in _base64_forms(word))
    ]


def dump(anteroom: Anteroom) -> str:
    """Return the whole database as `pg_dump` writes it."""
    pg_dump = find_postgres().folder / "pg_dump"
    url = settings(anteroom)["OWNER_DATABASE_URL"]
    made = subprocess.run([pg_dump, "--dbname", url], capture_output=True, check=True)
    return made.stdout.decode()


def sessions(anteroom: Anteroom) -> str:
    """Return what every session holds; the database has it sealed."""
    return anteroom.manage("shell", "--command", OPEN_SESSIONS, check=True).stdout


def in_broker(anteroom: Anteroom) -> str:
    """Return every key and value the broker has."""
    with Redis.from_url(settings(anteroom)["BROKER_URL"]) as broker:
        return " ".join(repr((key, _value(broker, key))) for key in broker.scan_iter())


def said(anteroom: Anteroom) -> str:
    """Return what web, worker, beat and the servers wrote into logs and files."""
    texts = [
        path.read_bytes().decode("latin-1")
        for path in anteroom.folder.rglob("*")
        if path.is_file() and NOT_SCANNED.isdisjoint(path.parts)
    ]
    return "\n".join([anteroom.output, *texts])


def looks_no_page_recorded(anteroom: Anteroom) -> int:
    """Count the looks at a patient that only the audit's backstop has noticed."""
    query = "SELECT count(*) FROM clinic_accessevent WHERE outcome = 'implicit'"
    [(count,)] = select(anteroom, query)
    return count


def settings(anteroom: Anteroom) -> dict[str, str]:
    lines = (anteroom.folder / "env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


def select(anteroom: Anteroom, query: str) -> list[tuple]:
    """Return the rows of a query that the database's owner asks."""
    with _as_owner(anteroom) as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def execute(anteroom: Anteroom, statement: str) -> None:
    """Change the database as its owner."""
    with _as_owner(anteroom) as cursor:
        cursor.execute(statement)


@contextmanager
def _as_owner(anteroom: Anteroom) -> Iterator[cursor]:
    url = settings(anteroom)["OWNER_DATABASE_URL"]
    with (
        closing(psycopg2.connect(url)) as connection,
        connection,
        connection.cursor() as cursor,
    ):
        yield cursor


def _hex_forms(word: str) -> Iterator[str]:
    return (each.encode().hex() for each in _cases(word))


def _base64_forms(word: str) -> Iterator[str]:
    """Yield what stays the same of the word's Base64 whatever stands around it."""
    for each in _cases(word):
        for before in range(3):
            padded = bytes(before) + each.encode()
            whole = base64.b64encode(padded).decode().rstrip("=")
            end = len(whole) - bool(len(padded) % 3)
            form = whole[[0, 2, 3][before] : end]
            yield from {form, form.translate(str.maketrans("+/", "-_"))}


def _cases(word: str) -> set[str]:
    return {word, word.lower(), word.upper(), word.title()}


def _value(broker: Redis, key: bytes) -> object:
    match broker.type(key):
        case b"list":
            return broker.lrange(key, 0, -1)
        case b"set":
            return broker.smembers(key)
        case b"hash":
            return broker.hgetall(key)
        case b"zset":
            return broker.zrange(key, 0, -1)
    return broker.get(key)
