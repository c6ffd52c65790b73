"""What can be booked, when, and what is booked: the database keeps chairs apart."""

from datetime import UTC, timedelta, tzinfo
from functools import reduce
from operator import or_

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.access.actors import PatientSession
from clinic.audit.history import tracked
from clinic.db import UUIDModel
from clinic.models import (
    Location,
    Patient,
    Practitioner,
    PractitionerPlace,
    PractitionerRole,
    Room,
    RoomKind,
)
from clinic.sealed.fields import SealedTextField
from intake.models import ConsultationRequest

# Nearer than this, an appointment is changed on the phone.
CHANGE_NOTICE = timedelta(hours=24)


class ServiceKind(models.TextChoices):
    CONSULTATION = "consultation", _("Consultation")
    INFUSION = "infusion", _("Infusion")
    FOLLOW_UP = "follow_up", _("Follow-up")


class Service(UUIDModel):
    """Something that can be booked at the locations named."""

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=ServiceKind)
    locations = models.ManyToManyField(Location, related_name="services")
    is_offered = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class ServicePhase(UUIDModel):
    """A part of a service with its own people and room; phases follow one another."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="phases")
    position = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    practitioner_role = models.CharField(
        max_length=20, choices=PractitionerRole, blank=True
    )
    room_kind = models.CharField(max_length=20, choices=RoomKind)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "position"],
                name="servicephase_has_a_place_of_its_own_in_the_order",
                violation_error_message=_("Two phases have the same position."),
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__gt=0),
                name="servicephase_lasts_at_least_a_minute",
                violation_error_message=_("Enter at least 1 minute."),
            ),
        ]

    def __str__(self):
        return f"{self.service}, part {self.position}"


class Weekday(models.IntegerChoices):
    """Days as ``date.weekday()`` counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class Availability(UUIDModel):
    """A range of hours every week, in the location's own time; any number a day."""

    practitioner = models.ForeignKey(
        Practitioner, models.CASCADE, related_name="availabilities"
    )
    location = models.ForeignKey(
        Location, models.CASCADE, related_name="availabilities"
    )
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    starts = models.TimeField()
    ends = models.TimeField()
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(
        null=True, blank=True, help_text=_("The last day it holds.")
    )

    class Meta:
        verbose_name_plural = "availabilities"
        ordering = ["practitioner", "location", "weekday", "starts"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("starts")),
                name="availability_ends_after_it_starts",
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("valid_from")),
                name="availability_is_valid_until_after_it_is_valid_from",
                violation_error_message=_("The last day must be after the first."),
            ),
        ]

    def __str__(self):
        hours = f"{self.starts:%H:%M} to {self.ends:%H:%M}"
        return f"{self.practitioner}: {self.get_weekday_display()} {hours}"


class Closure(UUIDModel):
    """When not: for the whole clinic, for a location, or for a practitioner."""

    location = models.ForeignKey(Location, models.CASCADE, null=True, blank=True)
    practitioner = models.ForeignKey(
        Practitioner, models.CASCADE, null=True, blank=True
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="closure_ends_after_it_starts",
                violation_error_message=_("The end must be after the start."),
            )
        ]

    def __str__(self):
        starts_at = self.starts_at.astimezone(self.zone)
        return f"Closed {starts_at:%Y-%m-%d %H:%M} {starts_at:%Z}"

    @property
    def zone(self) -> tzinfo:
        """The zone its times are told in: that of its locations, if it is one."""
        zones = self._zones()
        return zones.pop() if len(zones) == 1 else UTC

    @property
    def has_one_zone(self) -> bool:
        return len(self._zones()) == 1

    def _zones(self) -> set[tzinfo]:
        if self.location:
            return {self.location.zone}
        of_whom = self.practitioner.locations if self.practitioner else Location.objects
        return {location.zone for location in of_whom.all()}


class AppointmentStatus(models.TextChoices):
    """FHIR R4 Appointment.status, as far as we use it."""

    PROPOSED = "proposed", _("Held")
    BOOKED = "booked", _("Booked")
    ARRIVED = "arrived", _("Arrived")
    FULFILLED = "fulfilled", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    NOSHOW = "noshow", _("Did not come")


class AppointmentQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """A patient's own appointments; for staff those at their locations."""
        if isinstance(actor, PatientSession):
            return self.filter(patient=actor.patient_id)
        if actor is None:
            return self.none()
        locations = actor.locations_with("scheduling.view_appointment")
        return self.filter(location__in=locations)

    def booked(self):
        return self.filter(status=AppointmentStatus.BOOKED)

    def held(self):
        """Times that a patient has chosen and not yet booked."""
        return self.filter(status=AppointmentStatus.PROPOSED)

    def expired_holds(self, now):
        """Times held but not booked by ``hold_until``; they block nobody."""
        return self.held().filter(hold_until__lte=now)

    def kept(self):
        """What was booked and not cancelled, past or to come."""
        return self.exclude(
            status__in=[AppointmentStatus.PROPOSED, AppointmentStatus.CANCELLED]
        )


@tracked(deletable=True)
class Appointment(UUIDModel):
    """One visit: held, booked, moved, cancelled; ``sequence`` counts its changes."""

    consultation_request = models.ForeignKey(
        ConsultationRequest, models.PROTECT, related_name="appointments"
    )
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="appointments")
    service = models.ForeignKey(Service, models.PROTECT)
    location = models.ForeignKey(Location, models.PROTECT)
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=AppointmentStatus)
    hold_until = models.DateTimeField(null=True)
    sequence = models.PositiveIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    cancel_reason = SealedTextField(null=True)
    changed_at = models.DateTimeField()

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="appointment_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status=AppointmentStatus.PROPOSED, hold_until__isnull=False
                )
                | (
                    ~models.Q(status=AppointmentStatus.PROPOSED)
                    & models.Q(hold_until__isnull=True)
                ),
                name="appointment_is_held_until_a_time_while_proposed",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status=AppointmentStatus.CANCELLED, cancelled_at__isnull=False
                )
                | (
                    ~models.Q(status=AppointmentStatus.CANCELLED)
                    & models.Q(cancelled_at__isnull=True)
                ),
                name="appointment_has_a_time_once_cancelled",
            ),
            models.UniqueConstraint(
                fields=["consultation_request"],
                condition=models.Q(
                    status__in=[AppointmentStatus.PROPOSED, AppointmentStatus.BOOKED]
                ),
                name="appointment_is_one_at_a_time_for_a_request",
            ),
        ]

    def __str__(self):
        return f"Appointment {str(self.pk)[:8]}"

    @property
    def is_changeable(self) -> bool:
        """Whether it may still be moved or cancelled online."""
        is_near = self.starts_at < timezone.now() + CHANGE_NOTICE
        return self.status == AppointmentStatus.BOOKED and not is_near

    @property
    def is_expired_hold(self) -> bool:
        return self.hold_until is not None and self.hold_until <= timezone.now()


def exactly_one(*fields: str) -> models.Q:
    """Return the condition that one of ``fields`` is set and the others are null."""
    return reduce(
        or_,
        (
            models.Q(**{f"{field}__isnull": field != held for field in fields})
            for held in fields
        ),
    )


def not_double_booked(field: str) -> ExclusionConstraint:
    """Return the constraint that one ``field`` is never held twice at a time."""
    return ExclusionConstraint(
        name=f"reservation_{field}_not_double_booked",
        expressions=[
            (field, RangeOperators.EQUAL),
            ("during", RangeOperators.OVERLAPS),
        ],
    )


class ReservationQuerySet(models.QuerySet):
    def standing(self, now):
        """Reservations that block: all but those of holds that have run out."""
        return self.exclude(
            appointment__status=AppointmentStatus.PROPOSED,
            appointment__hold_until__lte=now,
        )


@tracked(deletable=True)
class Reservation(UUIDModel):
    """One practitioner's place, room's or patient's time that an appointment holds.

    ``during`` is half-open, so back-to-back appointments do not overlap.
    """

    appointment = models.ForeignKey(
        Appointment, models.CASCADE, related_name="reservations"
    )
    place = models.ForeignKey(PractitionerPlace, models.PROTECT, null=True)
    room = models.ForeignKey(Room, models.PROTECT, null=True)
    patient = models.ForeignKey(Patient, models.PROTECT, null=True)
    during = DateTimeRangeField()

    objects = ReservationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("place", "room", "patient"),
                name="reservation_holds_exactly_one",
            ),
            not_double_booked("place"),
            not_double_booked("room"),
            not_double_booked("patient"),
        ]

    def __str__(self):
        return f"Reservation {str(self.pk)[:8]}"
