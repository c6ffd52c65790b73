"""Which patients somebody may see: each app adds its own part when it is ready."""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from clinic.access.actors import Actor, PatientSession

_parts: list[Callable[[Any], QuerySet]] = []


def patients_through(part: Callable[[Any], QuerySet]) -> None:
    """Register ``part(staff user)``: the ids of the patients that user sees by it."""
    _parts.append(part)


def seen_by(actor: Actor | None) -> Q:
    """Return the condition under which ``actor`` may see a Patient."""
    if isinstance(actor, PatientSession):
        return Q(pk=actor.patient_id)
    if actor is None:
        return Q(pk__in=[])
    return reduce(or_, (Q(pk__in=part(actor)) for part in _parts), Q(pk__in=[]))
