"""Times that came free so late that the front desk had better phone somebody."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from scheduling.models import (
    Appointment,
    AppointmentStatus,
    Closure,
    WaitlistOffer,
)
from scheduling.models.services import TREATMENTS

REFILL_WITHIN = timedelta(days=7)
SAME_TIME = {name: OuterRef(name) for name in ("practitioner", "starts_at")}
OVERLAPS = {"starts_at__lt": OuterRef("ends_at"), "ends_at__gt": OuterRef("starts_at")}


def to_refill(
    appointments: QuerySet[Appointment], now: datetime
) -> QuerySet[Appointment]:
    """Return those cancelled, of the next 7 days, whose time nobody has taken.

    A time that was booked and cancelled again counts once. A treatment's time is taken
    when another one begins with the same practitioner at the same minute: the clinician
    goes from chair to chair.
    """
    cancelled = appointments.filter(
        status=AppointmentStatus.CANCELLED,
        starts_at__gt=now,
        starts_at__lt=now + REFILL_WITHIN,
    )
    is_treatment = Q(service__kind__in=TREATMENTS)
    return cancelled.filter(
        ~Exists(_later_cancelled()),
        ~Exists(_taken().filter(**SAME_TIME)),
        is_treatment | ~Exists(_taken().filter(_same_person(), **OVERLAPS)),
        ~Exists(_on_offer(now)),
        ~Exists(_closed()),
    )


def _same_person() -> Q:
    return Q(practitioner=OuterRef("practitioner"))


def _later_cancelled() -> QuerySet:
    return Appointment.objects.filter(
        **SAME_TIME,
        status=AppointmentStatus.CANCELLED,
        cancelled_at__gt=OuterRef("cancelled_at"),
    )


def _taken() -> QuerySet:
    free = [AppointmentStatus.CANCELLED, AppointmentStatus.NOSHOW]
    return Appointment.objects.exclude(status__in=free)


def _on_offer(now: datetime) -> QuerySet:
    return WaitlistOffer.objects.standing(now).filter(**SAME_TIME)


def _closed() -> QuerySet:
    """Closures of the clinic, the location or the practitioner at that time."""
    here = Q(location=None) | Q(location=OuterRef("location"))
    theirs = Q(practitioner=None) | Q(practitioner=OuterRef("practitioner"))
    return Closure.objects.filter(here, theirs, **OVERLAPS)
