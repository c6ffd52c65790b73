"""What reminders say, whose words they are, and what the desk sees and sends again."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from clinic.access.roles import Role
from clinic.outbox.models import Message
from clinic.outbox.preferences import preferences_address
from clinic.outbox.services import drain
from scheduling import services
from scheduling.models import ReminderRules
from scheduling.services import TooLate
from tests.factories import LocationFactory, staff
from tests.scheduling.stories import (
    admitted,
    booked,
    clinic_with,
    desk,
    infusion_clinic,
    ready,
    series_of,
)
from tests.scheduling.test_mails import FORBIDDEN, says
from tests.scheduling.test_reminders import DRIVER, EARLY, HOUR, LATE, START, put

pytestmark = pytest.mark.django_db

SHIPPED = "Eat no solid food and drink no milk for 6 hours before you come."
ADD_RULES = "/admin/scheduling/reminderrules/add/"


@pytest.fixture
def location():
    return infusion_clinic()


@pytest.fixture
def infusion(location):
    return put(series_of(admitted(location)).appointments.first(), START)


@pytest.fixture
def consultation():
    return booked(ready(clinic_with("amara")))


def told(kind, appointment):
    """Return the mail of this kind about the appointment as it would leave now."""
    drain()
    mail.outbox.clear()
    services.remind(START - {EARLY: 72, DRIVER: 48, LATE: 24}[kind] * HOUR)
    waiting = Message.objects.filter(kind=kind, about_id=appointment.pk)
    waiting.update(next_at=timezone.now())
    drain()
    [message] = mail.outbox
    return message


def text_of(message):
    return "\n".join(
        [message.subject, message.body, *(part[0] for part in message.alternatives)]
    )


@pytest.mark.parametrize("kind", [EARLY, DRIVER, LATE])
def test_no_reminder_says_what_the_visit_is_for(infusion, kind):
    message = told(kind, infusion)

    text = re.sub(r"\r\n ", "", text_of(message))
    assert [word for word in FORBIDDEN if says(word, text)] == []
    assert message.attachments == []


def test_a_reminder_says_when_where_and_how_to_prepare_and_asks_for_the_ride(infusion):
    body = told(EARLY, infusion).body

    assert "Date: Thursday, January 14, 2027" in body
    assert "Time: 10:00 a.m. EST (New York time)" in body
    assert "Place: Downtown, 12 Harbor Street" in body
    assert SHIPPED in body
    assert "Please open the link to say, or to confirm, who takes you home." in body
    assert "See, move or cancel it:\nhttp://localhost/link/" in body


def test_who_has_confirmed_the_ride_is_not_asked_for_it(infusion):
    services.name_driver(infusion, name="Canarydriver", phone="+1 410 555 0100")

    text = text_of(told(LATE, infusion))

    assert "who takes you home" not in text
    assert "Canarydriver" not in text


def test_a_reminder_of_a_consultation_tells_nobody_to_fast(consultation):
    put(consultation, START)

    body = told(LATE, consultation).body

    assert "Please bring a photo ID" in body
    assert "Eat no" not in body


def test_a_location_has_words_of_its_own(infusion, location):
    ReminderRules.objects.create(location=location, preparation="Wear a warm jumper.")

    body = told(EARLY, infusion).body

    assert "Wear a warm jumper." in body
    assert SHIPPED not in body


def test_reminders_are_stopped_by_one_click_and_the_question_for_a_driver_is_not(
    infusion,
):
    reminder, question = told(EARLY, infusion), told(DRIVER, infusion)

    address = preferences_address(infusion.patient)
    assert reminder.extra_headers["List-Unsubscribe"] == f"<{address}>"
    assert (
        reminder.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    )
    assert "List-Unsubscribe" not in question.extra_headers
    assert "/preferences/" not in text_of(question)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Before your Ketamine visit", "Leave out “Ketamine”"),
        ("Your infusions", "Leave out “infusions”"),
        ("This treatment", "Leave out “treatment”"),
        ("See https://clinic.example/prepare", "Leave out the link"),
        ("See www.clinic.example", "Leave out the link"),
    ],
)
def test_words_that_tell_what_the_visit_is_for_are_refused(text, sentence):
    rules = ReminderRules(location=LocationFactory(), preparation=text)

    with pytest.raises(ValidationError) as refused:
        rules.full_clean()

    assert [each[: len(sentence)] for each in refused.value.messages] == [sentence]


def test_the_shipped_words_may_be_kept_as_they_are():
    ReminderRules(location=LocationFactory()).full_clean()


def test_a_manager_writes_the_words_of_their_own_location(browser_of):
    here, elsewhere = clinic_with("amara"), clinic_with("bo", name="Westlake")
    client = browser_of(staff(Role.MANAGER, here))

    begun = client.get(ADD_RULES)
    refused = client.post(
        ADD_RULES, {"location": here.pk, "preparation": "For ketamine"}
    )
    foreign = client.post(
        ADD_RULES, {"location": elsewhere.pk, "preparation": "Wear a warm jumper."}
    )
    client.post(ADD_RULES, {"location": here.pk, "preparation": "Wear a warm jumper."})

    assert SHIPPED in begun.text
    assert "Leave out “ketamine”" in refused.text
    assert "For ketamine" in refused.text
    assert foreign.status_code == 200
    assert list(ReminderRules.objects.values_list("location", "preparation")) == [
        (here.pk, "Wear a warm jumper.")
    ]


def page_of(appointment):
    return reverse("admin:scheduling_appointment_change", args=[appointment.pk])


def resend_of(appointment):
    return reverse("admin:scheduling_appointment_send_again", args=[appointment.pk])


def confirmations(appointment):
    return Message.objects.filter(about_id=appointment.pk, kind="appointment-booked")


def test_the_desk_reads_what_was_sent_and_what_waits(browser_of, infusion, location):
    drain()
    services.remind(START - 72 * HOUR)

    page = browser_of(staff(Role.FRONT_DESK, location)).get(page_of(infusion)).text

    rows = re.findall(r'<th scope="row">(.*?)</tr>', page, re.DOTALL)
    said = [re.sub(r"<.*?>|\s+", " ", row).split() for row in rows]
    assert [" ".join(words) for words in said[:1]] == [
        "Reminder, three days before Mon, Jan. 11, 2027, 10:00 a.m. EST "
        "Waiting to be sent –"
    ]
    assert [words[:4] for words in said[1:]] == [["Confirmation", "of", "all", "dates"]]
    assert "Sent" in said[1]


def test_the_desk_sends_the_confirmation_again(browser_of, consultation):
    member = staff(Role.FRONT_DESK, consultation.location)
    client = browser_of(member)
    drain()
    mail.outbox.clear()

    page = client.post(resend_of(consultation), follow=True)
    drain()

    assert "The confirmation is sent again." in page.text
    [message] = mail.outbox
    assert message.subject.startswith("Your appointment on ")
    assert message.attachments[0][0] == "invite.ics"
    assert confirmations(consultation).count() == 2
    history = client.get(page_of(consultation).replace("change", "history"))
    assert "The confirmation is sent again." in history.text
    assert LogEntry.objects.get().user == member


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.NURSE, Role.PRIVACY_OFFICER])
def test_who_may_not_change_appointments_sends_nothing(browser_of, consultation, role):
    client = browser_of(staff(role, consultation.location))

    response = client.post(resend_of(consultation))

    assert response.status_code in {403, 404}
    assert "Send the confirmation again" not in client.get(page_of(consultation)).text
    assert confirmations(consultation).count() == 1


def test_the_desk_of_another_location_sends_nothing(browser_of, consultation):
    client = browser_of(staff(Role.FRONT_DESK, clinic_with("bo", name="Westlake")))

    assert client.post(resend_of(consultation)).status_code == 404
    assert confirmations(consultation).count() == 1


def test_nothing_is_sent_again_of_a_cancelled_appointment(browser_of, consultation):
    client = browser_of(staff(Role.FRONT_DESK, consultation.location))
    services.cancel_at_desk(consultation, actor=desk(), reason="Canaryreason")

    page = client.post(resend_of(consultation), follow=True)

    assert "Nothing is sent: the appointment is over or cancelled." in page.text
    assert confirmations(consultation).count() == 1
    with pytest.raises(TooLate):
        services.confirm_again(consultation)


def test_sending_again_twice_in_a_minute_is_once(consultation, monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)

    for _ in range(2):
        services.confirm_again(consultation)

    assert confirmations(consultation).count() == 2
