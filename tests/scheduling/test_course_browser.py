"""A series from the decision to the calendar, in real browsers."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from icalendar import Calendar
from playwright.sync_api import expect

from clinic.access.models import LinkPurpose
from clinic.outbox.services import drain
from scheduling.models import Course
from tests.browser import go_by, overflow
from tests.clinic.access.people import make_path
from tests.intake.conftest import screen_of
from tests.intake.hands import ByMouse
from tests.scheduling.stories import booked, infusion_clinic, ready, reviewer_of
from tests.scheduling.test_browser import choose
from tests.scheduling.test_courses import days_later

__all__ = ["screen_of"]

pytestmark = pytest.mark.django_db(transaction=True)

SMALLEST = {"width": 320, "height": 640}
LATER = "Move the later visits too"


class CalendarApp:
    """What a patient's calendar holds after the mails: the newest of each entry."""

    def __init__(self):
        self.entries = {}

    def read(self, mails):
        for one in mails:
            for name, content, _type in one.attachments:
                if name.endswith(".ics"):
                    self._take(Calendar.from_ical(content))

    def _take(self, calendar):
        for event in calendar.walk("VEVENT"):
            held = self.entries.get(event.uid)
            if held is None or event.sequence >= held.sequence:
                self.entries[event.uid] = event

    @property
    def starts(self):
        return sorted(
            event.start
            for event in self.entries.values()
            if event.get("STATUS") != "CANCELLED"
        )


@pytest.fixture
def patient_at(browser, live_server):
    """Give a function that opens the smallest phone, with script or not."""
    contexts = []

    def open_phone(*, script):
        context = browser.new_context(
            base_url=live_server.url, viewport=SMALLEST, java_script_enabled=script
        )
        contexts.append(context)
        return ByMouse(context.new_page(), live_server.url)

    yield open_phone
    for context in contexts:
        context.close()


def come_in(patient, consultation_request):
    who = consultation_request.patient
    patient.enter(make_path(who, LinkPurpose.COURSE, consultation_request), who)


def show(patient, starts_at):
    """Leaf on to the day of that time."""
    patient.page.goto(f"{patient.page.url}?first_day={starts_at:%Y-%m-%d}")
    patient.look()


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(True, id="script", marks=pytest.mark.long),
        pytest.param(False, id="no-script"),
    ],
)
def test_a_series_is_decided_signed_chosen_changed_moved_and_kept_in_a_calendar(
    screen_of, patient_at, live_server, script
):
    here = infusion_clinic()
    consultation_request = booked(ready(here)).consultation_request
    drain()
    calendar = CalendarApp()

    # The clinician decides after the consultation.
    page = screen_of(reviewer_of(here), script=script)
    clinician = ByMouse(page, live_server.url)
    page.goto(reverse("intake:consultation-review", args=[consultation_request.pk]))
    clinician.fill_in({"decision": "suitable", "reason": "Talked it through"})
    clinician.press("Sign")

    # The patient signs, says what suits, and changes two of the dates.
    patient = patient_at(script=script)
    come_in(patient, consultation_request)
    patient.sign("Jordan Lee")
    patient.fill_in({"start": "0", "rhythm": "mon-thu", "time_of_day": "morning"})
    patient.press("Show me dates")
    held = list(Course.objects.get().appointments.order_by("starts_at"))
    for number in (1, 3):
        links = patient.page.get_by_role("link", name=re.compile("^Change "))
        go_by(patient.page, links.nth(number))
        an_hour_later = days_later(held[number], 0) + timedelta(hours=1)
        show(patient, an_hour_later)
        choose(patient.page, an_hour_later)
        patient.press("Take this time")
    patient.press("Continue")
    patient.fill_in({"driver_name": "Sam Lee", "driver_phone": "410 555 0177"})
    patient.press("Book these visits")
    course = Course.objects.get()
    dates = list(course.appointments.order_by("starts_at"))
    assert [each.status for each in dates] == ["booked"] * 6

    # The fourth and the later ones move on; then the last is cancelled.
    go_by(patient.page, patient.page.locator(".dates a").nth(3))
    patient.press("Move this appointment")
    two_days_on = days_later(dates[3], 2)
    show(patient, two_days_on)
    choose(patient.page, two_days_on)
    patient.press(LATER)
    patient.press("Move all of them")
    assert [each.starts_at for each in course.appointments.order_by("starts_at")] == [
        *(each.starts_at for each in dates[:3]),
        *(days_later(each, 2) for each in dates[3:]),
    ]
    go_by(patient.page, patient.page.locator(".dates a").nth(5))
    patient.press("Cancel this appointment")
    patient.press("Cancel the appointment")

    drain()
    consultation = course.consultation_request.appointments.get(course=None)
    calendar.read(mail.outbox)
    kept = course.appointments.booked().order_by("starts_at")
    assert kept.count() == 5
    assert calendar.starts == sorted(
        [consultation.starts_at, *(each.starts_at for each in kept)]
    )
    patient.page.goto(f"{live_server.url}/course/")
    expect(patient.page.get_by_text("1 visit has no date yet.")).to_be_visible()
    assert overflow(patient.page) <= 0
