"""The locations of the demo clinic, its people, services and prices."""

from datetime import date, time

from clinic.access.roles import Role
from clinic.embedded.database import DEMO_PREFIX
from clinic.models import (
    Location,
    Practitioner,
    PractitionerRole,
    Price,
    Room,
    RoomKind,
    StaffMembership,
    User,
)
from scheduling.models import Availability, Service, ServiceKind, Weekday

PASSWORD = "quiet room by the water"  # noqa: S105
PEOPLE = {
    "admin": ("Robin", "Hale", None),
    "desk": ("Sam", "Rivera", Role.FRONT_DESK),
    "clinician": ("Amara", "Osei", Role.CLINICIAN),
    "nurse": ("Jo", "Bennett", Role.NURSE),
    "manager": ("Kim", "Larsen", Role.MANAGER),
}
# Minutes, whose they are, and in what room.
TALK = (PractitionerRole.CLINICIAN, RoomKind.CONSULTATION)
IN_THE_CHAIR = [
    (10, PractitionerRole.CLINICIAN, RoomKind.INFUSION_CHAIR),
    (50, PractitionerRole.NURSE, RoomKind.INFUSION_CHAIR),
    (30, PractitionerRole.NURSE, RoomKind.INFUSION_CHAIR),
]
SERVICES = [
    (ServiceKind.CONSULTATION, "Consultation, 60 minutes", [(60, *TALK)], 0),
    (ServiceKind.INFUSION, "Infusion, 90 minutes", IN_THE_CHAIR, 15),
    (ServiceKind.FOLLOW_UP, "Follow-up, 30 minutes", [(30, *TALK)], 0),
    (ServiceKind.BOOSTER, "Booster, 90 minutes", IN_THE_CHAIR, 15),
]
PRICES = [
    (
        "First visit, 60 minutes",
        "250",
        "A talk with a clinician\nA look at your answers",
    ),
    ("One infusion", "475", "The clinician and the nurse\nYour room for two hours"),
    ("Six infusions", "2600", "All of the above, six times\nYour check-ins between"),
    ("Visit to see how you are, 30 minutes", "120", ""),
]


def open_clinic() -> None:
    """Store two locations where everything that the clinic offers can be booked."""
    locations = [
        _location("Downtown", "12 Harbor Street\nBaltimore, MD 21202"),
        _location("Westlake", "480 Lake Avenue\nBaltimore, MD 21210"),
    ]
    people = {name: _person(name, locations) for name in PEOPLE}
    clinician = _practitioner(people["clinician"], "MD", locations, places=1)
    nurse = _practitioner(people["nurse"], "RN", locations, places=3)
    for weekday in list(Weekday)[: Weekday.SATURDAY]:
        # Downtown on Mondays, Wednesdays and Fridays, Westlake on the others.
        _works(clinician, locations[weekday % 2], weekday)
        _works(nurse, locations[weekday % 2], weekday)
    for service in SERVICES:
        _service(*service, locations)
    for position, (name, amount, includes) in enumerate(PRICES, start=1):
        Price.objects.create(
            position=position,
            name=name,
            amount=amount,
            includes=includes,
            valid_from=date(2026, 1, 1),
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
    for weekday in list(Weekday)[: Weekday.SATURDAY]:
        location.opening_hours.create(weekday=weekday, opens=time(9), closes=time(17))
    Room.objects.create(location=location, name="Room 1", kind=RoomKind.CONSULTATION)
    for number in range(1, 5):
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


def _practitioner(
    user: User, credentials: str, locations: list[Location], *, places: int
) -> Practitioner:
    role = PractitionerRole(user.memberships.first().role)
    practitioner = Practitioner.objects.create(
        user=user, role=role, credentials=credentials
    )
    practitioner.locations.set(locations)
    for number in range(1, places + 1):
        practitioner.places.create(number=number)
    return practitioner


def _works(practitioner: Practitioner, location: Location, weekday: Weekday) -> None:
    for starts, ends in [(time(9), time(12)), (time(13), time(17))]:
        Availability.objects.create(
            practitioner=practitioner,
            location=location,
            weekday=weekday,
            starts=starts,
            ends=ends,
        )


def _service(
    kind: ServiceKind,
    name: str,
    phases: list[tuple[int, PractitionerRole, RoomKind]],
    buffer_minutes: int,
    locations: list[Location],
) -> None:
    service = Service.objects.create(
        name=name, kind=kind, buffer_minutes=buffer_minutes
    )
    service.locations.set(locations)
    for position, (minutes, role, room_kind) in enumerate(phases, start=1):
        service.phases.create(
            position=position,
            minutes=minutes,
            practitioner_role=role,
            room_kind=room_kind,
        )
