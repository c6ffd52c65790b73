"""Changing what mails say: each time a new version, and a way back to the shipped."""

from django.utils import timezone

from clinic.audit.recording import record
from clinic.db import atomic_refusing
from clinic.models import User
from clinic.outbox.models import Wording
from clinic.outbox.wordings import Letter, Words

SHIPPED = Words("", "")


class WordingChanged(Exception):
    """Somebody else has changed the words since they were seen."""


def version_in_force(letter: Letter) -> int:
    """Return the version of the words that hold; 0 if nobody has changed them yet."""
    newest = Wording.objects.newest(letter.kind)
    return newest.version if newest else 0


def versions_of(letter: Letter) -> list[Wording]:
    """Return every version of the words, the newest first."""
    versions = Wording.objects.filter(kind=letter.kind).order_by("-version")
    return list(versions.select_related("written_by"))


def reword(letter: Letter, words: Words, *, actor: User, seen: int) -> Wording:
    """Let mails say ``words`` from now on, also those that are written but not sent.

    ``seen`` is the version that ``actor`` started from. Raises ``WordingChanged``, and
    then nothing is stored.
    """
    with atomic_refusing(wording_version_is_unique=WordingChanged):
        if version_in_force(letter) != seen:
            raise WordingChanged
        wording = Wording.objects.create(
            kind=letter.kind,
            version=seen + 1,
            subject=words.subject,
            body=words.body,
            written_by=actor,
            written_at=timezone.now(),
        )
        record("change", wording)
    return wording


def put_back(letter: Letter, *, actor: User, seen: int) -> Wording:
    """Let mails say again what was shipped. Raises ``WordingChanged``."""
    return reword(letter, SHIPPED, actor=actor, seen=seen)
