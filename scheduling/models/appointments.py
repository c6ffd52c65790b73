"""Visits, from the hold to the last change."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.access.actors import PatientSession
from clinic.audit.history import tracked
from clinic.db import UUIDModel
from clinic.models import Location, Patient, Practitioner
from clinic.sealed.fields import SealedJSONField, SealedTextField
from intake.models import ConsultationRequest
from scheduling.models.courses import Course
from scheduling.models.rules import BookingRules
from scheduling.models.services import TREATMENTS, Service, ServiceKind
from scheduling.reminders import THREE_DAYS


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

    def outside_courses(self):
        """Consultations: what comes before a course."""
        return self.filter(course=None)

    def of_series(self):
        """Infusions held, booked, under way and given; not cancelled, not missed."""
        return self.filter(service__kind=ServiceKind.INFUSION).exclude(
            status__in=[AppointmentStatus.CANCELLED, AppointmentStatus.NOSHOW]
        )

    def treatments(self):
        return self.filter(service__kind__in=TREATMENTS)

    def without_driver(self):
        """Treatments of which nobody has said yet who drives the patient home."""
        return self.treatments().filter(driver__isnull=True)

    def to_come(self, now):
        """Booked and not over."""
        return self.booked().filter(ends_at__gt=now)

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
    # Of an infusion, a booster or a follow-up: the course it is part of.
    course = models.ForeignKey(
        Course, models.PROTECT, null=True, related_name="appointments"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=AppointmentStatus)
    hold_until = models.DateTimeField(null=True)
    sequence = models.PositiveIntegerField(default=0)
    # Who drives the patient home: a name and a phone number.
    driver = SealedJSONField(null=True)
    ride_confirmed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    cancel_reason = SealedTextField(null=True)
    changed_at = models.DateTimeField()

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        indexes = [
            models.Index(
                fields=["starts_at"],
                name="appointment_booked_index",
                condition=models.Q(status=AppointmentStatus.BOOKED),
            ),
            models.Index(
                fields=["hold_until"],
                name="appointment_held_index",
                condition=models.Q(status=AppointmentStatus.PROPOSED),
            ),
            models.Index(
                fields=["starts_at"],
                name="appointment_cancelled_index",
                condition=models.Q(status=AppointmentStatus.CANCELLED),
            ),
        ]
        permissions = [
            ("override_hours", _("Can book outside the hours")),
            ("override_review", _("Can book a consultation without a review")),
            ("view_figures", _("Can read the figures of a location")),
        ]
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
                    status__in=[AppointmentStatus.PROPOSED, AppointmentStatus.BOOKED],
                    course__isnull=True,
                ),
                name="appointment_is_one_at_a_time_for_a_request",
            ),
            models.CheckConstraint(
                condition=models.Q(ride_confirmed_at__isnull=True)
                | models.Q(driver__isnull=False),
                name="appointment_has_a_driver_once_the_ride_is_confirmed",
            ),
        ]

    def __str__(self):
        return f"Appointment {str(self.pk)[:8]}"

    @property
    def is_to_come(self) -> bool:
        """Whether it is booked and not over: the front desk may still cancel it."""
        is_over = self.ends_at <= timezone.now()
        return self.status == AppointmentStatus.BOOKED and not is_over

    @property
    def is_changeable(self) -> bool:
        """Whether the patient may still move or cancel it online."""
        return self.is_to_come and timezone.now() <= self.changeable_until

    @property
    def changeable_until(self) -> datetime:
        """The last moment for it; after that it is changed on the phone."""
        return self.starts_at - BookingRules.of(self.location).change_notice

    @property
    def is_of_series(self) -> bool:
        """Whether it counts in a series, so that gap and window hold for it."""
        return self.course_id is not None and self.service.kind == ServiceKind.INFUSION

    @property
    def needs_driver(self) -> bool:
        """Whether nobody has said yet who drives the patient home."""
        is_treatment = self.service.is_treatment
        return is_treatment and self.is_to_come and self.driver is None

    @property
    def is_ride_near(self) -> bool:
        """Whether it is so near that reminders ask who drives the patient home."""
        return THREE_DAYS.before >= self.starts_at - timezone.now()

    @property
    def lacks_driver(self) -> bool:
        """Whether nobody is named, asked of the database without opening the name."""
        return Appointment.objects.without_driver().filter(pk=self.pk).exists()

    @property
    def is_expired_hold(self) -> bool:
        return self.hold_until is not None and self.hold_until <= timezone.now()
