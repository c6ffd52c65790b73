"""A patient with every identifying column filled."""

from datetime import date

from clinic.models import Patient

NAME = "Ada Sealwright"
EMAIL = "ada@example.org"
PHONE = "+1 555 010 0123"
BORN_ON = date(1911, 11, 11)


def make_patient(**values) -> Patient:
    defaults = {
        "name": NAME,
        "email": EMAIL,
        "phone": PHONE,
        "born_on": BORN_ON,
        "email_index": b"",
        "phone_index": b"",
        "name_index": [],
    }
    return Patient.objects.create(**defaults | values)


def fresh(patient: Patient) -> Patient:
    """Return the row as it is stored now."""
    return Patient.objects.get(pk=patient.pk)
