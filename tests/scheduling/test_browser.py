"""Booking, moving and cancelling in a real browser."""

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from clinic.outbox.models import Message
from scheduling.forms.booking import TAKEN
from scheduling.models import Appointment, AppointmentStatus, BookingRules
from tests.browser import go_by, overflow
from tests.scheduling.stories import ELEVEN, NINE, at, booked, clinic_with, ready

pytestmark = pytest.mark.django_db(transaction=True)

SMALLEST = {"viewport": {"width": 320, "height": 640}}


def press(page, name):
    go_by(page, page.get_by_role("button", name=name, exact=True))


def follow(page, name):
    go_by(page, page.get_by_role("link", name=name, exact=True))


def day_of(page, starts_at):
    """Return the section of the day on which ``starts_at`` lies, told in its zone."""
    name = f"{starts_at:%A, %B} {starts_at.day}"
    return page.get_by_role("region", name=name, exact=True)


def choose(page, starts_at):
    label = f"{starts_at:%-I:%M} {'a.m.' if starts_at.hour < 12 else 'p.m.'}"
    day_of(page, starts_at).locator("label").get_by_text(label, exact=True).click()


def take_the_earliest(page):
    earliest = page.locator("main form", has_text="Earliest available")
    go_by(page, earliest.get_by_role("button"))


def test_on_a_phone_the_filter_is_one_row_and_the_earliest_time_is_in_one_piece(phone):
    page = phone(ready(clinic_with("amara")), **SMALLEST)

    choices = page.locator(".filters .choice").all()
    assert len({choice.bounding_box()["y"] for choice in choices}) == 1
    earliest = page.locator(".note .whole")
    assert earliest.evaluate("it => it.getClientRects().length") == 1


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_patient_chooses_with_whom_on_the_smallest_screen(phone, script):
    location = clinic_with("amara", "bo")
    BookingRules.objects.create(location=location, notice_hours=7 * 24)
    clinic_with("cy", name="Westlake")
    page = phone(ready(location), java_script_enabled=script, **SMALLEST)
    bo = location.practitioners.get(user__username="bo")
    expect(page.get_by_text("Earlier at Westlake")).to_be_visible()
    assert overflow(page) <= 0

    page.locator(f'input[value="{bo.pk}"]').check()
    press(page, "Show times")
    take_the_earliest(page)

    assert Appointment.objects.get().practitioner == bo


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_of_two_people_the_second_reads_that_the_time_is_taken(phone, script):
    location = clinic_with("amara")
    nine = at(location, NINE)
    first = phone(ready(location), java_script_enabled=script)
    second = phone(ready(location), java_script_enabled=script)
    press(second, "Show times")

    for page in (first, second):
        choose(page, nine)
    press(first, "Continue")
    press(first, "Book this time")
    press(second, "Continue")

    expect(first.get_by_role("heading", level=1)).to_have_text(
        "Your appointment is booked"
    )
    alert = second.get_by_role("alert")
    expect(alert).to_contain_text(str(TAKEN))
    assert second.title().startswith("Error: ")
    labels = day_of(second, nine).locator("label").all_text_contents()
    assert "9:00 a.m." not in labels
    assert labels[0] == "10:00 a.m."
    choose(second, at(location, ELEVEN))
    press(second, "Continue")
    press(second, "Book this time")
    expect(second.get_by_text("11:00 a.m. to 12:00 p.m.")).to_be_visible()
    assert Appointment.objects.booked().count() == Appointment.objects.count() == 2


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_patient_books_moves_and_cancels_on_the_smallest_screen(phone, script):
    location = clinic_with("amara")
    page = phone(ready(location), java_script_enabled=script, **SMALLEST)

    page.get_by_label("Morning").check()
    press(page, "Show times")
    choose(page, at(location, NINE))
    press(page, "Later dates")
    assert page.get_by_label("Morning").is_checked()
    assert day_of(page, at(location, NINE)).get_by_label("9:00 a.m.").is_checked()
    assert overflow(page) <= 0
    press(page, "Continue")
    assert overflow(page) <= 0
    press(page, "Book this time")
    assert overflow(page) <= 0
    appointment = Appointment.objects.booked().get()
    assert appointment.starts_at == at(location, NINE)

    with page.expect_download() as download:
        page.get_by_role("link", name="Add to your calendar").click()
    [event] = Calendar.from_ical(download.value.path().read_bytes()).walk("VEVENT")
    assert event.start == appointment.starts_at

    follow(page, "Move this appointment")
    choose(page, at(location, ELEVEN))
    press(page, "Move to this time")
    expect(page.get_by_text("11:00 a.m. to 12:00 p.m.")).to_be_visible()

    follow(page, "Cancel this appointment")
    assert overflow(page) <= 0
    press(page, "Cancel the appointment")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Your appointment is cancelled"
    )
    page.reload()
    follow(page, "Book another time")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Choose a time for your consultation"
    )
    appointment.refresh_from_db()
    assert (appointment.status, appointment.sequence) == (
        AppointmentStatus.CANCELLED,
        2,
    )


def test_the_earliest_time_is_one_tap(phone):
    location = clinic_with("amara")
    page = phone(ready(location))

    take_the_earliest(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Check before you book")


def test_an_empty_choice_leads_to_the_first_time(phone):
    page = phone(ready(clinic_with("amara")))

    press(page, "Continue")

    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name="Select a time").click()
    expect(page.locator(".slots input").first).to_be_focused()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_double_click_books_once(phone, script):
    page = phone(ready(clinic_with("amara")), java_script_enabled=script)
    take_the_earliest(page)

    page.get_by_role("button", name="Book this time").dblclick()

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Your appointment is booked"
    )
    appointment = Appointment.objects.get()
    assert Message.objects.filter(about_id=appointment.pk).count() == 1


def test_the_keyboard_alone_books(phone):
    page = phone(ready(clinic_with("amara")))
    page.locator(".slots input").first.focus()

    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before you book")
    page.get_by_role("button", name="Book this time").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Your appointment is booked"
    )


def test_going_back_after_booking_leads_to_the_appointment(phone):
    location = clinic_with("amara")
    page = phone(booked(ready(location)))

    page.goto("/appointments/check/")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Your appointment is booked"
    )
    page.goto("/appointments/book/")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Your appointment is booked"
    )
