"""Who drives the patient home after an infusion."""

from django.db import transaction
from django.utils import timezone

from clinic.audit.recording import record
from scheduling.models import Appointment
from scheduling.services.refusals import TooLate
from scheduling.services.steps import locked


def name_driver(appointment: Appointment, *, name: str, phone: str) -> Appointment:
    """Keep who drives the patient home from this appointment, as confirmed.

    Raises ``TooLate`` once it is over or cancelled, and then nothing is kept.
    """
    with transaction.atomic(durable=True):
        fresh = _to_come(appointment)
        fresh.driver = {"name": name, "phone": phone}
        return _confirmed(fresh)


def confirm_ride(appointment: Appointment) -> Appointment:
    """Note that the driver who was named will come; twice is once.

    Raises ``TooLate`` where nobody is named, or once it is over or cancelled.
    """
    with transaction.atomic(durable=True):
        fresh = _to_come(appointment)
        if Appointment.objects.filter(pk=fresh.pk, driver__isnull=True).exists():
            raise TooLate
        return _confirmed(fresh)


def _to_come(appointment: Appointment) -> Appointment:
    fresh = locked(appointment)
    if not fresh.is_to_come:
        raise TooLate
    return fresh


def _confirmed(appointment: Appointment) -> Appointment:
    appointment.ride_confirmed_at = timezone.now()
    appointment.save(update_fields=["driver", "ride_confirmed_at"])
    record("change", appointment)
    return appointment
