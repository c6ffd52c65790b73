"""Every page of the waitlist, a patient's and the desk's: held to WCAG 2.2 AA."""

import pytest

from clinic.access.models import LinkPurpose
from clinic.access.roles import Role
from tests.factories import staff
from tests.scheduling.stories import in_a_day, ready
from tests.scheduling.waiting import (
    LATER,
    booked_on,
    full_clinic,
    let_time_pass,
    offered,
    scan,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


def test_a_patient_waits_and_answers(inspected, come_in):
    appointment = booked_on(ready(full_clinic()), LATER)
    come_in(appointment.patient, LinkPurpose.APPOINTMENT, appointment, in_a_day())

    inspected.follow("Tell me if an earlier time comes free")
    inspected.press("Put me on the list")
    assert inspected.page.title().startswith("Error: ")
    inspected.choose("Any time")
    inspected.choose("No, I need to know 1 day before")
    inspected.press("Put me on the list")
    inspected.follow("Change what suits me")
    scan()
    offer = offered(appointment.waitlist_entries.get())
    inspected.goto(f"/appointments/{appointment.pk}/")
    inspected.follow("See it and answer")
    let_time_pass(offer)
    inspected.press("Take the new time")

    assert inspected.page.title().startswith("This time is no longer free")


def test_a_patient_without_a_date_waits(inspected, come_in):
    consultation_request = ready(full_clinic())
    patient = consultation_request.patient
    come_in(patient, LinkPurpose.BOOK, consultation_request, in_a_day())

    inspected.follow("Tell me if another time comes free")
    inspected.choose("Morning")
    inspected.choose("No, I need to know 1 day before")
    inspected.press("Put me on the list")
    scan()
    inspected.goto("/appointments/waitlist/")
    inspected.follow("See it and answer")
    inspected.press("Take this time")

    assert inspected.page.title().startswith("Your appointment")


def test_the_desk_puts_somebody_on_the_list(desktop_of):
    appointment = booked_on(ready(full_clinic()), LATER)
    page = desktop_of(staff(Role.FRONT_DESK, appointment.location))

    page.goto(f"/appointments/{appointment.pk}/waitlist/desk/")
    page.press("Put on the list")

    assert page.page.title().startswith("Error: ")
