"""The desk learns whom a mail did not reach, until somebody has spoken with them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.outbox.models import Message, MessageStatus
from clinic.outbox.services import tell
from intake import services
from intake.models import ConsultationRequest, RequestEventKind, RequestStatus
from tests.factories import ConsultationRequestFactory, PatientFactory
from tests.stories import invited

pytestmark = pytest.mark.django_db

LIST = "/admin/intake/consultationrequest/"
TO_DO = "Mail could not be delivered: phone the patient"


def give_up(consultation_request, *, minutes_ago=5):
    """Let the mails to the patient have been given up some minutes ago."""
    Message.objects.filter(recipient_id=consultation_request.patient_id).update(
        status=MessageStatus.DEAD,
        last_code="smtp-550",
        next_at=timezone.now() - timedelta(minutes=minutes_ago),
    )


def call(consultation_request, kind, desk):
    consultation_request.refresh_from_db()
    services.log_call(
        consultation_request,
        kind,
        actor=desk,
        note="",
        version=consultation_request.version,
    )


def in_queue(browser, queue="open"):
    return list(browser.get(LIST, {"queue": queue}).context["cl"].result_list)


def page_of(consultation_request):
    return f"{LIST}{consultation_request.pk}/change/"


@pytest.fixture
def unreached(here):
    consultation_request = invited(location=here)
    give_up(consultation_request)
    return consultation_request


def test_queue_and_page_say_to_phone_whom_no_mail_reaches(
    unreached, here, desk, browser_of
):
    invited(location=here, patient=PatientFactory(name="Robin Poe"))
    browser = browser_of(desk)

    assert browser.get(LIST).text.count(TO_DO) == 1
    text = browser.get(page_of(unreached)).text
    assert text.count(TO_DO) == 1


def test_mail_that_waits_or_is_for_staff_is_no_reason_to_phone(here, desk, browser_of):
    waiting = invited(location=here)
    message = tell("request-waiting", waiting, to=desk)
    Message.objects.filter(pk=message.pk).update(
        status=MessageStatus.DEAD, last_code="smtp-550"
    )

    assert TO_DO not in browser_of(desk).get(LIST).text


@pytest.mark.parametrize(
    ("kind", "is_done"),
    [
        (RequestEventKind.NO_ANSWER, False),
        (RequestEventKind.LEFT_MESSAGE, False),
        (RequestEventKind.SPOKE, True),
    ],
)
def test_phoning_is_done_once_somebody_spoke_with_the_patient(
    unreached, desk, browser_of, kind, is_done
):
    call(unreached, kind, desk)

    assert (TO_DO not in browser_of(desk).get(LIST).text) is is_done
    assert (TO_DO not in browser_of(desk).get(page_of(unreached)).text) is is_done


def test_a_mail_given_up_after_the_call_is_another_reason(unreached, desk, browser_of):
    call(unreached, RequestEventKind.SPOKE, desk)

    give_up(unreached, minutes_ago=-1)

    assert TO_DO in browser_of(desk).get(LIST).text


def test_a_booked_patient_no_mail_reaches_is_back_in_the_queue(
    unreached, desk, browser_of
):
    ConsultationRequest.objects.update(status=RequestStatus.SCHEDULED, assignee=desk)
    browser = browser_of(desk)

    assert in_queue(browser) == in_queue(browser, "mine") == [unreached]
    assert 'aria-current="page">Open <b>1</b>' in browser.get(LIST).text
    call(unreached, RequestEventKind.SPOKE, desk)
    assert in_queue(browser) == []


def test_a_closed_request_asks_for_no_call(unreached, desk, browser_of):
    ConsultationRequest.objects.update(status=RequestStatus.CLOSED)
    browser = browser_of(desk)

    assert in_queue(browser) == []
    assert TO_DO not in browser.get(LIST, {"queue": "closed"}).text
    assert TO_DO not in browser.get(page_of(unreached)).text


@pytest.mark.parametrize("rows", [1, 3])
def test_queue_asks_the_database_the_same_for_each_of_them(
    here, desk, browser_of, django_assert_num_queries, rows
):
    for _ in range(rows):
        consultation_request = ConsultationRequestFactory(location=here)
        tell("request-received", consultation_request, to=consultation_request.patient)
        give_up(consultation_request)
    browser = browser_of(desk)
    browser.get(LIST)

    with django_assert_num_queries(12):
        page = browser.get(LIST)

    assert page.text.count(TO_DO) == rows
