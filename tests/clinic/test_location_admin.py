"""Setting a location up in the admin, and what keeps it from taking requests."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from clinic.access.roles import Role
from clinic.models import Location
from tests.factories import LocationFactory, UserFactory, staff

pytestmark = pytest.mark.django_db

LOGIN = "allauth.account.auth_backends.AuthenticationBackend"
LIST = "/admin/clinic/location/"
NO_ROWS = {
    f"{inline}-{number}": "0"
    for inline in ("urgent_contacts", "opening_hours", "rooms")
    for number in ("TOTAL_FORMS", "INITIAL_FORMS")
}


@pytest.fixture
def here():
    return LocationFactory()


@pytest.fixture
def manager(here):
    return browser_of(staff(Role.MANAGER, here))


def browser_of(person):
    client = Client()
    client.force_login(person, LOGIN)
    return client


def page_of(location):
    return f"{LIST}{location.pk}/change/"


def typed(location, **changes):
    """Return what the page of a location sends, without a row of any table."""
    names = ("name", "slug", "address", "phone", "time_zone")
    return NO_ROWS | {name: getattr(location, name) for name in names} | changes


@pytest.mark.parametrize("phone", ["abc", "911", "555-010", "1" * 30])
def test_a_phone_that_nobody_can_call_is_refused(here, manager, phone):
    page = manager.post(page_of(here), typed(here, phone=phone))

    assert page.status_code == 200
    assert page.context["adminform"].form.errors == {
        "phone": ["Enter a phone number with the area code"]
    }
    assert f'value="{phone}"' in page.text
    assert Location.objects.get().phone == "555-010-0199"


def test_a_phone_may_be_written_as_people_do(here, manager):
    manager.post(page_of(here), typed(here, phone="(410) 555-0123"))

    assert Location.objects.get().phone == "(410) 555-0123"


@pytest.mark.parametrize("kept", [True, False])
def test_saving_says_when_a_location_takes_no_requests_for_want_of_a_contact(
    here, manager, kept
):
    contact = here.urgent_contacts.get()
    row = {"id": contact.pk, "location": here.pk, "position": 1, "name": "On call"}
    row |= {"email": contact.email, "minutes_until_next": 15}
    row |= {} if kept else {"DELETE": "on"}
    rows = {f"urgent_contacts-0-{name}": value for name, value in row.items()}
    counts = {f"urgent_contacts-{name}_FORMS": 1 for name in ("TOTAL", "INITIAL")}

    page = manager.post(page_of(here), typed(here) | rows | counts, follow=True)

    said = "Downtown takes no requests now: nobody would be told of an urgent answer."
    assert (said in page.text) is not kept
    assert here.urgent_contacts.exists() is kept
    assert ("Takes no requests: Downtown" in manager.get("/admin/").text) is not kept


def test_the_list_says_which_location_takes_requests(here, manager):
    LocationFactory(name="Westlake").urgent_contacts.all().delete()

    rows = manager.get(LIST).text.split("<tr>")[-2:]

    assert [re.findall("Yes|No: no urgent contact", row) for row in rows] == [
        ["Yes"],
        ["No: no urgent contact"],
    ]


def test_the_landing_page_tells_those_who_can_mend_it_at_their_locations(here):
    elsewhere = LocationFactory(name="Westlake")
    for location in (here, elsewhere):
        location.urgent_contacts.all().delete()
    people = {
        "manager": staff(Role.MANAGER, here),
        "administrator": UserFactory(username="root", is_superuser=True),
        "desk": staff(Role.FRONT_DESK, here),
    }

    told = {
        who: told_on(browser_of(person).get("/admin/"))
        for who, person in people.items()
    }

    assert told == {
        "manager": ["Downtown"],
        "administrator": ["Downtown and Westlake"],
        "desk": [],
    }


def told_on(page):
    return re.findall("Takes no requests: ([^<.]+)", page.text)


@pytest.mark.parametrize("locations", [1, 3])
def test_the_list_takes_the_same_queries_however_many_locations(
    here, manager, django_assert_num_queries, locations
):
    for number in range(locations):
        LocationFactory(name=f"Clinic {number}")
    manager.get(LIST)

    with django_assert_num_queries(8):
        manager.get(LIST)


def test_who_changed_it_and_when_is_told_in_the_time_of_where_one_works(here, manager):
    manager.post(page_of(here), typed(here, name="Harbor"))
    LogEntry.objects.update(action_time=datetime(2030, 6, 3, 1, tzinfo=UTC))

    history = manager.get(f"{LIST}{here.pk}/history/").text

    assert "June 2, 2030, 9 p.m." in history


def test_the_time_of_somebody_is_that_of_the_first_location_where_they_work(here):
    LocationFactory(name="Airport", time_zone="Pacific/Honolulu")
    manager = staff(Role.MANAGER, here)
    administrator = UserFactory(username="root", is_superuser=True)

    zones = [str(person.zone) for person in (manager, administrator)]

    assert zones == ["America/New_York", "Pacific/Honolulu"]


def test_before_there_is_a_location_times_are_universal(db):
    assert UserFactory().zone == UTC


def test_a_location_is_asked_for_in_plain_words(here, manager):
    page = manager.get(page_of(here)).text

    assert "Short name in addresses" in page
    assert "Such as America/New_York." in page
    assert [word for word in ("Slug", "IANA") if word in page] == []
