"""What differs between two sets of answers, as somebody reads both.

Compares what ``summary`` says of each: a question that branching has hidden was asked
before and is not any more.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from intake.questionnaires.pages import PageKind
from intake.questionnaires.places import Key
from intake.questionnaires.summary import Row, Section


@dataclass(frozen=True)
class Difference:
    """One question, or a whole entry of a list, before and now.

    None where it was not asked, or the entry was not there; empty where it was asked
    and has no answer.
    """

    label: str
    before: str | None
    now: str | None
    is_entry: bool = False


@dataclass(eq=False)
class _Entry:
    """One thing in a list, with all that was asked of it."""

    title: str
    rows: list[Row] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.rows[0].value

    @property
    def named_title(self) -> str:
        return f"{self.title}: {self.name}" if self.name else self.title

    @property
    def by_key(self) -> dict[Key, Row]:
        """The rows, by their place in the lists inside the entry."""
        return {(row.link_id, row.page.place[1:]): row for row in self.rows}

    @property
    def values(self) -> dict[Key, str]:
        return {key: row.value for key, row in self.by_key.items()}

    @property
    def text(self) -> str:
        """All that was answered, a question a line."""
        return "\n".join(f"{row.label} {row.value}" for row in self.rows if row.value)


@dataclass(eq=False)
class _Side:
    """What stands on one side; ``order`` has its questions and lists."""

    rows: dict[Key, Row] = field(default_factory=dict)
    entries: dict[Key, dict[int, _Entry]] = field(default_factory=dict)
    order: dict[Key, None] = field(default_factory=dict)

    @classmethod
    def of(cls, sections: Iterable[Section]) -> "_Side":
        side = cls()
        for section in sections:
            for row in section.rows:
                if row.is_asked:
                    side._add(section, row)
        return side

    def _add(self, section: Section, row: Row) -> None:
        key = (section.lists[0] if section.lists else row).link_id, ()
        self.order[key] = None
        if section.lists:
            entries = self.entries.setdefault(key, {})
            entry = entries.setdefault(section.place[0], _Entry(section.title))
            entry.rows.append(row)
        elif row.page.kind != PageKind.LIST:
            self.rows[key] = row

    def entries_of(self, key: Key) -> list[_Entry]:
        return list(self.entries.get(key, {}).values())


def differences(before: Sequence[Section], now: Sequence[Section]) -> list[Difference]:
    """Return what was added, removed or changed, in the order of the form.

    Entries of a list are the same if they are equal, or else if they have one name: the
    first thing asked of them.
    """
    old, new = _Side.of(before), _Side.of(now)
    return [
        difference
        for key in _order(old.order, new.order)
        for difference in (
            *_of_row(old.rows.get(key), new.rows.get(key)),
            *_of_list(old.entries_of(key), new.entries_of(key)),
        )
    ]


def _order(before: Iterable[Key], now: Iterable[Key]) -> list[Key]:
    """Return the keys of both, each that is gone behind the one it stood behind."""
    merged = list(now)
    place = 0
    for key in before:
        if key not in merged:
            merged.insert(place, key)
        place = merged.index(key) + 1
    return merged


def _of_row(
    before: Row | None, now: Row | None, around: str = ""
) -> Iterator[Difference]:
    shown = now or before
    old, new = (row.value if row else None for row in (before, now))
    if shown and old != new:
        label = f"{around} – {shown.label}" if around else shown.label
        yield Difference(label, old, new)


def _of_list(before: Iterable[_Entry], now: Iterable[_Entry]) -> Iterator[Difference]:
    left, new = _without_equal(before, now)
    for entry in new:
        twin = next((each for each in left if each.name == entry.name), None)
        if twin:
            left.remove(twin)
            yield from _of_entry(twin, entry)
        else:
            yield Difference(entry.named_title, None, entry.text, is_entry=True)
    for entry in left:
        yield Difference(entry.named_title, entry.text, None, is_entry=True)


def _without_equal(
    before: Iterable[_Entry], now: Iterable[_Entry]
) -> tuple[list[_Entry], list[_Entry]]:
    """Return what is left of both when each entry has gone with one that is equal."""
    left, new = list(before), []
    for entry in now:
        twin = next((each for each in left if each.values == entry.values), None)
        if twin:
            left.remove(twin)
        else:
            new.append(entry)
    return left, new


def _of_entry(before: _Entry, now: _Entry) -> Iterator[Difference]:
    old, new = before.by_key, now.by_key
    for key in _order(old, new):
        yield from _of_row(old.get(key), new.get(key), now.named_title)
