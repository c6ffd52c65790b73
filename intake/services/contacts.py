"""Correcting who a patient is and how to reach them."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from clinic.access import links
from clinic.audit.recording import record
from clinic.models import Patient, User
from intake.models import ConsultationRequest, RequestEventKind
from intake.services.patients import identity
from intake.services.steps import RequestRefusal, advance, claim, record_event


class AlreadyCorrect(RequestRefusal):
    """What was typed is what is stored."""


@dataclass(frozen=True)
class Contact:
    """A patient's name, date of birth, email and phone, all of them."""

    name: str
    born_on: date
    email: str
    phone: str


def correct_contact(
    consultation_request: ConsultationRequest,
    contact: Contact,
    *,
    actor: User,
    version: int,
) -> None:
    """Store what has changed; the request's history names which parts, not their words.

    With another email the links mailed to the old one open nothing any more. Raises
    ``ChangedMeanwhile``, ``AlreadyClosed`` or ``AlreadyCorrect``, and then nothing
    changes.
    """
    with transaction.atomic(durable=True):
        fresh = claim(consultation_request, version)
        patient = Patient.objects.select_for_update().get(pk=fresh.patient_id)
        new = asdict(contact)
        record("view", patient, fields=list(new))
        changed = [part for part in new if getattr(patient, part) != new[part]]
        if not changed:
            raise AlreadyCorrect
        for column, value in identity(**new).items():
            setattr(patient, column, value)
        patient.save()
        record("change", patient, fields=changed)
        if "email" in changed:
            links.finish_all(patient)
        advance(fresh)
        record_event(
            fresh, RequestEventKind.CORRECTED, by=actor, note=_in_words(changed)
        )


def _in_words(parts: list[str]) -> str:
    words = {
        "name": _("name"),
        "born_on": _("date of birth"),
        "email": _("email"),
        "phone": _("phone"),
    }
    return capfirst(", ".join(words[part] for part in parts))
