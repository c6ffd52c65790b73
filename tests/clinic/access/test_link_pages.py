from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinic.access.limits import HOUR, allow, network
from clinic.access.links import finish
from clinic.access.models import LinkPurpose, PatientLink
from clinic.access.views import ENTRIES_AN_HOUR
from clinic.audit.models import AccessEvent, Action, Outcome
from clinic.outbox.models import Message
from tests.clinic.access.people import (
    ANSWERS,
    come_in,
    make_path,
    make_patient,
    the_link,
    typed,
    unknown_path,
)
from tests.clinic.patients import BORN_ON, NAME
from tests.owner import as_owner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages")]

CONFIRM = "/link/confirm/"
NEW = "/link/new/"
WRONG = BORN_ON + timedelta(days=1)


@pytest.fixture
def patient():
    return make_patient()


def rows():
    return list(PatientLink.objects.values())


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_a_link_changes_nothing_and_shows_nothing_personal(
    client, patient, method
):
    path = make_path(patient)
    before = rows()

    response = getattr(client, method)(path)

    assert response.status_code == 200
    assert NAME not in response.text
    assert rows() == before
    assert "session" not in client.cookies
    assert client.get(ANSWERS).status_code == 403


def test_pressing_the_button_leads_to_a_page_without_the_token(client, patient):
    response = client.post(make_path(patient))

    assert (response.status_code, response["Location"]) == (302, CONFIRM)


def test_a_link_that_was_entered_opens_nothing_before_the_date_of_birth(
    client, patient
):
    client.post(make_path(patient))

    response = client.get(ANSWERS)

    assert (response.status_code, response["Location"]) == (302, CONFIRM)


def test_the_right_date_of_birth_leads_to_what_the_link_is_for(client, patient):
    response = come_in(client, patient)

    assert (response.status_code, response["Location"]) == (302, ANSWERS)
    assert client.get(ANSWERS).text == f"answers of {patient.pk}"


def test_confirm_leads_on_who_is_confirmed_already(client, patient):
    come_in(client, patient)

    assert client.get(CONFIRM)["Location"] == ANSWERS


def test_confirm_says_what_is_missing_without_a_link(client):
    response = client.get(CONFIRM)

    assert response.status_code == 403
    assert "Get a new link" in response.text


def test_a_wrong_date_of_birth_says_how_many_tries_are_left_and_keeps_what_was_typed(
    client, patient
):
    client.post(make_path(patient))

    response = client.post(CONFIRM, typed(WRONG))

    assert response.status_code == 200
    assert "You can try 4 more times." in response.text
    assert f'value="{WRONG.day}"' in response.text


def test_a_date_that_is_no_date_costs_no_try(client, patient):
    client.post(make_path(patient))

    response = client.post(CONFIRM, typed(BORN_ON) | {"born_on_month": "13"})

    assert "Date of birth must be a real date" in response.text
    assert the_link().wrong_birth_dates == 0


def test_the_fifth_wrong_date_closes_the_link_and_offers_a_new_one(client, patient):
    path = make_path(patient)
    client.post(path)

    for _ in range(5):
        response = client.post(CONFIRM, typed(WRONG))

    assert response.status_code == 403
    assert "We have closed this link" in response.text
    assert NEW in response.text
    assert client.post(CONFIRM, typed(BORN_ON)).status_code == 403
    assert client.get(path).status_code == 410


def test_every_try_at_a_date_of_birth_is_recorded(client, patient):
    client.post(make_path(patient))
    client.post(CONFIRM, typed(WRONG))
    client.post(CONFIRM, typed(BORN_ON))

    with as_owner():
        tries = AccessEvent.objects.filter(action=Action.CONFIRM).order_by("seq")
        outcomes = list(tries.values_list("outcome", flat=True))
    assert outcomes == [Outcome.REFUSED, Outcome.OK]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("spoil", "status", "title"),
    [
        pytest.param(
            lambda path: PatientLink.objects.update(expires_at=timezone.now()) and path,
            410,
            "This link has run out",
            id="expired",
        ),
        pytest.param(
            lambda path: PatientLink.objects.update(revoked_at=timezone.now()) and path,
            410,
            "This link is closed",
            id="revoked",
        ),
        pytest.param(
            lambda path: PatientLink.objects.all().finish() and path,
            410,
            "This link is closed",
            id="done",
        ),
        pytest.param(
            lambda path: path[:-9] + "/", 404, "This link does not work", id="truncated"
        ),
        pytest.param(
            lambda path: unknown_path(), 404, "This link does not work", id="unknown"
        ),
        pytest.param(
            lambda path: "/link/%00%F0%9F%92%A9/",
            404,
            "This link does not work",
            id="garbage",
        ),
    ],
)
def test_a_link_that_does_not_open_says_why_and_never_whose_it_was(
    client, patient, method, spoil, status, title
):
    path = spoil(make_path(patient))

    response = getattr(client, method)(path)

    assert response.status_code == status
    assert title in response.text
    assert NEW in response.text
    assert NAME not in response.text


def test_a_link_closed_while_its_page_was_open_no_longer_confirms(client, patient):
    client.post(make_path(patient))
    finish(patient, LinkPurpose.QUESTIONNAIRE, patient.pk)

    response = client.post(CONFIRM, typed(BORN_ON))

    assert response.status_code == 410
    assert client.get(ANSWERS).status_code == 302


def test_a_link_for_something_else_says_so(client, patient):
    come_in(client, patient, purpose=LinkPurpose.APPOINTMENT)

    response = client.get(ANSWERS)

    assert response.status_code == 403
    assert "Your link is for something else" in response.text


@pytest.mark.parametrize("path", ["/link/x/", CONFIRM, NEW, "/link/left/"])
def test_pages_of_links_stay_out_of_caches_and_referers(client, path):
    response = client.get(path)

    assert response["Referrer-Policy"] == "strict-origin"
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]


def test_asking_for_a_new_link_answers_the_same_for_every_address(client, patient):
    answers = [
        client.post(NEW, {"email": email}, follow=True)
        for email in (patient.email, "stranger@example.org")
    ]

    assert [answer.redirect_chain for answer in answers] == [
        [("/link/new/sent/", 302)]
    ] * 2
    assert answers[0].text == answers[1].text
    assert Message.objects.count() == 2


def test_the_form_for_a_new_link_is_sent_once_by_a_double_press(client):
    page = client.get(NEW).text

    assert "<form data-once" in page
    assert "js/once.js" in page


def test_an_email_address_that_is_none_is_asked_again(client):
    response = client.post(NEW, {"email": "jordan@"})

    assert response.status_code == 200
    assert "Enter an email address like name@example.com" in response.text
    assert 'value="jordan@"' in response.text


def test_the_sixth_asking_for_one_address_within_an_hour_is_one_too_many(client):
    answers = [client.post(NEW, {"email": "a@example.org"}) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]


def test_entering_is_limited_by_network(client, patient, rf):
    for _ in range(ENTRIES_AN_HOUR):
        allow("enter", network(rf.get("/")), ENTRIES_AN_HOUR, HOUR)

    response = client.post(make_path(patient))

    assert response.status_code == 429
    assert "Call" in response.text


def test_leaving_ends_the_session_and_clears_the_browser(client, patient):
    come_in(client, patient)

    response = client.post("/link/leave/")

    assert response["Location"] == reverse("access:left")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get(ANSWERS).status_code == 403
    assert "Your answers are saved" in client.get("/link/left/").text


def test_leaving_needs_a_post(client, patient):
    come_in(client, patient)

    assert client.get("/link/leave/").status_code == 405
    assert client.get(ANSWERS).status_code == 200


def test_entering_needs_a_csrf_token(patient):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(make_path(patient)).status_code == 403
