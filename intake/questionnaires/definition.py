"""A questionnaire as the engine sees it; ``loading`` makes it of FHIR JSON."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any

from intake.questionnaires import values
from intake.questionnaires.expressions import Expression
from intake.questionnaires.fhir import Text

PARTED = {"boolean", "date", "dateTime", "quantity", "time"}  # asked in several boxes


@dataclass(frozen=True, eq=False)
class Option:
    """One answer to choose; ``coding`` is empty where it is not a coded one."""

    answer: Any
    text: Text
    coding: Mapping[str, Any]
    weight: int | None
    is_exclusive: bool


@dataclass(frozen=True, eq=False)
class Condition:
    """One enableWhen; ``suffix`` is the x of its answer[x], ``answer`` its meaning."""

    link_id: str
    operator: str
    suffix: str
    answer: Any


@dataclass(frozen=True, eq=False)
class Item:
    """A section, group, question or display text.

    ``slug`` is unique in the questionnaire, fit for a path and a field name.
    ``answer_type`` is the type of its answers: that of the options where a choice is
    not between codings. What stands in a ``hidden`` item is hidden too. ``minimum``
    and ``maximum`` are as ``values.read`` gives them, ``initial`` are answers,
    ``element`` is the JSON it was made of.
    """

    link_id: str
    slug: str
    type: str
    answer_type: str
    text: Text
    prefix: Text
    unit: Text
    units: tuple[Option, ...]
    control: str
    required: bool
    required_message: Text
    repeats: bool
    read_only: bool
    hidden: bool
    one_page: bool
    min_length: int | None
    max_length: int | None
    pattern: re.Pattern[str] | None
    minimum: Any
    maximum: Any
    min_occurs: int
    max_occurs: int | None
    initial: tuple[Any, ...]
    options: tuple[Option, ...]
    conditions: tuple[Condition, ...]
    any_condition: bool
    condition_expression: Expression | None
    calculation: Expression | None
    variables: tuple[Expression, ...]
    items: tuple["Item", ...]
    element: Mapping[str, Any] = field(repr=False)

    @property
    def is_group(self) -> bool:
        return self.type == "group"

    @property
    def is_question(self) -> bool:
        return self.type in values.TYPES

    @property
    def is_list(self) -> bool:
        """Whether its answers are occurrences, each with answers of its own.

        So are a repeating group, a repeating question that others stand under, and one
        whose answers cannot be written on a line each, or may be asked about.
        """
        if not self.repeats or self.is_group or len(self.items) > len(self.help):
            return self.repeats
        if self.is_autocomplete:
            return True
        return self.answer_type in PARTED and not (self.options or self.calculation)

    @property
    def is_autocomplete(self) -> bool:
        """Whether one writes the answer, and the options are names to find it by."""
        return self.control == "autocomplete" and bool(self.options)

    @property
    def fewest(self) -> int:
        """How many answers or occurrences there must be."""
        return max(self.required, self.min_occurs if self.repeats else 0)

    @property
    def is_asked(self) -> bool:
        """Whether somebody answers it: it is neither hidden nor worked out."""
        return not (self.hidden or self.read_only)

    @property
    def help(self) -> tuple["Item", ...]:
        """The texts that say why a question is asked, or what is meant."""
        return tuple(child for child in self.items if child.is_help)

    @property
    def is_help(self) -> bool:
        return self.control == "help"

    def option(self, answer: Any) -> Option | None:
        return next((each for each in self.options if each.answer == answer), None)


@dataclass(frozen=True, eq=False)
class Questionnaire:
    """``sections`` are the top-level items; ``resource`` is the JSON it was made of."""

    canonical: str
    title: Text
    variables: tuple[Expression, ...]
    sections: tuple[Item, ...]
    resource: Mapping[str, Any] = field(repr=False)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every item, in the order of the form."""
        return tuple(_with_descendants(self.sections))

    @cached_property
    def _by_link_id(self) -> dict[str, Item]:
        return {item.link_id: item for item in self.items}

    @cached_property
    def _parents(self) -> dict[str, Item]:
        return {child.link_id: item for item in self.items for child in item.items}

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {item.link_id: position for position, item in enumerate(self.items)}

    def item(self, link_id: str) -> Item:
        """Return the item; raise KeyError if there is none."""
        return self._by_link_id[link_id]

    def find(self, link_id: str) -> Item | None:
        return self._by_link_id.get(link_id)

    def parent(self, item: Item) -> Item | None:
        return self._parents.get(item.link_id)

    def ancestors(self, item: Item) -> tuple[Item, ...]:
        """Return what the item stands in, outermost first."""
        parent = self.parent(item)
        return (*self.ancestors(parent), parent) if parent else ()

    def shown_in(self, item: Item) -> Item:
        """Return what is answered as a whole with the item in it, or the item itself.

        That is the outermost list, or a group that is shown as one page.
        """
        around = (*self.ancestors(item), item)
        return next((each for each in around if each.is_list or each.one_page), item)

    def is_for_everybody(self, item: Item) -> bool:
        """Whether no answer decides about it: it stands under no condition.

        So that somebody came to it tells nothing of what they answered before.
        """
        around = self.ancestors(item)
        return not any(
            each.conditions or each.condition_expression for each in (*around, item)
        ) and not any(each.is_question or each.is_list for each in around)

    def is_before(self, item: Item, other: Item) -> bool:
        return self._positions[item.link_id] < self._positions[other.link_id]

    @cached_property
    def _lists(self) -> dict[str, tuple[Item, ...]]:
        return {
            item.link_id: tuple(each for each in self._around(item) if each.is_list)
            for item in self.items
        }

    def _around(self, item: Item) -> tuple[Item, ...]:
        """Return the ancestors; the help of a question is beside it, not in it."""
        ancestors = self.ancestors(item)
        is_beside = ancestors and ancestors[-1].is_question and item.is_help
        return ancestors[:-1] if is_beside else ancestors

    def lists(self, item: Item) -> tuple[Item, ...]:
        """Return the lists around an item, outermost first: it occurs once in each."""
        return self._lists[item.link_id]

    def variables_of(self, item: Item) -> Iterator[tuple[Item | None, Expression]]:
        """Yield the variables that the item's expressions may name, in their order.

        Each comes with the item that it stands on, None for the questionnaire.
        """
        yield from ((None, each) for each in self.variables)
        for owner in (*self.ancestors(item), item):
            yield from ((owner, each) for each in owner.variables)

    @cached_property
    def calculated(self) -> tuple[Item, ...]:
        """The items whose answers are worked out, in an order that allows it."""
        return tuple(item for item in self.dependency_order if item.calculation)

    @cached_property
    def pages_need_expressions(self) -> bool:
        """Whether what is asked or shown may turn on an expression.

        It does not where all that is worked out is hidden, no condition reads it and
        nothing stands under it.
        """
        read = {when.link_id for item in self.items for when in item.conditions}
        return any(
            item.condition_expression
            or item.calculation
            and (not item.hidden or item.items or item.link_id in read)
            for item in self.items
        )

    @cached_property
    def dependency_order(self) -> tuple[Item, ...]:
        """Every item, after its parent and after what its conditions and values read.

        Raises CycleError if there is no such order.
        """
        order = TopologicalSorter(self._needs)
        return tuple(self.item(link_id) for link_id in order.static_order())

    def needs(self, item: Item) -> set[str]:
        """Return the linkIds of its parent and of what it reads."""
        return self._needs[item.link_id]

    @cached_property
    def _needs(self) -> dict[str, set[str]]:
        return {item.link_id: self._needed_by(item) for item in self.items}

    def _needed_by(self, item: Item) -> set[str]:
        parent = self.parent(item)
        needs = {condition.link_id for condition in item.conditions}
        needs |= self._named_by(item) & self._by_link_id.keys()
        return needs | {parent.link_id} if parent else needs

    def _named_by(self, item: Item) -> set[str]:
        """Return the linkIds in the item's expressions and the variables they name."""
        expressions = [
            each for each in (item.calculation, item.condition_expression) if each
        ]
        named = {link_id for each in expressions for link_id in each.link_ids}
        wanted = {name for each in expressions for name in each.names}
        for _, variable in reversed([*self.variables_of(item)]):
            if variable.name in wanted:
                named |= variable.link_ids
                wanted |= variable.names
        return named


def _with_descendants(items: tuple[Item, ...]) -> Iterator[Item]:
    for item in items:
        yield item
        yield from _with_descendants(item.items)
