"""The mails before an appointment: when, where, how to prepare, who drives home."""

from datetime import UTC

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.outbox.kinds import Mail, message
from clinic.outbox.letters import called, letter
from clinic.outbox.preferences import preferences_address
from clinic.outbox.wordings import Letter
from scheduling import wordings
from scheduling.messages.events import appointment_link, when, when_and_where
from scheduling.models import Appointment, ReminderRules


def start_of(appointment: Appointment) -> str:
    """Return the version that a reminder is of: the start in UTC."""
    return f"{appointment.starts_at.astimezone(UTC):%Y-%m-%dT%H:%M}"


@message(
    "reminder-three-days",
    model=Appointment,
    label=gettext_lazy("Reminder, three days before"),
    version=start_of,
)
def reminder_three_days(appointment: Appointment) -> Mail | None:
    return _reminder(appointment, wordings.THREE_DAYS)


@message(
    "reminder-one-day",
    model=Appointment,
    label=gettext_lazy("Reminder, one day before"),
    version=start_of,
)
def reminder_one_day(appointment: Appointment) -> Mail | None:
    return _reminder(appointment, wordings.ONE_DAY)


@message(
    "driver-missing",
    model=Appointment,
    label=gettext_lazy("Who takes the patient home"),
    version=start_of,
)
def driver_missing(appointment: Appointment) -> Mail | None:
    """Ask for the driver; no reminder that one can stop: the visit depends on it."""
    if not _is_ahead(appointment) or not appointment.lacks_driver:
        return None
    words = wordings.DRIVER.filled(when=when(appointment))
    return letter(
        words.subject,
        *words.paragraphs,
        name=called(appointment.patient),
        details=when_and_where(appointment),
        link=appointment_link(appointment),
        link_text=_("Tell us who"),
    )


def _reminder(appointment: Appointment, of: Letter) -> Mail | None:
    if not _is_ahead(appointment) or not appointment.patient.wants_reminders:
        return None
    words = of.filled(when=when(appointment))
    return letter(
        words.subject,
        *words.paragraphs,
        *_preparation(appointment),
        name=called(appointment.patient),
        details=when_and_where(appointment),
        link=appointment_link(appointment),
        link_text=_("See, move or cancel it"),
        unsubscribe=preferences_address(appointment.patient),
    )


def _is_ahead(appointment: Appointment) -> bool:
    booked = Appointment.objects.booked().filter(starts_at__gt=timezone.now())
    return booked.filter(pk=appointment.pk).exists()


def _preparation(appointment: Appointment) -> list[str]:
    if not appointment.service.is_treatment:
        return []
    paragraphs = ReminderRules.of(appointment.location).preparation.splitlines()
    if not appointment.ride_confirmed_at:
        ask = _("Please open the link to say, or to confirm, who takes you home.")
        paragraphs.append(ask)
    return [paragraph for paragraph in paragraphs if paragraph.strip()]
