"""How near and how far ahead a location lets patients book and change."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.db import UUIDModel
from clinic.models import Location


class BookingRules(UUIDModel):
    """A location's own notice and horizon; one without a row has the defaults."""

    location = models.OneToOneField(
        Location, models.CASCADE, related_name="booking_rules"
    )
    notice_hours = models.PositiveSmallIntegerField(
        _("notice"),
        default=24,
        help_text=_(
            "Hours. Patients are offered no time nearer than this. The desk books "
            "talks nearer, but no treatment."
        ),
    )
    horizon_days = models.PositiveSmallIntegerField(
        _("horizon"),
        default=60,
        help_text=_("Days. Times are offered so far ahead."),
    )
    change_notice_hours = models.PositiveSmallIntegerField(
        _("notice of a change"),
        default=24,
        help_text=_("Hours. Nearer than this, a patient moves or cancels by phone."),
    )
    offer_minutes = models.PositiveSmallIntegerField(
        _("time to answer an offer"),
        default=120,
        help_text=_(
            "Minutes. So long a time that has come free is kept for a patient on the "
            "waitlist; then the next one gets it. No offer stands at night."
        ),
    )

    class Meta:
        verbose_name = verbose_name_plural = "booking rules"
        ordering = ["location"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(notice_hours__lte=336),
                name="bookingrules_notice_is_at_most_two_weeks",
                violation_error_message=_("Notice: enter 336 hours at most."),
            ),
            models.CheckConstraint(
                condition=models.Q(horizon_days__range=(1, 365)),
                name="bookingrules_horizon_is_a_day_to_a_year",
                violation_error_message=_("Horizon: enter 1 to 365 days."),
            ),
            models.CheckConstraint(
                condition=models.Q(change_notice_hours__lte=336),
                name="bookingrules_change_notice_is_at_most_two_weeks",
                violation_error_message=_("Notice of a change: enter 336 at most."),
            ),
            models.CheckConstraint(
                condition=models.Q(notice_hours__lt=models.F("horizon_days") * 24),
                name="bookingrules_horizon_is_beyond_the_notice",
                violation_error_message=_("The horizon must be beyond the notice."),
            ),
            models.CheckConstraint(
                condition=models.Q(offer_minutes__range=(15, 480)),
                name="bookingrules_offer_stands_a_quarter_hour_to_eight_hours",
                violation_error_message=_(
                    "Time to answer an offer: enter 15 to 480 minutes."
                ),
            ),
        ]

    def __str__(self):
        return f"Booking rules of {self.location}"

    @classmethod
    def of(cls, location: Location) -> Self:
        """Return the location's rules, or the defaults where it has none.

        Read once for each ``Location`` object, or with it by ``select_related``.
        """
        own = getattr(location, "booking_rules", None)
        return cls(location=location) if own is None else own

    @property
    def notice(self) -> timedelta:
        return timedelta(hours=self.notice_hours)

    @property
    def horizon(self) -> timedelta:
        return timedelta(days=self.horizon_days)

    @property
    def change_notice(self) -> timedelta:
        return timedelta(hours=self.change_notice_hours)

    @property
    def time_to_answer(self) -> timedelta:
        """How long an offer to somebody on the waitlist stands."""
        return timedelta(minutes=self.offer_minutes)
