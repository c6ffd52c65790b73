"""Where staff see the day, book and follow a course: held to WCAG 2.2 AA."""

import pytest
from django.utils import timezone

from clinic.access.roles import Role
from scheduling.services import consultation_service
from tests.factories import staff
from tests.scheduling.stories import (
    TEN,
    admitted,
    at,
    infusion_clinic,
    ready,
    series_of,
)
from tests.scheduling.test_for_whom import query

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


def test_the_day_is_read_a_time_booked_and_a_course_followed(desktop_of):
    here = infusion_clinic()
    course = series_of(admitted(here))
    first = course.appointments.first()
    waiting = ready(here, name="Maria García")
    person = staff(Role.MANAGER, here)
    person.memberships.create(location=here, role=Role.CLINICIAN)
    page = desktop_of(person)
    day = timezone.localdate(first.starts_at, here.zone)

    page.goto(f"/appointments/day/{here.slug}/{day.isoformat()}/")
    page.goto(f"/appointments/week/{here.slug}/{day.isoformat()}/")
    page.goto(f"/appointments/free/{here.slug}/{query(at(here, TEN, 4))}")
    page.press("Search")
    assert page.page.title().startswith("Error: ")
    page.goto(f"/appointments/for/{waiting.pk}/")
    page.goto(f"/appointments/for/{waiting.pk}/{consultation_service(here).pk}/")
    page.press("Book this time")
    assert page.page.title().startswith("Error: ")
    page.goto(f"/appointments/{first.pk}/move/desk/")
    page.press("Times outside the hours or the rhythm")
    page.goto(f"/clinician/course/{course.pk}/")
    page.press("End the course")
    assert page.page.title().startswith("Error: ")
