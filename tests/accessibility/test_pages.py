"""Every patient page of the path, also after an empty submit, held to WCAG 2.2 AA."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.access.models import LinkPurpose
from clinic.outbox.preferences import preferences_address
from intake import services
from scheduling.models import Appointment
from tests.factories import (
    LocationFactory,
    PatientFactory,
    clinician_at,
    consultation_at,
)
from tests.intake.eligibility.patients import HEALTHY, SEVERAL_DAYS, healthy_but
from tests.stories import address_of, draft_of, invited, suitable, unsigned

pytestmark = pytest.mark.django_db(transaction=True)

READING = [
    "/",
    "/treatment/",
    "/treatment/safety/",
    "/treatment/cost/",
    "/treatment/questions/",
    "/privacy/",
    "/accessibility/",
]
FOLLOW_UPS_OPEN = {
    "request-about": ["chronic_pain"],
    "body-known": ["yes"],
    "bp-known": ["yes"],
    "bp-when": ["past-year"],
    "medicines-any": ["yes"],
    "antidepressants-tried": ["yes"],
    "ketamine-before": ["yes"],
}


def in_an_hour():
    return timezone.now() + timedelta(hours=1)


def put(consultation_request, answers):
    """Let these answers have been saved on an earlier day."""
    draft = draft_of(consultation_request)
    draft.answers = answers
    draft.save()


@pytest.mark.long
@pytest.mark.parametrize("path", READING)
def test_reading_page(inspected, path):
    inspected.goto(path)

    assert not inspected.titles[0].startswith("Error")


@pytest.mark.long
def test_request(inspected):
    LocationFactory()

    inspected.goto("/request/")
    inspected.press("Continue")
    assert inspected.page.title().startswith("Error: ")
    inspected.fill("Your name", "Jordan Lee")
    inspected.type_birth_date(timezone.localdate() - timedelta(days=40 * 365))
    inspected.fill("Email address", "jordan@example.org")
    inspected.fill("Phone number", "410 555 0123")
    for label in ("Yes", "Downtown", "Monday", "Depression"):
        inspected.choose(label)
    # The form is shown again when it comes faster than a person types.
    inspected.page.wait_for_timeout(3100)
    inspected.press("Continue")
    inspected.press("Send my request")

    assert inspected.page.title().startswith("Request sent")


@pytest.mark.long
def test_request_of_somebody_too_young(inspected):
    LocationFactory()

    inspected.goto("/request/")
    inspected.fill("Your name", "Jordan Lee")
    inspected.type_birth_date(timezone.localdate() - timedelta(days=10 * 365))
    inspected.fill("Email address", "jordan@example.org")
    inspected.fill("Phone number", "410 555 0123")
    for label in ("Yes", "Downtown", "Depression"):
        inspected.choose(label)
    inspected.page.wait_for_timeout(3100)
    inspected.press("Continue")

    assert inspected.page.title().startswith("Please call us")


@pytest.mark.long
def test_links(inspected):
    inspected.goto("/link/unknown/")
    inspected.goto("/link/new/")
    inspected.press("Send me a new link")
    assert inspected.page.title().startswith("Error: ")
    inspected.fill("Email address", "nobody@example.org")
    inspected.press("Send me a new link")
    inspected.goto("/questionnaire/")
    inspected.goto("/no/such/page/")


@pytest.mark.long
def test_preferences(inspected, settings):
    settings.PUBLIC_URL = ""

    inspected.goto(preferences_address(PatientFactory()))
    inspected.press("Stop reminders")
    inspected.press("Send me reminders again")

    assert inspected.page.title().startswith("Your reminders")


@pytest.mark.long
def test_questionnaire(inspected, come_in):
    """Each kind of page: one choice, several, a group, a list, free text, a date."""
    consultation_request = invited()
    patient = consultation_request.patient
    come_in(patient, LinkPurpose.QUESTIONNAIRE, consultation_request, in_an_hour())
    draft = draft_of(consultation_request)
    for path in ["about-you/sex-at-birth", "heart/bp-known"]:
        inspected.goto(address_of(draft, path))
        inspected.press("Continue")
        assert inspected.page.title().startswith("Error: ")
    sick = healthy_but(
        heart_attack="yes",
        heart_attack_when="past-year",
        medicines_any="yes",
        medicine=[{"medicine-name": ["Zoloft"]}],
    )
    put(consultation_request, sick)
    for path in [
        "about-you/body",
        "heart/bp",
        "heart/heart-attack-more",
        "medicines/medicine",
        "medicines/medicine/1",
        "treatments/talk-therapy-details",
        "mood/phq9-1",
        "getting-home/goals",
    ]:
        inspected.goto(address_of(draft, path))
        assert inspected.page.url.endswith(address_of(draft, path)), path
    for path in ["/questionnaire/", "/questionnaire/help/", "/questionnaire/check/"]:
        inspected.goto(path)


@pytest.mark.long
def test_questions_left_empty(inspected, come_in):
    """Each kind that must be answered; then opening words, what may stay empty."""
    consultation_request = invited()
    patient = consultation_request.patient
    come_in(patient, LinkPurpose.QUESTIONNAIRE, consultation_request, in_an_hour())
    put(consultation_request, FOLLOW_UPS_OPEN)
    draft = draft_of(consultation_request)
    for path in [
        "about-you/primary-reason",
        "about-you/body",
        "heart/bp",
        "heart/bp-on",
        "medicines/medicine/1",
        "treatments/antidepressant/1",
        "pain/pain-kind",
        "pain/peg-1",
        "mood/phq9-9",
        "safety/asq-1",
    ]:
        inspected.goto(address_of(draft, path))
        inspected.press("Continue")
        assert inspected.page.title().startswith("Error: "), path
    for path in ["substances/substances-intro", "treatments/ketamine-before-details"]:
        inspected.goto(address_of(draft, path))
        assert inspected.page.url.endswith(address_of(draft, path)), path
    inspected.goto("/questionnaire/check/")
    inspected.follow("Go to the next open question")
    inspected.press("Save and come back later")

    assert inspected.page.title().startswith("Your answers are saved")


@pytest.mark.long
def test_help_and_sending(inspected, come_in):
    consultation_request = invited()
    patient = consultation_request.patient
    put(consultation_request, healthy_but(phq9_9=None))
    come_in(patient, LinkPurpose.QUESTIONNAIRE, consultation_request, in_an_hour())
    inspected.follow("Go on")
    inspected.choose("Several days")
    inspected.press("Continue")
    assert inspected.page.get_by_role("alert").is_visible()
    inspected.goto("/questionnaire/help/")
    inspected.goto("/questionnaire/check/")
    inspected.press("Send my answers")

    assert inspected.page.title().startswith("Answers sent")


@pytest.mark.long
def test_consents(inspected, come_in):
    consultation_request = unsigned()
    patient = consultation_request.patient
    come_in(patient, LinkPurpose.QUESTIONNAIRE, consultation_request, in_an_hour())
    inspected.follow("Start")
    for _ in range(2):
        inspected.press("Sign and continue")
        assert inspected.page.title().startswith("Error: ")
        inspected.choose("I have read this and I agree")
        inspected.fill("Type your full name", "Jordan Lee")
        inspected.press("Sign and continue")
    inspected.goto("/questionnaire/consents/")
    inspected.follow("Open")

    assert inspected.page.title().startswith("What you have signed")


def test_emergency(inspected, come_in):
    consultation_request = invited()
    put(
        consultation_request, HEALTHY | {"bp-systolic": [190], "phq9-9": [SEVERAL_DAYS]}
    )
    come_in(
        consultation_request.patient,
        LinkPurpose.QUESTIONNAIRE,
        consultation_request,
        in_an_hour(),
    )
    draft = draft_of(consultation_request)
    inspected.goto(address_of(draft, "heart/bp-symptoms"))
    inspected.choose("Yes")
    inspected.press("Continue")

    assert inspected.page.get_by_role("link", name="911").first.is_visible()


@pytest.mark.long
def test_high_reading(inspected, come_in):
    """Typed upside down, then right; then no symptoms, and help stays in reach."""
    consultation_request = invited()
    put(consultation_request, HEALTHY | {"bp-systolic": [120]})
    come_in(
        consultation_request.patient,
        LinkPurpose.QUESTIONNAIRE,
        consultation_request,
        in_an_hour(),
    )
    draft = draft_of(consultation_request)
    inspected.goto(address_of(draft, "heart/bp"))
    inspected.fill("Bottom number", "190")
    inspected.press("Continue")
    assert inspected.page.title().startswith("Error: ")
    inspected.fill("Top number", "190")
    inspected.fill("Bottom number", "120")
    inspected.press("Continue")
    inspected.choose("No")
    inspected.press("Continue")

    assert inspected.page.get_by_role("alert").is_visible()
    inspected.goto("/questionnaire/help/")


@pytest.mark.long
def test_booking(inspected, come_in):
    consultation_request = suitable()
    clinician_at(consultation_request.location)
    clinician_at(consultation_request.location, "bo")
    consultation_at(consultation_request.location)
    come_in(
        consultation_request.patient,
        LinkPurpose.BOOK,
        consultation_request,
        in_an_hour(),
    )
    inspected.press("Show times")
    inspected.press("Continue")
    assert inspected.page.title().startswith("Error: ")
    inspected.page.locator("main .slot label").first.click()
    inspected.press("Continue")
    inspected.press("Book this time")
    inspected.follow("Move this appointment")
    inspected.page.go_back()
    inspected.follow("Cancel this appointment")
    inspected.press("Cancel the appointment")

    assert Appointment.objects.get().status == "cancelled"
    assert services.has_suitable_review(consultation_request, "intake")
