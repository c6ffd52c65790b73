"""What a patient reads and signs before the questions, and reads again later."""

import re
from html import unescape

import pytest
from django.urls import reverse

from clinic.access.roles import Role
from intake import services
from intake.consents import Words
from intake.models import Consent, ConsentText, StaffAlert
from tests.factories import staff
from tests.intake.eligibility.patients import SEVERAL_DAYS, healthy_but
from tests.stories import address_of, draft_of, invited, sign_consents, unsigned

pytestmark = pytest.mark.django_db

START = "/questionnaire/"
CHECK = "/questionnaire/check/"
PRIVACY = "/questionnaire/consent/privacy/"
CONTACT = "/questionnaire/consent/contact/"
SIGNED = "/questionnaire/consents/"
FIRST = "about-you/sex-at-birth"
NAME = "Jordan Lée"
NEW = Words("How we keep your answers private", "We keep them <b>well</b>.")
CHANGED = "We have changed this text since you saw it."


@pytest.fixture
def coming(here):
    """A request whose patient has the link and has signed nothing yet."""
    return unsigned(location=here)


@pytest.fixture
def patient(coming, browser_of):
    return browser_of(coming)


def seen(page):
    return re.search(r'name="seen" value="(\w+)"', page.text)[1]


def sign(browser, path, **typed):
    """Read the text and sign it; ``typed`` is what is sent instead."""
    signed = {"seen": seen(browser.get(path)), "agreed": "on", "signature": NAME}
    return browser.post(path, signed | typed)


def shown(page):
    return " ".join(unescape(page.text).split())


def at(consultation_request, path):
    return address_of(draft_of(consultation_request), path)


def test_the_way_to_the_first_question_leads_past_each_text(coming, patient):
    first = at(coming, FIRST)

    assert "Before the questions come short texts" in patient.get(START).text
    assert patient.get(first)["Location"] == PRIVACY
    assert sign(patient, PRIVACY)["Location"] == CONTACT
    assert patient.get(first)["Location"] == CONTACT
    assert sign(patient, CONTACT)["Location"] == first
    assert patient.get(first).status_code == 200


def test_after_signing_the_questions_go_on_where_they_stopped(coming, patient):
    draft = draft_of(coming)
    draft.answers = healthy_but(ride_home=None)
    draft.save()

    sign(patient, PRIVACY)

    assert sign(patient, CONTACT)["Location"] == at(coming, "getting-home/ride-home")


def test_a_text_is_read_with_nothing_ticked_or_typed(patient):
    page = patient.get(PRIVACY)

    text = shown(page)
    assert text.count("<h1") == 1
    assert "<h1>How we keep your answers private</h1>" in text
    assert "<li>We do not sell what you tell us." in text
    assert " checked" not in text
    assert 'autocomplete="name"' in text
    assert "You do not have to sign." in text
    assert re.search(r'<main.*href="tel:\+1-.*</main>', text)
    assert f'href="{START}"' in text
    assert 'href="/questionnaire/help/"' in text


def test_an_empty_form_says_what_is_missing(coming, patient):
    page = patient.post(PRIVACY, {"seen": seen(patient.get(PRIVACY))})

    assert "<title>Error: " in page.text
    assert '<a href="#id_agreed">Tick the box' in page.text
    assert '<a href="#id_signature">Type your full name</a>' in page.text
    assert not coming.consents.exists()


def test_what_was_typed_or_ticked_is_kept(coming, patient):
    unticked = sign(patient, PRIVACY, agreed="")
    unnamed = sign(patient, PRIVACY, signature=" ")

    assert f'value="{NAME}"' in unticked.text
    assert " checked" in unnamed.text
    assert not coming.consents.exists()


@pytest.mark.parametrize("name", ["x" * 129, "a\0b"])
def test_a_name_that_cannot_be_kept_is_asked_again(coming, patient, name):
    page = sign(patient, PRIVACY, signature=name)

    assert "There is a problem" in page.text
    assert not coming.consents.exists()


def test_a_name_is_kept_on_one_line(coming, patient):
    sign(patient, PRIVACY, signature="  Jordan\r\n  Lee ")

    assert coming.consents.get().signature == "Jordan Lee"


@pytest.mark.parametrize("name", ["jordan lee", "Jordan  Lée", "JordanLee"])
def test_the_name_we_have_is_not_asked_about(coming, patient, name):
    sign(patient, PRIVACY, signature=name)

    assert coming.consents.get().signature == " ".join(name.split())


def test_who_signs_with_another_name_is_asked_once_whether_it_is_theirs(
    coming, patient
):
    first = sign(patient, PRIVACY, signature="Mickey Mouse")

    assert "This is not the name you gave us. Please check it." in first.text
    assert '<a href="#id_is_own_name">' in first.text
    assert 'value="Mickey Mouse"' in first.text
    assert "Jordan" not in first.text
    assert not coming.consents.exists()

    sign(patient, PRIVACY, signature="Mickey Mouse", is_own_name="on")

    assert coming.consents.get().signature == "Mickey Mouse"


def test_staff_read_that_a_signature_is_not_the_name_we_have(
    here, coming, patient, browser_of
):
    paths = [
        f"/admin/intake/consultationrequest/{coming.pk}/change/",
        f"/clinician/intake/{coming.pk}/",
    ]
    sign(patient, PRIVACY)
    sign(patient, CONTACT, signature="Mickey Mouse", is_own_name="on")

    for path, role in zip(paths, (Role.FRONT_DESK, Role.CLINICIAN), strict=True):
        page = shown(browser_of(staff(role, here)).get(path))

        marks = re.findall(r'as “([^”]+)” <span class="tag[^>]+>([^<]+)<', page)
        assert marks == [("Mickey Mouse", "Not the name we have")]


def test_a_text_signed_before_leads_on(coming, patient):
    typed = {"seen": seen(patient.get(PRIVACY)), "agreed": "on", "signature": NAME}
    patient.post(PRIVACY, typed)

    assert patient.post(PRIVACY, typed)["Location"] == CONTACT
    assert patient.get(PRIVACY)["Location"] == CONTACT
    assert coming.consents.count() == 1


def test_on_another_device_nothing_is_asked_twice(coming, patient, browser_of):
    sign(patient, PRIVACY)
    sign(patient, CONTACT)

    other = browser_of(coming)

    assert other.get(at(coming, FIRST)).status_code == 200
    assert other.get(PRIVACY)["Location"] == at(coming, FIRST)


@pytest.mark.parametrize("kind", ["treatment", "x", "privacy-1"])
def test_a_text_that_is_not_signed_here_is_not_found(patient, kind):
    assert patient.get(f"/questionnaire/consent/{kind}/").status_code == 404


def test_a_text_that_changed_while_it_was_read_is_read_again(coming, patient):
    old = seen(patient.get(PRIVACY))
    services.publish_consent("privacy", NEW)

    page = patient.post(PRIVACY, {"seen": old, "agreed": "on", "signature": NAME})

    assert page.status_code == 409
    assert CHANGED in page.text
    assert "We keep them &lt;b&gt;well&lt;/b&gt;." in page.text
    assert f'value="{NAME}"' in page.text
    assert " checked" not in page.text
    assert not coming.consents.exists()
    typed = {"seen": seen(page), "agreed": "on", "signature": NAME}
    assert patient.post(PRIVACY, typed)["Location"] == CONTACT


@pytest.mark.parametrize("forged", ["", "x", "0" * 6000])
def test_a_hash_of_no_text_signs_nothing(coming, patient, forged):
    page = sign(patient, PRIVACY, seen=forged)

    assert page.status_code == 409
    assert not coming.consents.exists()


def test_a_changed_text_is_asked_for_again_and_says_so(coming, patient):
    sign_consents(coming)
    services.publish_consent("privacy", NEW)

    assert patient.get(at(coming, FIRST))["Location"] == PRIVACY
    assert CHANGED in patient.get(PRIVACY).text
    assert sign(patient, PRIVACY)["Location"] == at(coming, FIRST)


def test_answers_are_checked_and_sent_after_signing_only(coming, patient):
    draft = draft_of(coming)
    draft.answers = healthy_but()
    draft.save()

    assert patient.get(CHECK)["Location"] == PRIVACY
    assert patient.post(CHECK)["Location"] == PRIVACY
    sign(patient, PRIVACY)
    # What stands after the last answer is asked once more before the check page.
    assert sign(patient, CONTACT)["Location"] == at(coming, "getting-home/goals")
    assert patient.post(CHECK)["Location"] == "/questionnaire/sent/"


def test_an_answer_posted_meanwhile_is_saved_and_leads_to_the_text(coming, patient):
    sign_consents(coming)
    services.publish_consent("privacy", NEW)

    response = patient.post(at(coming, FIRST), {"sex-at-birth": "male"}, follow=True)

    assert draft_of(coming).answers["sex-at-birth"] == ["male"]
    assert response.redirect_chain[-1] == (PRIVACY, 302)


def test_an_urgent_answer_never_waits_for_a_signature(coming, patient):
    page = patient.post(at(coming, "mood/phq9-9"), {"phq9-9": SEVERAL_DAYS})

    assert "You are not alone. Help is available now." in page.text
    assert draft_of(coming).answers["phq9-9"] == [SEVERAL_DAYS]
    assert StaffAlert.objects.count() == 1


def test_help_is_open_before_anything_is_signed(patient):
    assert "988" in patient.get("/questionnaire/help/").text


def test_copies_show_what_was_signed_and_by_whom(coming, patient):
    sign(patient, PRIVACY)
    services.publish_consent("privacy", NEW)
    consent = Consent.objects.get()
    copy = f"{SIGNED}{consent.pk}/"

    listed, page = patient.get(SIGNED), patient.get(copy)

    assert f'href="{copy}"' in listed.text
    assert f"as “{NAME}”" in shown(listed)
    assert "<h1>How we keep your answers private</h1>" in page.text
    assert "<li>We do not sell what you tell us." in shown(page)
    for words in (NAME, consent.text_sha256, "<dd>1</dd>"):
        assert words in shown(page)
    assert "well" not in page.text


def test_copies_are_linked_once_signed_also_after_sending(here, browser_of):
    consultation_request = invited(location=here)
    draft = draft_of(consultation_request)
    draft.answers = healthy_but()
    draft.save()
    browser = browser_of(consultation_request)

    assert f'href="{SIGNED}"' in browser.get(START).text
    browser.post(CHECK)
    assert f'href="{SIGNED}"' in browser.get("/questionnaire/sent/").text
    assert browser.get(PRIVACY)["Location"] == "/questionnaire/sent/"


def test_who_has_signed_nothing_has_no_copies(patient):
    assert "You have not signed anything yet." in patient.get(SIGNED).text
    assert f'href="{SIGNED}"' not in patient.get(START).text


def test_one_patient_never_sees_what_another_has_signed(here, coming, patient):
    other = invited(location=here)

    for consent in other.consents.all():
        assert patient.get(f"{SIGNED}{consent.pk}/").status_code == 404
    assert "You have not signed anything yet." in patient.get(SIGNED).text


def test_staff_and_strangers_sign_nothing(coming, desk, clinician, client, browser_of):
    typed = {
        "seen": ConsentText.objects.get(kind="privacy").sha256,
        "agreed": "on",
        "signature": NAME,
    }

    for browser in (client, browser_of(desk), browser_of(clinician)):
        for path in (PRIVACY, SIGNED):
            assert browser.get(path).status_code == 403
        assert browser.post(PRIVACY, typed).status_code == 403
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("who", "page"),
    [
        ("desk", "admin:intake_consultationrequest_change"),
        ("clinician", "intake:review-detail"),
    ],
)
def test_staff_read_what_is_signed_and_what_is_not(
    request, coming, patient, browser_of, who, page
):
    sign(patient, PRIVACY)

    staff = browser_of(request.getfixturevalue(who))
    text = shown(staff.get(reverse(page, args=[coming.pk])))

    signed = r"How we keep your answers private, version 1</dt><dd>Signed [^<]+ as “{}”"
    assert re.search(signed.format(re.escape(NAME)), text)
    assert "How we may contact you, version 1</dt><dd>Not signed yet</dd>" in text


def test_the_desk_reads_in_the_history_that_a_text_was_signed(
    coming, patient, desk, browser_of
):
    sign(patient, PRIVACY)

    page = browser_of(desk).get(
        reverse("admin:intake_consultationrequest_change", args=[coming.pk])
    )

    assert "<strong>Consent signed</strong>" in page.text
    assert "How we keep your answers private, version 1" in shown(page)
