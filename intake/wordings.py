"""What the mails of intake say as they are shipped; managers may change the words."""

from django.utils.translation import gettext_lazy

from clinic.outbox.telling import telling
from clinic.outbox.wordings import wording
from intake.eligibility.medicines import drugs_in

QUESTIONNAIRE_DAYS = 7
BOOKING_DAYS = 30
COURSE_DAYS = 30
UNFINISHED = "questionnaire-unfinished"

FOR_DAYS = gettext_lazy(
    "The link works for {days} days. We ask for your date of birth to open it."
)
QUESTIONS = {
    "subject": gettext_lazy("A few questions before your visit"),
    "variables": {"days": str(QUESTIONNAIRE_DAYS)},
    "ending": gettext_lazy("A button: “Answer the questions”."),
}

RECEIVED = wording(
    "request-received",
    label=gettext_lazy("We got a request"),
    subject=gettext_lazy("We got your request"),
    paragraphs=[
        gettext_lazy(
            "Thank you. We have your request. We call you within one working day."
        ),
        gettext_lazy("Your reference is {reference}."),
    ],
    variables={"reference": "7F3K-2M9Q"},
    needed=["reference"],
)
READY = wording(
    "questionnaire-ready",
    label=gettext_lazy("Link to the questions"),
    paragraphs=[
        gettext_lazy(
            "Before we can give you a time, we need your answers to some questions."
        ),
        gettext_lazy(
            "It takes about 20 minutes. You can stop and come back at any time."
        ),
        FOR_DAYS,
    ],
    **QUESTIONS,
)
MORE = wording(
    "questionnaire-more",
    label=gettext_lazy("Some questions once more"),
    paragraphs=[
        gettext_lazy(
            "We read your answers and need to know a little more. They are all kept."
        ),
        gettext_lazy("You can stop and come back at any time."),
        FOR_DAYS,
    ],
    **QUESTIONS,
)
LEFT = wording(
    UNFINISHED,
    label=gettext_lazy("Some questions are left"),
    subject=gettext_lazy("Some questions are left"),
    paragraphs=[
        gettext_lazy("Some questions are not answered yet. What you answered is kept."),
        gettext_lazy(
            "You can stop and come back at any time. If you need help, call us."
        ),
        FOR_DAYS,
    ],
    variables={"days": str(QUESTIONNAIRE_DAYS)},
    ending=gettext_lazy("A button: “Go on”, and a way to stop reminders."),
)
TIME_TO_CHOOSE = wording(
    "time-to-choose",
    label=gettext_lazy("Link to choose a time"),
    subject=gettext_lazy("Choose a time for your appointment"),
    paragraphs=[gettext_lazy("You can now choose a time that suits you.")],
    variables={"days": str(BOOKING_DAYS)},
    ending=gettext_lazy("A button: “Choose a time”."),
)
CONSENT = wording(
    "consent-waiting",
    label=gettext_lazy("Something to read and sign"),
    subject=gettext_lazy("Something to read and sign"),
    paragraphs=[
        gettext_lazy(
            "There is something for you to read and sign before your next visit."
        ),
        FOR_DAYS,
    ],
    variables={"days": str(COURSE_DAYS)},
    ending=gettext_lazy("A button: “Read and sign”."),
)


@telling
def names_of_medicines(text: str) -> list[str]:
    return [drug.generic for drug in drugs_in(text)]
