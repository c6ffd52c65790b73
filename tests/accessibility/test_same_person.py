"""One list of a request, comparing two, linking them, and the export: WCAG 2.2 AA."""

import pytest

from clinic.access.roles import Role
from intake import services
from tests.factories import LocationFactory, staff
from tests.intake.test_desk import LIST, page_of
from tests.intake.test_same_person import asked, link

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


def test_the_desk_compares_links_and_unlinks(desktop_of):
    here = LocationFactory()
    desk = staff(Role.FRONT_DESK, here)
    mine, third = asked(here), asked(here, "Jo Lee")
    asked(here, "Robin Poe")
    services.send_questionnaire(mine, actor=desk, version=1)
    link(mine, third, desk)
    page = desktop_of(desk)

    page.goto(page_of(mine))
    page.follow("Compare them")
    page.page.locator("summary").first.click()
    page.press("Link as one person")

    assert "Enter how you know that they are one person" in page.page.content()


def test_a_manager_exports(desktop_of):
    here = LocationFactory()
    asked(here)
    page = desktop_of(staff(Role.MANAGER, here))

    page.goto(LIST)
    page.follow("Export as a file")

    assert page.page.get_by_role("button", name="Export").is_visible()
