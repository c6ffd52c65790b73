"""What patient links are for: each app registers its own in ``AppConfig.ready``."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Model
from django.urls import reverse

from clinic.access.models import LinkPurpose

Open = Callable[[Any], Iterable[Model]]


@dataclass(frozen=True)
class Destination:
    url_name: str
    still_open: Open


_destinations: dict[LinkPurpose, Destination] = {}


def register(purpose: str, url_name: str, *, still_open: Open) -> None:
    """Say where links of ``purpose`` lead and for what a patient may have one.

    The URL has no arguments: its page finds the object in ``request.actor.object_id``.
    ``still_open(patient)`` returns the objects for which this patient gets a fresh link
    when asking for one.
    """
    _destinations[LinkPurpose(purpose)] = Destination(url_name, still_open)


def lead_on(purpose: str, url_name: str) -> None:
    """Lead links of ``purpose`` to a page of a later app; what is open stays."""
    known = _destinations[LinkPurpose(purpose)]
    _destinations[LinkPurpose(purpose)] = replace(known, url_name=url_name)


def landing(purpose: str) -> str:
    """Return the path that confirmed links of ``purpose`` lead to."""
    return reverse(_destinations[LinkPurpose(purpose)].url_name)


def everything_open(patient: Any) -> list[tuple[LinkPurpose, Model]]:
    """Return each purpose and object that waits for the patient."""
    return [
        (purpose, about)
        for purpose, destination in _destinations.items()
        for about in destination.still_open(patient)
    ]
