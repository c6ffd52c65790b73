"""A patient at a real browser: with a mouse or a finger, or with the keyboard alone."""

from urllib.parse import urlsplit

from clinic.access.models import LinkPurpose
from tests.browser import go_by, overflow
from tests.clinic.access.people import make_path, typed
from tests.intake.typed import MEANT, OTHER

SMALLEST_PHONE = {"width": 320, "height": 640}
SIGN = "Sign and continue"
MOST_KEYS = 120  # the check page has a link to change each answer
FOCUSED = """() => {
    const {name, value, type, textContent} = document.activeElement;
    return {name, value, type, text: textContent.trim()};
}"""


def invitation(consultation_request):
    """Return the path of a new link to the questionnaire."""
    patient = consultation_request.patient
    return make_path(patient, LinkPurpose.QUESTIONNAIRE, consultation_request)


class ByMouse:
    """Fills and clicks; no page may be wider than the screen."""

    def __init__(self, page, server):
        self.page = page
        self.server = server

    @property
    def path(self):
        return urlsplit(self.page.url).path

    @property
    def heading(self):
        return self.page.get_by_role("heading", level=1).inner_text()

    def come_in(self, consultation_request, link=""):
        """Open a link, tell the date of birth, and come to the list of parts."""
        link = link or invitation(consultation_request)
        self.enter(link, consultation_request.patient)
        self.page.get_by_role("heading", name="The parts").wait_for()

    def enter(self, link, patient):
        """Open a link and tell the date of birth."""
        self.page.goto(self.server + link)
        self.press("Continue")
        self.fill_in(typed(patient.born_on))
        self.press("Continue")

    def sign(self, name):
        """Agree to all that is to be signed; return where that leads."""
        while self.page.get_by_role("button", name=SIGN).count():
            self.fill_in({"agreed": "on", "signature": name})
            self.press(SIGN)
        return self.path

    def see(self, address):
        if self.path != urlsplit(address).path:
            self.page.goto(self.server + address)
            self.look()

    def look(self):
        assert overflow(self.page) <= 0, self.heading
        assert self.page.locator("h1").count() == 1, self.path

    def follow(self, *names):
        """Press the first of these links that is there; return where it leads."""
        links = {name: self.link(name) for name in names}
        self.press(next(name for name in names if links[name].count()))
        return self.path

    def answer(self, data):
        """Answer the page, and what it asks in turn; return where that leads."""
        self.fill_in(data)
        self.press("Continue")
        for name in data:
            if self.page.locator(f'[name="{name}{MEANT}"]').count():
                self.fill(name + MEANT, OTHER)
                self.press("Continue")
        if self.link("Go on with my answers").count():
            self.press("Go on with my answers")
        return self.path

    def fill_in(self, data):
        for name, value in data.items():
            for each in value if isinstance(value, list) else [value]:
                self.fill(name, str(each))

    def fill(self, name, value):
        controls = self.page.locator(f'[name="{name}"]')
        if controls.first.get_attribute("type") in ("radio", "checkbox"):
            is_one_box = controls.count() == 1
            meant = self.page.locator(f'[value="{value}"]')
            (controls if is_one_box else controls.and_(meant)).check()
        elif controls.evaluate("control => control.tagName") == "SELECT":
            controls.select_option(value)
        else:
            controls.fill(value)

    def press(self, name):
        """Press a button or a link; return the response that is the next page."""
        button = self.page.get_by_role("button", name=name, exact=True)
        response = go_by(self.page, button.or_(self.link(name)))
        self.look()
        return response

    def link(self, name):
        return self.page.get_by_role("link", name=name, exact=True)


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
        self.tab_to(lambda focused: focused["text"] == name)
        with self.page.expect_navigation() as navigation:
            self.page.keyboard.press("Enter")
        self.look()
        return navigation.value

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
