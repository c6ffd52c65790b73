"""What the stylesheets make of a form, measured in a real browser."""

import pytest
from crispy_forms.layout import Div

from tests.clinic.test_look_forms import rendered

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}
SMALLEST_PHONE = {"width": 320, "height": 640}


@pytest.mark.parametrize("screen", [PHONE, SMALLEST_PHONE], ids=["phone", "smallest"])
def test_the_numbers_of_one_reading_stand_side_by_side_and_level(
    browser, live_server, screen
):
    _, form = rendered(Div("name", "phone", css_class="parts"), data={})
    page = browser.new_page(viewport=screen)
    page.goto(live_server.url)
    page.evaluate("form => document.querySelector('main').innerHTML = form", form)

    first, second = (box.bounding_box() for box in page.locator(".parts input").all())

    assert first["y"] + first["height"] == second["y"] + second["height"]
    assert first["x"] + first["width"] < second["x"]
    assert page.evaluate("document.documentElement.scrollWidth") == screen["width"]
    page.close()
