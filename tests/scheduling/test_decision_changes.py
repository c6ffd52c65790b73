"""A decision changes after the consultation is booked: who learns it, what stands."""

import html

import pytest
from django.core import mail

from clinic.access.purposes import everything_open
from clinic.access.roles import Role
from clinic.outbox.models import Message
from clinic.outbox.services import drain
from intake import services as intake
from intake.models import ConsultationRequest, Decision, RequestEventKind, RequestStatus
from scheduling import services
from scheduling.models import Appointment, AppointmentStatus
from scheduling.services import NotReviewed
from tests.factories import LocationFactory, staff
from tests.scheduling.stories import (
    ELEVEN,
    NINE,
    at,
    booked,
    clinic_with,
    held,
    patient_of,
    ready,
    reviewer_of,
)
from tests.stories import asking, send_again

pytestmark = pytest.mark.django_db

QUEUE = "/admin/intake/consultationrequest/"
CALL = "Call the patient: a clinician has decided"
CANCEL = "Cancel the appointment, or ask the clinician"
AGAINST = "The appointment stands against the decision."
OTHERS = [Decision.NOT_SUITABLE, Decision.MORE_INFORMATION]
STATUS_AFTER = {
    Decision.NOT_SUITABLE: RequestStatus.SCHEDULED,
    Decision.MORE_INFORMATION: RequestStatus.QUESTIONNAIRE_SENT,
}


@pytest.fixture
def here():
    return clinic_with("amara")


@pytest.fixture
def desk(here):
    return staff(Role.FRONT_DESK, here)


@pytest.fixture
def appointment(here, desk):
    return booked(ready(here))


@pytest.fixture
def consultation_request(appointment):
    return ConsultationRequest.objects.get(pk=appointment.consultation_request_id)


def sign(consultation_request, decision):
    """Sign on the newest answers, as the page does, and with the version it shows."""
    review = intake.sign_review(
        intake.latest_assessment(consultation_request),
        decision,
        reason="Canaryreason",
        actor=reviewer_of(consultation_request.location),
        version=consultation_request.version,
        **asking(decision),
    )
    consultation_request.refresh_from_db()
    return review


def call(consultation_request, kind, actor):
    intake.log_call(
        consultation_request,
        kind,
        actor=actor,
        note="",
        version=consultation_request.version,
    )
    consultation_request.refresh_from_db()


def cancel(appointment):
    services.cancel_appointment(
        appointment, actor=patient_of(appointment.consultation_request)
    )


def answer_again(consultation_request):
    send_again(consultation_request)
    consultation_request.refresh_from_db()


def messages():
    """Return what is written so far: kinds, in the order they were written."""
    return list(Message.objects.order_by("created_at").values_list("kind", flat=True))


def history(consultation_request):
    return list(consultation_request.events.values_list("kind", flat=True))


def queue(browser, name="open"):
    """Return the requests in one tab of the desk."""
    page = browser.get(QUEUE, {"queue": name})
    return list(page.context["cl"].result_list)


def page_of(consultation_request):
    return f"{QUEUE}{consultation_request.pk}/change/"


def next_action(browser, consultation_request):
    page = browser.get(page_of(consultation_request))
    return str(page.context["next_action"])


def test_the_same_decision_again_moves_nothing(
    appointment, consultation_request, desk, browser_of
):
    before = messages()
    version = consultation_request.version

    review = sign(consultation_request, Decision.SUITABLE)

    assert list(consultation_request.reviews.current()) == [review]
    assert consultation_request.status == RequestStatus.SCHEDULED
    assert consultation_request.needs_call is False
    assert consultation_request.version == version + 1
    assert list(Appointment.objects.booked()) == [appointment]
    assert messages() == before
    assert queue(browser_of(desk)) == []


@pytest.mark.parametrize("decision", OTHERS)
def test_another_decision_holds_at_once_and_the_appointment_stands(
    appointment, consultation_request, decision
):
    before = history(consultation_request)

    review = sign(consultation_request, decision)

    assert list(consultation_request.reviews.current()) == [review]
    assert consultation_request.status == STATUS_AFTER[decision]
    assert consultation_request.needs_call is True
    assert list(Appointment.objects.booked()) == [appointment]
    assert appointment.reservations.count() == 3
    assert history(consultation_request) == [*before, "reviewed", "call_needed"]


@pytest.mark.parametrize(
    ("decision", "to_patient"),
    [(Decision.NOT_SUITABLE, []), (Decision.MORE_INFORMATION, ["questionnaire-more"])],
)
def test_another_decision_is_told_to_the_desk_of_the_location(
    consultation_request, desk, decision, to_patient
):
    staff(Role.FRONT_DESK, LocationFactory(name="Westlake"), "eli")
    gone = staff(Role.FRONT_DESK, consultation_request.location, "gone")
    gone.is_active = False
    gone.save()
    before = messages()

    sign(consultation_request, decision)

    assert sorted(messages()) == sorted([*before, *to_patient, "call-needed"])
    assert Message.objects.get(kind="call-needed").recipient_id == desk.pk


def test_the_mail_to_the_desk_word_for_word(consultation_request, desk):
    drain()
    mail.outbox.clear()
    sign(consultation_request, Decision.NOT_SUITABLE)

    drain()

    [message] = mail.outbox
    assert (message.to, message.subject) == ([desk.email], "Please call a patient")
    assert message.body.strip().split("\n\n") == [
        "Hello,",
        "A clinician has decided on a request at Downtown. Please call the patient.",
        "What is booked is not cancelled because of it.",
        f"Open the request:\nhttp://localhost{page_of(consultation_request)}",
        "Harbor Clinic\n(555) 010-0199",
        "This mailbox is not read. If you need help now, call or text 988,"
        " or call 911.",
    ]


def test_the_desk_is_not_asked_to_call_for_what_is_taken_back(
    consultation_request, desk
):
    sign(consultation_request, Decision.NOT_SUITABLE)
    sign(consultation_request, Decision.SUITABLE)

    drain()

    assert consultation_request.needs_call is False
    assert consultation_request.status == RequestStatus.SCHEDULED
    assert [one for one in mail.outbox if one.to == [desk.email]] == []
    assert Message.objects.get(kind="call-needed").status == "cancelled"


@pytest.mark.parametrize("decision", OTHERS)
def test_the_request_is_back_in_the_queues_with_what_to_do(
    consultation_request, desk, browser_of, decision
):
    intake.assign_request(
        consultation_request,
        to=desk,
        actor=desk,
        version=consultation_request.version,
    )
    consultation_request.refresh_from_db()
    browser = browser_of(desk)
    assert (queue(browser), queue(browser, "mine")) == ([], [])

    sign(consultation_request, decision)

    assert queue(browser) == [consultation_request]
    assert queue(browser, "mine") == [consultation_request]
    assert CALL in browser.get(QUEUE).text
    assert next_action(browser, consultation_request) == CALL


@pytest.mark.parametrize("decision", OTHERS)
def test_the_desk_learns_that_it_changed_and_never_to_which(
    consultation_request, desk, browser_of, decision
):
    sign(consultation_request, decision)
    browser = browser_of(desk)

    for path in (QUEUE, page_of(consultation_request)):
        text = html.unescape(browser.get(path).text)
        assert CALL in text
        for word in ("Canaryreason", "uitable", "ore information"):
            assert word not in text


def test_the_call_is_for_the_desk_of_the_location_and_nobody_else(
    appointment, consultation_request, desk, browser_of
):
    """Three people: the desk here, the desk elsewhere, the patient."""
    sign(consultation_request, Decision.NOT_SUITABLE)
    elsewhere = staff(Role.FRONT_DESK, LocationFactory(name="Westlake"), "eli")

    assert queue(browser_of(desk)) == [consultation_request]
    assert queue(browser_of(elsewhere)) == []
    assert browser_of(elsewhere).get(page_of(consultation_request)).status_code == 404
    assert browser_of(appointment).get(QUEUE).status_code == 302


@pytest.mark.parametrize(
    ("kind", "needs_call", "action"),
    [
        (RequestEventKind.NO_ANSWER, True, CALL),
        (RequestEventKind.LEFT_MESSAGE, True, CALL),
        (RequestEventKind.SPOKE, False, "Wait for the answers"),
    ],
)
def test_the_call_is_done_once_somebody_spoke_with_the_patient(
    appointment, consultation_request, desk, browser_of, kind, needs_call, action
):
    sign(consultation_request, Decision.MORE_INFORMATION)

    call(consultation_request, kind, desk)

    browser = browser_of(desk)
    assert consultation_request.needs_call is needs_call
    assert queue(browser) == [consultation_request]
    assert next_action(browser, consultation_request) == action
    assert list(Appointment.objects.booked()) == [appointment]


def test_after_the_call_what_is_booked_against_the_decision_is_left_to_do(
    appointment, consultation_request, desk, browser_of
):
    sign(consultation_request, Decision.NOT_SUITABLE)
    browser = browser_of(desk)
    assert AGAINST not in browser.get(page_of(consultation_request)).text

    call(consultation_request, RequestEventKind.SPOKE, desk)

    assert queue(browser, "call") == [consultation_request]
    assert next_action(browser, consultation_request) == CANCEL
    assert AGAINST in browser.get(page_of(consultation_request)).text
    here = consultation_request.location
    day = at(here, NINE).date()
    of_the_day = browser.get(f"/appointments/day/{here.slug}/{day}/").text
    assert ("Against the decision" in of_the_day, "Call first" in of_the_day) == (
        True,
        False,
    )


def test_cancelling_after_the_call_ends_it(
    appointment, consultation_request, desk, browser_of
):
    sign(consultation_request, Decision.NOT_SUITABLE)
    call(consultation_request, RequestEventKind.SPOKE, desk)

    services.cancel_at_desk(appointment, actor=desk, reason="Not suitable for now")

    consultation_request.refresh_from_db()
    assert consultation_request.needs_call is False
    assert consultation_request.status == RequestStatus.REVIEWED
    browser = browser_of(desk)
    assert AGAINST not in browser.get(page_of(consultation_request)).text
    assert next_action(browser, consultation_request) == (
        "Close the request, unless a time will be chosen"
    )


def test_closing_the_request_ends_the_call(
    appointment, consultation_request, desk, browser_of
):
    sign(consultation_request, Decision.NOT_SUITABLE)
    cancel(appointment)
    consultation_request.refresh_from_db()

    intake.close_request(
        consultation_request,
        actor=desk,
        reason="Moved away",
        version=consultation_request.version,
    )

    consultation_request.refresh_from_db()
    assert consultation_request.status == RequestStatus.CLOSED
    assert consultation_request.needs_call is False
    assert queue(browser_of(desk)) == []


def test_who_was_called_is_called_again_when_the_decision_is_taken_back(
    consultation_request, desk
):
    sign(consultation_request, Decision.NOT_SUITABLE)
    call(consultation_request, RequestEventKind.SPOKE, desk)

    sign(consultation_request, Decision.SUITABLE)

    assert consultation_request.needs_call is True
    assert consultation_request.called == ""
    assert consultation_request.status == RequestStatus.SCHEDULED
    assert messages().count("call-needed") == 2

    call(consultation_request, RequestEventKind.SPOKE, desk)

    assert consultation_request.needs_call is False


def test_one_call_is_enough_for_two_changes(consultation_request):
    sign(consultation_request, Decision.MORE_INFORMATION)
    answer_again(consultation_request)

    sign(consultation_request, Decision.NOT_SUITABLE)

    assert consultation_request.needs_call is True
    assert consultation_request.status == RequestStatus.SCHEDULED
    assert messages().count("call-needed") == 1
    assert history(consultation_request).count("call_needed") == 1


def test_another_decision_is_refused_to_who_did_not_see_the_booking(here):
    consultation_request = ready(here)
    seen = consultation_request.version
    booked(consultation_request)

    with pytest.raises(intake.ChangedMeanwhile):
        intake.sign_review(
            intake.latest_assessment(consultation_request),
            Decision.NOT_SUITABLE,
            reason="x",
            actor=reviewer_of(here),
            version=seen,
        )

    consultation_request.refresh_from_db()
    assert consultation_request.needs_call is False
    assert consultation_request.reviews.count() == 1


@pytest.mark.parametrize("decision", OTHERS)
def test_nothing_is_booked_or_moved_once_the_decision_is_another(
    here, appointment, consultation_request, decision
):
    sign(consultation_request, decision)

    with pytest.raises(NotReviewed):
        held(consultation_request, ELEVEN)
    with pytest.raises(NotReviewed):
        services.move_appointment(
            appointment, at(here, ELEVEN), actor=patient_of(consultation_request)
        )

    kept = Appointment.objects.get()
    assert (kept.status, kept.starts_at) == (AppointmentStatus.BOOKED, at(here, NINE))
    assert "appointment-moved" not in messages()


def test_an_appointment_is_moved_again_once_the_decision_is_taken_back(
    here, appointment, consultation_request
):
    sign(consultation_request, Decision.NOT_SUITABLE)
    sign(consultation_request, Decision.SUITABLE)

    moved = services.move_appointment(
        appointment, at(here, ELEVEN), actor=patient_of(consultation_request)
    )

    assert moved.starts_at == at(here, ELEVEN)


@pytest.mark.parametrize("decision", OTHERS)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", ["/appointments/book/", "/appointments/check/"])
def test_a_booking_page_left_open_says_that_the_clinic_calls(
    here, browser_of, decision, method, address
):
    """The session was opened by the link before the patient booked elsewhere."""
    consultation_request = ready(here)
    client = browser_of(consultation_request)
    appointment = booked(consultation_request)
    consultation_request.refresh_from_db()
    sign(consultation_request, decision)

    page = getattr(client, method)(address, {"starts_at": at(here, ELEVEN).isoformat()})

    assert page.status_code == 409
    assert "We would like to talk with you first" in page.text
    assert "The clinic will call you" in page.text
    assert "uitable" not in page.text
    assert list(Appointment.objects.all()) == [appointment]


@pytest.mark.parametrize("decision", OTHERS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_page_to_move_says_that_the_clinic_calls_and_leads_back(
    here, appointment, consultation_request, browser_of, decision, method
):
    client = browser_of(appointment)
    sign(consultation_request, decision)

    page = getattr(client, method)(
        f"/appointments/{appointment.pk}/move/",
        {"starts_at": at(here, ELEVEN).isoformat()},
    )

    assert page.status_code == 409
    assert "The clinic will call you" in page.text
    assert 'href="/appointments/">Back to your appointment</a>' in page.text
    assert client.get(f"/appointments/{appointment.pk}/").status_code == 200
    appointment.refresh_from_db()
    assert appointment.starts_at == at(here, NINE)


@pytest.mark.parametrize("decision", OTHERS)
def test_the_patient_can_still_cancel_and_is_not_led_to_choose_a_time(
    appointment, consultation_request, browser_of, decision
):
    client = browser_of(appointment)
    sign(consultation_request, decision)
    path = f"/appointments/{appointment.pk}/"

    asked = client.get(f"{path}cancel/")
    cancelled = client.post(f"{path}cancel/", follow=True)

    assert "You can book a new one at any time." not in asked.text
    assert cancelled.redirect_chain == [(path, 302)]
    assert "Your appointment is cancelled" in cancelled.text
    assert "Book another time" not in cancelled.text
    assert client.get("/appointments/book/").status_code == 409
    appointment.refresh_from_db()
    assert appointment.status == AppointmentStatus.CANCELLED
    assert everything_open_but_questions(consultation_request) == []


def everything_open_but_questions(consultation_request):
    links = everything_open(consultation_request.patient)
    return [purpose for purpose, _ in links if purpose != "questionnaire"]


@pytest.mark.parametrize(
    ("decision", "status"),
    [
        (Decision.NOT_SUITABLE, RequestStatus.REVIEWED),
        (Decision.MORE_INFORMATION, RequestStatus.QUESTIONNAIRE_SENT),
    ],
)
def test_cancelling_leaves_the_call_to_the_desk(
    appointment, consultation_request, desk, browser_of, decision, status
):
    sign(consultation_request, decision)
    version = consultation_request.version

    cancel(appointment)

    consultation_request.refresh_from_db()
    assert consultation_request.status == status
    assert consultation_request.version == version + 1
    assert next_action(browser_of(desk), consultation_request) == CALL
    with pytest.raises(NotReviewed):
        held(consultation_request, ELEVEN)


@pytest.mark.parametrize(
    ("decision", "sentence", "has_link"),
    [
        (Decision.SUITABLE, "Open the link to book another time.", True),
        (Decision.NOT_SUITABLE, "If you have questions, call us.", False),
        (Decision.MORE_INFORMATION, "If you have questions, call us.", False),
    ],
)
def test_the_mail_of_a_cancelled_appointment_offers_what_there_is(
    appointment, consultation_request, decision, sentence, has_link
):
    sign(consultation_request, decision)
    drain()
    mail.outbox.clear()

    cancel(appointment)
    drain()

    [message] = mail.outbox
    assert f"Your appointment is cancelled. {sentence}" in message.body
    assert ("Book another time" in message.body) is has_link


def test_answers_asked_for_after_booking_lead_back_to_the_appointment(
    appointment, consultation_request
):
    sign(consultation_request, Decision.MORE_INFORMATION)
    answer_again(consultation_request)
    assert consultation_request.status == RequestStatus.ANSWERED
    assert list(intake.review_queue(reviewer_of(appointment.location))) == [
        consultation_request
    ]

    sign(consultation_request, Decision.SUITABLE)

    assert consultation_request.status == RequestStatus.SCHEDULED
    assert consultation_request.needs_call is False
    assert list(Appointment.objects.booked()) == [appointment]
    assert messages().count("time-to-choose") == 1


def test_answers_asked_for_after_booking_lead_to_a_new_time_when_it_is_cancelled(
    appointment, consultation_request
):
    sign(consultation_request, Decision.MORE_INFORMATION)
    cancel(appointment)
    answer_again(consultation_request)

    sign(consultation_request, Decision.SUITABLE)

    assert consultation_request.status == RequestStatus.REVIEWED
    assert consultation_request.needs_call is False
    assert messages().count("time-to-choose") == 2
    assert booked(consultation_request, ELEVEN).status == AppointmentStatus.BOOKED
