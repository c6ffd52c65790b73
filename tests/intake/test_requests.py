"""A request from the form to its end: what each verb writes, tells and refuses."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone, translation

from clinic.access.links import link_for
from clinic.access.models import LinkPurpose, PatientLink
from clinic.access.submissions import AlreadyReceived
from clinic.models import Patient
from clinic.outbox.models import Message
from intake import services
from intake.models import (
    About,
    ConsultationRequest,
    RequestEventKind,
    RequestStatus,
)
from tests.clinic.outbox.threads import at_once
from tests.factories import ConsultationRequestFactory, LocationFactory
from tests.stories import answered, draft_of, invited

pytestmark = pytest.mark.django_db

CALL = {"kind": RequestEventKind.SPOKE, "note": "Calls back on Monday"}


def details(location, **changed):
    return services.RequestDetails(
        **{
            "name": "Jordan Lee",
            "born_on": date(1988, 2, 3),
            "email": "jordan@example.org",
            "phone": "410 555 0123",
            "location": location,
            "preferred_days": ["monday"],
            "preferred_times": [],
            "about": About.PTSD.value,
            "may_leave_message": False,
        }
        | changed
    )


def submit(location, *, submission_id=None, is_suspect=False, **changed):
    return services.submit_request(
        details(location, **changed),
        submission_id=submission_id or str(uuid.uuid4()),
        is_suspect=is_suspect,
    )


def told():
    """Return the messages written so far: their kind and to which kind of person."""
    messages = Message.objects.order_by("kind", "recipient_type")
    return list(messages.values_list("kind", "recipient_type"))


def kinds(consultation_request):
    return [event.kind for event in consultation_request.events.all()]


def fresh(consultation_request):
    return ConsultationRequest.objects.get(pk=consultation_request.pk)


def test_submit_request_keeps_what_was_asked_and_tells_patient_and_desk(here, desk):
    consultation_request = fresh(submit(here))

    patient = consultation_request.patient
    assert (patient.name, patient.born_on) == ("Jordan Lee", date(1988, 2, 3))
    assert (patient.email, patient.phone) == ("jordan@example.org", "410 555 0123")
    assert consultation_request.about == About.PTSD
    assert consultation_request.preferred_days == ["monday"]
    assert consultation_request.preferred_times == []
    assert consultation_request.may_leave_message is False
    assert consultation_request.status == RequestStatus.NEW
    assert kinds(consultation_request) == [RequestEventKind.RECEIVED]
    assert told() == [("request-received", "patient"), ("request-waiting", "user")]


def test_submit_request_tells_each_active_person_at_the_desk_of_that_location(
    here, desk, stranger, clinician
):
    desk.is_active = False
    desk.save()

    submit(here)

    assert told() == [("request-received", "patient")]


def test_submit_request_tells_nobody_of_a_suspect_one(here, desk):
    consultation_request = submit(here, is_suspect=True)

    assert consultation_request.status == RequestStatus.SUSPECT
    assert told() == []


def test_submit_request_gives_a_replay_the_same_request(here, desk):
    submission_id = str(uuid.uuid4())

    first = submit(here, submission_id=submission_id)
    second = submit(here, submission_id=submission_id)

    assert second == first
    assert Patient.objects.count() == 1
    assert len(told()) == 2


def test_submit_request_keeps_the_first_of_two_with_one_id(here):
    submission_id = str(uuid.uuid4())
    first = submit(here, submission_id=submission_id)

    with pytest.raises(AlreadyReceived):
        submit(here, submission_id=submission_id, name="Somebody else")

    assert list(ConsultationRequest.objects.all()) == [first]


@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_at_once_make_one_request_and_one_message_to_each(here, desk):
    submission_id = str(uuid.uuid4())

    made = at_once(20, lambda: submit(here, submission_id=submission_id).pk)

    assert set(made) == {ConsultationRequest.objects.get().pk}
    assert Patient.objects.count() == 1
    assert told() == [("request-received", "patient"), ("request-waiting", "user")]


def test_is_too_young_counts_the_day_at_the_location():
    tokyo = LocationFactory(name="Tokyo", time_zone="Asia/Tokyo")
    today = timezone.now().astimezone(tokyo.zone).date()
    eighteen = today.replace(year=today.year - 18, day=min(today.day, 28))

    assert not services.is_too_young(eighteen, tokyo)
    assert services.is_too_young(today.replace(year=today.year - 17, day=1), tokyo)


def test_accept_request_takes_a_suspect_one_for_real_and_tells_of_it(here, desk):
    suspect = submit(here, is_suspect=True)

    services.accept_request(suspect, actor=desk, version=1)

    assert fresh(suspect).status == RequestStatus.NEW
    assert kinds(suspect) == [
        RequestEventKind.RECEIVED,
        RequestEventKind.SUSPECTED,
        RequestEventKind.ACCEPTED,
    ]
    assert told() == [("request-received", "patient"), ("request-waiting", "user")]


def test_accept_request_refuses_one_that_is_not_suspect(here, desk):
    consultation_request = ConsultationRequestFactory(location=here)

    with pytest.raises(services.NotNow):
        services.accept_request(consultation_request, actor=desk, version=1)


def test_assign_request_names_who_takes_care_of_it(here, desk):
    consultation_request = ConsultationRequestFactory(location=here)

    services.assign_request(consultation_request, to=desk, actor=desk, version=1)

    after = fresh(consultation_request)
    assert (after.assignee, after.version) == (desk, 2)
    assert kinds(after) == [RequestEventKind.ASSIGNED]


def test_log_call_adds_a_line_to_the_history(here, desk):
    consultation_request = ConsultationRequestFactory(location=here)

    services.log_call(consultation_request, actor=desk, version=1, **CALL)

    event = consultation_request.events.get()
    assert (event.kind, event.by, event.note) == (CALL["kind"], desk, CALL["note"])
    assert fresh(consultation_request).version == 2


def test_log_call_refuses_who_did_not_see_what_somebody_else_did(here, desk, manager):
    consultation_request = ConsultationRequestFactory(location=here)
    services.log_call(consultation_request, actor=manager, version=1, **CALL)

    with pytest.raises(services.ChangedMeanwhile):
        services.log_call(consultation_request, actor=desk, version=1, **CALL)

    assert consultation_request.events.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_once_one_logs_the_call(here, desk):
    consultation_request = ConsultationRequestFactory(location=here)

    def call():
        try:
            services.log_call(consultation_request, actor=desk, version=1, **CALL)
        except services.ChangedMeanwhile:
            return False
        return True

    assert sorted(at_once(5, call)) == [False, False, False, False, True]
    assert consultation_request.events.count() == 1


def test_send_questionnaire_opens_a_draft_and_mails_a_link(here, desk):
    consultation_request = ConsultationRequestFactory(location=here)

    services.send_questionnaire(consultation_request, actor=desk, version=1)

    after = fresh(consultation_request)
    assert after.status == RequestStatus.QUESTIONNAIRE_SENT
    assert draft_of(after).answers == {"request-about": ["depression"]}
    assert told() == [("questionnaire-ready", "patient")]


def test_send_questionnaire_does_not_take_the_desks_language_for_the_patients(
    here, desk
):
    consultation_request = ConsultationRequestFactory(location=here)

    with translation.override("es"):
        services.send_questionnaire(consultation_request, actor=desk, version=1)

    assert draft_of(consultation_request).language == "en-us"


def test_send_questionnaire_again_mails_again_and_keeps_the_answers(here, desk):
    consultation_request = invited(location=here)
    services.save_page(
        draft_of(consultation_request), "getting-home/ride-home", {"ride-home": ["no"]}
    )

    services.send_questionnaire(consultation_request, actor=desk, version=2)

    assert draft_of(consultation_request).answers == {
        "request-about": ["depression"],
        "ride-home": ["no"],
    }
    assert told() == [("questionnaire-ready", "patient")] * 2


def test_send_questionnaire_leaves_asking_for_more_to_the_clinician(desk):
    consultation_request = answered()

    with pytest.raises(services.NotNow):
        services.send_questionnaire(
            consultation_request, actor=desk, version=consultation_request.version
        )

    assert fresh(consultation_request).status == RequestStatus.ANSWERED


def test_close_request_keeps_the_reason_and_closes_the_patients_links(here, desk):
    consultation_request = invited(location=here)
    expires_at = timezone.now() + timedelta(days=1)
    for purpose in (LinkPurpose.QUESTIONNAIRE, LinkPurpose.BOOK):
        link_for(
            consultation_request.patient,
            purpose,
            consultation_request,
            expires_at=expires_at,
        )

    services.close_request(
        consultation_request, actor=desk, reason="Moved away", version=2
    )

    assert fresh(consultation_request).status == RequestStatus.CLOSED
    assert consultation_request.events.last().note == "Moved away"
    assert [link.is_live for link in PatientLink.objects.all()] == [False, False]


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        pytest.param(services.log_call, CALL, id="call"),
        pytest.param(services.send_questionnaire, {}, id="questionnaire"),
        pytest.param(services.assign_request, {"to": None}, id="assign"),
        pytest.param(services.refer_request, {"referred_to": "x"}, id="refer"),
        pytest.param(services.offer_times, {}, id="times"),
        pytest.param(services.correct_contact, {"contact": None}, id="contact"),
        pytest.param(services.accept_request, {}, id="accept"),
        pytest.param(services.close_request, {"reason": "Again"}, id="close"),
    ],
)
def test_a_closed_request_is_left_as_it_is(here, desk, verb, data):
    consultation_request = ConsultationRequestFactory(
        location=here, status=RequestStatus.CLOSED
    )

    with pytest.raises(services.AlreadyClosed):
        verb(consultation_request, actor=desk, version=1, **data)

    assert fresh(consultation_request).version == 1
    assert not consultation_request.events.exists()
    assert told() == []


@pytest.mark.django_db(transaction=True)
def test_advance_counts_every_change_also_those_at_once(here):
    consultation_request = ConsultationRequestFactory(location=here)

    def reviewed():
        with transaction.atomic():
            services.advance(consultation_request, RequestStatus.REVIEWED)

    at_once(5, reviewed)

    after = fresh(consultation_request)
    assert (after.status, after.version) == (RequestStatus.REVIEWED, 6)


def test_advance_opens_no_closed_request(here):
    consultation_request = ConsultationRequestFactory(
        location=here, status=RequestStatus.CLOSED
    )

    services.advance(consultation_request, RequestStatus.REVIEWED)

    assert fresh(consultation_request).status == RequestStatus.CLOSED
