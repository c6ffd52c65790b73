"""Reminders end by one click in a mail program, or by a button on a page."""

import pytest
from django.test import Client

from clinic.audit.models import AccessEvent, Action
from clinic.models import Patient
from clinic.outbox.preferences import (
    find_patient,
    preferences_address,
    resume_reminders,
    stop_reminders,
)
from tests.clinic.patients import fresh, make_patient
from tests.owner import as_owner

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def patient():
    return make_patient()


@pytest.fixture
def client():
    """A mail program: it has no cookie, and is not asked for a CSRF token."""
    return Client(enforce_csrf_checks=True)


def path_of(patient):
    return preferences_address(patient).removeprefix("http://localhost")


def changes():
    with as_owner():
        events = AccessEvent.objects.filter(action=Action.CHANGE)
        return [event.fields for event in events]


def test_one_click_stops_reminders_without_login_cookie_or_redirect(client, patient):
    response = client.post(path_of(patient), ONE_CLICK)

    assert response.status_code == 200
    assert not client.cookies
    assert fresh(patient).wants_reminders is False
    assert changes() == [["reminders_stopped_at"]]


def test_one_click_twice_is_once(client, patient):
    client.post(path_of(patient), ONE_CLICK)
    stopped_at = fresh(patient).reminders_stopped_at

    client.post(path_of(patient), ONE_CLICK)

    assert fresh(patient).reminders_stopped_at == stopped_at
    assert len(changes()) == 1


def test_one_click_stops_the_reminders_of_that_patient_alone(client, patient):
    other = make_patient()

    client.post(path_of(patient), ONE_CLICK)

    assert fresh(other).wants_reminders is True


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_the_page_changes_nothing(client, patient, method):
    response = getattr(client, method)(path_of(patient))

    assert response.status_code == 200
    assert fresh(patient).wants_reminders is True
    assert changes() == []


def test_the_buttons_stop_reminders_and_bring_them_back(client, patient):
    path = path_of(patient)

    stopped = client.post(path, {"stop": ""}, follow=True)
    wanted_when_stopped = fresh(patient).wants_reminders
    resumed = client.post(path, {"resume": ""}, follow=True)

    assert "We send you no reminders." in stopped.text
    assert "Send me reminders again" in stopped.text
    assert wanted_when_stopped is False
    assert "Stop reminders" in resumed.text
    assert fresh(patient).wants_reminders is True


def test_the_page_tells_nothing_of_the_patient(client, patient):
    page = client.get(path_of(patient))

    assert patient.name.split()[0] not in page.text
    assert patient.email not in page.text
    assert page["X-Robots-Tag"] == "noindex"
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda signed: signed[:-1],
        lambda signed: "0" + signed[1:] if signed[0] != "0" else "1" + signed[1:],
        lambda signed: signed.split(".")[0],
        lambda signed: "not-a-token",
        lambda signed: "\x00.\x00",
    ],
    ids=["cut", "another-patient", "unsigned", "made-up", "nul"],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_address_that_was_made_up_opens_and_changes_nothing(
    client, patient, spoil, method
):
    signed = path_of(patient).split("/")[-2]

    response = getattr(client, method)(f"/preferences/{spoil(signed)}/")

    assert response.status_code == 404
    assert fresh(patient).wants_reminders is True


def test_the_address_is_always_the_same_and_outlives_the_secret_key(patient, settings):
    address = preferences_address(patient)
    settings.SECRET_KEY = "another" * 10

    assert preferences_address(patient) == address
    assert find_patient(address.split("/")[-2]) == patient


def test_the_patient_who_is_gone_has_no_page():
    signed = preferences_address(Patient()).split("/")[-2]

    assert find_patient(signed) is None


def test_resuming_what_was_never_stopped_changes_nothing(patient):
    resume_reminders(patient)

    assert changes() == []


def test_stopping_is_in_the_history_of_the_patient(patient):
    stop_reminders(patient)
    resume_reminders(patient)

    with as_owner():
        events = patient._meta.apps.get_model("clinic.PatientEvent").objects
        kept = events.filter(pgh_obj_id=patient.pk).order_by("pgh_created_at")
        stopped = [event.reminders_stopped_at is not None for event in kept]
    assert stopped == [False, True, False]
