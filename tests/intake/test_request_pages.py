"""The public request: fill in, check, send; what is kept, and what never is."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from clinic.access.forms import FASTEST_PERSON
from clinic.access.models import Submission
from clinic.models import Location, Patient
from clinic.outbox.models import Message
from intake.forms.request import ConsultationRequestForm
from intake.models import About, ConsultationRequest, RequestStatus

pytestmark = pytest.mark.django_db

FORM = "/request/"


@pytest.fixture(autouse=True)
def a_patient_person(monkeypatch):
    """Let pages count as read for long enough."""
    monkeypatch.setattr("clinic.access.forms.FASTEST_PERSON", timedelta(0))


def typed(here, **changed):
    return {
        "name": "Jordan Lee",
        "born_on_month": "feb",
        "born_on_day": "3",
        "born_on_year": "1988",
        "email": "jordan@example.org",
        "phone": "(410) 555-0123",
        "may_leave_message": "yes",
        "location": str(here.pk),
        "preferred_days": ["monday", "friday"],
        "about": About.PTSD.value,
        "submission": ConsultationRequestForm.new_submission(),
        **changed,
    }


def send(client, here, **changed):
    return client.post(FORM, typed(here, send="send", **changed))


def hidden_fields(page):
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    fields: dict[str, list[str]] = {}
    for name, value in found:
        fields.setdefault(name, []).append(unescape(value))
    return fields


def test_request_page_asks_everything_and_presumes_nothing(client, here):
    text = client.get(FORM).text

    assert "*" not in re.sub(r"<style.*?</style>", "", text, flags=re.S)
    assert " checked" not in text
    assert " required" not in text
    assert "so that only you can open your answers" in text
    assert "I’d rather say on the phone" in text


def test_request_page_offers_only_locations_with_an_urgent_contact(client, here):
    Location.objects.create(
        name="Quiet", slug="quiet", address="-", phone="-", time_zone="UTC"
    )

    text = client.get(FORM).text

    assert "Downtown" in text
    assert "Quiet" not in text


def test_empty_request_says_what_is_missing_and_links_to_it(client, here):
    page = client.post(FORM, {"submission": ConsultationRequestForm.new_submission()})

    assert page.text.count("<title>Error: ") == 1
    for error, control in [
        ("Enter your name", "id_name"),
        ("Enter your date of birth", "id_born_on_0"),
        ("Enter your email address", "id_email"),
        ("Enter your phone number", "id_phone"),
        ("Select yes if we may leave a message", "id_may_leave_message_0"),
        ("Select which clinic you would like to visit", "id_location_0"),
        ("Select what you would like help with", "id_about_0"),
    ]:
        assert f'<a href="#{control}">{error}</a>' in page.text


def test_request_with_a_mistake_keeps_everything_typed(client, here):
    page = client.post(FORM, typed(here, email="jordan@"))

    for kept in ['value="Jordan Lee"', 'value="feb"', 'value="(410) 555-0123"']:
        assert kept in page.text
    assert page.text.count(" checked") == 5
    assert "Enter an email address like name@example.com" in page.text
    assert not Patient.objects.exists()


@pytest.mark.parametrize("email", [f"jo@{60 * 'ü'}.com", "jo@ا1.com"])
def test_request_asks_again_for_an_address_no_mail_can_go_to(client, here, email):
    page = client.post(FORM, typed(here, email=email))

    assert page.context["form"].errors == {
        "email": ["Enter an email address like name@example.com"]
    }
    assert f'value="{email}"' in page.text


def test_check_page_shows_what_was_typed_and_keeps_nothing(client, here):
    page = client.post(FORM, typed(here, preferred_days=[]))

    text = unescape(page.text)
    for shown in ["February 3, 1988", "Downtown", "Any day", "Any time", "PTSD"]:
        assert f"<dd>{shown}</dd>" in text
    assert not Patient.objects.exists()
    assert not Submission.objects.exists()


def test_check_page_carries_everything_along(client, here):
    page = client.post(FORM, typed(here))

    client.post(FORM, hidden_fields(page) | {"send": "send"})

    consultation_request = ConsultationRequest.objects.get()
    assert consultation_request.preferred_days == ["monday", "friday"]
    assert consultation_request.patient.phone == "(410) 555-0123"


def test_change_returns_to_the_field_with_everything_typed(client, here):
    page = client.post(FORM, typed(here))

    changed = client.post(FORM, hidden_fields(page) | {"change": "born_on"})

    for anchor in ["id_name", "id_born_on_0", "id_about_0", "id_preferred_days_0"]:
        assert f'formaction="/request/#{anchor}"' in page.text
        assert f'id="{anchor}"' in changed.text
    assert 'value="feb"' in changed.text
    assert changed.text.count(" checked") == 5


def test_sending_stores_and_leads_to_what_happens_next(client, here):
    response = send(client, here)

    consultation_request = ConsultationRequest.objects.get()
    page = client.get(response["Location"])
    assert response["Location"] == f"/request/sent/{consultation_request.reference}/"
    assert consultation_request.reference in page.text
    assert "We call you within one working day." in page.text
    assert "Jordan" not in page.text


def test_sending_twice_is_sending_once(client, here, desk):
    answers = typed(here, send="send")

    first = client.post(FORM, answers)
    second = client.post(FORM, answers)

    assert first["Location"] == second["Location"]
    assert ConsultationRequest.objects.count() == 1
    assert Message.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_at_once_lead_to_the_same_page(here):
    answers = typed(here, send="send")

    def click(_):
        try:
            return Client().post(FORM, answers)["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as threads:
        places = set(threads.map(click, range(20)))

    assert places == {f"/request/sent/{ConsultationRequest.objects.get().reference}/"}
    assert Message.objects.count() == 1


def test_sending_again_with_other_answers_keeps_the_first(client, here):
    answers = typed(here, send="send")
    client.post(FORM, answers)

    page = client.post(FORM, answers | {"name": "Somebody else"})

    assert page.status_code == 409
    assert "We have your request already" in page.text
    assert ConsultationRequest.objects.get().patient.name == "Jordan Lee"


@pytest.mark.parametrize("button", ["check", "send"])
def test_somebody_under_18_is_asked_to_call_and_nothing_is_stored(client, here, button):
    year = timezone.now().year - 17

    page = client.post(FORM, typed(here, born_on_year=str(year), **{button: "x"}))

    assert "This form is for people who are 18 or older." in page.text
    assert "tel:" in page.text
    for model in (Patient, ConsultationRequest, Message, Submission):
        assert not model.objects.exists()


def test_a_robot_sees_the_same_page_and_waits_apart(client, here, desk):
    response = send(client, here, website="https://spam.example")

    consultation_request = ConsultationRequest.objects.get()
    assert response["Location"] == f"/request/sent/{consultation_request.reference}/"
    assert consultation_request.status == RequestStatus.SUSPECT
    assert not Message.objects.exists()


def test_the_sixth_request_of_one_address_in_an_hour_waits_apart(client, here):
    for _ in range(6):
        send(client, here)

    statuses = ConsultationRequest.objects.order_by("received_at").values_list(
        "status", flat=True
    )
    assert list(statuses) == [RequestStatus.NEW] * 5 + [RequestStatus.SUSPECT]


def test_a_name_is_kept_on_one_line(client, here):
    send(client, here, name="  Jordan\r\nBcc: all@example.org ")

    assert Patient.objects.get().name == "Jordan Bcc: all@example.org"


def test_a_form_sent_faster_than_a_person_can_is_shown_again(client, here, monkeypatch):
    monkeypatch.setattr("clinic.access.forms.FASTEST_PERSON", FASTEST_PERSON)

    page = send(client, here)

    assert "Check what you typed, then send it again." in page.text
    assert 'value="Jordan Lee"' in page.text
    assert not Patient.objects.exists()


@pytest.mark.parametrize(
    "hostile",
    [
        {"name": "\x00"},
        {"email": "a@example.org\nBcc: b@example.org"},
        {"location": "not-a-uuid"},
        {"born_on_year": "9" * 5000},
        {"about": "<script>"},
        {"phone": "1" * 33},
        {"submission": "forged"},
    ],
    ids=lambda hostile: next(iter(hostile)),
)
def test_hostile_input_is_shown_again_and_stores_nothing(client, here, hostile):
    page = send(client, here, **hostile)

    assert page.status_code == 200
    assert "There is a problem" in page.text
    assert not Patient.objects.exists()
