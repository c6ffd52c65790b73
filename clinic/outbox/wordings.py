"""What mails to patients say: the words that are shipped, or those of a manager.

What somebody typed is never a template. Names in braces are replaced by values that the
sender gives, once; all else is text. What a mail needs besides its words, such as date,
place and the button with the link, is added to them and cannot be edited away.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clinic.outbox.models import Wording
from clinic.outbox.telling import addresses_in, telling_words

NAME = re.compile(r"\{([a-z]+)\}")
LONGEST_SUBJECT = 78
LONGEST_BODY = 2000


@dataclass(frozen=True)
class Words:
    """A subject, and a body with an empty line between its paragraphs."""

    subject: str
    body: str

    @property
    def paragraphs(self) -> list[str]:
        parts = re.split(r"\n\s*\n", self.body.strip())
        return [" ".join(part.split()) for part in parts if part.strip()]


@dataclass(frozen=True)
class Letter:
    """One kind of mail whose words may be changed.

    ``variables`` are the names that may stand in braces, each with a made-up value to
    show it by; the body must keep those in ``needed``. ``ending`` says what comes after
    the words.
    """

    kind: str
    label: str | Promise
    subject: str | Promise
    paragraphs: Sequence[str | Promise]
    variables: Mapping[str, str] = field(default_factory=dict)
    needed: Sequence[str] = ()
    ending: str | Promise = ""

    @property
    def shipped(self) -> Words:
        return Words(str(self.subject), "\n\n".join(map(str, self.paragraphs)))

    def words(self) -> Words:
        """Return the words in force, with their names in braces."""
        newest = Wording.objects.newest(self.kind)
        if newest is None or newest.is_shipped:
            return self.shipped
        return Words(newest.subject, newest.body)

    def filled(self, **values: object) -> Words:
        """Return the words in force with these values in them.

        The shipped words, should those in force have a name that is not known any more.
        """
        words = self.words()
        unknown = set(NAME.findall(words.subject + words.body)) - values.keys()
        return _with(self.shipped if unknown else words, values)

    def example(self, words: Words) -> Words:
        """Return ``words`` with made-up values in them."""
        return _with(words, self.variables)


_letters: dict[str, Letter] = {}


def wording(kind: str, **parts) -> Letter:
    """Register the words of a kind of mail; ``parts`` are those of a ``Letter``."""
    _letters[kind] = Letter(kind, **parts)
    return _letters[kind]


def letters() -> list[Letter]:
    """Return every mail whose words may be changed."""
    return list(_letters.values())


def letter_named(kind: str) -> Letter:
    """Return the letter. Raises ``KeyError``."""
    return _letters[kind]


def problems_of_subject(subject: str, letter: Letter) -> list[str]:
    """Return why a mail may not have this subject, in sentences."""
    problems = _problems_of(subject, letter)
    if "\n" in subject or "\r" in subject:
        problems.append(_("Write the subject on one line."))
    if len(letter.example(Words(subject, "")).subject) > LONGEST_SUBJECT:
        words = _("Make the subject shorter: %(most)s letters with its values.")
        problems.append(words % {"most": LONGEST_SUBJECT})
    return problems


def problems_of_body(body: str, letter: Letter) -> list[str]:
    """Return why a mail may not say this, in sentences."""
    problems = _problems_of(body, letter)
    for name in letter.needed:
        if name not in NAME.findall(body):
            words = _("Keep {%(name)s} in the text: patients need it.")
            problems.append(words % {"name": name})
    return problems


def _problems_of(text: str, letter: Letter) -> list[str]:
    problems = []
    unknown = set(NAME.findall(text)) - letter.variables.keys()
    if unknown or set("{}") & set(NAME.sub("", text)):
        known = ", ".join(f"{{{name}}}" for name in letter.variables)
        problems.append(
            _("In braces there can only be: %s.") % known
            if known
            else _("There can be no braces in this mail.")
        )
    plain = unicodedata.normalize("NFKC", text)
    if addresses := addresses_in(plain):
        words = _("There can be no address like “%s”: the link comes as a button.")
        problems.append(words % addresses[0])
    # Signs that are not seen could part a word that is looked for.
    if any(_is_unseen(sign) for sign in text):
        problems.append(_("There is a sign in it that cannot be seen. Type it again."))
    if told := telling_words(plain):
        words = _("A mail may be read by others, so it cannot say: %s.")
        problems.append(words % ", ".join(told))
    return problems


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "C" and sign not in "\r\n"


def _with(words: Words, values: Mapping[str, object]) -> Words:
    """Replace names that are known, once: a brace in a value means nothing."""

    def value_of(match: re.Match[str]) -> str:
        return str(values.get(match[1], match[0]))

    return Words(NAME.sub(value_of, words.subject), NAME.sub(value_of, words.body))
