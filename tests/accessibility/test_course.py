"""The pages of a series, from the wishes to the ride home, held to WCAG 2.2 AA."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.access.models import LinkPurpose
from scheduling.models import Appointment, Course
from tests.accessibility.test_pages import in_an_hour
from tests.browser import go_by
from tests.scheduling.stories import admitted, infusion_clinic

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


def test_a_series_is_chosen_booked_and_moved(inspected, come_in):
    consultation_request = admitted(infusion_clinic(clinicians=2))
    patient = consultation_request.patient
    come_in(patient, LinkPurpose.COURSE, consultation_request, in_an_hour())
    page = inspected.page
    inspected.press("Show me dates")
    assert page.title().startswith("Error: ")
    inspected.choose("As soon as possible")
    inspected.choose("Mondays and Thursdays")
    page.get_by_role("group", name="What time of day?").get_by_label("Morning").check()
    inspected.choose("Anyone")
    inspected.press("Show me dates")
    go_by(page, page.get_by_role("link", name=re.compile("^Change ")).first)
    inspected.inspect()
    inspected.goto("/course/check/")
    inspected.fill("Who drives you home?", "Sam Lee")
    inspected.press("Book these visits")
    assert page.title().startswith("Error: ")
    inspected.fill("Their phone number", "410 555 0177")
    inspected.press("Book these visits")
    assert page.title().startswith("Your visits")

    first = Course.objects.get().appointments.order_by("starts_at").first()
    inspected.goto(f"/appointments/{first.pk}/")
    inspected.goto(f"/appointments/{first.pk}/ride/")
    inspected.goto(f"/appointments/{first.pk}/move/")
    page.locator(".slots label").last.click()
    inspected.press("Move the later visits too")
    assert page.title().startswith("Move your visits")

    # From three days before, who named a driver is asked whether that still holds.
    in_two_days = timezone.now() + timedelta(days=2)
    Appointment.objects.filter(pk=first.pk).update(
        starts_at=in_two_days, ends_at=in_two_days + timedelta(hours=2)
    )
    inspected.goto(f"/appointments/{first.pk}/")
    inspected.press("Yes, that is right")
