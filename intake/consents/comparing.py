"""What differs between two versions of a text, sentence by sentence. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from intake.consents import Block, Words, blocks

END_OF_SENTENCE = re.compile(r"(?<=[.!?])\s+")
TITLE = "title"


@dataclass(frozen=True)
class Piece:
    """Sentences in a row; ``is_other`` where the other version does not have them."""

    text: str
    is_other: bool


@dataclass(frozen=True)
class Marked:
    """A version: ``blocks`` are kinds, each with its lines in pieces."""

    title: Sequence[Piece]
    blocks: Sequence[tuple[str, Sequence[Sequence[Piece]]]]


def compared(one: Words, other: Words) -> tuple[Marked, Marked]:
    """Return both versions with the sentences marked that only one of them has.

    What was moved is marked in both: it is read in another place.
    """
    parts = _parts(one), _parts(other)
    here, there = list(_sentences(parts[0])), list(_sentences(parts[1]))
    matcher = SequenceMatcher(None, here, there, autojunk=False)
    kept_here: set[int] = set()
    kept_there: set[int] = set()
    for match in matcher.get_matching_blocks():
        kept_here.update(range(match.a, match.a + match.size))
        kept_there.update(range(match.b, match.b + match.size))
    return _marked(parts[0], kept_here), _marked(parts[1], kept_there)


def _parts(words: Words) -> list[Block]:
    return [Block(TITLE, [words.title]), *blocks(words.body)]


def _sentences(parts: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """Yield each sentence with the kind of its block: a heading is no paragraph."""
    for part in parts:
        for line in part.lines:
            for sentence in END_OF_SENTENCE.split(line):
                yield part.kind, sentence


def _marked(parts: Sequence[Block], kept: set[int]) -> Marked:
    numbers = iter(range(sum(1 for _ in _sentences(parts))))
    marked = [
        (part.kind, [_pieces(line, kept, numbers) for line in part.lines])
        for part in parts
    ]
    [(_, [title]), *rest] = marked
    return Marked(title, rest)


def _pieces(line: str, kept: set[int], numbers: Iterator[int]) -> list[Piece]:
    sentences = [
        (sentence, next(numbers) not in kept)
        for sentence in END_OF_SENTENCE.split(line)
    ]
    return [
        Piece(" ".join(sentence for sentence, _ in together), is_other)
        for is_other, together in groupby(sentences, key=lambda each: each[1])
    ]
