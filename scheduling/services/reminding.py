"""Telling patients of what is near, and telling them again at the desk's request."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from clinic.audit.recording import record
from clinic.outbox.models import Message
from clinic.outbox.quiet_hours import out_of_quiet_hours
from clinic.outbox.services import compose, tell, tell_all, this_minute
from scheduling.models import Appointment
from scheduling.models.appointments import AppointmentQuerySet
from scheduling.reminders import MISSING_DRIVER, ONE_DAY, THREE_DAYS, Lead
from scheduling.services.refusals import TooLate
from scheduling.services.steps import locked


def remind(now: datetime) -> int:
    """Write what patients are to be told at ``now``; return how many messages are new.

    Safe to run twice and in parallel: each is written once for each start. What came
    due while nothing ran is written late, or where it is of no use any more, never.
    """
    booked = Appointment.objects.booked()
    wanted = booked.filter(patient__reminders_stopped_at=None)
    return tell_all(
        [
            *_due("reminder-three-days", THREE_DAYS, wanted, now),
            *_due("reminder-one-day", ONE_DAY, wanted, now),
            *_due("driver-missing", MISSING_DRIVER, booked.without_driver(), now),
        ]
    )


def messages_about(appointment: Appointment) -> list[Message]:
    """Return what the patient was and will be told of it, newest first.

    Also what tells of all dates of its course.
    """
    about = [appointment.pk, appointment.course_id]
    return list(Message.objects.filter(about_id__in=about).order_by("-due_at"))


def confirm_again(appointment: Appointment) -> None:
    """Send the patient the confirmation once more; twice in a minute is once.

    Raises ``TooLate`` once it is over or cancelled, and then nothing is sent.
    """
    with transaction.atomic(durable=True):
        fresh = locked(appointment)
        if not fresh.is_to_come:
            raise TooLate
        tell("appointment-booked", fresh, to=fresh.patient, dedupe=this_minute())
        record("change", fresh, fields=["messages"])


def _due(
    kind: str, lead: Lead, among: AppointmentQuerySet, now: datetime
) -> Iterator[Message]:
    near = among.filter(starts_at__range=(now + lead.useless, now + lead.before))
    for appointment in near.select_related("location", "patient"):
        starts_at = appointment.starts_at
        leaves_at = out_of_quiet_hours(now, appointment.location.zone)
        useless_at = lead.useless_at(starts_at)
        is_due = lead.is_due(starts_at, appointment.changed_at, now)
        if is_due and leaves_at < useless_at:
            yield compose(
                kind,
                appointment,
                to=appointment.patient,
                not_before=leaves_at,
                not_after=useless_at,
            )
