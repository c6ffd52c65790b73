"""The whole loop: asked again, answered again, compared; held to WCAG 2.2 AA."""

import pytest
from django.urls import reverse

from clinic.access.models import LinkPurpose
from clinic.access.roles import Role
from tests.accessibility.test_pages import in_an_hour
from tests.factories import staff
from tests.intake.eligibility.patients import healthy_but
from tests.stories import answered

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


def test_two_questions_are_asked_answered_and_compared(inspected, come_in, desktop_of):
    consultation_request = answered(healthy_but(bp_systolic=176, stroke="unsure"))
    clinician = desktop_of(staff(Role.CLINICIAN, consultation_request.location))
    path = reverse("intake:review-detail", args=[consultation_request.pk])

    # The clinician forgets to say which questions, is told so, and says it.
    clinician.goto(path)
    clinician.choose("Need more information")
    clinician.fill("Words to the patient", "Please measure once more at rest.")
    clinician.page.get_by_role("textbox", name="Reason").fill("One high reading")
    clinician.press("Sign")
    clinician.page.get_by_role("link", name="Select at least one question").click()
    assert clinician.page.evaluate("document.activeElement.type") == "checkbox"
    clinician.choose("What was your last blood pressure?")
    clinician.choose("Have you ever had a stroke or a mini-stroke (TIA)?")
    clinician.press("Sign")
    assert clinician.page.get_by_text("Your decision is signed.").is_visible()

    # The patient answers exactly these.
    come_in(
        consultation_request.patient,
        LinkPurpose.QUESTIONNAIRE,
        consultation_request,
        in_an_hour(),
    )
    main = inspected.page.get_by_role("main")
    assert "There are 2 questions for you." in main.inner_text()
    assert "Please measure once more at rest." in main.inner_text()
    inspected.follow("Start")
    assert "Question 1 of 2" in main.inner_text()
    inspected.fill("Top number", "128")
    # When a reading was taken is chosen anew: "today" was another day.
    inspected.choose("Today")
    inspected.press("Continue")
    assert "Question 2 of 2" in main.inner_text()
    inspected.choose("No")
    inspected.press("Continue")
    assert inspected.page.title().startswith("Check your answers")
    inspected.press("Send my answers")

    # The clinician reads what is different.
    clinician.goto(path)
    changes = clinician.page.get_by_role("region", name="Changed since")
    words = " ".join(changes.inner_text().split())
    assert "Top number Before: 176 mmHg Now: 128 mmHg" in words
    assert "(TIA)? Before: I'm not sure Now: No" in words
    history = clinician.page.get_by_role("region", name="Decision").inner_text()
    assert "Please measure once more at rest." in history
    assert "What was your last blood pressure?" in history
