"""The patient of the walk, on a phone: asks, answers, chooses a time, changes it."""

import random
import re
from dataclasses import dataclass
from email.message import EmailMessage

from icalendar import Calendar, Event
from playwright.sync_api import Locator

from tests.walk.clinic import LOCATION
from tests.walk.people import Person, link_in

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
SECONDS_A_PERSON_NEEDS = 3.2
CHECK = "Check your answers before sending"
SIGN = "Sign and continue"

# By the words of the question; "{word}" is a word that only this patient uses.
ANSWERS = {
    "What was your sex at birth?": "Female",
    "Could you get pregnant, or be pregnant now?": (
        "No, my periods have stopped for good"
    ),
    "Do you know how tall you are, and what you weigh?": "Yes, or I can guess",
    "Height, feet": "5",
    "Height, inches": "6",
    "Weight (pounds)": "150",
    "What do you want help with most?": "Depression",
    "Has a doctor ever told you that you have high blood pressure?": "Yes",
    "Do you take medicine for high blood pressure?": "Yes",
    "Is your blood pressure under control?": "Yes",
    "Do you know your last blood pressure?": "Yes, I know the numbers",
    "When was it taken?": "In the past 7 days",
    "Where was it taken?": "At home",
    "Top number (mmHg)": "118",
    "Bottom number (mmHg)": "76",
    "Have you ever had a heart attack?": "Yes",
    "When was your last heart attack?": "More than 12 months ago",
    "Did you get a stent or have heart surgery?": "{word} stent",
    "Do you take any medicines?": "Yes, I will list them",
    "Name of the medicine": "{word} pills",
    "What is it for?": "{word} pains",
    "Have you ever taken medicine for depression?": "Yes",
    "What was the most you took in a day? (mg)": "20",
    "For how many weeks did you take that much? (weeks)": "12",
    "Did you take it the way you were told to?": "Yes, on most days",
    "How much better did you feel?": "Not better, or just a little (0 to 24 percent)",
    "Why did you stop?": "It did not work",
    "When did you take it?": "For the low mood I have now",
    "Little interest or pleasure in doing things": "Nearly every day",
    "Feeling down, depressed, or hopeless": "More than half the days",
    "Do you have an adult who can take you home after each visit?": "Yes",
}
OTHERWISE = ["No", "No, never", "Never", "None", "Not at all", "Not difficult at all"]


@dataclass(frozen=True)
class Identity:
    """Who a patient is; ``word`` is one that nobody else uses."""

    word: str
    month: str = "3"
    day: str = "27"
    year: str = "1957"
    phone: str = "(410) 555-0187"

    @property
    def name(self) -> str:
        return f"{self.word.title()} Van{self.word}"

    @property
    def email(self) -> str:
        return f"{self.word}@example.org"

    def typed(self) -> list[str]:
        """Return what to look for: the birth date and the phone however written."""
        digits = "".join(filter(str.isdigit, self.phone))
        return [
            self.word,
            self.phone,
            digits,
            f"{digits[:3]}-{digits[3:6]}-{digits[6:]}",
            f"{self.year}-{self.month:0>2}-{self.day}",
            f"{self.month}/{self.day}/{self.year}",
            f"{self.month:0>2}/{self.day}/{self.year}",
            f"March {self.day}, {self.year}",
        ]


def invented_word() -> str:
    """Return a word that is found nowhere unless it was typed."""
    syllables = [
        random.choice("bdfgklmnprstvz") + random.choice("aeiou") for _ in range(6)
    ]
    return "".join(syllables)


class Patient(Person):
    """Somebody who looks for help; ``identity`` says who."""

    screen = PHONE

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.identity = Identity(invented_word())
        self.mails_read = 0

    def next_mail(self) -> EmailMessage:
        """Wait for the mail that is not read yet and return it."""
        self.mails_read += 1
        mails = self.mailbox.wait_for(self.identity.email, self.mails_read)
        return mails[self.mails_read - 1]

    def ask(self) -> None:
        """Go from the home page to a request that is sent."""
        self.begin_request()
        self.press("Send my request")
        assert self.heading == "We have your request"

    def begin_request(self) -> None:
        """Go from the home page to the answers of the request, to be checked."""
        self.open("/")
        self.picture("phone-home")
        self.picture("phone-home-dark", dark=True)
        self.press("Request an appointment")
        self.fill_in_request()
        self.press("Continue")
        assert self.heading == CHECK

    def fill_in_request(self) -> None:
        page, identity = self.page, self.identity
        page.get_by_label("Your name").fill(identity.name)
        self.give_birth_date()
        page.get_by_label("Email address").fill(identity.email)
        page.get_by_label("Phone number").fill(identity.phone)
        page.get_by_label("Yes", exact=True).check()
        page.get_by_label(LOCATION).check()
        page.get_by_label("Monday").check()
        page.get_by_label("Depression").check()
        # Whoever is quicker is asked to look again.
        page.wait_for_timeout(SECONDS_A_PERSON_NEEDS * 1000)

    def give_birth_date(self) -> None:
        self.page.get_by_label("Month").fill(self.identity.month)
        self.page.get_by_label("Day", exact=True).fill(self.identity.day)
        self.page.get_by_label("Year").fill(self.identity.year)

    def enter_by(self, mail: EmailMessage) -> None:
        """Follow the link in a mail and say who it is."""
        self.open(link_in(mail))
        self.press("Continue")
        self.give_birth_date()
        self.press("Continue")

    def begin_answering(self) -> None:
        """Go from the list of parts past what is to be signed to the first question."""
        self.press("Start")
        while self.page.get_by_role("button", name=SIGN).count():
            self.sign()

    def sign(self) -> None:
        """Agree to the text on the page."""
        self.page.get_by_label("I have read this and I agree").check()
        self.page.get_by_label("Type your full name").fill(self.identity.name)
        self.press(SIGN)

    def answer_everything(self) -> None:
        """Answer all questions and send the answers."""
        self.begin_answering()
        self.answer_until(CHECK)
        self.press("Send my answers")
        assert self.heading == "Thank you. We have your answers"

    def answer_until(self, heading: str) -> None:
        """Answer one page after another until one is headed ``heading``."""
        while self.heading != heading:
            self.answer_page()

    def answer_page(self) -> None:
        if self.asks_something():
            self.fill_in_answers()
            self.press("Continue")
            assert not self.errors(), self.heading
        elif self.page.get_by_role("link", name="Add one").count():
            self.press("Add one")
        else:
            self.press("Continue")

    def asks_something(self) -> bool:
        return bool(self.choices() or self.boxes())

    def fill_in_answers(self) -> None:
        for group in self.choices():
            answers = [ANSWERS.get(said(group), ""), *OTHERWISE]
            labels = group.locator("label").all_inner_texts()
            choice = next((answer for answer in answers if answer in labels), None)
            assert choice, f"{said(group)} {labels}"
            group.get_by_label(choice, exact=True).check()
        for box in self.boxes():
            answer = ANSWERS.get(said(box), "{word}")
            box.fill(answer.format(word=self.identity.word))

    def errors(self) -> list[str]:
        """Return what the page says is wrong."""
        summary = self.page.get_by_role("alert", name="There is a problem")
        return summary.get_by_role("listitem").all_inner_texts()

    def choices(self) -> list[Locator]:
        radio = self.page.get_by_role("radio")
        return self.main.get_by_role("group").filter(has=radio).all()

    def boxes(self) -> list[Locator]:
        suggesting = self.main.get_by_role("combobox")
        return self.main.get_by_role("textbox").or_(suggesting).all()

    def say_yes(self) -> None:
        """Answer the questions about safety with yes, until the page offers help."""
        while self.asks_something():
            self.main.get_by_label("Yes", exact=True).check()
            self.press("Continue")

    def book(self) -> None:
        self.picture("phone-times")
        self.choose_time("Continue")
        self.press("Book this time")
        assert self.heading == "Your appointment is booked"
        self.picture("phone-confirmation")

    def cancel(self) -> None:
        self.press("Cancel the appointment")
        assert self.heading == "Your appointment is cancelled"

    def choose_time(self, button: str, number: int = 0) -> str:
        """Take a time of the last day that is shown; return its start, UTC."""
        day = self.main.get_by_role("group", name=re.compile("^Times on")).last
        time = day.get_by_role("radio").nth(number)
        day.get_by_text(said(time), exact=True).first.click()
        starts_at = time.get_attribute("value")
        self.press(button)
        return starts_at


def said(control: Locator) -> str:
    """Return the words a control or a group of them goes by, without "(optional)"."""
    words = control.evaluate(
        "it => (it.labels ? it.labels[0] : it.querySelector('legend')).innerText"
    )
    return words.removesuffix("(optional)").strip()


def calendar_in(mail: EmailMessage) -> tuple[str, Event]:
    """Return the method and the one event of the calendar file in a mail."""
    [part] = {
        part.get_content()
        for part in mail.walk()
        if part.get_content_type() == "text/calendar"
    }
    calendar = Calendar.from_ical(part)
    [event] = calendar.walk("VEVENT")
    return calendar["METHOD"], event
