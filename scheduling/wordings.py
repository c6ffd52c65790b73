"""What the mails about appointments say as they are shipped; managers may change it."""

from django.utils.translation import gettext_lazy

from clinic.outbox.wordings import wording

# A start as a subject says it, to show a mail by.
WHEN = "Tue, Dec 1, 9:00 a.m."
BRING = gettext_lazy("Please bring a photo ID and a list of the medicines you take.")
AROUND = {
    "variables": {"when": WHEN},
    "ending": gettext_lazy(
        "Who drives home, where that is needed. Date, time, place and phone. A button:"
        " “See, move or cancel it”. An entry for the calendar."
    ),
}

BOOKED = wording(
    "appointment-booked",
    label=gettext_lazy("Confirmation"),
    subject=gettext_lazy("Your appointment on {when}"),
    paragraphs=[gettext_lazy("Your appointment is booked."), BRING],
    **AROUND,
)
MOVED = wording(
    "appointment-moved",
    label=gettext_lazy("New time"),
    subject=gettext_lazy("New time: {when}"),
    paragraphs=[gettext_lazy("Your appointment has a new time."), BRING],
    **AROUND,
)

REMINDER = {
    "subject": gettext_lazy("Reminder: your appointment on {when}"),
    "paragraphs": [
        gettext_lazy("This is a reminder of your appointment."),
        BRING,
    ],
    "variables": {"when": WHEN},
    "ending": gettext_lazy(
        "How to prepare, as the location’s reminder rules have it, and who drives home,"
        " where that is needed. Date, time, place and phone. A button: “See, move or"
        " cancel it”, and a way to stop reminders."
    ),
}

THREE_DAYS = wording(
    "reminder-three-days",
    label=gettext_lazy("Reminder, three days before"),
    **REMINDER,
)
ONE_DAY = wording(
    "reminder-one-day",
    label=gettext_lazy("Reminder, one day before"),
    **REMINDER,
)
DRIVER = wording(
    "driver-missing",
    label=gettext_lazy("Who takes the patient home"),
    subject=gettext_lazy("Please answer before {when}"),
    paragraphs=[
        gettext_lazy("We do not know yet who takes you home after your appointment."),
        gettext_lazy(
            "An adult has to come for you, or we cannot see you. Please tell us who."
        ),
    ],
    variables={"when": WHEN},
    ending=gettext_lazy("Date, time, place and phone. A button: “Tell us who”."),
)
