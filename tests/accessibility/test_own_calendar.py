"""The page of a practitioner's own calendar, held to WCAG 2.2 AA, off and on."""

import pytest

from clinic.access.roles import Role
from clinic.models import Practitioner, PractitionerRole
from tests.factories import LocationFactory, staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


def test_own_calendar_is_turned_on_and_off(desktop_of):
    nurse = staff(Role.NURSE, LocationFactory())
    Practitioner.objects.create(user=nurse, role=PractitionerRole.NURSE)
    page = desktop_of(nurse)

    page.goto("/clinician/calendar/")
    page.press("Turn it on")
    assert page.page.get_by_text("/calendar/").is_visible()
    page.press("Make a new address")
    page.press("Turn it off")

    assert page.page.get_by_role("button", name="Turn it on").is_visible()
