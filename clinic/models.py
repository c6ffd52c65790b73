"""People and places of the clinic; other tables live in this app's packages."""

import datetime
import uuid
import zoneinfo
from collections import defaultdict

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.access.models import PatientLink, RateLimit, Submission
from clinic.access.roles import Role, locations_with, permissions_of
from clinic.audit.history import tracked
from clinic.audit.models import AccessEvent
from clinic.db import UUIDModel
from clinic.opening.business_time import NINE_TO_FIVE, Week
from clinic.opening.models import OpeningHours
from clinic.outbox.models import Message, Wording
from clinic.prices.models import Price
from clinic.sealed.fields import SealedDateField, SealedTextField
from clinic.sealed.models import DataKey
from clinic.visibility import seen_by

__all__ = [
    "AccessEvent",
    "DataKey",
    "Location",
    "Message",
    "OpeningHours",
    "Patient",
    "PatientLink",
    "Practitioner",
    "PractitionerPlace",
    "Price",
    "RateLimit",
    "Room",
    "StaffMembership",
    "Submission",
    "UrgentContact",
    "User",
    "Wording",
]


def is_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("Enter a time zone such as America/New_York."), code="time_zone"
        )


class LocationQuerySet(models.QuerySet):
    def accepting_requests(self):
        """Locations with somebody to call in an emergency: only those take requests."""
        return self.filter(urgent_contacts__isnull=False).distinct()


class Location(UUIDModel):
    """A site of the clinic. Everything that happens there is shown in its time zone."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    address = models.TextField(
        help_text=_("As it is written in messages and calendar entries.")
    )
    phone = models.CharField(max_length=32)
    time_zone = models.CharField(
        max_length=64,
        validators=[is_time_zone],
        help_text=_("Such as America/New_York."),
    )

    objects = LocationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def zone_name(self) -> str:
        """The time zone as it is written on pages: "New York time"."""
        city = self.time_zone.rpartition("/")[2].replace("_", " ")
        return _("%(city)s time") % {"city": city}

    def opening_week(self) -> Week:
        """Return the opening hours; without any, Monday to Friday from 9 to 5."""
        week = defaultdict(list)
        for hours in self.opening_hours.all():
            week[hours.weekday].append((hours.opens, hours.closes))
        return dict(week) or NINE_TO_FIVE


class UrgentContact(UUIDModel):
    """Who is told of an urgent intake, in order, at any hour of any day."""

    location = models.ForeignKey(
        Location, models.CASCADE, related_name="urgent_contacts"
    )
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    email = models.EmailField()
    minutes_until_next = models.PositiveSmallIntegerField(
        default=15,
        help_text=_("If nobody takes the alert in this time, the next one is told."),
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["location", "position"],
                name="urgentcontact_has_a_place_of_its_own_in_the_order",
                violation_error_message=_("Two contacts have the same position."),
            ),
            models.CheckConstraint(
                condition=models.Q(minutes_until_next__gt=0),
                name="urgentcontact_waits_at_least_a_minute",
                violation_error_message=_("Enter at least 1 minute."),
            ),
        ]

    def __str__(self):
        return self.name


class RoomKind(models.TextChoices):
    CONSULTATION = "consultation", _("Consultation room")
    INFUSION_CHAIR = "infusion_chair", _("Infusion chair")


class Room(UUIDModel):
    """A consultation room or an infusion chair; it serves one patient at a time."""

    location = models.ForeignKey(Location, models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=RoomKind)

    class Meta:
        ordering = ["location", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["location", "name"],
                name="room_name_is_unique_at_its_location",
                violation_error_message=_("This location has such a room already."),
            )
        ]

    def __str__(self):
        return f"{self.name} ({self.location})"


class User(AbstractUser):
    """Somebody who works here and signs in. Rights come from memberships alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    is_staff = models.BooleanField(default=True, editable=False)
    groups = None
    user_permissions = None

    class Meta(AbstractUser.Meta):
        pass

    def __str__(self):
        return self.get_full_name() or self.username

    @property
    def zone(self) -> datetime.tzinfo:
        """The time of what belongs to no location: that of where the person works.

        Of several locations the first by name; an administrator's is that of all.
        """
        own = Location.objects.filter(memberships__user=self)
        location = own.first() or Location.objects.first()
        return location.zone if location else datetime.UTC

    def get_all_permissions(self, obj=None):
        return set(permissions_of(self, obj))

    def has_perm(self, perm, obj=None):
        return self.has_perms([perm], obj)

    def has_perms(self, perm_list, obj=None):
        """Ask the roles, never the superuser flag: an administrator sees no patient."""
        return set(perm_list) <= permissions_of(self, obj)

    def has_module_perms(self, app_label):
        prefix = f"{app_label}."
        return any(permission.startswith(prefix) for permission in permissions_of(self))

    def locations_with(self, permission: str):
        """Return the locations where one of this person's roles has ``permission``."""
        return locations_with(self, permission)


class StaffMembership(UUIDModel):
    """One person's role at one location; several rows add up."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    location = models.ForeignKey(Location, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        ordering = ["location", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "location", "role"],
                name="staffmembership_is_given_once",
                violation_error_message=_("This person has that role there already."),
            )
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}, {self.location}"


class PractitionerRole(models.TextChoices):
    CLINICIAN = "clinician", _("Clinician")
    NURSE = "nurse", _("Nurse")


class Practitioner(UUIDModel):
    """Somebody who treats: a physician or nurse practitioner, or a nurse."""

    user = models.OneToOneField(User, models.PROTECT, related_name="practitioner")
    role = models.CharField(max_length=20, choices=PractitionerRole)
    credentials = models.CharField(
        max_length=40, blank=True, help_text=_("For example MD or NP.")
    )
    locations = models.ManyToManyField(Location, related_name="practitioners")

    class Meta:
        ordering = ["user__last_name", "user__first_name"]

    def __str__(self):
        return ", ".join(filter(None, [str(self.user), self.credentials]))


class PractitionerPlace(UUIDModel):
    """One of the patients somebody can watch at once: a clinician 1, a nurse 3."""

    practitioner = models.ForeignKey(
        Practitioner, models.PROTECT, related_name="places"
    )
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["practitioner", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["practitioner", "number"],
                name="practitionerplace_number_is_unique",
            )
        ]

    def __str__(self):
        return f"{self.practitioner}, place {self.number}"


class PatientQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Patients of the locations where ``actor`` works; oneself for a patient."""
        return self.filter(seen_by(actor))


@tracked
class Patient(UUIDModel):
    """The person treated. Has no login; every identifying column is sealed."""

    name = SealedTextField()
    born_on = SealedDateField()
    email = SealedTextField()
    phone = SealedTextField()
    email_index = models.BinaryField(max_length=16, db_index=True, editable=False)
    phone_index = models.BinaryField(max_length=16, db_index=True, editable=False)
    name_index = ArrayField(models.BinaryField(max_length=16), editable=False)
    reminders_stopped_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PatientQuerySet.as_manager()

    class Meta:
        indexes = [GinIndex(fields=["name_index"], name="patient_name_index")]

    def __str__(self):
        return f"Patient {str(self.pk)[:8]}"

    @property
    def wants_reminders(self) -> bool:
        """Whether reminders are sent; all other mails are sent in any case."""
        return self.reminders_stopped_at is None
