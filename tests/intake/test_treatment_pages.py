"""What a patient reads and signs before the first infusion, and reads again later."""

import re

import pytest

from clinic.access.models import LinkPurpose
from clinic.outbox.services import drain
from intake import services
from intake.consents import Words
from intake.models import Consent, ConsentText, Decision
from tests.clinic.access.people import come_in, typed
from tests.intake.test_consent_pages import CHANGED, NAME, seen, shown, sign
from tests.scheduling.stories import (
    ELEVEN,
    TEN,
    admitted,
    approved,
    booked,
    clinic_with,
    decide,
    ready,
)
from tests.scheduling.stories import sign as review
from tests.stories import answered, sign_treatment

pytestmark = pytest.mark.django_db

COURSE = "/course/"
CONSENT = "/course/consent/"
SIGNED = "/course/consent/signed/"
TITLE = "Your treatment with ketamine infusions"
NEW = Words(TITLE, "It goes another way now.")


@pytest.fixture
def here():
    return clinic_with("amara")


@pytest.fixture
def coming(here):
    """A request found suitable after the consultation; nothing is signed yet."""
    return approved(here)


@pytest.fixture
def by_link(client):
    """Give a function that lets a patient in by the link to the course."""

    def enter(consultation_request):
        patient = consultation_request.patient
        come_in(client, patient, purpose=LinkPurpose.COURSE, about=consultation_request)
        return client

    return enter


@pytest.fixture
def patient(coming, by_link):
    return by_link(coming)


def signed(consultation_request):
    return consultation_request.consents.filter(text__kind="treatment")


def to_sign(mails):
    """Return the one mail that asks for a signature."""
    [mail] = [each for each in mails if each.subject == "Something to read and sign"]
    return mail


def test_the_mailed_link_leads_to_the_text(coming, client, mailoutbox):
    drain()
    path = re.search(r"http://[^/]+(/link/\S+)", to_sign(mailoutbox).body)[1]

    client.post(path)
    entered = client.post("/link/confirm/", typed(coming.patient.born_on), follow=True)

    assert entered.redirect_chain[-1] == (CONSENT, 302)
    assert f"<h1>{TITLE}</h1>" in entered.text


def test_the_text_is_read_with_nothing_ticked_or_typed(patient):
    text = shown(patient.get(CONSENT))

    assert text.count("<h1") == 1
    assert "That is called off-label use." in text
    assert " checked" not in text
    assert "You do not have to sign now." in text
    assert re.search(r'<main.*href="tel:\+1-.*</main>', text)
    # A history of visited pages does not tell what is signed.
    assert "<title>Please read and sign" in text


def test_signing_leads_to_thanks_with_a_copy(coming, patient):
    assert sign(patient, CONSENT)["Location"] == COURSE

    page = patient.get(CONSENT, follow=True)

    assert page.redirect_chain == [(SIGNED, 302)]
    consent = signed(coming).get()
    assert (consent.signature, consent.patient) == (NAME, coming.patient)
    text = shown(page)
    for words in ("Thank you. You have signed", TITLE, NAME, consent.text_sha256):
        assert words in text


def test_signing_twice_is_signing_once(coming, patient):
    signature = {"seen": seen(patient.get(CONSENT)), "agreed": "on", "signature": NAME}
    patient.post(CONSENT, signature)

    assert patient.post(CONSENT, signature)["Location"] == SIGNED
    assert signed(coming).count() == 1


def test_an_empty_form_says_what_is_missing_and_keeps_what_is_there(coming, patient):
    empty = sign(patient, CONSENT, agreed="", signature="")
    unticked = sign(patient, CONSENT, agreed="")

    assert "<title>Error: " in empty.text
    assert '<a href="#id_agreed">Tick the box' in empty.text
    assert '<a href="#id_signature">Type your full name</a>' in empty.text
    assert f'value="{NAME}"' in unticked.text
    assert not signed(coming).exists()


@pytest.mark.parametrize("forged", ["", "x", "0" * 6000])
def test_a_hash_of_no_text_signs_nothing(coming, patient, forged):
    assert sign(patient, CONSENT, seen=forged).status_code == 409
    assert not signed(coming).exists()


def test_a_text_that_changed_while_it_was_read_is_read_again(coming, patient):
    old = seen(patient.get(CONSENT))
    services.publish_consent("treatment", NEW)

    page = sign(patient, CONSENT, seen=old)

    assert page.status_code == 409
    assert CHANGED in page.text
    assert NEW.body in page.text
    assert f'value="{NAME}"' in page.text
    assert not signed(coming).exists()


def test_a_changed_text_is_asked_for_again_and_the_old_copy_stays(coming, patient):
    sign(patient, CONSENT)
    services.publish_consent("treatment", NEW)

    assert CHANGED in patient.get(CONSENT).text
    assert "<dd>1</dd>" in patient.get(SIGNED).text
    sign(patient, CONSENT)
    assert "<dd>2</dd>" in patient.get(SIGNED).text
    assert signed(coming).count() == 2


def test_the_same_text_for_another_request_is_not_called_changed(here, by_link):
    earlier = admitted(here)
    later = answered(location=here, patient=earlier.patient)
    review(later, Decision.SUITABLE)
    booked(later, TEN)
    decide(later, Decision.SUITABLE)

    page = by_link(later).get(CONSENT)

    assert page.status_code == 200
    assert CHANGED not in page.text


def test_who_has_signed_nothing_has_no_copy(patient):
    assert patient.get(SIGNED)["Location"] == CONSENT


@pytest.mark.parametrize("decision", [Decision.NOT_SUITABLE, Decision.MORE_INFORMATION])
def test_once_taken_back_nothing_is_signed_and_no_decision_is_told(
    coming, patient, decision
):
    signature = {"seen": seen(patient.get(CONSENT)), "agreed": "on", "signature": NAME}
    decide(coming, decision)

    for page in (patient.get(CONSENT), patient.post(CONSENT, signature)):
        assert page.status_code == 409
        assert "We would like to talk with you first" in page.text
        assert "suitable" not in page.text.lower()
    assert not signed(coming).exists()


def test_once_taken_back_the_copy_stays_and_promises_nothing(coming, patient):
    sign(patient, CONSENT)
    assert "not chosen the days of your visits" in patient.get(SIGNED).text

    decide(coming, Decision.NOT_SUITABLE)

    assert patient.get(CONSENT).status_code == 409
    copy = patient.get(SIGNED)
    assert NAME in copy.text
    assert "not chosen the days of your visits" not in copy.text


def test_one_patient_signs_for_nobody_else(here, coming, by_link):
    other = ready(here, name="Alex Kim")
    booked(other, ELEVEN)
    decide(other, Decision.SUITABLE)
    sign_treatment(coming)

    browser = by_link(other)

    assert browser.get(SIGNED)["Location"] == CONSENT
    sign(browser, CONSENT, signature="Alex Kim")
    assert signed(other).get().patient == other.patient
    assert signed(coming).count() == 1


def test_staff_strangers_and_other_links_sign_nothing(
    coming, desk, clinician, client, browser_of
):
    signature = {
        "seen": ConsentText.objects.get(kind="treatment").sha256,
        "agreed": "on",
        "signature": NAME,
    }

    for browser in (client, *(browser_of(who) for who in (desk, clinician, coming))):
        for path in (CONSENT, SIGNED):
            assert browser.get(path).status_code == 403
        assert browser.post(CONSENT, signature).status_code == 403
    assert not Consent.objects.filter(text__kind="treatment").exists()


def test_a_new_link_is_mailed_to_who_asks_for_one(coming, client, mailoutbox):
    drain()
    client.post("/link/new/", {"email": coming.patient.email})
    drain()

    [mail] = [each for each in mailoutbox if each.subject == "Your new link"]
    assert "Your next visits" in mail.body
