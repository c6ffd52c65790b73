"""A manager is told why a person or a service offers no times."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from clinic.access.roles import Role
from clinic.models import PractitionerRole, RoomKind
from scheduling.models import Service, ServiceKind
from scheduling.readiness import missing_of_practitioner, missing_of_service
from tests.factories import LocationFactory, clinician_at, consultation_at, staff

pytestmark = pytest.mark.django_db

PRACTITIONERS = "/admin/clinic/practitioner/"
SERVICES = "/admin/scheduling/service/"


def without_login(clinician):
    clinician.user.is_active = False


def without_location(clinician):
    clinician.locations.clear()


def without_place(clinician):
    clinician.places.all().delete()


def without_hours(clinician):
    clinician.availabilities.all().delete()


def with_hours_that_ended(clinician):
    before = timezone.now().date() - timedelta(days=2)
    clinician.availabilities.update(valid_until=before)


def with_hours_elsewhere(clinician):
    clinician.availabilities.update(location=LocationFactory(name="Westlake"))


def test_nothing_is_missing_of_a_clinician_who_can_be_booked():
    assert missing_of_practitioner(clinician_at(LocationFactory())) == []


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        (without_login, ["no login that is active"]),
        (without_location, ["no location", "no hours"]),
        (without_place, ["no place"]),
        (without_hours, ["no hours"]),
        (with_hours_that_ended, ["no hours"]),
        (with_hours_elsewhere, ["no hours"]),
    ],
)
def test_what_is_missing_of_a_practitioner_is_named(change, missing):
    clinician = clinician_at(LocationFactory())

    change(clinician)

    assert missing_of_practitioner(clinician) == missing


def test_nothing_is_missing_of_a_service_with_people_and_rooms():
    location = LocationFactory()
    clinician_at(location)

    assert missing_of_service(consultation_at(location)) == []


@pytest.mark.parametrize(
    ("days", "hours", "missing"),
    [
        pytest.param(0, (time(9), time(12)), [], id="today"),
        pytest.param(-1, (time(9), time(12)), ["no hours"], id="yesterday"),
        pytest.param(1, (None, None), ["no hours"], id="away-tomorrow"),
    ],
)
def test_hours_on_one_day_to_come_are_hours(days, hours, missing):
    location = LocationFactory()
    clinician = clinician_at(location)
    without_hours(clinician)
    today = timezone.now().astimezone(location.zone).date()

    clinician.availability_exceptions.create(
        location=location,
        day=today + timedelta(days=days),
        starts=hours[0],
        ends=hours[1],
    )

    assert missing_of_practitioner(clinician) == missing


@pytest.mark.parametrize(
    "change", [without_location, without_place, without_hours, with_hours_elsewhere]
)
def test_a_service_says_where_nobody_can_be_booked(change):
    location = LocationFactory()
    clinician = clinician_at(location)

    change(clinician)

    assert missing_of_service(consultation_at(location)) == [
        "Downtown: no clinician with a place and hours"
    ]


def test_a_service_names_each_location_and_each_thing_once():
    downtown, westlake = LocationFactory(), LocationFactory(name="Westlake")
    clinician_at(downtown)
    consultation_at(downtown)
    service = consultation_at(westlake)
    for position in (2, 3):
        service.phases.create(
            position=position,
            minutes=15,
            practitioner_role=PractitionerRole.NURSE,
            room_kind=RoomKind.INFUSION_CHAIR,
        )

    assert missing_of_service(service) == [
        "Downtown: no nurse with a place and hours",
        "Downtown: no infusion chair",
        "Westlake: no clinician with a place and hours",
        "Westlake: no consultation room",
        "Westlake: no nurse with a place and hours",
        "Westlake: no infusion chair",
    ]


def test_a_service_of_nothing_and_nowhere_says_so():
    service = Service.objects.create(name="First visit", kind=ServiceKind.CONSULTATION)

    assert missing_of_service(service) == ["no phase", "no location"]


def test_the_manager_reads_it_in_the_list_and_on_the_page(browser_of):
    location = LocationFactory()
    clinician = clinician_at(location)
    service = consultation_at(location)
    without_place(clinician)
    client = browser_of(staff(Role.MANAGER, location))

    for path in (PRACTITIONERS, f"{PRACTITIONERS}{clinician.pk}/change/"):
        assert "No: no place" in client.get(path).text
    for path in (SERVICES, f"{SERVICES}{service.pk}/change/"):
        assert "No: Downtown: no clinician with a place" in client.get(path).text

    clinician.places.create(number=1)

    for path in (PRACTITIONERS, SERVICES):
        page = client.get(path).text
        assert '<td class="field-offers_times">Yes</td>' in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_ask_the_database_the_same_for_each_row(
    browser_of, django_assert_num_queries, rows
):
    location = LocationFactory()
    for row in range(rows):
        clinician_at(location, f"clinician-{row}")
        service = Service.objects.create(name=f"Visit {row}", kind="consultation")
        service.locations.add(location)
    client = browser_of(staff(Role.MANAGER, location))
    client.get(SERVICES)

    with django_assert_num_queries(11):
        practitioners = client.get(PRACTITIONERS)
    with django_assert_num_queries(16):
        services = client.get(SERVICES)

    for page in (practitioners, services):
        assert page.text.count('class="field-offers_times"') == rows
