"""The pages on which a patient asks for an earlier time and answers an offer."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from clinic.access.links import ask_for_new_links
from clinic.access.models import LinkPurpose, PatientLink
from clinic.audit.models import AccessEvent
from clinic.outbox.models import Message
from clinic.outbox.services import drain
from intake.models import Decision
from scheduling import services
from scheduling.models import (
    Appointment,
    BookingRules,
    OfferStatus,
    Service,
    ServiceKind,
    WaitlistEntry,
)
from tests.owner import as_owner
from tests.scheduling.stories import NINE, at, booked, clinic_with, ready, sign
from tests.scheduling.waiting import (
    LATER,
    SOON,
    booked_on,
    cancel,
    full_clinic,
    let_time_pass,
    offered,
    on_offer,
    scan,
    waiting,
    waiting_for_any,
)

pytestmark = pytest.mark.django_db

FIRST = "/appointments/waitlist/"
WISHES = {"time_of_day": "morning", "short_notice": "no"}


@pytest.fixture
def answering(browser_of):
    """Give a function that returns the browser of who came by the link to an offer."""
    return lambda offer: browser_of(offer, LinkPurpose.WAITLIST)


def join_page(appointment):
    return f"/appointments/{appointment.pk}/waitlist/"


def offer_page(offer):
    return f"/appointments/offers/{offer.pk}/"


def page_of(appointment):
    return f"/appointments/{appointment.pk}/"


def leave_page(entry):
    return f"/appointments/waitlist/{entry.pk}/leave/"


def test_a_patient_asks_for_an_earlier_time_and_sees_that_they_wait(browser_of):
    appointment = booked_on(ready(full_clinic()), LATER)
    client = browser_of(appointment)
    assert join_page(appointment) in client.get(page_of(appointment)).text

    response = client.post(join_page(appointment), WISHES, follow=True)

    assert response.redirect_chain == [(page_of(appointment), 302)]
    assert "You are on the list" in response.text
    entry = WaitlistEntry.objects.standing().get()
    assert (entry.time_of_day, entry.notice_hours) == ("morning", None)
    assert leave_page(entry) in response.text


def test_nothing_is_selected_and_nothing_is_saved_without_an_answer(browser_of):
    appointment = booked_on(ready(full_clinic()), LATER)
    client = browser_of(appointment)

    assert " checked" not in client.get(join_page(appointment)).text
    response = client.post(join_page(appointment), {"time_of_day": "evening"})

    assert response.status_code == 200
    assert dict(response.context["form"].errors) == {
        "time_of_day": ["Select one of the answers"],
        "short_notice": ["Select if you could come at short notice"],
    }
    assert not WaitlistEntry.objects.exists()


def test_who_is_on_the_list_sees_and_changes_what_suits(browser_of):
    entry = waiting(full_clinic(), time_of_day="morning", notice_hours=4)
    client = browser_of(entry.appointment)
    page = client.get(join_page(entry.appointment))
    assert page.context["form"].initial == {
        "time_of_day": "morning",
        "short_notice": "yes",
    }

    client.post(join_page(entry.appointment), WISHES | {"time_of_day": "any"})

    entry.refresh_from_db()
    assert (entry.time_of_day, entry.notice_hours) == ("", None)


def test_who_has_to_fast_before_is_not_asked_for_short_notice(browser_of):
    appointment = booked_on(ready(full_clinic()), LATER)
    Service.objects.filter(pk=appointment.service_id).update(kind=ServiceKind.BOOSTER)
    client = browser_of(appointment)

    response = client.post(join_page(appointment), {"time_of_day": "any"})

    assert response.status_code == 302
    assert WaitlistEntry.objects.get().notice_hours is None


def test_a_location_with_a_short_notice_asks_for_no_shorter_one(browser_of):
    here = full_clinic()
    BookingRules.objects.create(location=here, notice_hours=4)
    appointment = booked_on(ready(here), LATER)

    page = browser_of(appointment).get(join_page(appointment))

    assert list(page.context["form"].fields) == ["time_of_day"]


def test_the_page_says_when_an_earlier_time_is_free_already(browser_of):
    here = full_clinic()
    appointment = booked_on(ready(here), LATER)
    client = browser_of(appointment)
    assert "free right now" in client.get(join_page(appointment)).text

    booked_on(ready(here), SOON)

    assert "free right now" not in client.get(join_page(appointment)).text


def test_a_patient_leaves_the_list(browser_of):
    entry = waiting(full_clinic())
    client = browser_of(entry.appointment)

    response = client.post(leave_page(entry), follow=True)

    assert response.redirect_chain == [(page_of(entry.appointment), 302)]
    assert "Tell me if an earlier time comes free" in response.text
    entry.refresh_from_db()
    assert entry.ended_as == "left"


def test_who_finds_no_time_waits_for_a_first_one(browser_of):
    consultation_request = ready(full_clinic())
    client = browser_of(consultation_request)
    assert f'href="{FIRST}"' in client.get("/appointments/book/").text

    response = client.post(FIRST, WISHES, follow=True)

    assert response.redirect_chain == [(FIRST, 302)]
    assert "You are on the list" in response.text
    assert WaitlistEntry.objects.get().appointment is None


def test_who_may_not_book_does_not_wait(browser_of):
    consultation_request = ready(full_clinic())
    client = browser_of(consultation_request)
    sign(consultation_request, Decision.NOT_SUITABLE)

    response = client.post(FIRST, WISHES)

    assert response.status_code == 409
    assert not WaitlistEntry.objects.exists()


def test_too_near_an_appointment_is_not_waited_for(browser_of):
    here = full_clinic()
    appointment = booked_on(ready(here), LATER)
    BookingRules.objects.create(location=here, change_notice_hours=336)

    response = browser_of(appointment).post(join_page(appointment), WISHES)

    assert response.status_code == 409
    assert not WaitlistEntry.objects.exists()


def test_another_patient_finds_nothing(browser_of):
    entry, offer = on_offer()
    other = booked(ready(clinic_with("bo", name="Westlake")))
    client = browser_of(other)

    answers = [
        client.get(join_page(entry.appointment)),
        client.post(leave_page(entry)),
        client.get(offer_page(offer)),
        client.post(offer_page(offer), {"answer": "take"}),
    ]

    assert {answer.status_code for answer in answers} == {404}
    offer.refresh_from_db()
    assert offer.status == OfferStatus.OPEN


def test_the_mail_tells_when_and_where_and_never_what_for():
    entry, offer = on_offer()
    drain()

    [sent] = [one for one in mail.outbox if one.subject.startswith("A free time")]

    zone = entry.location.zone
    soon = at(entry.location, NINE, SOON)
    assert sent.to == [entry.patient.email]
    assert sent.subject == f"A free time: {soon:%a, %b} {soon.day}, 9:00 a.m."
    body = sent.body
    assert f"Yours is {at(entry.location, NINE, LATER):%a, %b}" in body
    assert f"{offer.expires_at.astimezone(zone):%A, %B}" in body
    assert "12 Harbor Street" in body
    assert "stays as it is until you take this one" in body
    assert not re.search(r"consult|ketamine|infus|Osei", body, re.IGNORECASE)


def test_a_mail_about_a_first_time_speaks_of_no_other():
    entry = waiting_for_any(full_clinic())
    scan()
    drain()

    [sent] = [one for one in mail.outbox if one.subject.startswith("A free time")]

    assert "You can have it." in sent.body
    assert "instead" not in sent.body
    assert sent.to == [entry.patient.email]


@pytest.mark.parametrize(
    "what", ["answered", "run out", "off the list", "moved", "cancelled"]
)
def test_an_offer_that_is_gone_is_not_mailed(what):
    entry, offer = on_offer()
    if what == "answered":
        services.decline_offer(offer)
    elif what == "run out":
        let_time_pass(offer)
    elif what == "off the list":
        services.leave_waitlist(entry)
    elif what == "cancelled":
        cancel(entry.appointment)
    else:
        sooner = offer.starts_at - timedelta(days=1)
        Appointment.objects.filter(pk=entry.appointment_id).update(starts_at=sooner)

    drain()

    assert not [one for one in mail.outbox if one.subject.startswith("A free time")]
    assert Message.objects.get(kind="time-offered").status == "cancelled"


def test_the_link_leads_to_the_offer_and_looking_changes_nothing(answering):
    entry, offer = on_offer()
    client = answering(offer)

    landed = client.get("/appointments/", follow=True)
    again = client.get(offer_page(offer))

    assert landed.redirect_chain == [(offer_page(offer), 302)]
    for page in (landed, again):
        assert page.status_code == 200
        assert "You have" in page.text
        assert "You could have" in page.text
        assert "Etc/GMT" not in page.text
    offer.refresh_from_db()
    assert offer.status == OfferStatus.OPEN
    with as_owner():
        looks = AccessEvent.objects.filter(
            action="view", object_ids=[offer.pk], actor_kind="patient-link"
        ).count()
    assert looks == 2


def test_a_patient_takes_the_time(answering):
    entry, offer = on_offer()

    response = answering(offer).post(offer_page(offer), {"answer": "take"}, follow=True)

    assert response.redirect_chain == [(page_of(entry.appointment), 302)]
    assert "Your appointment is booked" in response.text
    entry.appointment.refresh_from_db()
    assert entry.appointment.starts_at == at(entry.location, NINE, SOON)


def test_who_took_the_time_is_led_to_the_appointment(answering):
    entry, offer = on_offer()
    client = answering(offer)
    client.post(offer_page(offer), {"answer": "take"})

    assert client.get(offer_page(offer)).url == page_of(entry.appointment)
    again = client.post(offer_page(offer), {"answer": "take"})
    assert again.url == page_of(entry.appointment)


def test_a_patient_keeps_what_they_have(answering):
    entry, offer = on_offer()

    response = answering(offer).post(offer_page(offer), {"answer": "keep"}, follow=True)

    assert response.redirect_chain == [(page_of(entry.appointment), 302)]
    assert "You are on the list" in response.text
    entry.appointment.refresh_from_db()
    assert entry.appointment.starts_at == at(entry.location, NINE, LATER)


def test_a_first_time_is_taken_from_the_mail(answering):
    entry = waiting_for_any(full_clinic())
    scan()
    client = answering(offered(entry))
    page = client.get(offer_page(offered(entry)))
    assert "You have" not in page.text

    client.post(offer_page(offered(entry)), {"answer": "take"})

    appointment = Appointment.objects.booked().get()
    shown = client.get(page_of(appointment))
    assert "Your appointment is booked" in shown.text


@pytest.mark.parametrize("answer", ["take", "keep"])
def test_an_offer_that_has_run_out_is_answered_calmly(answering, answer):
    entry, offer = on_offer()
    client = answering(offer)
    let_time_pass(offer)

    shown = client.get(offer_page(offer))
    sent = client.post(offer_page(offer), {"answer": answer})

    assert (shown.status_code, sent.status_code) == (200, 409)
    for page in (shown, sent):
        assert "This time is no longer free" in page.text
        assert "Your own appointment has not changed." in page.text
        assert "You are still on the list" in page.text
    entry.refresh_from_db()
    assert entry.ended_at is None


def test_an_answer_nobody_can_give_shows_the_offer_again(answering):
    _entry, offer = on_offer()

    response = answering(offer).post(offer_page(offer), {"answer": "maybe"})

    assert response.status_code == 200
    assert "You could have" in response.text
    offer.refresh_from_db()
    assert offer.status == OfferStatus.OPEN


def test_what_is_on_offer_stands_on_the_page_of_the_appointment(browser_of):
    entry, offer = on_offer()

    page = browser_of(entry.appointment).get(page_of(entry.appointment))

    assert offer_page(offer) in page.text
    assert "A time is free for you" in page.text


def test_who_asks_for_a_new_link_gets_one_to_the_offer():
    entry, offer = on_offer()

    ask_for_new_links(entry.patient.email)
    drain()

    assert PatientLink.objects.opening(LinkPurpose.WAITLIST, offer.pk).live().exists()


def test_an_offer_after_another_decision_leads_to_a_call(answering):
    entry, offer = on_offer()
    client = answering(offer)
    sign(entry.consultation_request, Decision.NOT_SUITABLE)

    response = client.post(offer_page(offer), {"answer": "take"})

    assert response.status_code == 409
    assert "We would like to talk with you first" in response.text
    offer.refresh_from_db()
    assert offer.status == OfferStatus.OPEN
