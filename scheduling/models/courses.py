"""Courses: a series of infusions, and the boosters that may follow it."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.access.actors import PatientSession
from clinic.audit.history import tracked
from clinic.db import UUIDModel
from clinic.models import Location, Patient, Practitioner
from clinic.sealed.fields import SealedTextField
from intake.models import ConsultationRequest
from scheduling.models.availability import Weekday
from scheduling.models.services import Service
from scheduling.slots import TimeOfDay


class CourseStatus(models.TextChoices):
    """FHIR R4 CarePlan.status, as far as we use it."""

    DRAFT = "draft", _("Being chosen")
    ACTIVE = "active", _("Under way")
    COMPLETED = "completed", _("Ended")


class CourseOutcome(models.TextChoices):
    """How a course ended; kept sealed."""

    REMISSION = "remission", _("Remission")
    STOPPED = "stopped", _("Stopped")


class SeriesRules(UUIDModel):
    """How a location runs a series; one without a row has the defaults.

    Six infusions in two to three weeks, two or three a week (clinical.md 5).
    """

    location = models.OneToOneField(
        Location, models.CASCADE, related_name="series_rules"
    )
    infusions = models.PositiveSmallIntegerField(
        default=6, help_text=_("How many infusions a series has.")
    )
    window_days = models.PositiveSmallIntegerField(
        _("window"),
        default=21,
        help_text=_("Days from the first infusion to the last, both counted."),
    )
    least_gap_days = models.PositiveSmallIntegerField(
        _("least gap"),
        default=2,
        help_text=_("Days from one infusion to the next: 2 is Monday to Wednesday."),
    )
    pause_after = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text=_(
            "After so many infusions a clinician says whether the series goes on. "
            "Empty: all are booked at once."
        ),
    )

    class Meta:
        verbose_name = verbose_name_plural = "series rules"
        ordering = ["location"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(infusions__range=(1, 12)),
                name="seriesrules_have_one_to_twelve_infusions",
                violation_error_message=_("Enter 1 to 12 infusions."),
            ),
            models.CheckConstraint(
                condition=models.Q(window_days__range=(7, 60)),
                name="seriesrules_window_is_a_week_to_sixty_days",
                violation_error_message=_("Window: enter 7 to 60 days."),
            ),
            models.CheckConstraint(
                condition=models.Q(least_gap_days__range=(1, 7)),
                name="seriesrules_gap_is_one_to_seven_days",
                violation_error_message=_("Least gap: enter 1 to 7 days."),
            ),
            models.CheckConstraint(
                condition=models.Q(
                    window_days__gt=(models.F("infusions") - 1)
                    * models.F("least_gap_days")
                ),
                name="seriesrules_infusions_fit_into_the_window",
                violation_error_message=_("So many do not fit into the window."),
            ),
            models.CheckConstraint(
                condition=models.Q(pause_after__isnull=True)
                | models.Q(pause_after__gt=0, pause_after__lt=models.F("infusions")),
                name="seriesrules_pause_is_within_the_series",
                violation_error_message=_("The pause must be within the series."),
            ),
        ]

    def __str__(self):
        return f"Series rules of {self.location}"

    @classmethod
    def of(cls, location: Location) -> Self:
        """Return the location's rules, or the defaults where it has none."""
        own = getattr(location, "series_rules", None)
        return cls(location=location) if own is None else own


class CourseQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """A patient's own courses; for staff those at their locations."""
        if isinstance(actor, PatientSession):
            return self.filter(patient=actor.patient_id)
        if actor is None:
            return self.none()
        locations = actor.locations_with("scheduling.view_course")
        return self.filter(location__in=locations)

    def open(self):
        """Courses that have not ended."""
        return self.exclude(status=CourseStatus.COMPLETED)

    def ended(self):
        return self.filter(status=CourseStatus.COMPLETED)


@tracked
class Course(UUIDModel):
    """A series of infusions in two to three weeks; its appointments refer to it.

    Until the first dates are booked it is a draft: the dates proposed are held for the
    patient. ``version`` counts the changes to several of its dates at once.
    """

    consultation_request = models.ForeignKey(
        ConsultationRequest, models.PROTECT, related_name="courses"
    )
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="courses")
    location = models.ForeignKey(Location, models.PROTECT)
    service = models.ForeignKey(Service, models.PROTECT)
    status = models.CharField(
        max_length=10, choices=CourseStatus, default=CourseStatus.DRAFT
    )
    planned = models.PositiveSmallIntegerField(default=6)
    # Wishes: how often, which days, what time of day, with whom, from when on; empty
    # means any.
    times_a_week = models.PositiveSmallIntegerField(default=2)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday), default=list, blank=True
    )
    time_of_day = models.CharField(
        max_length=10, choices=[(each, each) for each in TimeOfDay], blank=True
    )
    wished_practitioner = models.ForeignKey(
        Practitioner, models.PROTECT, null=True, related_name="+"
    )
    wished_start_on = models.DateField(null=True)
    # As the location's rules were when it began: later changes leave it as it is.
    least_gap_days = models.PositiveSmallIntegerField(default=2)
    window_days = models.PositiveSmallIntegerField(default=21)
    # After so many infusions a clinician says whether the series goes on.
    pause_after = models.PositiveSmallIntegerField(null=True)
    gone_ahead_at = models.DateTimeField(null=True)
    gone_ahead_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    outcome = SealedTextField(null=True)
    end_reason = SealedTextField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(planned__range=(1, 12)),
                name="course_has_one_to_twelve_infusions",
            ),
            models.CheckConstraint(
                condition=models.Q(times_a_week__in=[2, 3]),
                name="course_has_two_or_three_infusions_a_week",
            ),
            models.CheckConstraint(
                condition=models.Q(least_gap_days__range=(1, 7)),
                name="course_leaves_one_to_seven_days_between_infusions",
            ),
            models.CheckConstraint(
                condition=models.Q(window_days__range=(7, 60)),
                name="course_window_is_a_week_to_sixty_days",
            ),
            models.CheckConstraint(
                condition=models.Q(pause_after__isnull=True)
                | models.Q(pause_after__gt=0, pause_after__lt=models.F("planned")),
                name="course_pauses_within_the_series",
            ),
            models.CheckConstraint(
                condition=models.Q(gone_ahead_at__isnull=True, gone_ahead_by=None)
                | models.Q(gone_ahead_at__isnull=False, gone_ahead_by__isnull=False),
                name="course_names_who_let_it_go_on",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status=CourseStatus.COMPLETED,
                    ended_at__isnull=False,
                    ended_by__isnull=False,
                    outcome__isnull=False,
                )
                | (
                    ~models.Q(status=CourseStatus.COMPLETED)
                    & models.Q(ended_at=None, ended_by=None, outcome__isnull=True)
                ),
                name="course_has_an_end_and_an_outcome_once_completed",
            ),
            models.UniqueConstraint(
                fields=["consultation_request"],
                condition=~models.Q(status=CourseStatus.COMPLETED),
                name="course_is_one_at_a_time_for_a_request",
            ),
        ]

    def __str__(self):
        return f"Course {str(self.pk)[:8]}"
