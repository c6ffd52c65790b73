"""A browser page that is held to WCAG 2.2 AA wherever it goes.

Every page is read by axe on a phone and on a desktop, light and dark, and must not
scroll sideways at 320 px.
"""

from datetime import date

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser import go_by, overflow

SIZES = [(390, 844), (1280, 900)]
NARROW = (320, 640)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

axe = Axe()


class Inspected:
    """A page that is inspected after every step."""

    def __init__(self, page: Page):
        self.page = page
        self.titles: list[str] = []

    def goto(self, address: str) -> None:
        self.page.goto(address)
        self.inspect()

    def press(self, name: str) -> None:
        go_by(self.page, self.page.get_by_role("button", name=name, exact=True))
        self.inspect()

    def follow(self, name: str) -> None:
        go_by(self.page, self.page.get_by_role("link", name=name).first)
        self.inspect()

    def choose(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).check()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label).fill(text)

    def type_birth_date(self, born_on: date) -> None:
        self.fill("Month", str(born_on.month))
        self.page.get_by_label("Day", exact=True).fill(str(born_on.day))
        self.fill("Year", str(born_on.year))

    def inspect(self) -> None:
        """Fail when axe finds something, or the page is wider than the screen."""
        self.titles.append(self.page.title())
        for width, height in SIZES:
            self.page.set_viewport_size({"width": width, "height": height})
            for scheme in ("light", "dark"):
                self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                found = self._violations()
                assert found == [], f"{self.page.url} {width} {scheme}: {found}"
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        assert overflow(self.page) == 0, f"{self.page.url} scrolls sideways"

    def _violations(self) -> list[tuple[str, list[str]]]:
        options = {"runOnly": {"type": "tag", "values": TAGS}}
        found = axe.run(self.page, options=options).response["violations"]
        return [
            (violation["id"], [node["html"] for node in violation["nodes"]])
            for violation in found
        ]
