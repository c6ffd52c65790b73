"""Both pages before the first infusion in a real browser, with script or not."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from clinic.access.models import LinkPurpose
from intake.services import Missing, infusion_gate
from tests.clinic.access.people import make_path
from tests.intake.hands import SIGN, SMALLEST_PHONE, ByKeyboard, ByMouse
from tests.scheduling.stories import approved, clinic_with, reviewer_of, seen

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "Your treatment with ketamine infusions"


@pytest.fixture
def here():
    return clinic_with("amara")


def missing(consultation_request):
    return infusion_gate(consultation_request, timezone.now())


def page_of(consultation_request):
    return reverse("intake:consultation-review", args=[consultation_request.pk])


def link_of(consultation_request):
    patient = consultation_request.patient
    return make_path(patient, LinkPurpose.COURSE, consultation_request)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_clinician_decides_on_the_smallest_screen(
    here, screen_of, live_server, script
):
    consultation_request = seen(here)
    page = screen_of(reviewer_of(here), script=script, viewport=SMALLEST_PHONE)
    clinician = ByMouse(page, live_server.url)
    page.goto("/clinician/consultations/")
    clinician.press("Jordan Lee")

    clinician.press("Sign")
    expect(page.locator("#error-summary")).to_be_focused()
    page.get_by_role("link", name="Select a decision").click()
    expect(page.get_by_label("Suitable", exact=True)).to_be_focused()
    clinician.fill_in({"decision": "suitable", "reason": "Talked it through"})
    clinician.press("Sign")

    expect(page.get_by_text("Your decision is signed.")).to_be_visible()
    assert missing(consultation_request) == {Missing.CONSENT}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_patient_signs_on_the_smallest_phone_and_keeps_a_copy_on_paper(
    here, browser, live_server, script
):
    consultation_request = approved(here)
    context = browser.new_context(viewport=SMALLEST_PHONE, java_script_enabled=script)
    page = context.new_page()
    patient = ByMouse(page, live_server.url)
    patient.enter(link_of(consultation_request), consultation_request.patient)
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()

    patient.press(SIGN)
    expect(page.locator("#error-summary")).to_be_focused()
    page.get_by_role("link", name="Tick the box").click()
    expect(page.get_by_role("checkbox")).to_be_focused()
    patient.sign("Jordan Lee")

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Thank you. You have signed"
    )
    assert missing(consultation_request) == set()
    page.emulate_media(media="print")
    expect(page.get_by_text("You agree that we treat you")).to_be_visible()
    expect(page.get_by_text("Jordan Lee", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Leave")).not_to_be_visible()
    context.close()


def test_both_sign_by_keyboard_alone(here, screen_of, browser, live_server):
    consultation_request = seen(here)
    page = screen_of(reviewer_of(here))
    clinician = ByKeyboard(page, live_server.url)
    page.goto(page_of(consultation_request))
    clinician.fill_in({"decision": "suitable", "reason": "Talked it through"})
    clinician.press("Sign")

    context = browser.new_context(viewport=SMALLEST_PHONE)
    patient = ByKeyboard(context.new_page(), live_server.url)
    patient.enter(link_of(consultation_request), consultation_request.patient)
    patient.sign("Jordan Lee")

    assert missing(consultation_request) == set()
    context.close()
