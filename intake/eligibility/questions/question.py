"""What a row of the table from questions to facts is, and the ways to read one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from intake.eligibility.answers import (
    UNSURE,
    Answers,
    Unanswered,
    Unsure,
    after_yes,
)

# "Up to" is read as the oldest day it can mean. Every hard range of the policy lies
# between a month and a year, so that the coarse answers fall on one side of it.
DAYS_OF = {"today": 0, "past-week": 7, "past-month": 28, "over-a-year": 366}
DAYS_IN_A_WEEK = 7


@dataclass(frozen=True)
class Question:
    """One row: the fact ``key``, its linkIds, and how to read it from the answers.

    The first linkId is the question that decides whether the fact was asked.
    """

    key: str
    links: tuple[str, ...]
    read: Callable[[Answers], Any]


def chosen(key: str, link: str) -> Question:
    """The code chosen is the fact's value."""
    return Question(key, (link,), lambda answers: answers.one(link))


def yes(key: str, link: str) -> Question:
    """True for yes."""
    return Question(key, (link,), lambda answers: answers.yes(link))


def named(key: str, link: str, words: Mapping[str, str]) -> Question:
    """The code chosen stands for one of these words."""
    return Question(key, (link,), lambda answers: answers.word(link, words))


def graded(key: str, first: str, second: str, words: Mapping[str, str]) -> Question:
    """None after a no; after a yes a second question tells which word it is."""

    def read(answers: Answers) -> str:
        if not answers.yes(first):
            return "none"
        with after_yes():
            return str(answers.word(second, words))

    return Question(key, (first, second), read)


def gravest(key: str, *steps: tuple[str, str, str]) -> Question:
    """The word of the first ``(linkId, code, word)`` that was chosen, else none.

    The gravest step stands first. A question left open does not undo what was chosen.
    """
    links = tuple(dict.fromkeys(link for link, _, _ in steps))
    known = {"no", UNSURE, *(code for _, code, _ in steps)}

    def read(answers: Answers) -> str:
        words = (word for link, code, word in steps if answers.any(link) == code)
        found = next(words, None)
        codes = {answers.any(link) for link in links}
        if codes - known:
            raise Unanswered(so_far=found)
        if UNSURE in codes:
            raise Unsure(so_far=found)
        return found or "none"

    return Question(key, links, read)


def weeks_since(key: str, link: str) -> Question:
    """Whole weeks since it last happened; ``None`` means never."""

    def read(answers: Answers) -> int | None:
        if not answers.yes(link):
            return None
        with after_yes():
            return days_since(answers, link) // DAYS_IN_A_WEEK

    return Question(key, (link, f"{link}-when", f"{link}-on"), read)


def days_since(answers: Answers, link: str) -> int:
    """Days since the moment in ``-when`` or, where that is too coarse, in ``-on``."""
    when = answers.one(f"{link}-when")
    if when in DAYS_OF:
        return DAYS_OF[when]
    day = date.fromisoformat(answers.one(f"{link}-on"))
    return max((answers.on - day).days, 0)
