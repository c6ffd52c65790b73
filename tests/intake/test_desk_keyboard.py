"""The front desk works without a mouse: from the landing page through a whole queue."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from intake.models import ConsultationRequest, RequestEvent, RequestStatus
from tests.factories import ConsultationRequestFactory, PatientFactory

pytestmark = pytest.mark.django_db(transaction=True)

NUMBER = 20
# A page has fewer stops than this.
MOST_TABS = 90
IS_FOCUSED = "node => node === document.activeElement"


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


def tab_to(page, control):
    """Go on by the Tab key until the control has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if control.evaluate(IS_FOCUSED):
            return
    raise AssertionError(f"The Tab key does not lead to {control}")


def enter(page, control):
    """Go to the control, press Enter, and wait for the page it leads to."""
    tab_to(page, control)
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.keyboard.press("Enter")


def unfold(page, step):
    tab_to(page, page.locator("summary", has_text=step))
    page.keyboard.press("Enter")


def send(page, step):
    enter(page, page.get_by_role("button", name=step, exact=True))


def log_a_call(page):
    unfold(page, "Log the call")
    tab_to(page, page.get_by_label("Called: no answer"))
    page.keyboard.press("Space")
    send(page, "Log the call")
    return "The call is in the history."


def send_the_questionnaire(page):
    unfold(page, "Send the questionnaire")
    send(page, "Send the questionnaire")
    return "The link to the questionnaire is on its way."


def close(page):
    unfold(page, "Close the request")
    tab_to(page, page.get_by_label("Why is it closed?"))
    page.keyboard.type("Moved away")
    send(page, "Close the request")
    return "The request is closed."


def assign(page):
    unfold(page, "Assign the request")
    tab_to(page, page.get_by_label("Sam Rivera (you)"))
    page.keyboard.press("Space")
    send(page, "Assign the request")
    return "The request is assigned."


STEPS = [log_a_call, send_the_questionnaire, close, assign]


@pytest.mark.long
def test_a_queue_of_20_requests_is_cleared_with_the_keyboard_alone(
    screen_of, desk, requests
):
    page = screen_of(desk)
    page.goto("/admin/")

    enter(page, page.get_by_role("link", name="20 New"))
    enter(page, page.get_by_role("link", name="Patient 00"))
    for number in range(NUMBER):
        expect(page.get_by_role("heading", name=f"Patient {number:02}")).to_be_visible()
        done = STEPS[number % len(STEPS)](page)
        expect(page.get_by_text(done)).to_be_visible()
        expect(page.locator("#content-start")).to_be_focused()
        if number + 1 < NUMBER:
            enter(page, page.get_by_role("link", name="Next request in “New”"))

    assert [event.kind for event in RequestEvent.objects.order_by("at")] == [
        "no_answer",
        "questionnaire_sent",
        "closed",
        "assigned",
    ] * (NUMBER // len(STEPS))
    assert RequestEvent.objects.values("consultation_request").distinct().count() == 20
    still_new = ConsultationRequest.objects.filter(status=RequestStatus.NEW)
    assert still_new.count() == NUMBER // 2


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
    tab_to(page, page.get_by_role("link", name="Patient 00"))
    outline = "node => getComputedStyle(node).outlineStyle"
    assert page.get_by_role("link", name="Patient 00").evaluate(outline) == "solid"
