"""The queue of the front desk and what a request leads with: WCAG 2.2 AA."""

import pytest

from clinic.access.roles import Role
from intake.models import Decision
from intake.services import log_call
from tests.factories import staff
from tests.intake.test_desk import LIST, called, page_of
from tests.scheduling.stories import booked, clinic_with, ready, sign

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


def test_the_desk_searches_calls_and_books(desktop_of):
    here = clinic_with("amara")
    desk = staff(Role.FRONT_DESK, here)
    new = called("Robin Poe", here, may_leave_message=False)
    chooses = ready(here)
    against = booked(ready(here, name="Ana Silva")).consultation_request
    sign(against, Decision.NOT_SUITABLE)
    log_call(against, "spoke", actor=desk, note="", version=against.version)
    page = desktop_of(desk)

    page.goto(f"{LIST}?queue=all")
    page.fill("Reference, name, email or phone", "Zzz")
    page.press("Search")
    page.goto(page_of(new))
    page.press("Log the call")
    page.goto(page_of(chooses))
    page.goto(page_of(against))

    assert "The appointment stands against the decision." in page.page.content()
