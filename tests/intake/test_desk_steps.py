"""Notes, contact data, referring and reopening at the front desk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.access.links import link_for
from clinic.access.models import LinkPurpose, PatientLink
from clinic.models import Patient
from clinic.outbox.models import Message
from intake import services
from intake.models import Decision, RequestEventKind, RequestStatus
from tests.factories import ConsultationRequestFactory, PatientFactory
from tests.intake.test_desk import called, fresh, page_of
from tests.stories import answered, assessment_of, invited

pytestmark = pytest.mark.django_db

NOTE = "Canary: sister may be told"
CONTACT = {
    "name": "Jordan  Lee-Poe",
    "born_on_month": "3",
    "born_on_day": "27",
    "born_on_year": "1988",
    "email": "new@example.org",
    "phone": "410 555 0199",
}


def take_step(browser, consultation_request, action, **typed):
    """Post one step as its page shows it now."""
    posted = {f"{action}-{name}": value for name, value in typed.items()}
    version = fresh(consultation_request).version
    return browser.post(
        page_of(consultation_request), {"action": action, "version": version} | posted
    )


def history(consultation_request):
    return [
        (RequestEventKind(event.kind), event.note)
        for event in consultation_request.events.all()
    ]


def suitable(**request):
    consultation_request = answered(**request)
    services.sign_review(
        assessment_of(consultation_request),
        Decision.SUITABLE,
        reason="Nothing against it",
        actor=consultation_request.location.memberships.get(role="clinician").user,
    )
    return fresh(consultation_request)


def test_a_note_is_written_once_and_stays(here, desk, browser_of):
    consultation_request = called("Jordan Lee", here)
    browser = browser_of(desk)

    empty = take_step(browser, consultation_request, "note", note=" ")
    take_step(browser, consultation_request, "note", note=NOTE)

    assert "Enter the note" in empty.text
    assert history(consultation_request) == [(RequestEventKind.NOTED, NOTE)]
    assert NOTE in browser.get(page_of(consultation_request)).text


def test_a_closed_request_takes_a_note_and_nothing_else_but_opening(
    here, desk, browser_of
):
    consultation_request = called("Jordan Lee", here, status=RequestStatus.CLOSED)
    browser = browser_of(desk)

    page = browser.get(page_of(consultation_request))
    take_step(browser, consultation_request, "note", note=NOTE)

    assert list(page.context["forms"]) == ["note", "reopen"]
    assert history(consultation_request) == [(RequestEventKind.NOTED, NOTE)]
    assert fresh(consultation_request).status == RequestStatus.CLOSED


def test_a_request_is_assigned_to_a_colleague_of_the_location(
    here, desk, clinician, stranger, browser_of
):
    consultation_request = called("Jordan Lee", here)
    browser = browser_of(desk)

    nobody = take_step(browser, consultation_request, "assign")
    elsewhere = take_step(browser, consultation_request, "assign", to=stranger.pk)
    take_step(browser, consultation_request, "assign", to=clinician.pk)

    assert "Select who takes care of it" in nobody.text
    assert "Select somebody who works at the location" in elsewhere.text
    assert fresh(consultation_request).assignee == clinician
    assert history(consultation_request) == [
        (RequestEventKind.ASSIGNED, str(clinician))
    ]


def test_contact_data_is_corrected_and_found_again(here, desk, browser_of):
    consultation_request = called("Jordan Lee", here)
    browser = browser_of(desk)

    take_step(browser, consultation_request, "contact", **CONTACT)

    patient = Patient.objects.get()
    assert (patient.name, patient.email) == ("Jordan Lee-Poe", "new@example.org")
    for words in ("Poe", "new@example.org", "(410) 555-0199"):
        assert services.find_requests(words, actor=desk) == [consultation_request.pk]
    [(kind, note)] = history(consultation_request)
    assert kind == RequestEventKind.CORRECTED
    assert note == "Name, date of birth, email, phone"


def test_contact_data_sent_as_it_was_changes_nothing(here, desk, browser_of):
    consultation_request = called("Jordan Lee", here)
    patient = consultation_request.patient
    contact = services.Contact(
        patient.name, patient.born_on, patient.email, patient.phone
    )

    with pytest.raises(services.AlreadyCorrect):
        services.correct_contact(consultation_request, contact, actor=desk, version=1)

    assert history(consultation_request) == []
    assert fresh(consultation_request).version == 1


def test_who_sends_contact_data_as_it_was_reads_that_nothing_was_changed(
    here, desk, browser_of
):
    consultation_request = called("Jordan Lee", here)
    browser = browser_of(desk)
    take_step(browser, consultation_request, "contact", **CONTACT)

    page = take_step(browser, consultation_request, "contact", **CONTACT)

    assert "Nothing was changed: this is what we have already." in page.text
    assert len(history(consultation_request)) == 1


def test_with_another_email_links_that_were_mailed_stop_working(here, desk, browser_of):
    consultation_request = invited(location=here)
    link_for(
        consultation_request.patient,
        LinkPurpose.QUESTIONNAIRE,
        consultation_request,
        expires_at=timezone.now() + timedelta(days=1),
    )

    take_step(browser_of(desk), consultation_request, "contact", **CONTACT)

    assert [link.is_live for link in PatientLink.objects.all()] == [False]


def test_what_is_wrong_with_contact_data_is_said_beside_it(here, desk, browser_of):
    consultation_request = called("Jordan Lee", here)

    page = take_step(
        browser_of(desk),
        consultation_request,
        "contact",
        **CONTACT | {"phone": "12", "name": ""},
    )

    assert "Enter a phone number with the area code" in page.text
    assert "Enter the name" in page.text
    assert "new@example.org" in page.text
    assert history(consultation_request) == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"born_on_year": "1788"}, "Check the year of birth"),
        ({"email": ""}, "Enter the email address"),
    ],
)
def test_what_is_wrong_is_said_in_the_words_of_staff(
    here, desk, browser_of, wrong, sentence
):
    consultation_request = called("Jordan Lee", here)

    page = take_step(
        browser_of(desk), consultation_request, "contact", **CONTACT | wrong
    )

    assert sentence in page.text


def test_referring_closes_and_keeps_where_to(here, desk, browser_of):
    consultation_request = called("Jordan Lee", here)

    take_step(
        browser_of(desk), consultation_request, "refer", referred_to="Canary: Dr. Poe"
    )

    assert fresh(consultation_request).status == RequestStatus.CLOSED
    assert history(consultation_request) == [
        (RequestEventKind.REFERRED, "Canary: Dr. Poe")
    ]


def test_the_link_to_choose_a_time_is_sent_again(here, desk, clinician, browser_of):
    consultation_request = suitable(location=here)

    take_step(browser_of(desk), consultation_request, "times")

    told = Message.objects.filter(kind="time-to-choose")
    assert told.count() == 2
    assert history(consultation_request)[-1] == (RequestEventKind.OFFERED, "")


def test_who_was_not_found_suitable_is_offered_no_times(
    here, desk, clinician, browser_of
):
    consultation_request = answered(location=here)
    services.sign_review(
        assessment_of(consultation_request),
        Decision.NOT_SUITABLE,
        reason="Not for now",
        actor=clinician,
    )

    browser = browser_of(desk)

    offered = browser.get(page_of(consultation_request))
    page = take_step(browser, consultation_request, "times")

    assert list(offered.context["forms"]) == [
        "call",
        "assign",
        "note",
        "contact",
        "close",
        "refer",
    ]
    assert "Put on the waitlist" not in offered.text
    assert "No time can be chosen: ask the clinician who decided." in page.text
    assert not Message.objects.filter(kind="time-to-choose").exists()


# Opened again


def just_come(**request):
    now = timezone.now()
    when = {"received_at": now - timedelta(days=2), "due_at": now - timedelta(days=1)}
    return ConsultationRequestFactory(**request, **when)


def closed(consultation_request, desk):
    services.close_request(
        consultation_request,
        actor=desk,
        reason="No answer",
        version=fresh(consultation_request).version,
    )
    return fresh(consultation_request)


@pytest.mark.parametrize(
    ("story", "status"),
    [
        pytest.param(just_come, RequestStatus.NEW, id="new"),
        pytest.param(invited, RequestStatus.QUESTIONNAIRE_SENT, id="asked"),
        pytest.param(answered, RequestStatus.ANSWERED, id="answered"),
        pytest.param(suitable, RequestStatus.REVIEWED, id="reviewed"),
    ],
)
def test_a_closed_request_is_opened_as_far_on_as_it_had_come(
    here, desk, clinician, browser_of, story, status
):
    consultation_request = closed(story(location=here), desk)

    take_step(browser_of(desk), consultation_request, "reopen", reason="Called back")

    assert fresh(consultation_request).status == status
    assert history(consultation_request)[-1] == (
        RequestEventKind.REOPENED,
        "Called back",
    )


def test_what_is_opened_again_as_new_is_not_late_at_once(here, desk):
    consultation_request = closed(just_come(location=here), desk)

    services.reopen_request(
        consultation_request, actor=desk, reason="Called back", version=2
    )

    assert not fresh(consultation_request).is_late


def test_a_robot_closed_by_mistake_is_told_once_that_it_is_real(here, desk):
    consultation_request = closed(
        just_come(location=here, status=RequestStatus.SUSPECT), desk
    )

    services.reopen_request(
        consultation_request, actor=desk, reason="She called", version=2
    )

    assert fresh(consultation_request).status == RequestStatus.NEW
    assert Message.objects.filter(kind="request-received").count() == 1


def test_an_open_request_cannot_be_opened(here, desk):
    consultation_request = called("Jordan Lee", here)

    with pytest.raises(services.NotNow):
        services.reopen_request(consultation_request, actor=desk, reason="x", version=1)

    assert history(consultation_request) == []


@pytest.mark.parametrize(
    ("verb", "typed"),
    [
        (services.add_note, {"note": NOTE}),
        (services.refer_request, {"referred_to": NOTE}),
        (services.offer_times, {}),
        (services.reopen_request, {"reason": NOTE}),
        (services.correct_contact, {"contact": None}),
    ],
)
def test_the_second_of_two_people_changes_nothing(here, desk, verb, typed):
    consultation_request = ConsultationRequestFactory(
        location=here, patient=PatientFactory()
    )

    with pytest.raises(services.ChangedMeanwhile):
        verb(consultation_request, actor=desk, version=7, **typed)

    assert history(consultation_request) == []
