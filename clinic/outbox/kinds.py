"""The kinds of message there are, and what each says when it leaves.

Each app registers its own in ``messages.py``, which ``AppConfig.ready`` loads.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.functional import Promise

Renderer = Callable[[Any], "Mail | None"]
Version = Callable[[Any], str]


@dataclass(frozen=True)
class Mail:
    """What a message says.

    ``template`` names a pair, ``email/appointment-booked`` for ``.html`` and ``.txt``.
    ``calendar`` is an iCalendar file and ``method`` its method: REQUEST, CANCEL or
    PUBLISH.
    ``unsubscribe`` is the address at which one click stops such mails.
    """

    subject: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    calendar: bytes | None = None
    method: str = "REQUEST"
    unsubscribe: str = ""


@dataclass(frozen=True)
class Kind:
    name: str
    model: type[models.Model]
    render: Renderer
    label: str | Promise
    version: Version | None


class UnknownKind(Exception):
    """No app has registered a message of this kind."""


_kinds: dict[str, Kind] = {}


def message(
    kind: str,
    *,
    model: type[models.Model],
    label: str | Promise = "",
    version: Version | None = None,
) -> Callable[[Renderer], Renderer]:
    """Register a renderer for messages of ``kind``, which are about a ``model``.

    ``label`` names the kind to staff. With a ``version``, such as a start, a message is
    written once for each version of its object, and no longer true of another one.

    The renderer gets the object as it is when the mail leaves and returns its ``Mail``,
    or None where the message is no longer true; then nothing is sent.
    """
    if kind in _kinds:
        raise ValueError(f"The message kind {kind} is registered already.")

    def register(render: Renderer) -> Renderer:
        _kinds[kind] = Kind(kind, model, render, label or kind, version)
        return render

    return register


def label_of(name: str) -> str | Promise:
    """Return what staff read for a kind; of one no app knows any more, its name."""
    kind = _kinds.get(name)
    return kind.label if kind else name


def kind_named(name: str) -> Kind:
    """Return the kind; raise ``UnknownKind`` when no app has registered it."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(name) from None
