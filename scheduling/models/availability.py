"""When practitioners work, and when not."""

from datetime import UTC, tzinfo

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext_lazy as _

from clinic.db import UUIDModel
from clinic.models import Location, Practitioner
from clinic.opening.models import Weekday, hours_in_words


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
        verbose_name = verbose_name_plural = "weekly hours"
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
        hours = hours_in_words(self.starts, self.ends)
        return f"{self.practitioner}: {self.get_weekday_display()} {hours}"


class AvailabilityException(UUIDModel):
    """Hours on one day that replace the weekly ones there; without times: away."""

    practitioner = models.ForeignKey(
        Practitioner, models.CASCADE, related_name="availability_exceptions"
    )
    location = models.ForeignKey(
        Location, models.CASCADE, related_name="availability_exceptions"
    )
    day = models.DateField()
    starts = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)

    class Meta:
        verbose_name = "exception for one day"
        verbose_name_plural = "exceptions for one day"
        ordering = ["day", "practitioner", "location", "starts"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts__isnull=True, ends__isnull=True)
                | models.Q(starts__isnull=False, ends__isnull=False),
                name="availabilityexception_has_both_times_or_neither",
                violation_error_message=_("Enter both times, or none for a day away."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("starts")),
                name="availabilityexception_ends_after_it_starts",
                violation_error_message=_("The end must be after the start."),
            ),
            ExclusionConstraint(
                name="availabilityexception_day_is_away_or_has_hours",
                expressions=[
                    ("practitioner", RangeOperators.EQUAL),
                    ("location", RangeOperators.EQUAL),
                    ("day", RangeOperators.EQUAL),
                    (
                        models.Case(
                            models.When(starts__isnull=True, then=1),
                            default=0,
                            output_field=models.IntegerField(),
                        ),
                        RangeOperators.NOT_EQUAL,
                    ),
                ],
                violation_error_message=_(
                    "That day is away and has hours too: remove one of them."
                ),
            ),
        ]

    def __str__(self):
        hours = hours_in_words(self.starts, self.ends) if self.starts else "away"
        return f"{self.practitioner}: {date_format(self.day, 'N j, Y')}, {hours}"


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
        return f"Closed {date_format(starts_at, 'N j, Y, g:i a T')}"

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
