"""The calendar files that patients get, read back as a calendar reads them."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from scheduling.calendars import (
    CalendarEvent,
    ReservedTime,
    cancellation,
    feed,
    invitation,
)

NEW_YORK = ZoneInfo("America/New_York")

APPOINTMENT = CalendarEvent(
    appointment_id=UUID("7d9f3c52-6a0e-4b1d-9c5e-0a4f3f1f2b6a"),
    domain="clinic.example",
    sequence=0,
    stamped_at=datetime(2030, 1, 2, 15, 4, 5, tzinfo=UTC),
    starts_at=datetime(2030, 1, 8, 9, 0, tzinfo=NEW_YORK),
    ends_at=datetime(2030, 1, 8, 10, 0, tzinfo=NEW_YORK),
    clinic_name="Harbor Clinic",
    clinic_phone="(212) 555-0100",
    clinic_email="desk@clinic.example",
    address="1 Pier Road, New York",
    url="https://clinic.example/appointments/",
    patient_email="alex@mail.example",
)


def event_in(ics: bytes):
    [event] = Calendar.from_ical(ics).walk("VEVENT")
    return event


def unfolded(ics: bytes) -> list[str]:
    return ics.decode().replace("\r\n ", "").splitlines()


def test_invitation_says_when_where_and_with_whom_and_nothing_else():
    ics = invitation(APPOINTMENT)

    assert unfolded(ics) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Anteroom//Appointments//EN",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        "SUMMARY:Appointment – Harbor Clinic",
        "DTSTART:20300108T140000Z",
        "DTEND:20300108T150000Z",
        "DTSTAMP:20300102T150405Z",
        "UID:7d9f3c52-6a0e-4b1d-9c5e-0a4f3f1f2b6a@clinic.example",
        "SEQUENCE:0",
        "ATTENDEE;RSVP=FALSE:mailto:alex@mail.example",
        "CLASS:PRIVATE",
        r"DESCRIPTION:Your appointment: https://clinic.example/appointments/"
        r"\nQuestions? Call (212) 555-0100.",
        r"LOCATION:1 Pier Road\, New York",
        'ORGANIZER;CN="Harbor Clinic":mailto:desk@clinic.example',
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_cancellation_differs_from_the_invitation_in_method_and_status_only():
    moved_out = replace(APPOINTMENT, sequence=2)

    ics = cancellation(moved_out)

    assert unfolded(ics) == [
        {
            "METHOD:REQUEST": "METHOD:CANCEL",
            "STATUS:CONFIRMED": "STATUS:CANCELLED",
        }.get(line, line)
        for line in unfolded(invitation(moved_out))
    ]
    assert event_in(ics)["SEQUENCE"] == 2


def test_moved_appointment_keeps_its_uid_and_raises_its_sequence():
    moved = replace(
        APPOINTMENT,
        sequence=1,
        starts_at=datetime(2030, 1, 9, 13, 30, tzinfo=NEW_YORK),
        ends_at=datetime(2030, 1, 9, 14, 30, tzinfo=NEW_YORK),
    )

    before, after = event_in(invitation(APPOINTMENT)), event_in(invitation(moved))

    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after.start == datetime(2030, 1, 9, 18, 30, tzinfo=UTC)
    assert after.end == datetime(2030, 1, 9, 19, 30, tzinfo=UTC)


@pytest.mark.parametrize("write", [invitation, cancellation])
def test_entry_is_stamped_when_the_appointment_changed_not_when_it_is_written(write):
    changed = replace(
        APPOINTMENT, stamped_at=APPOINTMENT.stamped_at + timedelta(days=1)
    )

    before, after = unfolded(write(APPOINTMENT)), unfolded(write(changed))

    assert [pair for pair in zip(before, after, strict=True) if len({*pair}) > 1] == [
        ("DTSTAMP:20300102T150405Z", "DTSTAMP:20300103T150405Z")
    ]


@pytest.mark.parametrize("write", [invitation, cancellation])
def test_entry_holds_no_other_time_than_those_of_the_appointment(write):
    """So that it is the same to the byte whenever it is written."""
    times = re.findall(r"\d{8}T\d{6}Z?", write(APPOINTMENT).decode())

    assert times == ["20300108T140000Z", "20300108T150000Z", "20300102T150405Z"]


@pytest.mark.parametrize(
    ("starts_at", "in_utc"),
    [
        pytest.param(
            datetime(2027, 3, 14, 3, 0, tzinfo=NEW_YORK),
            "20270314T070000Z",
            id="clocks-go-forward",
        ),
        pytest.param(
            datetime(2027, 11, 7, 1, 30, tzinfo=NEW_YORK),
            "20271107T053000Z",
            id="clocks-go-back-first-time",
        ),
        pytest.param(
            datetime(2027, 11, 7, 1, 30, fold=1, tzinfo=NEW_YORK),
            "20271107T063000Z",
            id="clocks-go-back-second-time",
        ),
        pytest.param(
            datetime(2028, 2, 29, 9, 0, tzinfo=NEW_YORK),
            "20280229T140000Z",
            id="leap-day",
        ),
    ],
)
def test_invitation_gives_the_time_in_utc(starts_at, in_utc):
    ics = invitation(replace(APPOINTMENT, starts_at=starts_at))

    assert f"DTSTART:{in_utc}" in unfolded(ics)


def test_invitation_folds_long_lines_between_characters():
    name = "Clínica del Puerto de Nuestra Señora de la Bienaventuranza " * 3

    ics = invitation(replace(APPOINTMENT, clinic_name=name.strip()))

    lines = ics.split(b"\r\n")
    assert max(len(line) for line in lines) == 75
    assert [line.decode() for line in lines]
    assert event_in(ics)["SUMMARY"] == f"Appointment – {name.strip()}"


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("Harbor; Clinic, New York", id="separators"),
        pytest.param("Harbor \\ Clinic \\n", id="backslashes"),
        pytest.param('The "Harbor" Clinic', id="quotes"),
        pytest.param("Harbor\nSTATUS:CANCELLED", id="a-line-of-its-own"),
        pytest.param("Hafen-Klinik Łódź 港", id="other-alphabets"),
    ],
)
def test_invitation_escapes_special_characters(name):
    event = event_in(invitation(replace(APPOINTMENT, clinic_name=name, address=name)))

    assert event["SUMMARY"] == f"Appointment – {name}"
    assert event["LOCATION"] == name
    assert event["STATUS"] == "CONFIRMED"
    assert event.errors == []


def test_invitation_refuses_an_address_that_would_write_a_line_of_its_own():
    hostile = replace(APPOINTMENT, patient_email="a@mail.example\r\nX-EVIL:1")

    with pytest.raises(ValueError, match="may not contain CR or LF"):
        invitation(hostile)


RESERVED = ReservedTime(
    uid="9b1d@clinic.example",
    sequence=3,
    stamped_at=datetime(2030, 1, 2, 15, 4, 5, tzinfo=UTC),
    starts_at=datetime(2030, 1, 8, 9, 0, tzinfo=NEW_YORK),
    ends_at=datetime(2030, 1, 8, 10, 0, tzinfo=NEW_YORK),
    where="Chair 2, Downtown",
)


def feed_of(*times: ReservedTime) -> bytes:
    return feed(times, clinic_name="Harbor Clinic", clinic_email="desk@clinic.example")


def test_feed_says_when_and_where_and_how_often_to_look_again():
    assert unfolded(feed_of(RESERVED)) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Anteroom//Appointments//EN",
        "METHOD:PUBLISH",
        "NAME:Appointments – Harbor Clinic",
        "X-WR-CALNAME:Appointments – Harbor Clinic",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "BEGIN:VEVENT",
        "SUMMARY:Appointment",
        "DTSTART:20300108T140000Z",
        "DTEND:20300108T150000Z",
        "DTSTAMP:20300102T150405Z",
        "UID:9b1d@clinic.example",
        "SEQUENCE:3",
        "CLASS:PRIVATE",
        r"LOCATION:Chair 2\, Downtown",
        'ORGANIZER;CN="Harbor Clinic":mailto:desk@clinic.example',
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


@pytest.mark.parametrize(
    ("starts_at", "in_utc"),
    [
        pytest.param(
            datetime(2027, 3, 14, 1, 30, tzinfo=NEW_YORK),
            ["20270314T063000Z", "20270314T073000Z"],
            id="over-the-hour-that-is-left-out",
        ),
        pytest.param(
            datetime(2027, 11, 7, 1, 30, tzinfo=NEW_YORK),
            ["20271107T053000Z", "20271107T063000Z"],
            id="over-the-hour-that-comes-twice",
        ),
    ],
)
def test_feed_gives_an_hour_as_an_hour_when_clocks_change(starts_at, in_utc):
    ends_at = starts_at.astimezone(UTC) + timedelta(hours=1)

    lines = unfolded(feed_of(replace(RESERVED, starts_at=starts_at, ends_at=ends_at)))

    assert [f"DTSTART:{in_utc[0]}", f"DTEND:{in_utc[1]}"] == lines[10:12]


def test_feed_of_nothing_is_a_calendar_without_entries():
    assert Calendar.from_ical(feed_of()).walk("VEVENT") == []
