"""One list of all that was done about a request and mailed to its patient."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.access.links import ask_for_new_links
from clinic.outbox.models import Message, MessageStatus
from clinic.outbox.services import compose, drain, tell_all
from intake import services
from intake.models import RequestEventKind
from intake.services.timeline import MAILS_AT_MOST
from tests.intake.events import fields_seen
from tests.intake.test_desk import called, fresh, page_of, shown
from tests.intake.test_desk_steps import suitable, take_step
from tests.intake.test_requests import submit
from tests.scheduling.stories import booked, clinic_with, ready
from tests.stories import answered, invited

pytestmark = pytest.mark.django_db

SEND_AGAIN = ">Send again<"


def lines_of(consultation_request):
    """Return each line as it reads: what, by whom, and what became of a mail."""
    return [
        (
            str(line.what),
            str(line.by),
            line.mail.get_status_display() if line.mail else "",
        )
        for line in services.read_timeline(consultation_request).lines
    ]


def settle(consultation_request, kind, **columns):
    """Let that have become of the mails of ``kind`` to the patient."""
    Message.objects.filter(
        kind=kind, recipient_id=consultation_request.patient_id
    ).update(**columns)


def test_events_and_mails_stand_in_one_list_the_newest_first(here, desk):
    consultation_request = submit(here)
    services.send_questionnaire(consultation_request, actor=desk, version=1)
    drain()
    ask_for_new_links("jordan@example.org")

    assert lines_of(consultation_request) == [
        ("New links", "mail to the patient", "Waiting to be sent"),
        ("Link to the questionnaire", "mail to the patient", "Sent"),
        ("Request received", "mail to the patient", "Sent"),
        ("Questionnaire sent", "Sam Rivera", ""),
        ("Request received", "the patient", ""),
    ]


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (MessageStatus.QUEUED, "", '<span class="tag tag--info">Waiting to be sent'),
        (MessageStatus.DEAD, "smtp-550", '<span class="tag tag--error">Could not be'),
        (MessageStatus.CANCELLED, "too-late", '<span class="tag">No longer true'),
    ],
)
def test_the_page_says_in_words_what_became_of_a_mail(
    here, desk, browser_of, status, code, words
):
    consultation_request = submit(here)
    settle(consultation_request, "request-received", status=status, last_code=code)

    text = shown(browser_of(desk).get(page_of(consultation_request)).text)

    assert f"<strong>Request received</strong> {words}" in text
    assert "We have your request" not in text


def test_a_mail_that_waits_stands_where_it_leaves(here):
    consultation_request = submit(here)
    later = timezone.now() + timedelta(hours=9)
    settle(consultation_request, "request-received", due_at=later, next_at=later)

    [first, _] = services.read_timeline(consultation_request).lines

    assert (first.mail.kind, first.at) == ("request-received", later)


def test_mails_to_staff_and_to_other_patients_are_not_in_it(here, desk):
    consultation_request = submit(here)
    submit(here, name="Robin Poe")
    services.send_questionnaire(called("Ash Ray", here), actor=desk, version=1)

    mails = [
        line for line in services.read_timeline(consultation_request).lines if line.mail
    ]

    assert [mail.mail.kind for mail in mails] == ["request-received"]


def test_what_the_software_did_is_nobodys(here):
    consultation_request = called("Jordan Lee", here)
    services.record_event(consultation_request, RequestEventKind.CALL_NEEDED)

    assert lines_of(consultation_request) == [
        ("A clinician has decided: call the patient", "automatically", "")
    ]


def test_mails_about_visits_lead_to_the_page_that_sends_them_again(
    here, desk, browser_of
):
    appointment = booked(ready(clinic_with("amara")))
    consultation_request = appointment.consultation_request

    text = browser_of(desk).get(page_of(consultation_request)).text

    [confirmation] = [
        line
        for line in services.read_timeline(consultation_request).lines
        if line.mail and line.mail.kind == "appointment-booked"
    ]
    page = f"/admin/scheduling/appointment/{appointment.pk}/change/"
    assert (str(confirmation.what), confirmation.page) == ("Confirmation", page)
    assert f'<a href="{page}">Open<' in text


def test_the_questionnaire_is_sent_again_from_its_newest_mail(here, desk, browser_of):
    consultation_request = called("Jordan Lee", here)
    browser = browser_of(desk)
    take_step(browser, consultation_request, "questionnaire")
    drain()
    take_step(browser, consultation_request, "questionnaire")
    assert SEND_AGAIN not in browser.get(page_of(consultation_request)).text
    drain()

    page = browser.get(page_of(consultation_request)).text
    assert page.count(SEND_AGAIN) == 1
    take_step(browser, consultation_request, "questionnaire")

    assert [what for what, _, _ in lines_of(consultation_request)] == [
        "Link to the questionnaire",
        "Questionnaire sent",
    ] * 3


@pytest.mark.parametrize("story", [answered, suitable])
def test_only_what_can_be_sent_now_is_sent_again(
    here, desk, clinician, browser_of, story
):
    consultation_request = story(location=here)
    drain()

    page = browser_of(desk).get(page_of(consultation_request)).text

    assert page.count(SEND_AGAIN) == (story is suitable)


def test_who_may_only_look_is_offered_nothing_to_send(here, clinician, browser_of):
    page = browser_of(clinician).get(page_of(invited(location=here))).text

    assert "Link to the questionnaire" in page
    assert SEND_AGAIN not in page


def test_the_look_at_the_notes_is_recorded(here, desk, browser_of):
    consultation_request = called("Jordan Lee", here)
    services.add_note(consultation_request, actor=desk, note="Canary", version=1)

    browser_of(desk).get(page_of(consultation_request))

    assert fields_seen(consultation_request.events.get(), desk) == {"note"}


def test_more_mails_than_are_shown_are_said_to_be_there(here, desk, browser_of):
    consultation_request = called("Jordan Lee", here)
    patient, browser = consultation_request.patient, browser_of(desk)
    renewed = [
        compose("link-renewed", patient, to=patient, dedupe=str(number))
        for number in range(MAILS_AT_MOST + 1)
    ]

    tell_all(renewed[:-1])
    assert "Older mails" not in browser.get(page_of(consultation_request)).text
    tell_all(renewed)

    text = browser.get(page_of(consultation_request)).text
    assert "Older mails are not shown." in text
    assert text.count("<strong>New links</strong>") == MAILS_AT_MOST


@pytest.mark.parametrize("number", [1, 30])
def test_a_long_history_takes_no_more_queries(
    here, desk, browser_of, django_assert_num_queries, number
):
    consultation_request = called("Jordan Lee", here)
    for _ in range(number):
        consultation_request = fresh(consultation_request)
        services.send_questionnaire(
            consultation_request, actor=desk, version=consultation_request.version
        )

    with django_assert_num_queries(7):
        timeline = services.read_timeline(consultation_request)

    assert len(timeline.lines) == 2 * number
