"""The mails that tell of appointments: date, time and place, never what for."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from clinic.access.links import link_for
from clinic.access.models import LinkPurpose
from clinic.audit.recording import record
from clinic.context import clinic
from clinic.outbox.kinds import Mail, message
from clinic.outbox.letters import called, letter
from intake.services import may_choose_time
from scheduling.calendars import CalendarEvent, cancellation, invitation
from scheduling.models import Appointment, AppointmentStatus


@message("appointment-booked", model=Appointment)
def appointment_booked(appointment: Appointment) -> Mail | None:
    if appointment.status != AppointmentStatus.BOOKED:
        return None
    return _invitation(
        appointment,
        _("Your appointment on %s") % when(appointment),
        _("Your appointment is booked."),
    )


@message("appointment-moved", model=Appointment)
def appointment_moved(appointment: Appointment) -> Mail | None:
    if appointment.status != AppointmentStatus.BOOKED:
        return None
    return _invitation(
        appointment,
        _("New time: %s") % when(appointment),
        _("Your appointment has a new time."),
    )


@message("appointment-cancelled", model=Appointment)
def appointment_cancelled(appointment: Appointment) -> Mail | None:
    if appointment.status != AppointmentStatus.CANCELLED:
        return None
    if may_choose_time(appointment.consultation_request):
        sentence = _(
            "Your appointment is cancelled. Open the link to book another time."
        )
        way_on = {"link": _link(appointment), "link_text": _("Book another time")}
    else:
        sentence = _("Your appointment is cancelled. If you have questions, call us.")
        way_on = {}
    return letter(
        _("Cancelled: your appointment on %s") % when(appointment),
        sentence,
        name=called(appointment.patient),
        details=_details(appointment),
        **way_on,
        calendar=cancellation(_event(appointment)),
        method="CANCEL",
    )


def calendar_file(appointment: Appointment) -> bytes:
    """Return the entry as the mails carry it."""
    return invitation(_event(appointment))


def when(appointment: Appointment) -> str:
    """Return the start in the location's time, as a subject line says it."""
    return date_format(_local(appointment, appointment.starts_at), "D, M j, g:i a")


def _invitation(appointment: Appointment, subject: str, sentence: str) -> Mail:
    return letter(
        subject,
        sentence,
        _("Please bring a photo ID and a list of the medicines you take."),
        name=called(appointment.patient),
        details=_details(appointment),
        link=_link(appointment),
        link_text=_("See, move or cancel it"),
        calendar=invitation(_event(appointment)),
        method="REQUEST",
    )


def _details(appointment: Appointment) -> list[tuple[str, str]]:
    starts_at = _local(appointment, appointment.starts_at)
    location = appointment.location
    return [
        (_("Date"), date_format(starts_at, "l, F j, Y")),
        (_("Time"), f"{date_format(starts_at, 'g:i a T')} ({location.zone_name})"),
        (_("Place"), f"{location.name}, {location.address}"),
        (_("Phone"), location.phone),
    ]


def _event(appointment: Appointment) -> CalendarEvent:
    named = clinic(None)
    record("view", appointment.patient, fields=["email"])
    return CalendarEvent(
        appointment_id=appointment.pk,
        domain=urlsplit(settings.PUBLIC_URL).hostname or "localhost",
        sequence=appointment.sequence,
        stamped_at=appointment.changed_at,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        clinic_name=named["clinic_name"],
        clinic_phone=named["clinic_phone"],
        clinic_email=settings.DEFAULT_FROM_EMAIL,
        address=f"{appointment.location.name}, {appointment.location.address}",
        # A calendar is shared: never the link, which opens the appointment.
        url=settings.PUBLIC_URL + reverse("scheduling:appointment"),
        patient_email=appointment.patient.email,
    )


def _link(appointment: Appointment) -> str:
    return link_for(
        appointment.patient,
        LinkPurpose.APPOINTMENT,
        appointment,
        expires_at=appointment.ends_at,
    )


def _local(appointment: Appointment, at: datetime) -> datetime:
    return at.astimezone(appointment.location.zone)
