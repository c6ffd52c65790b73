"""The locations of a load test, their people, and somebody to look around as."""

from collections.abc import Mapping
from datetime import time

from django.contrib.auth.hashers import make_password

from clinic.access.roles import Role
from clinic.embedded.database import DEMO_PREFIX
from clinic.models import (
    Location,
    Practitioner,
    PractitionerRole,
    Room,
    RoomKind,
    StaffMembership,
    User,
)
from scheduling.demo import PASSWORD
from scheduling.load.shares import PRACTITIONERS
from scheduling.models import Availability, Service, ServiceKind, Weekday

OPENS, CLOSES = time(9), time(18)
DESK = f"{DEMO_PREFIX}load-desk"
CLINICIAN = f"{DEMO_PREFIX}load-clinician"
MANAGER = f"{DEMO_PREFIX}load-manager"
PEOPLE = {
    Role.FRONT_DESK: (DESK, "Lou", "Desk"),
    Role.CLINICIAN: (CLINICIAN, "Rae", "Clinician"),
    Role.MANAGER: (MANAGER, "Max", "Manager"),
}
MINUTES = 30


def login() -> str:
    """Return what to sign in with to see all locations."""
    return (
        f"Sign in at /admin/ as {DESK}, {CLINICIAN} or {MANAGER}; "
        f"the password of each is: {PASSWORD}"
    )


def offered_service() -> Service:
    """Store the consultation of half an hour; it takes place in a chair."""
    service = Service.objects.create(
        name="Consultation, 30 minutes", kind=ServiceKind.CONSULTATION
    )
    service.phases.create(
        position=1,
        minutes=MINUTES,
        practitioner_role=PractitionerRole.CLINICIAN,
        room_kind=RoomKind.INFUSION_CHAIR,
    )
    return service


def staff() -> dict[Role, User]:
    """Store one person of each role who works at all locations."""
    return {
        role: User.objects.create_user(
            username,
            f"{username}@harbor.example",
            PASSWORD,
            first_name=first_name,
            last_name=last_name,
            is_staff=True,
        )
        for role, (username, first_name, last_name) in PEOPLE.items()
    }


def location(number: int, service: Service, people: Mapping[Role, User]) -> Location:
    """Store a location with four practitioners and four chairs, open every day."""
    place = Location.objects.create(
        name=f"Clinic {number:02}",
        slug=f"clinic-{number:02}",
        address=f"{number} Harbor Street\nBaltimore, MD 21202",
        phone="555-010-0199",
        time_zone="America/New_York",
    )
    place.urgent_contacts.create(
        position=1, name="Clinician on call", email="on-call@harbor.example"
    )
    place.services.add(service)
    for role, person in people.items():
        StaffMembership.objects.create(user=person, location=place, role=role)
    Room.objects.bulk_create(
        Room(location=place, name=f"Chair {chair}", kind=RoomKind.INFUSION_CHAIR)
        for chair in range(1, PRACTITIONERS + 1)
    )
    for person in range(1, PRACTITIONERS + 1):
        _practitioner(place, person)
    return place


def _practitioner(place: Location, person: int) -> None:
    user = User.objects.create(
        username=f"{place.slug}-{person}",
        first_name=f"Dana {person}",
        last_name=f"of {place}",
        password=make_password(None),
    )
    StaffMembership.objects.create(user=user, location=place, role=Role.CLINICIAN)
    practitioner = Practitioner.objects.create(
        user=user, role=PractitionerRole.CLINICIAN, credentials="MD"
    )
    practitioner.locations.add(place)
    practitioner.places.create(number=1)
    Availability.objects.bulk_create(
        Availability(
            practitioner=practitioner,
            location=place,
            weekday=weekday,
            starts=OPENS,
            ends=CLOSES,
        )
        for weekday in Weekday
    )
