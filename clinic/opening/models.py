"""When somebody is at a location to answer."""

from datetime import time

from django.db import models
from django.utils.dateformat import time_format
from django.utils.translation import gettext_lazy as _

from clinic.db import UUIDModel


class Weekday(models.IntegerChoices):
    """Days as ``date.weekday()`` counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class OpeningHours(UUIDModel):
    """A range of hours every week, in the location's own time; any number a day."""

    location = models.ForeignKey(
        "clinic.Location", models.CASCADE, related_name="opening_hours"
    )
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        verbose_name = verbose_name_plural = "opening hours"
        ordering = ["location", "weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")),
                name="openinghours_close_after_they_open",
                violation_error_message=_("It must close after it opens."),
            ),
            models.UniqueConstraint(
                fields=["location", "weekday", "opens"],
                name="openinghours_open_once_at_a_time",
                violation_error_message=_("These hours are there already."),
            ),
        ]

    def __str__(self):
        hours = hours_in_words(self.opens, self.closes)
        return f"{self.get_weekday_display()} {hours}"


def hours_in_words(begin: time, end: time) -> str:
    """Return "9:00 a.m. to 5:00 p.m.", as pages say it."""
    return f"{time_format(begin, 'g:i a')} to {time_format(end, 'g:i a')}"
