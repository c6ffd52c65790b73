"""The words of consents: those that are shipped, and how any are written down. Pure.

A file has the title in its first line, after ``# ``. Then come blocks with an empty
line between: a heading after ``## ``, a list whose points begin with ``- ``, or a
paragraph. Nothing else has a meaning. A text that was shipped never changes; the next
version is a file of its own.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

TITLE = "# "
HEADING = "## "
POINT = "- "


class NoConsent(ValueError):
    """Why a text is not one to be signed."""


@dataclass(frozen=True)
class Block:
    """A part of a text: a ``heading``, a ``list`` of points, or a ``paragraph``."""

    kind: str
    lines: list[str]


@dataclass(frozen=True)
class Words:
    title: str
    body: str

    @property
    def sha256(self) -> str:
        """The hash by which a signature names the words; the database checks it."""
        return sha256(f"{self.title}\n\n{self.body}".encode()).hexdigest()


def shipped(name: str) -> Words:
    """Return a shipped text by its file's name, as ``"privacy-1"``."""
    return words_of(files("intake.consents").joinpath(f"{name}.md").read_text("utf-8"))


def words_of(text: str) -> Words:
    """Return title and body of a text. Raises ``NoConsent``."""
    if "\0" in text:
        raise NoConsent("it is no plain text")
    title, *rest = text.strip().splitlines() or [""]
    body = "\n".join(line.rstrip() for line in rest).strip()
    if not title.startswith(TITLE):
        raise NoConsent(f"the first line is no title: it has to begin with “{TITLE}”")
    if not body:
        raise NoConsent("there is nothing under the title")
    return Words(title.removeprefix(TITLE).strip(), body)


def blocks(body: str) -> list[Block]:
    """Return what stands between the empty lines, in order."""
    return [_block(part) for part in re.split(r"\n{2,}", body)]


def _block(part: str) -> Block:
    if part.startswith(HEADING):
        return Block("heading", [_one_line(part.removeprefix(HEADING))])
    if part.startswith(POINT):
        points = re.split(rf"^{POINT}", part, flags=re.MULTILINE)[1:]
        return Block("list", [_one_line(point) for point in points])
    return Block("paragraph", [_one_line(part)])


def _one_line(text: str) -> str:
    return " ".join(text.split())
