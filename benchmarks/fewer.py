"""A location with a few requests in each queue, beside one that has very many."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from clinic.access.roles import Role
from clinic.models import Location, User
from intake.models import RequestStatus
from tests.factories import (
    ConsultationRequestFactory,
    LocationFactory,
    PatientFactory,
    staff,
)
from tests.intake.eligibility.patients import SEVERAL_DAYS, healthy_but
from tests.stories import answered

ROLES = [Role.FRONT_DESK, Role.CLINICIAN, Role.MANAGER]


def people_of_a_clinic_of(rows: int) -> dict[Role, User]:
    """Return who works at a new location with so many requests in each queue."""
    location = LocationFactory(name=f"Clinic of {rows}", slug=f"clinic-of-{rows}")
    people = {role: staff(role, location, f"{role}-of-{rows}") for role in ROLES}
    add_to_each_queue(rows, location, people)
    return people


def add_to_each_queue(
    rows: int, location: Location, people: Mapping[Role, User]
) -> None:
    """Store requests such that every tab and list has so many more."""
    now = timezone.now()
    for number in range(1, rows + 1):
        received_at = now - number * timedelta(days=1)
        shared = {
            "location": location,
            "received_at": received_at,
            "due_at": received_at + timedelta(hours=1),
        }
        for fields in (
            {"status": RequestStatus.NEW, "assignee": people[Role.FRONT_DESK]},
            {"status": RequestStatus.SCHEDULED, "needs_call": True},
            {"status": RequestStatus.SUSPECT},
            {"status": RequestStatus.CLOSED},
        ):
            ConsultationRequestFactory(patient=PatientFactory(), **shared, **fields)
        answered(
            healthy_but(phq9_9=SEVERAL_DAYS),
            patient=PatientFactory(),
            assignee=people[Role.CLINICIAN],
            **shared,
        )
