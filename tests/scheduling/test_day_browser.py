"""The page of a day as it looks: in a narrow window, and on one sheet of paper."""

from datetime import date, datetime, timedelta

import pytest

from clinic.access.roles import Role
from scheduling.models import Appointment
from tests.browser import go_by, overflow
from tests.factories import clinician_at, infusions_at, staff
from tests.intake.conftest import screen_of  # noqa: F401
from tests.scheduling.stories import NINE, TEN, at, clinic_with, ready
from tests.scheduling.test_day import page_of, put

pytestmark = pytest.mark.django_db(transaction=True)

# Long ago, so that everybody is late and can be marked.
DAY = date(2020, 6, 1)


@pytest.fixture
def full_day():
    """Twelve visits, six rooms and four people."""
    here = clinic_with("amara")
    clinician_at(here, "bo")
    infusions_at(here, chairs=4, nurses=2)
    begins = datetime.combine(DAY, NINE, here.zone)
    for number in range(12):
        put(here, begins + number * timedelta(minutes=40), minutes=40)
    return here


def test_a_full_day_prints_on_one_sheet(full_day, screen_of):  # noqa: F811
    page = screen_of(staff(Role.FRONT_DESK, full_day))
    page.goto(page_of(full_day, DAY))

    sheets = page.pdf(format="Letter").count(b"/Type /Page\n")

    assert sheets == 1


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_a_full_day_does_not_push_the_page_aside(full_day, screen_of, width):  # noqa: F811
    page = screen_of(
        staff(Role.FRONT_DESK, full_day), viewport={"width": width, "height": 800}
    )
    page.goto(page_of(full_day, DAY))

    assert overflow(page) <= 0


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_free_cell_leads_to_a_booked_time(screen_of, script):  # noqa: F811
    here = clinic_with("amara")
    ready(here, name="Maria García")
    ten = at(here, TEN)
    page = screen_of(staff(Role.FRONT_DESK, here), script=script)
    page.goto(page_of(here, ten.date()))

    cell = page.get_by_role("link", name="Book 10:00 a.m. with Amara Osei, MD")
    assert page.pdf(format="Letter").count(b"/Type /Page\n") == 1
    go_by(page, cell)
    page.get_by_label("Reference, name, email or phone").fill("maria")
    go_by(page, page.get_by_role("button", name="Search"))
    go_by(page, page.get_by_role("link", name="Maria García"))
    assert "maria" not in page.url.lower()
    go_by(page, page.get_by_role("link", name="Choose a time"))
    go_by(page, page.get_by_role("button", name="Book this time"))

    assert Appointment.objects.booked().get().starts_at == ten
