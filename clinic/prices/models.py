"""What the clinic charges, as it says on the page about the cost."""

from datetime import date

from django.db import models
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext_lazy as _

from clinic.db import UUIDModel


class PriceQuerySet(models.QuerySet):
    def on(self, day: date):
        """Prices that hold on ``day``: of each name at each location the newest."""
        holding = self.filter(
            models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=day),
            valid_from__lte=day,
        )
        newest_first = holding.order_by("location_id", "name", "-valid_from")
        return newest_first.distinct("location_id", "name")


class Price(UUIDModel):
    """What one thing costs from a day on, at one location or at all of them.

    A location's own price goes before one of the same name for all locations, and a
    later one before an earlier one.
    """

    name = models.CharField(
        max_length=80, help_text=_("Such as: First visit. It is shown to everybody.")
    )
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    includes = models.TextField(
        _("what it includes"),
        blank=True,
        max_length=1000,
        help_text=_("One point a line, in plain words."),
    )
    location = models.ForeignKey(
        "clinic.Location",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="prices",
    )
    position = models.PositiveSmallIntegerField(
        default=1, help_text=_("The smallest is shown first.")
    )
    valid_from = models.DateField()
    valid_until = models.DateField(
        null=True, blank=True, help_text=_("The last day it holds, if that is known.")
    )

    objects = PriceQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["location", "name", "valid_from"],
                nulls_distinct=False,
                name="price_is_one_a_name_and_day",
                violation_error_message=_(
                    "There is a price of this name from that day on: change that one."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gte=0),
                name="price_is_not_below_zero",
                violation_error_message=_("Enter an amount of 0 or more."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("valid_from")),
                name="price_ends_after_it_begins",
                violation_error_message=_("The last day must be after the first."),
            ),
        ]

    def __str__(self):
        return f"{self.name}, from {date_format(self.valid_from, 'N j, Y')}"

    @property
    def points(self) -> list[str]:
        """What it includes, point by point."""
        lines = (line.strip(" -•\t") for line in self.includes.splitlines())
        return [line for line in lines if line]
