"""A response's answers, read one question at a time."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

UNSURE = "unsure"
UNANSWERED = "unanswered"
YES_NO = {"yes": True, "no": False}


class NoAnswer(Exception):
    """What a fact is read from leaves it open; ``so_far`` is what stands all the same.

    A yes beside a question that was left open is not lost. ``after_yes`` when the
    patient has it, and only how grave it is or since when is open.
    """

    def __init__(self, so_far: object = None) -> None:
        super().__init__()
        self.so_far = so_far
        self.after_yes = False


class Unsure(NoAnswer):
    """The patient says that they do not know."""


class Unanswered(NoAnswer):
    """A question was asked and has no answer, or one that we cannot read."""


@contextmanager
def after_yes() -> Iterator[None]:
    """Let what the block leaves open be known to come after a yes."""
    try:
        yield
    except NoAnswer as left_open:
        left_open.after_yes = True
        raise


@dataclass(frozen=True)
class Answers:
    """The answers ``{linkId: [values]}`` of a response, given on a local date.

    ``asked`` holds the linkIds of the questions that were put.
    """

    by_link: Mapping[str, list[Any]]
    on: date
    asked: Collection[str] = ()

    def any(self, link: str) -> Any:
        """Return the answer of whatever kind, or ``None``."""
        return next(iter(self.by_link.get(link, [])), None)

    def given(self, link: str) -> Any:
        """Return the answer of whatever kind. Raises ``Unanswered``."""
        value = self.any(link)
        if value is None:
            raise Unanswered
        return value

    def one(self, link: str) -> Any:
        """Return the answer. Raises ``Unanswered``, or ``Unsure`` for that choice."""
        value = self.given(link)
        if value == UNSURE:
            raise Unsure
        return value

    def words(self, link: str) -> str:
        """Return a text, whether written or chosen. Raises ``Unanswered``."""
        value = self.given(link)
        return str(value["text"] if isinstance(value, Mapping) else value)

    def word(self, link: str, words: Mapping[str, Any]) -> Any:
        """Return what the code chosen stands for. Raises ``Unsure``, or ``Unanswered``
        for a code not among them: what we cannot read must not pass for a no.
        """
        code = self.one(link)
        if code not in words:
            raise Unanswered
        return words[code]

    def yes(self, link: str) -> bool:
        """Return whether the answer is yes. Raises as ``word`` does."""
        return bool(self.word(link, YES_NO))

    def rows(self, group: str, name: str) -> list["Answers"]:
        """Return the rows of a repeating group in which ``name`` has an answer.

        Raises ``Unanswered`` without any; a row left empty hides no other.
        """
        rows = [
            Answers(row, self.on, self.asked) for row in self.by_link.get(group, [])
        ]
        named = [row for row in rows if row.any(name) is not None]
        if not named:
            raise Unanswered
        return named

    def number(self, link: str) -> int | float:
        """Return a number. Raises as ``one`` does."""
        return as_number(self.one(link))

    def number_or_none(self, link: str) -> int | float | None:
        value = self.any(link)
        return None if value is None else as_number(value)


def as_number(value: Any) -> int | float:
    exact = Decimal(str(value))
    return int(exact) if exact == exact.to_integral_value() else float(exact)
