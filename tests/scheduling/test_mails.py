"""What leaves for the patient's mailbox and calendar, and what the desk sees."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django.utils.dateformat import format as date_format
from icalendar import Calendar

from clinic.access.roles import Role
from clinic.outbox.models import Message
from clinic.outbox.services import drain
from intake.models import About
from scheduling import services
from scheduling.models import Appointment
from tests.factories import staff
from tests.scheduling.stories import (
    ELEVEN,
    NINE,
    at,
    booked,
    clinic_with,
    desk,
    held,
    patient_of,
    ready,
)

pytestmark = pytest.mark.django_db

# Nothing in a mailbox or a calendar says what the visit is for.
FORBIDDEN = [
    "consultation",
    "ketamine",
    "infusion",
    "treatment",
    "clinician",
    "MD",
    "Osei",
    *(str(about.label) for about in About),
]


def the_mail():
    """Send what waits, and return the one mail that is about the appointment."""
    drain()
    found = [one for one in mail.outbox if "appointment" in one.subject.lower()]
    found += [one for one in mail.outbox if one.subject.startswith("New time")]
    mail.outbox.clear()
    [one] = found
    return one


def calendar_in(message):
    """Return the calendar of a mail, which carries it twice, and its one event."""
    [(content, mimetype)] = [
        part for part in message.alternatives if "calendar" in part[1]
    ]
    [(name, attached, _)] = message.attachments
    assert (name, attached) == ("invite.ics", content)
    calendar = Calendar.from_ical(content)
    [event] = calendar.walk("VEVENT")
    assert mimetype == f"text/calendar; method={calendar['METHOD']}"
    return calendar, event


@pytest.fixture(autouse=True)
def no_mail_before():
    mail.outbox = []


def sent_before(consultation_request):
    drain()
    mail.outbox.clear()
    return consultation_request


def test_a_mail_writes_the_phone_of_the_location_as_that_of_the_clinic():
    booked(ready(clinic_with("amara", phone="+1 410-555-0123")))

    assert "Phone: (410) 555-0123" in the_mail().body


def test_a_booked_appointment_is_mailed_with_its_calendar_entry():
    consultation_request = sent_before(ready(clinic_with("amara")))
    appointment = booked(consultation_request)

    message = the_mail()

    starts_at = appointment.starts_at.astimezone(appointment.location.zone)
    assert message.to == ["jordan@example.org"]
    assert message.subject == (
        f"Your appointment on {starts_at:%a}, {starts_at:%b} {starts_at.day}, 9:00 a.m."
    )
    assert f"{starts_at:%A}, {starts_at:%B} {starts_at.day}, " in message.body
    assert f"9:00 a.m. {starts_at:%Z} (New York time)" in message.body
    assert "12 Harbor Street" in message.body
    calendar, event = calendar_in(message)
    assert calendar["METHOD"] == "REQUEST"
    assert (str(event["UID"]), event["SEQUENCE"], event["STATUS"]) == (
        f"{appointment.pk}@localhost",
        0,
        "CONFIRMED",
    )
    assert (event.start, event.end) == (appointment.starts_at, appointment.ends_at)
    assert event.start.tzinfo is not None
    assert str(event["ATTENDEE"]) == "mailto:jordan@example.org"
    assert str(event["SUMMARY"]) == "Appointment – Harbor Clinic"


def test_the_calendar_entry_follows_moves_and_goes_with_the_appointment():
    consultation_request = sent_before(ready(clinic_with("amara")))
    appointment = booked(consultation_request)
    told = [calendar_in(the_mail())]

    for wall in (ELEVEN, NINE):
        services.move_appointment(
            appointment,
            at(appointment.location, wall),
            actor=patient_of(consultation_request),
        )
        told.append(calendar_in(the_mail()))
    services.cancel_at_desk(appointment, actor=desk(), reason="Canaryreason")
    told.append(calendar_in(the_mail()))

    location = appointment.location
    assert {str(event["DESCRIPTION"]).splitlines()[0] for _, event in told} == {
        "Your appointment: http://localhost/appointments/"
    }
    assert [
        (str(calendar["METHOD"]), event["SEQUENCE"], str(event["STATUS"]), event.start)
        for calendar, event in told
    ] == [
        ("REQUEST", 0, "CONFIRMED", at(location, NINE)),
        ("REQUEST", 1, "CONFIRMED", at(location, ELEVEN)),
        ("REQUEST", 2, "CONFIRMED", at(location, NINE)),
        ("CANCEL", 3, "CANCELLED", at(location, NINE)),
    ]
    assert {str(event["UID"]) for _, event in told} == {f"{appointment.pk}@localhost"}
    stamps = [event["DTSTAMP"].dt for _, event in told]
    assert stamps == sorted(stamps)


def test_no_mail_says_what_the_visit_is_for_or_why_it_is_cancelled():
    consultation_request = sent_before(ready(clinic_with("amara")))
    appointment = booked(consultation_request)
    messages = [the_mail()]
    services.move_appointment(
        appointment, at(appointment.location, ELEVEN), actor=desk()
    )
    messages.append(the_mail())
    services.cancel_at_desk(appointment, actor=desk(), reason="Canaryreason")
    messages.append(the_mail())

    for message in messages:
        parts = [
            message.subject,
            message.body,
            *(one[0] for one in message.alternatives),
        ]
        text = re.sub(r"\r\n ", "", "\n".join(parts))
        # The treatment's name stands in no address either.
        found = [word for word in [*FORBIDDEN, "Canaryreason"] if says(word, text)]
        assert found == []


def says(word, text):
    return re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE) is not None


def test_a_mail_that_is_no_longer_true_does_not_leave():
    consultation_request = sent_before(ready(clinic_with("amara")))
    appointment = booked(consultation_request)
    services.cancel_at_desk(appointment, actor=desk(), reason="Canaryreason")

    assert the_mail().subject.startswith("Cancelled: your appointment on ")


@pytest.mark.parametrize(
    ("day", "abbreviation"),
    [
        (date(2027, 3, 13), "EST"),
        (date(2027, 3, 14), "EDT"),
        (date(2027, 11, 6), "EDT"),
        (date(2027, 11, 7), "EST"),
    ],
    ids=["before-spring", "spring", "before-autumn", "autumn"],
)
def test_page_mail_and_calendar_agree_on_days_when_the_clocks_change(
    day, abbreviation, monkeypatch, browser_of
):
    location = clinic_with("amara")
    consultation_request = sent_before(ready(location))
    starts_at = datetime.combine(day, NINE, location.zone)
    monkeypatch.setattr(timezone, "now", lambda: starts_at - timedelta(days=4))
    hold = services.hold_time(consultation_request, starts_at)
    appointment = services.book_held(hold, actor=patient_of(consultation_request))
    monkeypatch.undo()
    Message.objects.filter(about_id=appointment.pk).update(next_at=timezone.now())

    page = browser_of(appointment).get(f"/appointments/{appointment.pk}/").text
    message = the_mail()
    _, event = calendar_in(message)

    said = f"{day:%A}, {day:%B} {day.day}, 2027"
    assert f"{said}</dd>" in page
    assert f"9:00 a.m. to 10:00 a.m., New York time ({abbreviation})" in page
    assert f"Date: {said}" in message.body
    assert f"Time: 9:00 a.m. {abbreviation} (New York time)" in message.body
    assert event.start == starts_at
    hour = 14 if abbreviation == "EST" else 13
    assert event["DTSTART"].to_ical() == f"{day:%Y%m%d}T{hour}0000Z".encode()


def test_the_desk_sees_the_appointments_of_its_own_location(browser_of):
    here, elsewhere = clinic_with("amara"), clinic_with("bo", name="Westlake")
    own = booked(ready(here, name="Jordan Lee"))
    booked(ready(elsewhere, name="Maria García"))
    member = staff(Role.FRONT_DESK, here)
    address = "/admin/scheduling/appointment/"

    listed = browser_of(member).get(address)

    starts_at = own.starts_at.astimezone(here.zone)
    assert list(listed.context["cl"].result_list) == [own]
    day = date_format(starts_at, "D, N j, Y")
    assert f"{day}, 9:00 a.m. {starts_at:%Z}" in listed.text
    assert "Jordan Lee" in listed.text
    assert "Maria" not in listed.text
    others = browser_of(staff(Role.FRONT_DESK, elsewhere, "eli"))
    assert others.get(f"{address}{own.pk}/change/").status_code == 302
    assert list(others.get(address).context["cl"].result_list) != [own]


def test_the_desk_sees_no_hold_that_has_run_out(browser_of):
    location = clinic_with("amara")
    hold = held(ready(location))
    client = browser_of(staff(Role.FRONT_DESK, location))
    listed = client.get("/admin/scheduling/appointment/").context["cl"].result_list
    assert list(listed) == [hold]

    Appointment.objects.update(hold_until=timezone.now())

    listed = client.get("/admin/scheduling/appointment/").context["cl"].result_list
    assert list(listed) == []


def test_the_desk_reads_in_the_request_what_became_of_it(browser_of):
    consultation_request = ready(clinic_with("amara"))
    appointment = booked(consultation_request)
    client = browser_of(staff(Role.FRONT_DESK, appointment.location))
    address = f"/admin/intake/consultationrequest/{consultation_request.pk}/change/"

    def says_all(*words):
        page = client.get(address).text
        return [word for word in words if word not in page] == []

    assert says_all("Appointment booked", "Scheduled")
    services.cancel_at_desk(appointment, actor=desk(), reason="Canaryreason")
    assert says_all("Appointment booked", "Appointment cancelled", "Reviewed")
