"""An appointment as mails and calendars tell of it: when and where, never what for."""

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
from clinic.phones import as_read
from scheduling.calendars import CalendarEvent, invitation
from scheduling.models import Appointment, WaitlistOffer

# What has a start and a location.
Visit = Appointment | WaitlistOffer


def calendar_file(appointment: Appointment) -> bytes:
    """Return the entry as the mails carry it."""
    return invitation(event_of(appointment))


def event_of(appointment: Appointment) -> CalendarEvent:
    """Return what a calendar shows of it, and record the look at the address."""
    named = clinic(None)
    record("view", appointment.patient, fields=["email"])
    return CalendarEvent(
        appointment_id=appointment.pk,
        domain=calendar_domain(),
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


def calendar_domain() -> str:
    """Return what makes the names of our calendar entries unlike anybody else's."""
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"


def when(appointment: Visit) -> str:
    """Return the start in the location's time, as a subject line says it."""
    return date_format(local(appointment, appointment.starts_at), "D, M j, g:i a")


def local(appointment: Visit, at: datetime) -> datetime:
    return at.astimezone(appointment.location.zone)


def when_and_where(appointment: Visit) -> list[tuple[str, str]]:
    """Return the labelled facts that a mail about one appointment has."""
    starts_at = local(appointment, appointment.starts_at)
    location = appointment.location
    return [
        (_("Date"), date_format(starts_at, "l, F j, Y")),
        (_("Time"), f"{date_format(starts_at, 'g:i a T')} ({location.zone_name})"),
        (_("Place"), f"{location.name}, {location.address}"),
        (_("Phone"), as_read(location.phone)),
    ]


def appointment_link(appointment: Appointment) -> str:
    """Return the link to the appointment, until it is over."""
    return link_for(
        appointment.patient,
        LinkPurpose.APPOINTMENT,
        appointment,
        expires_at=appointment.ends_at,
    )


def course_link(appointment: Appointment) -> str:
    """Return the link to all dates of the course, until this one is over."""
    return link_for(
        appointment.patient,
        LinkPurpose.COURSE,
        appointment.consultation_request,
        expires_at=appointment.ends_at,
    )
