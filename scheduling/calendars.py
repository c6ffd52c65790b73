"""Appointments as calendar files (RFC 5545, 5546 and 7986), told in neutral words.

They say when, where and with which clinic, and never what for: a calendar is shared
with families and employers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from icalendar import CLASS, STATUS, Calendar, Event, vCalAddress, vDuration

PRODID = "-//Anteroom//Appointments//EN"

# How often a calendar is asked to read a feed again.
FEED_REFRESH = timedelta(hours=1)


@dataclass(frozen=True)
class CalendarEvent:
    """One appointment as its patient's calendar shows it; datetimes aware.

    ``sequence`` grows with every change, so that a calendar replaces what it holds.
    ``clinic_phone`` as it is read; ``url`` opens nothing to who finds it in a calendar.
    """

    appointment_id: UUID
    domain: str
    sequence: int
    stamped_at: datetime
    starts_at: datetime
    ends_at: datetime
    clinic_name: str
    clinic_phone: str
    clinic_email: str
    address: str
    url: str
    patient_email: str


@dataclass(frozen=True)
class ReservedTime:
    """A stretch of a practitioner's time as their calendar shows it; datetimes aware.

    ``where`` names rooms and location. Nothing here is about the patient.
    """

    uid: str
    sequence: int
    stamped_at: datetime
    starts_at: datetime
    ends_at: datetime
    where: str


def invitation(event: CalendarEvent) -> bytes:
    """Write the file that puts an appointment into a calendar, or moves it there."""
    return _calendar("REQUEST", [_for_patient(STATUS.CONFIRMED, event)])


def publication(events: Iterable[CalendarEvent]) -> bytes:
    """Write the file that puts several appointments into a calendar, or moves them.

    An invitation may hold but one (RFC 5546, 3.2.2); these name no attendee (3.2.1).
    """
    return _calendar("PUBLISH", [_vevent(STATUS.CONFIRMED, event) for event in events])


def cancellation(event: CalendarEvent) -> bytes:
    """Write the file that takes an appointment out of a calendar."""
    return _calendar("CANCEL", [_for_patient(STATUS.CANCELLED, event)])


def feed(
    times: Iterable[ReservedTime], *, clinic_name: str, clinic_email: str
) -> bytes:
    """Write the file that a practitioner's calendar reads again and again.

    What is not in it any more, the calendar drops. The same times give the same bytes.
    """
    name = _("Appointments – %(clinic)s") % {"clinic": clinic_name}
    organizer = vCalAddress.new(clinic_email, cn=clinic_name)
    refresh = vDuration(FEED_REFRESH, params={"VALUE": "DURATION"})
    return _calendar(
        "PUBLISH",
        [_reserved(time, organizer) for time in times],
        # The newer properties, and those of before that are still read.
        {
            "name": name,
            "x-wr-calname": name,
            "refresh-interval": refresh,
            "x-published-ttl": vDuration(FEED_REFRESH),
        },
    )


def _calendar(
    method: str,
    vevents: Iterable[Event],
    properties: Mapping[str, str | vDuration] | None = None,
) -> bytes:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODID)
    calendar.add("method", method)
    for name, value in (properties or {}).items():
        calendar.add(name, value)
    for vevent in vevents:
        calendar.add_component(vevent)
    ics: bytes = calendar.to_ical()
    return ics


def _reserved(time: ReservedTime, organizer: vCalAddress) -> Event:
    return Event.new(
        uid=time.uid,
        sequence=time.sequence,
        stamp=time.stamped_at.astimezone(UTC),
        start=time.starts_at.astimezone(UTC),
        end=time.ends_at.astimezone(UTC),
        status=STATUS.CONFIRMED,
        classification=CLASS.PRIVATE,
        summary=_("Appointment"),
        location=time.where,
        organizer=organizer,
    )


def _vevent(status: STATUS, event: CalendarEvent) -> Event:
    return Event.new(
        uid=f"{event.appointment_id}@{event.domain}",
        sequence=event.sequence,
        stamp=event.stamped_at.astimezone(UTC),
        # UTC spares a VTIMEZONE of seventy years of clock changes.
        start=event.starts_at.astimezone(UTC),
        end=event.ends_at.astimezone(UTC),
        status=status,
        classification=CLASS.PRIVATE,
        summary=_("Appointment – %(clinic)s") % {"clinic": event.clinic_name},
        location=event.address,
        description=_("Your appointment: %(url)s\nQuestions? Call %(phone)s.")
        % {"url": event.url, "phone": event.clinic_phone},
        organizer=vCalAddress.new(event.clinic_email, cn=event.clinic_name),
    )


def _for_patient(status: STATUS, event: CalendarEvent) -> Event:
    vevent = _vevent(status, event)
    vevent.attendees = [vCalAddress.new(event.patient_email, rsvp=False)]
    return vevent
