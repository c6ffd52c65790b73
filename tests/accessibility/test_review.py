"""What a clinician reads and signs, held to WCAG 2.2 AA."""

import pytest
from django.urls import reverse

from clinic.access.roles import Role
from intake.models import Review
from tests.browser import go_by
from tests.factories import PASSWORD, LocationFactory, staff
from tests.intake.eligibility.patients import healthy_but
from tests.stories import answered

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


def test_flags_are_acknowledged_and_the_decision_signed_with_the_password(
    desktop_of, settings
):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    here = LocationFactory()
    consultation_request = answered(healthy_but(bp_systolic=176), location=here)
    clinician = desktop_of(staff(Role.CLINICIAN, here))

    clinician.goto("/clinician/review/")
    clinician.follow("Mine")
    clinician.goto(reverse("intake:review-detail", args=[consultation_request.pk]))
    clinician.choose("Suitable")
    clinician.page.get_by_label("Reason", exact=True).fill("A plan is made")
    seen = clinician.page.get_by_role("button", name="Seen").first
    go_by(clinician.page, seen)
    clinician.inspect()
    assert clinician.page.get_by_text("Seen by").is_visible()
    clinician.press("Sign")
    assert clinician.page.title().startswith("Error: ")
    clinician.fill("Your password", PASSWORD)
    clinician.press("Sign")

    assert Review.objects.get().reason == "A plan is made"


def test_the_rules_are_read(desktop_of):
    clinician = desktop_of(staff(Role.CLINICIAN, LocationFactory()))

    clinician.goto("/clinician/policy/")
    clinician.follow("See every rule")

    assert clinician.page.title().startswith("Rules")
