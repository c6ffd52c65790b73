"""Where staff begin the day, and the queue: held to WCAG 2.2 AA."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.access.roles import Role
from tests.factories import ConsultationRequestFactory, LocationFactory, staff
from tests.intake.eligibility.patients import SEVERAL_DAYS, healthy_but
from tests.stories import answered

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


def test_the_day_is_begun_and_a_queue_opened(desktop_of):
    here, now = LocationFactory(), timezone.now()
    answered(healthy_but(phq9_9=SEVERAL_DAYS), location=here)
    for due_in in (-1, 1):
        ConsultationRequestFactory(
            location=here,
            received_at=now - timedelta(days=2),
            due_at=now + timedelta(hours=due_in),
        )
    person = staff(Role.FRONT_DESK, here)
    person.memberships.create(location=here, role=Role.CLINICIAN)
    page = desktop_of(person)

    page.goto("/admin/")
    page.follow("Urgent")
    page.goto("/admin/")
    page.follow("New")
    page.follow("Jordan Lee")
    page.follow("Next request in “New”")

    assert page.page.title().startswith("Request ")
