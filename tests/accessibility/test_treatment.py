"""The two pages before the first infusion, held to WCAG 2.2 AA."""

import pytest
from django.urls import reverse

from clinic.access.models import LinkPurpose
from intake import services
from intake.consents import Words
from intake.models import Decision
from tests.accessibility.test_pages import in_an_hour
from tests.scheduling.stories import approved, clinic_with, decide, reviewer_of, seen

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


def test_the_consent_is_read_signed_and_taken_back(inspected, come_in):
    consultation_request = approved(clinic_with("amara"))
    patient = consultation_request.patient
    come_in(patient, LinkPurpose.COURSE, consultation_request, in_an_hour())
    inspected.press("Sign and continue")
    assert inspected.page.title().startswith("Error: ")
    inspected.choose("I have read this and I agree")
    inspected.fill("Type your full name", "Jordan Lee")
    inspected.press("Sign and continue")
    assert inspected.page.title().startswith("What you have signed")

    services.publish_consent("treatment", Words("Another text", "To be read again."))
    decide(consultation_request, Decision.NOT_SUITABLE)
    inspected.goto("/course/consent/")
    assert inspected.page.title().startswith("Please call us")


def test_the_decision_after_the_consultation_is_signed(desktop_of):
    consultation_request = seen(clinic_with("amara"))
    clinician = desktop_of(reviewer_of(consultation_request.location))
    path = reverse("intake:consultation-review", args=[consultation_request.pk])

    clinician.goto("/clinician/consultations/")
    clinician.goto(path)
    clinician.press("Sign")
    assert clinician.page.title().startswith("Error: ")
    clinician.choose("Suitable")
    clinician.page.get_by_role("textbox", name="Reason").fill("Talked it through")
    clinician.press("Sign")
    assert clinician.page.get_by_text("Your decision is signed.").is_visible()
    clinician.goto(path)
