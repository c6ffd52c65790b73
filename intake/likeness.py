"""How likely two patients' records are of one person, by what was typed into each.

Records are compared that share an email or a phone number. Families share these too, so
what differs is said with what it may mean, and staff decide.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinic.sealed.indexes import name_keys


class Likeness(TextChoices):
    LIKELY = "likely", _("Very likely the same person")
    PERHAPS = "perhaps", _("Perhaps the same person")


@dataclass(frozen=True)
class Identity:
    """Who somebody says to be; ``email`` and ``phone`` as their blind indexes."""

    name: str
    born_on: date
    email: bytes
    phone: bytes


@dataclass(frozen=True)
class Comparison:
    """How like two identities are, in sentences why, and which parts are the same."""

    likeness: Likeness
    why: tuple[str | Promise, str | Promise]
    same: frozenset[str]


CONTACT = frozenset({"email", "phone"})
SHARED = {
    CONTACT: _("Same email and phone."),
    frozenset({"email"}): _("Same email."),
    frozenset({"phone"}): _("Same phone."),
}

SAME = _("Same name and birth date.")
NICKNAME = _(
    "Same birth date, and part of the name: may be a short or a new name, or a twin."
)
OTHER_NAME = _("Same birth date, another name: may be family.")
OTHER_DATE = _(
    "Same name, another birth date: may be a slip of the pen, or a parent or child."
)


def is_same_name(one: str, other: str) -> bool:
    """Say whether the letters are the same: case, spaces and accents do not count."""
    return _letters(one) == _letters(other)


def compare(one: Identity, other: Identity) -> Comparison | None:
    """Return how like the two are; None where they are taken for two people.

    Those share neither email nor phone, or have another birth date and another name,
    be it in part.
    """
    same = _same(one, other)
    meaning = _meaning(same, _has_word_in_common(one.name, other.name))
    if meaning is None or not same & CONTACT:
        return None
    likeness = Likeness.LIKELY if {"name", "born_on"} <= same else Likeness.PERHAPS
    return Comparison(likeness, (SHARED[same & CONTACT], meaning), same)


def _letters(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in folded if letter.isalnum())


def _has_word_in_common(one: str, other: str) -> bool:
    return not set(name_keys(one)).isdisjoint(name_keys(other))


def _same(one: Identity, other: Identity) -> frozenset[str]:
    """Return the parts that are the same; case and order of a name do not count."""
    parts = {
        "name": name_keys(one.name) == name_keys(other.name),
        "born_on": one.born_on == other.born_on,
        "email": one.email == other.email,
        "phone": one.phone == other.phone,
    }
    return frozenset(part for part, is_same in parts.items() if is_same)


def _meaning(same: frozenset[str], has_word_in_common: bool) -> str | Promise | None:
    if "born_on" not in same:
        return OTHER_DATE if "name" in same else None
    if "name" in same:
        return SAME
    return NICKNAME if has_word_in_common else OTHER_NAME
