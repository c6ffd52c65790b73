"""Recording who reads and writes: what a view says it showed, and what was opened.

`AuditMiddleware` names the actor of a request, tasks and commands do it with
``acting_as``. It also compares what was opened with what was recorded.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pghistory
from django.db import DatabaseError, connection, models, transaction

from clinic.audit.models import AccessEvent, Action, ActorKind, Outcome

if TYPE_CHECKING:
    from clinic.access.actors import Actor
    from clinic.sealed.fields import Unreadable


class NotRecorded(Exception):
    """The access could not be recorded, so what was asked for may not be shown."""


@dataclass(frozen=True)
class Who:
    """Who acts, in which request, from where."""

    kind: str = ActorKind.SYSTEM
    id: str = ""
    request_id: str = ""
    ip: str | None = None

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


SOFTWARE = Who()
ANONYMOUS = Who(ActorKind.ANONYMOUS)

Identity = tuple[str, UUID]


@dataclass
class Trail:
    """What one request opened, and what it recorded, by record and field."""

    opened: dict[Identity, set[str]] = field(default_factory=dict)
    recorded: set[tuple[Identity, str]] = field(default_factory=set)
    uncommitted: list[partial] = field(default_factory=list)

    def add_recorded(self, identities: set[Identity], fields: set[str]) -> None:
        """Count as recorded, unless the row is rolled back with its transaction."""
        keep = partial(self.recorded.update, set(product(identities, fields)))
        self.uncommitted.append(keep)
        transaction.on_commit(keep)

    def missing(self) -> dict[str, dict[UUID, set[str]]]:
        """Return the fields that were opened and not recorded, by model and row."""
        # In a transaction around the whole request, what may still commit counts.
        pending = [entry[1] for entry in connection.run_on_commit]
        for keep in self.uncommitted:
            if keep in pending:
                keep()
        missing: dict[str, dict[UUID, set[str]]] = {}
        for (object_type, pk), opened in self.opened.items():
            names = {
                name
                for name in opened
                if ((object_type, pk), name) not in self.recorded
            }
            if names:
                missing.setdefault(object_type, {})[pk] = names
        return missing


_who: ContextVar[Who] = ContextVar("who", default=SOFTWARE)
_trail: ContextVar[Trail | None] = ContextVar("trail", default=None)


def identity(instance: models.Model) -> Identity:
    """Return model and id of a record; of a history row those of its record."""
    model = getattr(instance, "pgh_tracked_model", type(instance))
    pk = getattr(instance, "pgh_obj_id", instance.pk)
    return _label(model), model._meta.pk.to_python(pk)


def opened(object_type: str, pk: UUID, field_name: str) -> None:
    """Note that a sealed value was read; outside a request nobody asks."""
    trail = _trail.get()
    if trail is not None:
        trail.opened.setdefault((object_type, pk), set()).add(field_name)


def record(
    action: str,
    objects: models.Model | Iterable[models.Model],
    *,
    fields: Iterable[str] = (),
    outcome: str = Outcome.OK,
) -> None:
    """Record that the current actor did ``action`` to records of one model.

    ``fields`` names the sealed ones that were shown or written, if any. Writes one row,
    in the caller's transaction. Raises ``NotRecorded`` if it cannot:
    then nothing may be shown.
    """
    instances = [objects] if isinstance(objects, models.Model) else list(objects)
    identities = {identity(instance) for instance in instances}
    object_types = {object_type for object_type, _ in identities}
    names = set(fields)
    if len(object_types) > 1:
        raise ValueError("One access event is about records of one model.")
    _write(
        action=action,
        object_type="".join(object_types) or _label(getattr(objects, "model", None)),
        object_ids=sorted(pk for _, pk in identities),
        fields=sorted(names),
        outcome=outcome,
    )
    trail = _trail.get()
    if trail is not None:
        trail.add_recorded(identities, names)


def record_unreadable(unreadable: "Unreadable") -> None:
    """Record that a sealed value did not open."""
    _write(
        action=Action.DECRYPT_FAIL,
        object_type=unreadable.object_type,
        object_ids=[unreadable.object_id],
        fields=[unreadable.field_name],
        outcome=Outcome.REFUSED,
    )


def record_missing(trail: Trail) -> dict[str, list[str]]:
    """Record what was opened and not recorded; return the fields of each such model."""
    names_by_model = {}
    for object_type, rows in trail.missing().items():
        names_by_model[object_type] = sorted(set().union(*rows.values()))
        _write(
            action=Action.VIEW,
            object_type=object_type,
            object_ids=sorted(rows),
            fields=names_by_model[object_type],
            outcome=Outcome.IMPLICIT,
        )
    return names_by_model


@contextmanager
def acting_as(
    actor: "Actor | Who | None", *, request_id: str = "", ip: str | None = None
) -> Iterator[None]:
    """Name ``actor`` in every access event and history row that the block writes.

    A staff user, a PatientSession, a ``Who``, or None for the software itself. Request
    and address are those of the surrounding block unless given.
    """
    outer = _who.get()
    who = _described(actor, request_id or outer.request_id, ip or outer.ip)
    token = _who.set(who)
    try:
        with pghistory.context(**_history_context(who)):
            yield
    finally:
        _who.reset(token)
        # The library keeps one context a thread: its inner values outlive the block.
        pghistory.context(**_history_context(outer))


@contextmanager
def collecting() -> Iterator[Trail]:
    """Note in the trail what the block opens and what it records."""
    trail = Trail()
    token = _trail.set(trail)
    try:
        yield trail
    finally:
        _trail.reset(token)


@contextmanager
def unshown() -> Iterator[None]:
    """Open values to compare them in memory: what is only looked through is no look.

    Whoever uses it shows none of them, and records those that it then does show.
    """
    with collecting():
        yield


def _described(actor: "Actor | Who | None", request_id: str, ip: str | None) -> Who:
    if actor is None or isinstance(actor, Who):
        return replace(actor or SOFTWARE, request_id=request_id, ip=ip)
    if hasattr(actor, "link_id"):
        return Who(ActorKind.PATIENT_LINK, str(actor.link_id), request_id, ip)
    return Who(ActorKind.USER, str(actor.pk), request_id, ip)


def _history_context(who: Who) -> dict[str, str]:
    return {"actor": str(who), "request": who.request_id}


def _label(model: type[models.Model] | None) -> str:
    if model is None:
        return ""
    # A proxy, as the admin uses them, shows records of the model behind it.
    return (model._meta.concrete_model or model)._meta.label_lower


def _write(**values: Any) -> None:
    who = _who.get()
    event = AccessEvent(
        actor_kind=who.kind,
        actor_id=who.id,
        request_id=who.request_id,
        ip=who.ip,
        **values,
    )
    try:
        event.save(force_insert=True)
    except DatabaseError as error:
        raise NotRecorded from error
