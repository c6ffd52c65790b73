"""An invented clinic to look around in: two locations, its people, a few requests."""

import uuid
from datetime import date, time

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
from intake.models import About
from intake.services import RequestDetails, submit_request
from scheduling.models import Availability, Service, ServiceKind, Weekday

PASSWORD = "quiet room by the water"  # noqa: S105
PEOPLE = {
    "admin": ("Robin", "Hale", None),
    "desk": ("Sam", "Rivera", Role.FRONT_DESK),
    "clinician": ("Amara", "Osei", Role.CLINICIAN),
    "manager": ("Kim", "Larsen", Role.MANAGER),
}
PATIENTS = [
    ("Jordan Lee", date(1988, 3, 27), "jordan@example.org", "555 010 0101"),
    ("Maria García", date(1975, 11, 2), "maria@example.org", "555 010 0102"),
    ("Lee O’Brien", date(1992, 7, 14), "lee@example.org", "555 010 0103"),
]


def seed() -> None:
    """Store the demo clinic, once: a second call changes nothing."""
    if User.objects.filter(username__startswith=DEMO_PREFIX).exists():
        return
    locations = [
        _location("Downtown", "12 Harbor Street\nBaltimore, MD 21202"),
        _location("Westlake", "480 Lake Avenue\nBaltimore, MD 21210"),
    ]
    people = {name: _person(name, locations) for name in PEOPLE}
    _clinician(people["clinician"], locations)
    service = Service.objects.create(
        name="Consultation, 60 minutes", kind=ServiceKind.CONSULTATION
    )
    service.locations.set(locations)
    service.phases.create(
        position=1,
        minutes=60,
        practitioner_role=PractitionerRole.CLINICIAN,
        room_kind=RoomKind.CONSULTATION,
    )
    for patient, location in zip(PATIENTS, [*locations, locations[0]], strict=True):
        _request(patient, location)


def logins() -> str:
    """Return what to sign in with, as `make run` prints it."""
    names = ", ".join(DEMO_PREFIX + name for name in PEOPLE)
    return (
        f"Sign in at /admin/ as {names}; the password of each is: {PASSWORD}\n"
        "The mails that would have been sent are at /dev/mail/"
    )


def _location(name: str, address: str) -> Location:
    location = Location.objects.create(
        name=name,
        slug=name.lower(),
        address=address,
        phone="555-010-0199",
        time_zone="America/New_York",
    )
    location.urgent_contacts.create(
        position=1, name="Clinician on call", email="on-call@harbor.example"
    )
    Room.objects.create(location=location, name="Room 1", kind=RoomKind.CONSULTATION)
    for number in (1, 2):
        Room.objects.create(
            location=location, name=f"Chair {number}", kind=RoomKind.INFUSION_CHAIR
        )
    return location


def _person(name: str, locations: list[Location]) -> User:
    first_name, last_name, role = PEOPLE[name]
    person = User.objects.create_user(
        DEMO_PREFIX + name,
        f"{name}@harbor.example",
        PASSWORD,
        first_name=first_name,
        last_name=last_name,
        is_staff=True,
        is_superuser=role is None,
    )
    if role is not None:
        for location in locations:
            StaffMembership.objects.create(user=person, location=location, role=role)
    return person


def _clinician(user: User, locations: list[Location]) -> None:
    """Downtown on Mondays, Wednesdays and Fridays, Westlake on the other weekdays."""
    clinician = Practitioner.objects.create(
        user=user, role=PractitionerRole.CLINICIAN, credentials="MD"
    )
    clinician.locations.set(locations)
    clinician.places.create(number=1)
    for weekday in list(Weekday)[: Weekday.SATURDAY]:
        for starts, ends in [(time(9), time(12)), (time(13), time(17))]:
            Availability.objects.create(
                practitioner=clinician,
                location=locations[weekday % 2],
                weekday=weekday,
                starts=starts,
                ends=ends,
            )


def _request(patient: tuple[str, date, str, str], location: Location) -> None:
    name, born_on, email, phone = patient
    details = RequestDetails(
        name=name,
        born_on=born_on,
        email=email,
        phone=phone,
        location=location,
        preferred_days=["monday", "friday"],
        preferred_times=["morning"],
        about=About.DEPRESSION,
        may_leave_message=True,
    )
    submit_request(details, submission_id=str(uuid.uuid4()), is_suspect=False)
