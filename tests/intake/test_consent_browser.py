"""Signing in a real browser, with script or not, and the copy on paper."""

import pytest
from playwright.sync_api import expect

from tests.browser import go_by, overflow
from tests.intake.test_pages_browser import SMALLEST_PHONE, come_in
from tests.stories import unsigned

pytestmark = pytest.mark.django_db(transaction=True)

SIGN = "Sign and continue"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_texts_are_signed_on_the_smallest_phone_and_read_again_on_paper(
    live_server, browser, script
):
    consultation_request = unsigned()
    context = browser.new_context(viewport=SMALLEST_PHONE, java_script_enabled=script)
    page = context.new_page()
    come_in(page, live_server, consultation_request)
    go_by(page, page.get_by_role("link", name="Start"))

    for title in ("How we keep your answers private", "How we may contact you"):
        expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
        go_by(page, page.get_by_role("button", name=SIGN))
        expect(page.locator("#error-summary")).to_be_focused()
        page.get_by_role("link", name="Tick the box").click()
        expect(page.get_by_role("checkbox")).to_be_focused()
        assert overflow(page) <= 0
        page.keyboard.press("Space")
        page.get_by_label("Type your full name").fill("Jordan Lee")
        go_by(page, page.get_by_role("button", name=SIGN))
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "What was your sex at birth?"
    )

    page.goto(f"{live_server.url}/questionnaire/consents/")
    assert overflow(page) <= 0
    go_by(page, page.get_by_role("link", name="Open How we may contact you"))
    expect(page.get_by_role("heading", name="Your signature")).to_be_visible()
    assert overflow(page) <= 0
    page.emulate_media(media="print")
    expect(page.get_by_text("You agree that we may call you")).to_be_visible()
    expect(page.get_by_text("Jordan Lee")).to_be_visible()
    expect(page.get_by_role("link", name="Back")).not_to_be_visible()
    context.close()
