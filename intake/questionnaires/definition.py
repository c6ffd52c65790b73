"""A questionnaire as the engine sees it; ``loading`` makes it of FHIR JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any

from intake.questionnaires import values
from intake.questionnaires.fhir import Text


@dataclass(frozen=True, eq=False)
class Option:
    code: str
    text: Text
    coding: Mapping[str, Any]
    weight: int | None


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
    ``minimum`` and ``maximum`` are as ``values.read`` gives them.
    """

    link_id: str
    slug: str
    type: str
    text: Text
    prefix: Text
    unit: Text
    control: str
    required: bool
    required_message: Text
    repeats: bool
    hidden: bool
    one_page: bool
    max_length: int | None
    minimum: Any
    maximum: Any
    options: tuple[Option, ...]
    conditions: tuple[Condition, ...]
    any_condition: bool
    items: tuple["Item", ...]

    @property
    def is_group(self) -> bool:
        return self.type == "group"

    @property
    def is_repeating_group(self) -> bool:
        return self.is_group and self.repeats

    @property
    def is_question(self) -> bool:
        return self.type in values.TYPES

    @property
    def help(self) -> tuple["Item", ...]:
        """The texts that say why a question is asked, or what is meant."""
        return tuple(child for child in self.items if child.control == "help")

    def option(self, code: str) -> Option | None:
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True, eq=False)
class Questionnaire:
    """``sections`` are the top-level items; ``resource`` is the JSON it was made of."""

    canonical: str
    title: Text
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

    def item(self, link_id: str) -> Item:
        """Return the item; raise KeyError if there is none."""
        return self._by_link_id[link_id]

    def has_question(self, link_id: str) -> bool:
        item = self._by_link_id.get(link_id)
        return item is not None and item.is_question

    def parent(self, item: Item) -> Item | None:
        return self._parents.get(item.link_id)

    @cached_property
    def _repeating_groups(self) -> dict[str, Item]:
        around: dict[str, Item] = {}
        for group in self.items:
            if group.is_repeating_group:
                for item in _with_descendants(group.items):
                    around[item.link_id] = group
        return around

    def repeating_group(self, item: Item) -> Item | None:
        """Return the repeating group around the item; they do not nest."""
        return self._repeating_groups.get(item.link_id)

    @cached_property
    def dependency_order(self) -> tuple[Item, ...]:
        """Every item, after its parent and after the questions its enableWhen reads."""
        order = TopologicalSorter(
            {item.link_id: self._needs(item) for item in self.items}
        )
        return tuple(self.item(link_id) for link_id in order.static_order())

    def _needs(self, item: Item) -> list[str]:
        parent = self.parent(item)
        needs = [condition.link_id for condition in item.conditions]
        return [*needs, parent.link_id] if parent else needs


def _with_descendants(items: tuple[Item, ...]) -> Iterator[Item]:
    for item in items:
        yield item
        yield from _with_descendants(item.items)
