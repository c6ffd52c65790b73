"""Whether a patient wants reminders: by an address that each of them carries."""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from clinic.audit.recording import record
from clinic.models import Patient
from clinic.sealed.keys import derive_key


def preferences_address(patient: Patient) -> str:
    """Return the address of the patient's page; it works for ever, without a login."""
    signed = _signer().sign(patient.pk.hex)
    return settings.PUBLIC_URL + reverse("preferences", args=[signed])


def find_patient(signed: str) -> Patient | None:
    """Return the patient whose address this is; None where it was made up."""
    try:
        patient_id = UUID(_signer().unsign(signed))
    except (BadSignature, ValueError):
        return None
    return Patient.objects.filter(pk=patient_id).first()


def stop_reminders(patient: Patient) -> None:
    """Send the patient no reminders from now on; twice is once."""
    if patient.wants_reminders:
        _keep(patient, stopped=True)


def resume_reminders(patient: Patient) -> None:
    """Send the patient reminders again, those that come due from now on."""
    if not patient.wants_reminders:
        _keep(patient, stopped=False)


def _keep(patient: Patient, *, stopped: bool) -> None:
    patient.reminders_stopped_at = timezone.now() if stopped else None
    with transaction.atomic():
        patient.save(update_fields=["reminders_stopped_at"])
        record("change", patient, fields=["reminders_stopped_at"])


def _signer() -> Signer:
    return Signer(
        key=derive_key("preferences"), sep=".", salt="reminders", fallback_keys=[]
    )
