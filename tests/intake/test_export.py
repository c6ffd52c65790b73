"""Exporting the queue: who may, after the password, what is in it and what is kept."""

import csv
import io
import re
import time
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from clinic.access import reauthentication
from clinic.access.roles import Role
from clinic.audit.models import AccessEvent, Action
from clinic.models import Location
from intake.models import ConsultationRequest, RequestStatus
from intake.services import EXPORTED_AT_MOST
from tests.factories import PASSWORD, ConsultationRequestFactory, PatientFactory, staff
from tests.intake.events import fields_seen
from tests.intake.test_desk import LIST, called, shown
from tests.owner import as_owner

pytestmark = pytest.mark.django_db

EXPORT = f"{LIST}export/"
BUTTON = "Export as a file"
TITLES = [
    "Request",
    "Name",
    "Phone",
    "May we leave a message?",
    "Status",
    "Received",
    "Due",
    "Location",
    "Assigned",
]


@pytest.fixture
def old_login_of(browser_of, settings):
    """Give a browser of somebody who logged in longer ago than is allowed."""

    def browser(person):
        client = browser_of(person)
        session = client.session
        allowed = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        session[reauthentication.SESSION_KEY] = time.time() - allowed - 1
        session.save()
        return client

    return browser


def rows_of(response):
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def names_in(response):
    return [row[1] for row in rows_of(response)[1:]]


def exports_of(person):
    """Return what ``person`` is recorded to have exported, by model."""
    with as_owner():
        events = list(
            AccessEvent.objects.filter(action=Action.EXPORT, actor_id=str(person.pk))
        )
    return {event.object_type: event for event in events}


def test_the_file_has_a_row_for_each_request_as_the_list_is_filtered(
    here, manager, browser_of
):
    waits = called("Zoë “Jo” Lee, Jr.", here, assignee=manager)
    called("Gone", here, status=RequestStatus.CLOSED)

    response = browser_of(manager).post(f"{EXPORT}?queue=new")

    assert rows_of(response) == [
        TITLES,
        [
            waits.reference,
            "Zoë “Jo” Lee, Jr.",
            "'+1 410 555 0123",
            "Yes",
            "New",
            "2030-06-03 10:00",
            "2030-06-04 10:00",
            "Downtown",
            "Sam Rivera",
        ],
    ]


def test_the_file_is_a_download_that_nothing_keeps(here, manager, browser_of):
    called("Jordan Lee", here)

    response = browser_of(manager).post(EXPORT)

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(
        r'attachment; filename="requests-\d{4}-\d\d-\d\d\.csv"',
        response["Content-Disposition"],
    )
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_file_is_named_after_the_day_where_the_manager_works(
    here, manager, browser_of, zone
):
    Location.objects.update(time_zone=zone)
    called("Jordan Lee", here)

    response = browser_of(manager).post(EXPORT)

    today = timezone.localdate(timezone=ZoneInfo(zone))
    name = f"requests-{today.isoformat()}.csv"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'


def test_the_page_before_says_how_many_and_what_is_in_it(here, manager, browser_of):
    for _ in range(2):
        called("Canaryname", here)

    text = shown(browser_of(manager).get(EXPORT).text)

    assert "2 requests, as the list is filtered, go into a CSV file" in text
    for title in TITLES:
        assert f"<li>{title}</li>" in text
    assert "Canaryname" not in text


@pytest.mark.parametrize("query", ["", "?queue=closed", "?assignee__id__exact=x"])
def test_looking_gives_no_file(here, manager, browser_of, query):
    called("Canaryname", here)

    response = browser_of(manager).get(EXPORT + query)

    assert "Content-Disposition" not in response
    assert not response.headers["Content-Type"].startswith("text/csv")


def test_each_request_and_patient_in_the_file_is_recorded(here, manager, browser_of):
    one, other = called("Jordan Lee", here), called("Robin Poe", here)

    browser_of(manager).post(EXPORT)

    exported = exports_of(manager)
    assert set(exported["intake.consultationrequest"].object_ids) == {one.pk, other.pk}
    assert set(exported["clinic.patient"].object_ids) == {
        one.patient_id,
        other.patient_id,
    }
    assert fields_seen(one.patient, manager) == {"name", "phone"}
    assert fields_seen(one, manager) == {"may_leave_message"}


def test_an_old_login_exports_with_the_password_only(here, manager, old_login_of):
    called("Jordan Lee", here)
    browser = old_login_of(manager)

    missing = browser.post(EXPORT)
    wrong = browser.post(EXPORT, {"password": "wrong"})
    given = browser.post(EXPORT, {"password": PASSWORD})

    assert "Enter your password to export" in missing.text
    assert "This is not your password" in wrong.text
    assert names_in(given) == ["Jordan Lee"]


def test_managers_export_and_nobody_else(
    here, desk, clinician, manager, stranger, browser_of, client
):
    called("Jordan Lee", here)
    others = [desk, clinician, stranger, staff(Role.NURSE, here)]

    assert BUTTON in browser_of(manager).get(LIST).text
    for person in others:
        browser = browser_of(person)
        assert BUTTON not in browser.get(LIST).text
        assert browser.get(EXPORT).status_code == 403
        assert browser.post(EXPORT).status_code == 403
    assert client.post(EXPORT).status_code == 302


def test_a_manager_exports_what_they_manage_alone(here, elsewhere, manager, browser_of):
    called("Jordan Lee", here)
    called("Robin Poe", elsewhere)
    manager.memberships.create(location=elsewhere, role=Role.FRONT_DESK)

    response = browser_of(manager).post(EXPORT)

    assert names_in(response) == ["Jordan Lee"]


def test_the_button_keeps_the_filters(here, manager, browser_of):
    called("Jordan Lee", here)

    text = browser_of(manager).get(LIST, {"queue": "new"}).text

    assert f'<a href="{EXPORT}?queue=new">{BUTTON}</a>' in text


def test_a_formula_in_a_name_does_not_run(here, manager, browser_of):
    called('=HYPERLINK("https://evil.example")', here)

    response = browser_of(manager).post(EXPORT)

    assert names_in(response) == ['\'=HYPERLINK("https://evil.example")']


def test_more_than_a_file_holds_is_refused_and_nothing_is_opened(
    here, manager, browser_of
):
    patient = PatientFactory()
    example = ConsultationRequestFactory.build(patient=patient, location=here)
    columns = {
        field.attname: getattr(example, field.attname)
        for field in ConsultationRequest._meta.concrete_fields
        if field.name != "id"
    }
    ConsultationRequest.objects.bulk_create(
        ConsultationRequest(**columns) for _ in range(EXPORTED_AT_MOST + 1)
    )
    browser = browser_of(manager)

    page = browser.get(EXPORT)
    refused = browser.post(EXPORT)

    assert "Filter the list, then export it." in page.text
    assert 'type="submit"' not in page.text.partition("What is in the file")[2]
    assert f"At most {EXPORTED_AT_MOST} requests go into one file." in refused.text
    assert fields_seen(patient, manager) == set()


@pytest.mark.parametrize("number", [1, 300])
def test_a_long_list_takes_no_more_queries(
    here, manager, browser_of, django_assert_num_queries, number
):
    for _ in range(number):
        called("Jordan Lee", here)
    browser = browser_of(manager)
    browser.get(EXPORT)

    with django_assert_num_queries(11):
        response = browser.post(EXPORT)

    assert len(rows_of(response)) == number + 1
