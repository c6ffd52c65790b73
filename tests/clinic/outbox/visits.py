"""Kinds of message made for these tests."""

from clinic.models import Location, Patient
from clinic.outbox.kinds import Mail, message
from clinic.outbox.letters import letter

KIND = "test-visit"
HALF_WAY = "test-half-way"
VERSIONED = "test-versioned"


class Broken(Exception):
    """What a renderer with a bug raises."""


@message(KIND, model=Location)
def visit(location: Location) -> Mail | None:
    if location.name == "closed":
        return None
    if location.name == "broken":
        raise Broken(location.phone)
    return letter("Your visit", f"We expect you at {location.name}.")


@message(VERSIONED, model=Location, label="A visit", version=lambda each: each.phone)
def versioned(location: Location) -> Mail:
    return letter("Your visit", f"We expect you at {location.name}.")


@message(HALF_WAY, model=Patient)
def half_way(patient: Patient) -> Mail | None:
    raise Broken(patient.name)
