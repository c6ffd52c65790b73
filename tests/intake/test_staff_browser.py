"""Staff pages in a real browser: what is in sight first, and where the focus lands."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from intake import services
from intake.models import Decision, RequestStatus, Review
from tests.browser import overflow
from tests.factories import ConsultationRequestFactory
from tests.intake.eligibility.patients import SEVERAL_DAYS, healthy_but
from tests.stories import answered

pytestmark = pytest.mark.django_db(transaction=True)

LOW = {"width": 1280, "height": 400}
PHONE = {"width": 390, "height": 844}
SMALLEST_PHONE = {"width": 320, "height": 640}


@pytest.fixture
def urgent(here):
    return answered(healthy_but(bp_systolic=176, phq9_9=SEVERAL_DAYS), location=here)


def review_page(consultation_request, clinician):
    return reverse("intake:review-detail", args=[consultation_request.pk])


def alert_page(consultation_request, clinician):
    alert = consultation_request.alerts.get()
    services.acknowledge_alert(alert, actor=clinician)
    return reverse("intake:alert", args=[alert.pk])


def desk_page(consultation_request, clinician):
    return reverse(
        "admin:intake_consultationrequest_change", args=[consultation_request.pk]
    )


def send(page, button):
    """Press the button of a form, folded away or not."""
    summary = page.locator("details:not([open]) > summary", has_text=button)
    if summary.count():
        summary.click()
    page.get_by_role("button", name=button, exact=True).click()


@pytest.mark.parametrize("path", ["add/", "{pk}/change/"])
def test_every_button_of_the_desk_has_room_around_its_words(
    screen_of, here, desk, path
):
    consultation_request = answered(location=here)
    page = screen_of(desk)
    address = reverse("admin:intake_consultationrequest_changelist")
    page.goto(address + path.format(pk=consultation_request.pk))

    buttons = page.locator("#content .button").all()

    rooms = {
        each.evaluate("each => getComputedStyle(each).paddingLeft") for each in buttons
    }
    assert rooms <= {"18px", "22px"}
    assert buttons


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize(
    ("who", "address", "button", "error"),
    [
        ("clinician", review_page, "Sign", "Select a decision"),
        ("clinician", alert_page, "Resolve the alert", "Enter what was done"),
        ("desk", desk_page, "Close the request", "Enter why the request is closed"),
    ],
)
def test_each_wrong_sending_leads_to_the_summary_and_from_there_to_the_field(
    request, screen_of, urgent, clinician, who, address, button, error, script
):
    page = screen_of(request.getfixturevalue(who), script=script)
    page.goto(address(urgent, clinician))

    for _ in range(2):
        send(page, button)
        expect(page.locator("#error-summary")).to_be_focused()
        link = page.get_by_role("link", name=error)
        link.click()
        expect(page.locator(link.get_attribute("href"))).to_be_focused()


@pytest.mark.parametrize("path", ["review", "consultations"])
def test_a_queue_is_a_list_on_a_phone(screen_of, here, urgent, clinician, path):
    ConsultationRequestFactory(location=here, status=RequestStatus.SCHEDULED)
    page = screen_of(clinician, viewport=PHONE)
    page.goto(f"/clinician/{path}/")
    table = page.locator("table.entries")
    entry = table.locator("tbody tr").first

    widths = [each.bounding_box()["width"] for each in entry.locator("th, td").all()]
    labels = entry.locator("td").evaluate_all(
        "cells => cells.map(cell => getComputedStyle(cell, '::before').content)"
    )

    assert {round(width) for width in widths} == {PHONE["width"] - 2 * 16}
    assert '"Assigned"' in labels
    expect(table.locator("thead")).to_be_hidden()
    assert overflow(page) == 0


def test_flags_and_decision_are_in_sight_together_and_the_decision_stays(
    screen_of, urgent, clinician
):
    page = screen_of(clinician)
    page.goto(review_page(urgent, clinician))
    flags = page.get_by_role("region", name="Flags").get_by_role("article")
    sign = page.get_by_role("button", name="Sign")

    expect(flags.first).to_be_in_viewport(ratio=1)
    expect(sign).to_be_in_viewport(ratio=1)
    page.get_by_role(
        "heading", name="Getting home, and your goals"
    ).scroll_into_view_if_needed()
    expect(flags.first).not_to_be_in_viewport()
    expect(sign).to_be_in_viewport(ratio=1)


def test_a_decision_higher_than_the_window_scrolls_to_what_has_the_focus(
    screen_of, urgent, clinician
):
    page = screen_of(clinician, viewport=LOW)
    page.goto(review_page(urgent, clinician))
    page.get_by_label("Suitable", exact=True).focus()

    page.keyboard.press("Tab")
    expect(page.get_by_label("Reason", exact=True)).to_be_focused()
    page.keyboard.press("Tab")

    sign = page.get_by_role("button", name="Sign")
    expect(sign).to_be_focused()
    expect(sign).to_be_in_viewport(ratio=1)


def test_the_smallest_phone_shows_flags_first_and_the_decision_last(
    screen_of, urgent, clinician
):
    page = screen_of(clinician, viewport=SMALLEST_PHONE)
    page.goto(review_page(urgent, clinician))

    headings = page.get_by_role("main").get_by_role("heading", level=2)
    words = headings.all_inner_texts()
    assert [words[0], words[1], words[-1]] == ["Alerts", "Flags", "Decision"]
    assert overflow(page) == 0
    page.get_by_role("link", name="Go to the decision").click()
    page.get_by_label("Not suitable").check()
    page.get_by_label("Reason", exact=True).fill("Too soon")
    page.get_by_role("button", name="Sign").click()
    expect(page.get_by_text("Your decision is signed.")).to_be_visible()
    assert Review.objects.get().reason == "Too soon"


def test_paper_says_of_a_flag_that_nobody_has_looked_at_it(
    screen_of, urgent, clinician
):
    page = screen_of(clinician)
    page.goto(review_page(urgent, clinician))
    flags = page.get_by_role("region", name="Flags")
    unseen = flags.get_by_text("Nobody has looked at it yet").first
    expect(unseen).not_to_be_visible()

    page.emulate_media(media="print")

    expect(unseen).to_be_visible()


def test_paper_shows_flags_answers_and_the_decision_and_no_form(
    screen_of, urgent, clinician
):
    services.sign_review(
        services.latest_assessment(urgent),
        Decision.NOT_SUITABLE,
        reason="Wait for the second reading",
        actor=clinician,
    )
    page = screen_of(clinician)
    page.goto(review_page(urgent, clinician))

    page.emulate_media(media="print")

    for words in (
        "Jordan Lee",
        "Born February 3, 1988",
        urgent.reference,
        "Wait for the second reading",
        "Little interest or pleasure",
    ):
        expect(page.get_by_role("main").get_by_text(words).first).to_be_visible()
    expect(page.get_by_role("button", name="Sign")).not_to_be_visible()
