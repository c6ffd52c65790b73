"""Example questionnaires answered in a real browser, in several ways."""

from urllib.parse import urlsplit

import pytest

from tests.intake.answering import CHECK, answer_all, comparable, exported, meant
from tests.intake.test_pages_browser import SMALLEST_PHONE, come_in
from tests.stories import asked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

MOST_KEYS = 60
FOCUSED = """() => {
    const {name, value, type, textContent} = document.activeElement;
    return {name, value, type, text: textContent.trim()};
}"""
OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"


class ByMouse:
    """Fills and clicks, on the smallest phone."""

    def __init__(self, page, server):
        self.page = page
        self.server = server

    def see(self, address):
        self.page.goto(self.server + address)
        assert self.page.evaluate(OVERFLOW) <= 0
        assert self.page.locator("h1").count() == 1
        return self.page.content()

    def answer(self, address, data):
        self.see(address)
        for name, value in data.items():
            for each in value if isinstance(value, list) else [value]:
                self.fill(name, each)
        self.press("Continue")
        return urlsplit(self.page.url).path

    def fill(self, name, value):
        controls = self.page.locator(f'[name="{name}"]')
        if controls.first.get_attribute("type") in ("radio", "checkbox"):
            self.page.locator(f'[name="{name}"][value="{value}"]').check()
        elif controls.evaluate("control => control.tagName") == "SELECT":
            controls.select_option(value)
        else:
            controls.fill(value)

    def press(self, name):
        before = self.page.url
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_url(lambda url: url != before)


class ByKeyboard(ByMouse):
    """Touches nothing but the keyboard."""

    def fill(self, name, value):
        focused = self.tab_to(lambda focused: focused["name"] == name)
        if focused["type"] == "radio":
            self.page.keyboard.press("Space")
            self.press_until("ArrowDown", lambda focused: focused["value"] == value)
        elif focused["type"] == "checkbox":
            self.tab_to(lambda focused: focused["value"] == value, also_here=True)
            self.page.keyboard.press("Space")
        elif focused["type"] == "select-one":
            self.press_until("ArrowDown", lambda focused: focused["value"] == value)
        else:
            self.page.keyboard.type(value)

    def press(self, name):
        before = self.page.url
        self.tab_to(lambda focused: focused["text"] == name)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: url != before)

    def tab_to(self, is_there, *, also_here=False):
        if also_here and is_there(self.page.evaluate(FOCUSED)):
            return None
        self.page.keyboard.press("Tab")
        return self.press_until("Tab", is_there)

    def press_until(self, key, is_there):
        for _ in range(MOST_KEYS):
            focused = self.page.evaluate(FOCUSED)
            if is_there(focused):
                return focused
            self.page.keyboard.press(key)
        raise AssertionError(f"{key} does not lead there")


@pytest.mark.parametrize(
    ("name", "hands", "script"),
    [
        pytest.param("family-tree", ByMouse, True, id="lists in lists"),
        pytest.param("coma-watch", ByMouse, False, id="moments, without script"),
        pytest.param("baby-book", ByKeyboard, True, id="quantities, by keyboard"),
        pytest.param("daily-needs", ByKeyboard, False, id="options, by keyboard"),
    ],
)
def test_an_example_can_be_answered_in_a_browser(
    live_server, browser, name, hands, script
):
    form, answers = meant(name)
    consultation_request = asked(form.resource)
    context = browser.new_context(viewport=SMALLEST_PHONE, java_script_enabled=script)
    page = context.new_page()
    come_in(page, live_server, consultation_request)

    answer_all(hands(page, live_server.url), consultation_request, answers)
    page.goto(live_server.url + CHECK)
    page.get_by_role("button", name="Send my answers").click()
    page.get_by_role("heading", name="Thank you. We have your answers").wait_for()
    context.close()

    assert exported(form) == comparable(answers)
