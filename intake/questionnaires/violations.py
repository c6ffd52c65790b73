"""Which rules of its question an answer breaks.

The words are said elsewhere: to staff in ``validation``, to patients by the forms.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from intake.questionnaires import values
from intake.questionnaires.definition import Item


class Rule(StrEnum):
    REQUIRED = "required"
    FEWEST = "fewest"
    ONE = "one"
    MOST = "most"
    EXCLUSIVE = "exclusive"
    TYPE = "type"
    OPTION = "option"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    UNIT = "unit"
    SHORTEST = "shortest"
    LONGEST = "longest"
    PATTERN = "pattern"


@dataclass(frozen=True)
class Violation:
    """``limit`` is what the rule names: a number, a date, a kind of answer."""

    rule: Rule
    limit: Any = None


def of_amount(
    item: Item, given: Sequence[Any], *, is_completed: bool = True
) -> Iterator[Violation]:
    """Yield what is wrong with how many answers there are, or occurrences of a list.

    Answers in progress may still be too few: then ``is_completed`` is false.
    """
    count = len(given)
    if is_completed and item.is_asked:
        if item.required and not count:
            yield Violation(Rule.REQUIRED)
        elif count < item.fewest:
            yield Violation(Rule.FEWEST, item.fewest)
    if count > 1 and not item.repeats:
        yield Violation(Rule.ONE)
    elif item.max_occurs is not None and count > item.max_occurs:
        yield Violation(Rule.MOST, item.max_occurs)
    if count > 1:
        yield from _exclusive(item, given)


def of_answer(item: Item, answer: Any) -> Iterator[Violation]:
    """Yield the first rule that one answer breaks, if any."""
    value = values.read(item.answer_type, answer)
    if value is None:
        yield Violation(Rule.TYPE, values.TYPES[item.answer_type].name)
    elif not _is_offered(item, answer):
        yield Violation(Rule.OPTION)
    elif item.minimum is not None and value < item.minimum:
        yield Violation(Rule.MINIMUM, item.minimum)
    elif item.maximum is not None and value > item.maximum:
        yield Violation(Rule.MAXIMUM, item.maximum)
    elif item.units and value.unit not in {unit.answer for unit in item.units}:
        yield Violation(Rule.UNIT)
    else:
        yield from _of_text(item, answer)


def _exclusive(item: Item, given: Sequence[Any]) -> Iterator[Violation]:
    """Yield the first answer that may not stand beside others, with its text."""
    for each in given:
        answers = each.get(item.link_id, ()) if item.is_list else (each,)
        for answer in answers:
            option = item.option(answer)
            if option and option.is_exclusive:
                yield Violation(Rule.EXCLUSIVE, option.text)
                return


def _is_offered(item: Item, answer: Any) -> bool:
    """Whether the answer is an option, where it must be one."""
    if item.type == "open-choice":
        is_own = item.answer_type == "string" or isinstance(answer, dict)
        return is_own or item.option(answer) is not None
    return not item.options or item.option(answer) is not None


def _of_text(item: Item, answer: Any) -> Iterator[Violation]:
    text = answer["text"] if isinstance(answer, dict) and "text" in answer else answer
    if item.max_length is not None and len(text) > item.max_length:
        yield Violation(Rule.LONGEST, item.max_length)
    elif item.min_length is not None and len(text) < item.min_length:
        yield Violation(Rule.SHORTEST, item.min_length)
    elif item.pattern and not item.pattern.fullmatch(text):
        yield Violation(Rule.PATTERN)
