"""What can be booked: services, and the phases that make one."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.db import UUIDModel
from clinic.models import Location, PractitionerRole, RoomKind


class ServiceKind(models.TextChoices):
    CONSULTATION = "consultation", _("Consultation")
    INFUSION = "infusion", _("Infusion")
    FOLLOW_UP = "follow_up", _("Follow-up")
    BOOSTER = "booster", _("Booster")


# After these an adult takes the patient home; the second gate stands before them.
TREATMENTS = (ServiceKind.INFUSION, ServiceKind.BOOSTER)


class Service(UUIDModel):
    """Something that can be booked at the locations named."""

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=ServiceKind)
    locations = models.ManyToManyField(Location, related_name="services")
    is_offered = models.BooleanField(default=True)
    buffer_minutes = models.PositiveSmallIntegerField(
        default=0,
        help_text=_(
            "How long the last room stays taken afterwards, to be cleaned. "
            "Visits that are booked already keep the time they have."
        ),
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(buffer_minutes__lte=240),
                name="service_buffer_is_at_most_four_hours",
                violation_error_message=_("Enter 240 minutes at most."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def is_treatment(self) -> bool:
        """Whether ketamine is given: then consent and a ride home are needed."""
        return self.kind in TREATMENTS

    @property
    def buffer(self) -> timedelta:
        return timedelta(minutes=self.buffer_minutes)


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
