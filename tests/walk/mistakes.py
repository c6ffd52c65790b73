"""A patient who makes two mistakes on every page, and looks what the page says."""

import re
from email.message import EmailMessage

from playwright.sync_api import expect

from tests.walk.patients import CHECK, SIGN, Patient, said
from tests.walk.people import link_in

WRONG = {
    "Your name": "Me",
    "Month": "13",
    "Day": "1",
    "Year": "1957",
    "Email address": "me at home",
    "Phone number": "12",
    "Top number (mmHg)": "high",
    "Bottom number (mmHg)": "-1",
    "What was the most you took in a day? (mg)": "two pills",
    "For how many weeks did you take that much? (weeks)": "1.5",
}
TOO_LONG = "no way " * 200 + "out"
MAY_BE_URGENT = re.compile("^Your (mood|safety)")


class ClumsyPatient(Patient):
    """Forgets everything first, then gets it wrong, then right."""

    def fill_in_request(self) -> None:
        self.forget(picture="phone-request-errors")
        self.get_wrong()
        super().fill_in_request()

    def enter_by(self, mail: EmailMessage) -> None:
        self.open(link_in(mail))
        self.press("Continue")
        self.forget()
        self.get_wrong()
        self.give_birth_date()
        self.press("Continue")

    def sign(self) -> None:
        """Forget both, then the name: what was ticked stays so."""
        self.forget(SIGN)
        box = self.page.get_by_role("checkbox")
        box.check()
        self.forget(SIGN)
        expect(box).to_be_checked()
        super().sign()

    def answer_page(self) -> None:
        if self.asks_something():
            if not self.is_optional():
                self.forget()
            if self.boxes():
                self.get_wrong()
            elif not self.page.get_by_text(MAY_BE_URGENT).count():
                self.choose_wrong()
        super().answer_page()

    def choose_time(self, button: str, number: int = 0) -> str:
        self.forget(button)
        return super().choose_time(button, number)

    def is_optional(self) -> bool:
        asked = len(self.choices()) + len(self.boxes())
        return self.main.get_by_text("(optional)").count() == asked

    def forget(self, button: str = "Continue", *, picture: str = "") -> None:
        self.press(button)
        if picture:
            self.picture(picture)
        self.sees_what_is_wrong()

    def get_wrong(self) -> None:
        typed = {said(box): WRONG.get(said(box), TOO_LONG) for box in self.boxes()}
        for box in self.boxes():
            box.fill(typed[said(box)])
        self.press("Continue")
        self.sees_what_is_wrong()
        kept = {said(box): box.input_value() for box in self.boxes()}
        assert kept == typed

    def choose_wrong(self) -> None:
        """Choose other answers, go on, come back and find them chosen."""
        question = self.heading
        for group in self.choices():
            group.get_by_role("radio").last.check()
        self.press("Continue")
        self.press(f"Change {question}" if self.heading == CHECK else "Back")
        assert self.heading == question
        for group in self.choices():
            expect(group.get_by_role("radio").last).to_be_checked()

    def sees_what_is_wrong(self) -> None:
        """Fail unless the summary has the focus and each line leads to its control."""
        assert self.page.title().startswith("Error: ")
        summary = self.page.get_by_role("alert", name="There is a problem")
        expect(summary).to_be_focused()
        links = summary.get_by_role("link").all()
        assert links
        for link in links:
            control = self.page.locator(link.get_attribute("href"))
            link.click()
            expect(control).to_be_focused()
