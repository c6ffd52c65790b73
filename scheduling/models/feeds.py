"""Calendars of practitioners that read their appointments by themselves."""

from django.db import models
from django.utils import timezone

from clinic.db import UUIDModel
from clinic.models import Practitioner


class CalendarFeedQuerySet(models.QuerySet):
    def live(self):
        """Feeds whose address still opens something."""
        return self.filter(revoked_at=None)


class CalendarFeed(UUIDModel):
    """A private address of a practitioner's appointments; never its token."""

    practitioner = models.ForeignKey(
        Practitioner, models.CASCADE, related_name="calendar_feeds"
    )
    token_hash = models.BinaryField(max_length=32, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practitioner"],
                condition=models.Q(revoked_at__isnull=True),
                name="calendarfeed_is_one_at_a_time_for_a_practitioner",
            )
        ]

    def __str__(self):
        return f"Calendar feed {str(self.pk)[:8]}"
