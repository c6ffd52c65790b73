"""The smallest valid rows, without surprises: fixed names and times, no randomness."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from clinic.access.roles import Role
from clinic.models import (
    Location,
    Patient,
    Practitioner,
    PractitionerRole,
    Price,
    Room,
    RoomKind,
    StaffMembership,
    User,
)
from clinic.sealed.indexes import blind_index, email_key, name_keys, phone_key
from intake.models import About, ConsultationRequest
from scheduling.models import Availability, Service, ServiceKind, Weekday

PASSWORD = "correct horse battery staple"
RECEIVED_AT = datetime(2030, 6, 3, 14, 0, tzinfo=UTC)


class LocationFactory(DjangoModelFactory):
    """A location in New York with one urgent contact, open for requests."""

    class Meta:
        model = Location
        django_get_or_create = ["name"]
        skip_postgeneration_save = True

    name = "Downtown"
    slug = factory.LazyAttribute(lambda location: location.name.lower())
    address = "12 Harbor Street"
    phone = "555-010-0199"
    time_zone = "America/New_York"

    @factory.post_generation
    def contact(self, create, extracted, **kwargs):
        self.urgent_contacts.get_or_create(
            position=1,
            defaults={"name": "On call", "email": "on-call@harbor.example"},
        )


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        django_get_or_create = ["username"]
        skip_postgeneration_save = True

    username = "sam"
    first_name = "Sam"
    last_name = "Rivera"
    email = factory.LazyAttribute(lambda user: f"{user.username}@harbor.example")
    is_staff = True
    password = factory.django.Password(PASSWORD)


def staff(role: Role, location: Location, username: str = "") -> User:
    """Return somebody who has ``role`` at ``location``, named after the role."""
    user = UserFactory(username=username or role.value)
    StaffMembership.objects.create(user=user, location=location, role=role)
    return user


class PriceFactory(DjangoModelFactory):
    """What a first visit costs at all locations."""

    class Meta:
        model = Price

    name = "First visit"
    amount = Decimal("250.00")
    valid_from = date(2026, 1, 1)


class PatientFactory(DjangoModelFactory):
    class Meta:
        model = Patient

    name = "Jordan Lee"
    born_on = date(1988, 2, 3)
    email = "jordan@example.org"
    phone = "+1 410 555 0123"

    @factory.lazy_attribute
    def email_index(self):
        return blind_index("patient.email", email_key(self.email))

    @factory.lazy_attribute
    def phone_index(self):
        return blind_index("patient.phone", phone_key(self.phone))

    @factory.lazy_attribute
    def name_index(self):
        return [blind_index("patient.name", word) for word in name_keys(self.name)]


class ConsultationRequestFactory(DjangoModelFactory):
    class Meta:
        model = ConsultationRequest

    patient = factory.SubFactory(PatientFactory)
    location = factory.SubFactory(LocationFactory)
    about = About.DEPRESSION.value
    preferred_days = factory.LazyFunction(lambda: ["monday"])
    preferred_times = factory.LazyFunction(lambda: ["morning"])
    may_leave_message = True
    received_at = RECEIVED_AT
    due_at = datetime(2030, 6, 4, 14, 0, tzinfo=UTC)


def consultation_at(location: Location, *, minutes: int = 60) -> Service:
    """Let consultations of one phase be booked at ``location``."""
    service, _ = Service.objects.get_or_create(
        name="Consultation, 60 minutes", kind=ServiceKind.CONSULTATION
    )
    service.locations.add(location)
    service.phases.get_or_create(
        position=1,
        defaults={
            "minutes": minutes,
            "practitioner_role": PractitionerRole.CLINICIAN,
            "room_kind": RoomKind.CONSULTATION,
        },
    )
    return service


def clinician_at(location: Location, username: str = "amara") -> Practitioner:
    """Return a clinician who works from 9 to 5 every day, with a room of their own."""
    user = UserFactory(username=username, first_name="Amara", last_name="Osei")
    clinician = Practitioner.objects.create(
        user=user, role=PractitionerRole.CLINICIAN, credentials="MD"
    )
    clinician.locations.add(location)
    clinician.places.create(number=1)
    _works_from_9_to_5(clinician, location)
    Room.objects.create(
        location=location, name=f"Room of {username}", kind=RoomKind.CONSULTATION
    )
    return clinician


def infusions_at(
    location: Location, *, chairs: int = 1, nurses: int = 1, places: int = 3
) -> Service:
    """Let infusions be given at ``location``: 10 minutes with a clinician, 80 a nurse.

    The last 30 are monitoring; all is in one chair.
    """
    service, _ = Service.objects.get_or_create(
        name="Infusion, 90 minutes", kind=ServiceKind.INFUSION
    )
    service.locations.add(location)
    roles = (
        (10, PractitionerRole.CLINICIAN),
        (50, PractitionerRole.NURSE),
        (30, PractitionerRole.NURSE),
    )
    for position, (minutes, role) in enumerate(roles, start=1):
        service.phases.get_or_create(
            position=position,
            defaults={
                "minutes": minutes,
                "practitioner_role": role,
                "room_kind": RoomKind.INFUSION_CHAIR,
            },
        )
    for number in range(chairs):
        Room.objects.create(
            location=location,
            name=f"Chair {number + 1}",
            kind=RoomKind.INFUSION_CHAIR,
        )
    for number in range(nurses):
        nurse_at(location, f"nurse-{location.slug}-{number}", places=places)
    return service


def nurse_at(location: Location, username: str, *, places: int = 3) -> Practitioner:
    """Return a nurse who works from 9 to 5 every day and watches several at once."""
    user = UserFactory(username=username, first_name="Noor", last_name="Haddad")
    nurse = Practitioner.objects.create(
        user=user, role=PractitionerRole.NURSE, credentials="RN"
    )
    nurse.locations.add(location)
    for number in range(places):
        nurse.places.create(number=number + 1)
    _works_from_9_to_5(nurse, location)
    return nurse


def _works_from_9_to_5(practitioner: Practitioner, location: Location) -> None:
    for weekday in Weekday:
        Availability.objects.create(
            practitioner=practitioner,
            location=location,
            weekday=weekday,
            starts=time(9),
            ends=time(17),
        )
