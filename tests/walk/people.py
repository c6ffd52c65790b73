"""The people who work at the clinic; each knows only their pages and their mail.

What is on a page they find by what it is called, as a person does.
"""

import os
import re
from email.message import EmailMessage

from playwright.sync_api import Browser, ConsoleMessage, Locator, expect

from tests.anteroom import Anteroom
from tests.browser import go_by
from tests.mailbox import Mailbox

DESKTOP = {"viewport": {"width": 1280, "height": 900}}

PASSWORD = "quiet room by the water"
QUEUE = "/admin/intake/consultationrequest/"


class Person:
    """Somebody with a browser of their own; takes any option of a browser's context."""

    screen = DESKTOP

    def __init__(self, browser: Browser, anteroom: Anteroom, **options):
        self.anteroom = anteroom
        self.mailbox = Mailbox(anteroom.folder / "mail")
        self.context = browser.new_context(**self.screen | options)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._note_complaint)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    @property
    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).first.inner_text()

    def open(self, address: str) -> None:
        if address.startswith("/"):
            address = self.anteroom.url + address
        assert self.page.goto(address).status == 200, address

    def press(self, name: str) -> None:
        """Press a button or follow a link, and wait for the page it leads to."""
        button = self.page.get_by_role("button", name=name, exact=True)
        link = self.page.get_by_role("link", name=name, exact=True)
        self._go_by(button.or_(link).first)

    def _go_by(self, control: Locator) -> None:
        response = go_by(self.page, control)
        assert response.ok, f"{response.status} {self.page.url}"

    def reads(self, text: str) -> None:
        """Fail unless the page shows ``text``."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def picture(self, name: str, *, dark: bool = False) -> None:
        """Keep a picture of the page in the folder SCREENSHOTS names, if it does."""
        if folder := os.environ.get("SCREENSHOTS"):
            scheme = "dark" if dark else "light"
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            picture = f"{folder}/{name}.png"
            self.page.screenshot(path=picture, animations="disabled")

    def close(self) -> None:
        self.context.close()

    def _note_complaint(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


class Staff(Person):
    """Somebody who signs in to work."""

    def sign_in(self, username: str) -> "Staff":
        self.open("/admin/")
        self.page.get_by_label("Username").fill(username)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press("Log in")
        self.reads("Log out")
        return self

    def set_password(self, invitation: EmailMessage) -> None:
        self.open(link_in(invitation))
        for label in ("New Password", "New Password (again)"):
            self.page.get_by_label(label, exact=True).fill(PASSWORD)
        self.press("Change Password")


class Administrator(Staff):
    """Sets the clinic up in the admin."""

    def add(self, model: str, **fields) -> None:
        """Fill in the admin's page for a new ``model``, such as ``clinic/location``.

        A field goes by the name of its input; of a list each box is ticked.
        """
        self.open(f"/admin/{model}/add/")
        self.change(**fields)

    def change(self, **fields) -> None:
        """Fill in fields of the admin's page that is open, and save it."""
        for name, value in fields.items():
            self._fill(self.page.locator(f'[name="{name}"]'), value)
        self.press("Save and continue editing")
        self.reads("successfully")

    def _fill(self, control: Locator, value: str | list[str]) -> None:
        if isinstance(value, list):
            for label in value:
                control.and_(self.page.get_by_label(label, exact=True)).check()
        elif control.evaluate("control => control.tagName") == "SELECT":
            control.select_option(label=value)
        else:
            control.fill(value)


class FrontDesk(Staff):
    """Clears the queue of requests."""

    def open_request_of(self, name: str, queue: str = "Open") -> None:
        self.open(QUEUE)
        queues = self.page.get_by_role("navigation", name="Work queues")
        self._go_by(queues.get_by_role("link", name=re.compile(f"^{queue}\\b")))
        self.picture("desk-queue")
        self.press(name)
        self.reads("History")

    def log_call(self, result: str, note: str) -> None:
        self.unfold("Log the call")
        self.page.get_by_label(result).check()
        self.page.get_by_label("Note").fill(note)
        self.press("Log the call")
        self.sees_in_history(result)

    def send_questionnaire(self) -> None:
        self.unfold("Send the questionnaire")
        self.press("Send the questionnaire")
        self.sees_in_history("Questionnaire sent")

    def close_request(self, reason: str) -> None:
        self.unfold("Close the request")
        self.page.get_by_label("Why is it closed?").fill(reason)
        self.press("Close the request")
        self.sees_in_history("Closed")

    def sees_in_history(self, event: str, by: str = "") -> None:
        history = self.page.get_by_role("region", name="History")
        line = history.get_by_role("listitem").filter(has_text=event)
        expect(line.filter(has_text=by).first).to_be_visible()

    def sees_appointment(self, name: str, status: str) -> None:
        """Fail unless the list of appointments shows one of that person, so."""
        self.open("/admin/scheduling/appointment/")
        row = self.page.get_by_role("row").filter(has_text=name)
        expect(row.filter(has_text=status)).to_be_visible()

    def unfold(self, action: str) -> None:
        """Open the fold of a step; the next one is open, or has no fold, already."""
        folds = self.page.locator("details:not([open]) > summary")
        for fold in folds.filter(has_text=action).all():
            fold.click()


class Clinician(Staff):
    """Reads answers and decides."""

    def open_intake_of(self, name: str) -> None:
        self.open("/clinician/review/")
        self.press(name)
        self.reads("Flags")
        self.picture("clinician-review")

    def reads_flags_first(self) -> None:
        """Fail unless the flags stand before everything the patient said."""
        headings = self.page.get_by_role("heading", level=2).all_inner_texts()
        assert headings.index("Flags") < headings.index("About you")

    def sign(self, decision: str, reason: str) -> None:
        self.page.get_by_label(decision, exact=True).check()
        self.page.get_by_label("Reason", exact=True).fill(reason)
        # Asked for where the walk took long to come here.
        for password in self.page.get_by_label("Your password").all():
            password.fill(PASSWORD)
        self.press("Sign")
        self.reads("Your decision is signed.")


def link_in(mail: EmailMessage) -> str:
    """Return the link that a mail's reader is meant to follow."""
    text = mail.get_body(["plain"]).get_content()
    return re.search(r"https?://\S+", text).group()
