"""Who asks: somebody of the staff, or a patient who came by a link.

The browser session holds ids only. A link that was entered but not yet confirmed by the
date of birth opens nothing but the page that asks for it. A session ends when its link
is revoked.
"""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Union

from django.contrib import auth

from clinic.access.models import PatientLink

if TYPE_CHECKING:
    from clinic.models import User

ENTERED_KEY = "entered_link"
CONFIRMED_KEY = "patient_session"


@dataclass(frozen=True)
class PatientSession:
    """A patient at work: what a confirmed link opened in this browser."""

    patient_id: uuid.UUID
    purpose: str
    object_id: uuid.UUID
    link_id: uuid.UUID


Actor = Union["User", PatientSession]


def enter(request, link: PatientLink) -> None:
    """Begin a new, unconfirmed session; whoever was signed in here no longer is."""
    auth.logout(request)
    request.session[ENTERED_KEY] = str(link.pk)


def entered_link(request) -> PatientLink | None:
    """Return the link that waits for the date of birth in this browser, if any."""
    link_id = request.session.get(ENTERED_KEY)
    return PatientLink.objects.filter(pk=link_id).first() if link_id else None


def confirm(request, link: PatientLink) -> PatientSession:
    """Open for the patient what the entered link is for, under a new session key."""
    del request.session[ENTERED_KEY]
    request.session.cycle_key()
    request.session[CONFIRMED_KEY] = {
        "patient_id": str(link.patient_id),
        "purpose": link.purpose,
        "object_id": str(link.object_id),
        "link_id": str(link.pk),
    }
    request.actor = PatientSession(
        link.patient_id, link.purpose, link.object_id, link.pk
    )
    return request.actor


def leave(request) -> None:
    """End the session; what was saved stays saved."""
    auth.logout(request)
    request.actor = None


def current_actor(request) -> Actor | None:
    """Return the signed-in person, the confirmed patient, or None."""
    if request.user.is_authenticated:
        return request.user
    kept = request.session.get(CONFIRMED_KEY)
    if kept is None or _is_revoked(kept["link_id"]):
        return None
    return PatientSession(
        patient_id=uuid.UUID(kept["patient_id"]),
        purpose=kept["purpose"],
        object_id=uuid.UUID(kept["object_id"]),
        link_id=uuid.UUID(kept["link_id"]),
    )


def _is_revoked(link_id: str) -> bool:
    return not PatientLink.objects.not_revoked().filter(pk=link_id).exists()
