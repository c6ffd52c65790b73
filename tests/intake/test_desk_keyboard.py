"""The front desk works without a mouse: from the landing page through a whole queue."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from intake.models import RequestEvent
from tests.factories import ConsultationRequestFactory, PatientFactory
from tests.intake.keyboard_work import assert_cleared, clear
from tests.keyboard import tab_to

pytestmark = pytest.mark.django_db(transaction=True)

NUMBER = 20


@pytest.fixture
def requests(here):
    """New requests, oldest first."""
    now = timezone.now()
    return [
        ConsultationRequestFactory(
            location=here,
            patient=PatientFactory(name=f"Patient {number:02}"),
            received_at=now - timedelta(hours=NUMBER - number),
            due_at=now + timedelta(hours=8),
        )
        for number in range(NUMBER)
    ]


@pytest.mark.long
def test_a_queue_of_20_requests_is_cleared_with_the_keyboard_alone(
    screen_of, desk, requests
):
    page = screen_of(desk)

    clear(page, requests)

    assert_cleared(requests, desk)
    assert RequestEvent.objects.count() == NUMBER


def test_the_first_tab_leads_past_the_header_to_the_first_request(
    screen_of, desk, requests
):
    page = screen_of(desk)
    page.goto("/admin/intake/consultationrequest/?queue=new")

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")

    expect(page.locator("#content-start")).to_be_focused()
    tab_to(page.get_by_role("link", name="Patient 00"))
    outline = "node => getComputedStyle(node).outlineStyle"
    assert page.get_by_role("link", name="Patient 00").evaluate(outline) == "solid"
