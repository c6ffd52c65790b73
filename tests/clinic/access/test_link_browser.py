"""The way in by a link, in a real browser: what only a browser does."""

import pytest

from tests.clinic.access.people import ANSWERS, make_path, make_patient
from tests.clinic.patients import BORN_ON

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("pages"),
]


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def browser_page(request, browser):
    context = browser.new_context(java_script_enabled=request.param)
    yield context.new_page()
    context.close()


def type_birth_date(page, born_on):
    page.get_by_label("Month").fill(str(born_on.month))
    page.get_by_label("Day").fill(str(born_on.day))
    page.get_by_label("Year").fill(str(born_on.year))
    page.get_by_role("button", name="Continue").click()


def test_a_patient_comes_in_by_pressing_one_button_and_giving_the_date_of_birth(
    live_server, browser_page
):
    patient = make_patient()
    browser_page.goto(live_server.url + make_path(patient))
    browser_page.get_by_role("button", name="Continue").click()

    type_birth_date(browser_page, BORN_ON.replace(year=1912))
    browser_page.get_by_text("You can try 4 more times.").first.wait_for()
    type_birth_date(browser_page, BORN_ON)

    browser_page.wait_for_url(live_server.url + ANSWERS)
    assert str(patient.pk) in browser_page.content()


def test_the_token_leaves_in_no_referer(live_server, browser_page):
    path = make_path(make_patient())
    referers = []
    browser_page.on(
        "request", lambda request: referers.append(request.all_headers().get("referer"))
    )

    browser_page.goto(live_server.url + path)
    browser_page.get_by_role("button", name="Continue").click()
    browser_page.get_by_label("Month").wait_for()

    assert f"{live_server.url}/" in referers
    assert [referer for referer in referers if path in (referer or "")] == []
