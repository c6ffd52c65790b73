import pytest
from django.conf import settings as django_settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import include, path

from clinic.audit.models import AccessEvent
from clinic.audit.recording import record
from clinic.models import Patient, User
from tests.clinic.patients import NAME, fresh, make_patient
from tests.owner import as_owner

pytestmark = pytest.mark.django_db

NEW_NAME = "Ada Newname"
FORGOTTEN = "shown opened clinic.patient (name) without recording it"


@login_not_required
def forgetful(request):
    return HttpResponse(Patient.objects.get().name)


@login_not_required
def forgetful_template(request):
    template = engines["django"].from_string("{{ patient.name }}")
    return TemplateResponse(request, template, {"patient": Patient.objects.get()})


@login_not_required
def forgetful_stream(request):
    return StreamingHttpResponse(patient.name for patient in Patient.objects.all())


@login_not_required
def forgetful_list(request):
    return HttpResponse(", ".join(patient.name for patient in Patient.objects.all()))


@login_not_required
def broken_after_opening(request):
    assert not Patient.objects.get().name


@login_not_required
def careful(request):
    patient = Patient.objects.get()
    record("view", patient, fields=["name"])
    return HttpResponse(patient.name)


@login_not_required
def half_forgetful(request):
    patient = Patient.objects.get()
    record("view", patient, fields=["name"])
    return HttpResponse(f"{patient.name} {patient.email}")


@login_not_required
def change(request):
    patient = Patient.objects.get()
    patient.name = NEW_NAME
    patient.save()
    record("change", patient, fields=["name"])
    return HttpResponse(fresh(patient).name)


@login_not_required
def nothing(request):
    Patient.objects.get()
    return HttpResponse("nothing")


urlpatterns = [
    path("trial/forgetful/", forgetful, name="shown"),
    path("trial/template/", forgetful_template, name="shown"),
    path("trial/stream/", forgetful_stream, name="shown"),
    path("trial/list/", forgetful_list, name="shown"),
    path("trial/broken/", broken_after_opening, name="shown"),
    path("trial/half-forgetful/", half_forgetful, name="shown"),
    path("trial/careful/", careful),
    path("trial/change/", change),
    path("trial/nothing/", nothing),
    path("", include(django_settings.ROOT_URLCONF)),
]

FORGETFUL = ["/trial/forgetful/", "/trial/template/", "/trial/stream/"]


@pytest.fixture(autouse=True)
def trial_views(settings):
    settings.ROOT_URLCONF = __name__


def events():
    with as_owner():
        return list(AccessEvent.objects.order_by("seq"))


def said(caplog):
    return [
        entry.getMessage() for entry in caplog.records if entry.name == "clinic.audit"
    ]


def body(response):
    return b"".join(response).decode()


@pytest.mark.parametrize("address", FORGETFUL)
def test_what_a_view_forgot_is_recorded_and_logged(client, caplog, address):
    patient = make_patient()

    response = client.get(address)

    [event] = events()
    assert body(response) == NAME
    assert (event.action, event.outcome) == ("view", "implicit")
    assert (event.object_type, event.object_ids) == ("clinic.patient", [patient.pk])
    assert event.fields == ["name"]
    assert said(caplog) == [FORGOTTEN]
    caplog.clear()


@pytest.mark.parametrize("count", [1, 3])
def test_a_forgotten_list_is_one_row(client, caplog, count):
    patients = [make_patient() for _ in range(count)]

    client.get("/trial/list/")

    [event] = events()
    assert event.object_ids == sorted(patient.pk for patient in patients)
    caplog.clear()


def test_what_was_opened_before_an_error_is_recorded(caplog):
    make_patient()

    response = Client(raise_request_exception=False).get("/trial/broken/")

    assert response.status_code == 500
    assert [event.outcome for event in events()] == ["implicit"]
    caplog.clear()


@pytest.mark.parametrize(
    ("address", "action"),
    [("/trial/careful/", "view"), ("/trial/change/", "change")],
)
def test_what_a_view_recorded_is_not_recorded_again(client, caplog, address, action):
    make_patient()

    client.get(address)

    assert [(event.action, event.outcome) for event in events()] == [(action, "ok")]
    assert said(caplog) == []


def test_a_field_that_a_view_forgot_to_name_is_recorded(client, caplog):
    patient = make_patient()

    client.get("/trial/half-forgetful/")

    assert [(event.outcome, event.fields) for event in events()] == [
        ("ok", ["name"]),
        ("implicit", ["email"]),
    ]
    assert events()[1].object_ids == [patient.pk]
    assert said(caplog) == ["shown opened clinic.patient (email) without recording it"]
    caplog.clear()


def test_rows_that_were_not_opened_are_not_recorded(client):
    make_patient()

    client.get("/trial/nothing/")

    assert events() == []


def test_one_request_knows_nothing_of_the_other(client):
    make_patient()

    client.get("/trial/careful/")
    client.get("/trial/careful/")

    first, second = events()
    assert first.request_id != second.request_id
    assert len(first.request_id) == 32


def test_events_name_the_signed_in_user_and_the_address(client):
    user = User.objects.create_user("ann")
    client.force_login(user)
    make_patient()

    client.get("/trial/careful/", REMOTE_ADDR="203.0.113.9")

    event = events()[-1]
    assert (event.actor_kind, event.actor_id) == ("user", str(user.pk))
    assert event.ip == "203.0.113.9"


def test_events_of_nobody_signed_in_are_anonymous(client):
    make_patient()

    client.get("/trial/careful/", REMOTE_ADDR="")

    [event] = events()
    assert (event.actor_kind, event.actor_id, event.ip) == ("anonymous", "", None)


def test_history_rows_name_who_changed_and_the_request(client):
    make_patient()

    client.get("/trial/change/")

    with as_owner():
        row = Patient.pgh_event_model.objects.latest("pgh_id")
    [event] = events()
    assert row.pgh_context == {"actor": "anonymous:", "request": event.request_id}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", [*FORGETFUL, "/trial/careful/", "/trial/change/"])
def test_a_page_that_cannot_be_recorded_is_not_shown(client, caplog, address):
    make_patient()
    with as_owner() as cursor:
        cursor.execute("REVOKE INSERT ON clinic_accessevent FROM app_rt")

    try:
        response = client.get(address)
    finally:
        with as_owner() as cursor:
            cursor.execute("GRANT INSERT ON clinic_accessevent TO app_rt")

    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert NAME not in body(response)
    assert NEW_NAME not in body(response)
    caplog.clear()


def test_a_value_that_does_not_open_is_a_503_and_an_alarm(client, caplog):
    patient = make_patient()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clinic_patient SET name = 'planted'")

    response = client.get("/trial/forgetful/")

    [event] = events()
    assert response.status_code == 503
    assert (event.action, event.object_ids) == ("decrypt-fail", [patient.pk])
    assert "planted" not in caplog.text
    caplog.clear()
