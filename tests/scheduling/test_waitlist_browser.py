"""The way from the waitlist to an earlier time, in a real browser."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from clinic.outbox.services import drain
from scheduling.models import WaitlistEntry
from tests.browser import go_by, overflow
from tests.scheduling.stories import NINE, at, ready
from tests.scheduling.test_browser import follow, press
from tests.scheduling.test_course_browser import CalendarApp
from tests.scheduling.waiting import (
    LATER,
    SOON,
    booked_on,
    cancel,
    full_clinic,
    let_time_pass,
    offered,
    scan,
)

pytestmark = pytest.mark.django_db(transaction=True)

SMALLEST = {"viewport": {"width": 320, "height": 640}}


def open_mailed_link(page, patient):
    """Follow the link of the newest mail, and say who one is."""
    [link] = re.findall(r"https?://\S+/link/\S+/", mail.outbox[-1].body)
    page.goto(link)
    press(page, "Continue")
    for part in ("month", "day", "year"):
        box = page.get_by_label(part.capitalize())
        box.fill(str(getattr(patient.born_on, part)))
    press(page, "Continue")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_patient_waits_is_offered_a_freed_time_and_takes_it(phone, script):
    here = full_clinic()
    early = booked_on(ready(here, email="early@example.org"), SOON)
    appointment = booked_on(ready(here), LATER)
    patient = appointment.patient
    calendar = CalendarApp()
    page = phone(appointment, java_script_enabled=script, **SMALLEST)

    follow(page, "Tell me if an earlier time comes free")
    assert overflow(page) <= 0
    press(page, "Put me on the list")
    expect(page.get_by_role("alert")).to_contain_text("Select a time of day")
    for label in ("Any time", re.compile("^No, I need to know")):
        page.locator("label").get_by_text(label).click()
    press(page, "Put me on the list")
    expect(page.get_by_text("You are on the list for an earlier time")).to_be_visible()
    drain()
    calendar.read(mail.outbox)

    cancel(early)
    scan()
    mail.outbox.clear()
    drain()
    assert mail.outbox[-1].subject.startswith("A free time: ")
    page.context.clear_cookies()
    open_mailed_link(page, patient)
    expect(page.get_by_role("heading", level=1)).to_have_text("A time is free for you")
    assert overflow(page) <= 0
    press(page, "Take the new time")

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Your appointment is booked"
    )
    drain()
    calendar.read(mail.outbox)
    [entry] = [
        one for uid, one in calendar.entries.items() if str(appointment.pk) in uid
    ]
    assert (entry.sequence, entry.start) == (1, at(here, NINE, SOON))
    assert not WaitlistEntry.objects.standing().exists()


def test_a_patient_keeps_what_they_have_and_then_leaves_the_list(phone):
    here = full_clinic()
    appointment = booked_on(ready(here), LATER)
    page = phone(appointment, **SMALLEST)
    follow(page, "Tell me if an earlier time comes free")
    for label in ("Morning", re.compile("^Yes, 4 hours")):
        page.locator("label").get_by_text(label).click()
    press(page, "Put me on the list")
    scan()

    page.reload()
    go_by(page, page.get_by_role("link", name="See it and answer"))
    press(page, "Keep what I have")
    expect(page.get_by_text("A time is free for you")).to_have_count(0)
    press(page, "Take me off the list")

    expect(
        page.get_by_role("link", name="Tell me if an earlier time comes free")
    ).to_be_visible()
    entry = WaitlistEntry.objects.get()
    assert (entry.ended_as, offered(entry).status) == ("left", "declined")
    appointment.refresh_from_db()
    assert appointment.starts_at == at(here, NINE, LATER)


def test_who_comes_too_late_reads_that_nothing_has_changed(phone):
    here = full_clinic()
    appointment = booked_on(ready(here), LATER)
    page = phone(appointment, **SMALLEST)
    follow(page, "Tell me if an earlier time comes free")
    for label in ("Any time", re.compile("^No, I need to know")):
        page.locator("label").get_by_text(label).click()
    press(page, "Put me on the list")
    scan()
    drain()
    let_time_pass(offered(WaitlistEntry.objects.get()))

    page.context.clear_cookies()
    open_mailed_link(page, appointment.patient)

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "This time is no longer free"
    )
    expect(page.get_by_text("Your own appointment has not changed.")).to_be_visible()
