"""A decision is superseded while the patient chooses a time or answers again."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from clinic.access.purposes import everything_open
from clinic.outbox.models import Message
from clinic.outbox.services import drain
from intake import services
from intake.models import ConsultationRequest, Decision, RequestStatus, Review
from tests.factories import ConsultationRequestFactory
from tests.stories import answered, asking, send_again

pytestmark = pytest.mark.django_db

QUEUE = "/admin/intake/consultationrequest/"


def sign(consultation_request, decision, actor):
    review = services.sign_review(
        services.latest_assessment(consultation_request),
        decision,
        reason="x",
        actor=actor,
        **asking(decision),
    )
    consultation_request.refresh_from_db()
    return review


def kinds_of_messages():
    return list(Message.objects.order_by("due_at").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("decision", "told"),
    [
        (Decision.SUITABLE, ["time-to-choose"]),
        (Decision.NOT_SUITABLE, ["call-needed"]),
    ],
)
def test_more_information_is_superseded_before_the_answers_come(
    here, clinician, desk, decision, told
):
    consultation_request = answered(location=here)
    first = sign(consultation_request, Decision.MORE_INFORMATION, clinician)
    before = kinds_of_messages()

    second = sign(consultation_request, decision, clinician)

    assert second.supersedes == first
    assert consultation_request.status == RequestStatus.REVIEWED
    assert kinds_of_messages() == [*before, *told]


def test_answers_sent_after_the_decision_wait_for_a_clinician_again(here, clinician):
    consultation_request = answered(location=here)
    sign(consultation_request, Decision.MORE_INFORMATION, clinician)
    sign(consultation_request, Decision.SUITABLE, clinician)

    send_again(consultation_request)

    consultation_request.refresh_from_db()
    assert consultation_request.status == RequestStatus.ANSWERED
    assert list(services.review_queue(clinician)) == [consultation_request]


def test_before_booking_the_desk_is_to_call_who_is_not_suitable_and_nobody_else(
    here, clinician, desk
):
    """Of the others a mail tells the patient; taken back in time, it is no call."""
    consultation_request = answered(location=here)

    for decision in (*Decision, *reversed(Decision)):
        sign(consultation_request, decision, clinician)

        is_to_call = decision == Decision.NOT_SUITABLE
        assert consultation_request.needs_call is is_to_call

    assert Review.objects.count() == 6


def test_a_first_decision_not_suitable_is_told_to_the_desk(
    here, clinician, desk, browser_of
):
    consultation_request = answered(location=here)

    sign(consultation_request, Decision.NOT_SUITABLE, clinician)

    told = Message.objects.get(kind="call-needed")
    assert (told.recipient_id, told.about_id) == (desk.pk, consultation_request.pk)
    assert [event.kind for event in consultation_request.events.all()][-2:] == [
        "reviewed",
        "call_needed",
    ]
    page = browser_of(desk).get(f"{QUEUE}?queue=call")
    assert list(page.context["cl"].result_list) == [consultation_request]
    assert "Call the patient: a clinician has decided" in page.text


@pytest.mark.parametrize("decision", [Decision.NOT_SUITABLE, Decision.MORE_INFORMATION])
def test_a_time_to_choose_is_not_mailed_once_superseded(here, clinician, decision):
    consultation_request = answered(location=here)
    sign(consultation_request, Decision.SUITABLE, clinician)
    sign(consultation_request, decision, clinician)

    drain()

    assert "Choose a time for your appointment" not in {
        message.subject for message in mail.outbox
    }
    assert Message.objects.get(kind="time-to-choose").status == "cancelled"


def test_a_new_link_is_not_for_what_a_superseded_decision_opened(here, clinician):
    consultation_request = answered(location=here)
    sign(consultation_request, Decision.SUITABLE, clinician)
    patient = consultation_request.patient
    assert everything_open(patient) == [("book", consultation_request)]

    sign(consultation_request, Decision.NOT_SUITABLE, clinician)

    assert everything_open(patient) == []


def test_the_database_keeps_no_call_for_a_closed_request(here):
    consultation_request = ConsultationRequestFactory(location=here, needs_call=True)
    rows = ConsultationRequest.objects.filter(pk=consultation_request.pk)

    refused = "consultationrequest_needs_no_call_once_closed"
    with pytest.raises(IntegrityError, match=refused), transaction.atomic():
        rows.update(status=RequestStatus.CLOSED)

    assert rows.get().status == RequestStatus.NEW
