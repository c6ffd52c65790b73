"""The words of consents: those that are shipped, and how any are written down. Pure.

A file has the title in its first line, after ``# ``. Then come blocks with an empty
line between: a heading after ``## ``, a list whose points begin with ``- ``, or a
paragraph. Nothing else has a meaning. A text that was shipped never changes; the next
version is a file of its own.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from importlib.resources import files
from itertools import pairwise

TITLE = "# "
HEADING = "## "
POINT = "- "


class Problem(StrEnum):
    """Why a line would not read as it is meant."""

    HEADING = "heading"
    POINT = "point"
    WITHOUT_WORDS = "without-words"
    LINK = "link"
    MARKUP = "markup"
    NO_LINE_AFTER = "no-line-after"


# What has a meaning elsewhere and none here.
NOT_AS_MEANT = {
    Problem.HEADING: re.compile(r"^(#|#{3,})\s"),
    Problem.POINT: re.compile(r"^\s*(\*|\+|\d+\.)\s"),
    Problem.WITHOUT_WORDS: re.compile(r"^(##|-)\s*$"),
    Problem.LINK: re.compile(r"\[[^\]]*\]\(|https?://|www\.", re.IGNORECASE),
    Problem.MARKUP: re.compile(r"\*\*|__|`|</?[a-zA-Z]"),
}


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


def problems_of(body: str) -> list[tuple[int, Problem]]:
    """Return what would not read as it is meant, each with its line, from 1."""
    lines = body.splitlines()
    found = [
        (number, problem)
        for number, line in enumerate(lines, start=1)
        for problem, pattern in NOT_AS_MEANT.items()
        if pattern.search(line)
    ]
    return found + [
        (number, Problem.NO_LINE_AFTER)
        for number, (line, after) in enumerate(pairwise(lines), start=1)
        if line.startswith(HEADING) and after.strip()
    ]


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
