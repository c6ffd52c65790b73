"""What a closure finds booked. Nothing is moved: people do that, one by one."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from clinic.models import Location
from scheduling.models import Appointment, AppointmentStatus, Closure


def visits_in(closure: Closure) -> Mapping[tuple[Location, date], int]:
    """Return how many visits to come are booked in ``closure``, by place and day.

    The days are those at the location, earliest first. Reads nothing of the patients.
    """
    begins = max(closure.starts_at, timezone.now())
    booked = Appointment.objects.filter(
        status=AppointmentStatus.BOOKED,
        starts_at__lt=closure.ends_at,
        ends_at__gt=begins,
    )
    if closure.location:
        booked = booked.filter(location=closure.location)
    if closure.practitioner:
        booked = booked.filter(
            reservations__place__practitioner=closure.practitioner,
            reservations__during__overlap=(closure.starts_at, closure.ends_at),
        ).distinct()
    only = booked.select_related("location").only("starts_at", "location")
    return Counter(
        (each.location, each.starts_at.astimezone(each.location.zone).date())
        for each in only.order_by("starts_at")
    )
