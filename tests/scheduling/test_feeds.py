"""A practitioner's own calendar, read as a calendar program reads it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from psycopg2.extras import DateTimeTZRange

from clinic.access.roles import Role
from clinic.audit.models import AccessEvent
from clinic.models import Practitioner, StaffMembership
from scheduling import services
from scheduling.models import Appointment, AppointmentStatus, CalendarFeed
from scheduling.views.feeds import READS_AN_HOUR
from tests import world
from tests.owner import as_owner
from tests.scheduling.stories import (
    ELEVEN,
    NINE,
    TEN,
    admitted,
    all_at_once,
    at,
    booked,
    clinic_with,
    desk,
    held,
    infusion_clinic,
    patient_of,
    ready,
    series_of,
)
from tests.scheduling.test_mails import FORBIDDEN, says
from tests.walk.leaks import leaked

pytestmark = pytest.mark.django_db

PAGE = "/clinician/calendar/"
MAKE, OFF = f"{PAGE}make/", f"{PAGE}off/"


def at_work(practitioner, role=Role.CLINICIAN):
    """Give the practitioner a role wherever they treat."""
    for location in practitioner.locations.all():
        StaffMembership.objects.get_or_create(
            user=practitioner.user, location=location, role=role
        )
    return practitioner


@pytest.fixture
def location():
    return clinic_with("amara")


@pytest.fixture
def amara(location):
    return at_work(Practitioner.objects.get(user__username="amara"))


@pytest.fixture
def calendar():
    """Give a function that reads a feed over HTTP and returns its entries."""

    def read(practitioner, client=None):
        response = (client or Client()).get(path_of(practitioner))
        assert response.status_code == 200
        return Calendar.from_ical(response.content).walk("VEVENT")

    return read


def path_of(practitioner):
    """Return the path of the practitioner's feed, made if need be."""
    feed = services.feed_of(practitioner) or services.make_feed(practitioner)
    return services.feed_address(feed).removeprefix("http://localhost")


def times(events):
    return [(event.start, event.end) for event in events]


def put(appointment, starts_at):
    """Put the appointment at a time that nobody could book any more."""
    hour = timedelta(hours=1)
    Appointment.objects.filter(pk=appointment.pk).update(
        starts_at=starts_at, ends_at=starts_at + hour
    )
    during = DateTimeTZRange(starts_at, starts_at + hour)
    appointment.reservations.update(during=during)


def test_feed_says_when_and_where_and_nothing_else(location, amara, calendar):
    appointment = booked(ready(location))

    [event] = calendar(amara)

    assert times([event]) == [(at(location, NINE), at(location, TEN))]
    assert set(event) == {
        "SUMMARY", "LOCATION", "DTSTART", "DTEND", "DTSTAMP", "UID", "SEQUENCE",
        "CLASS", "STATUS", "ORGANIZER",
    }  # fmt: skip
    assert event["SUMMARY"] == "Appointment"
    assert event["LOCATION"] == "Room of amara, Downtown"
    assert event["CLASS"] == "PRIVATE"
    assert str(appointment.pk) not in event["UID"]


def test_each_sees_their_own_part_of_an_infusion_as_one_stretch(calendar):
    location = infusion_clinic()
    course = series_of(admitted(location))
    nurse = at_work(Practitioner.objects.get(role="nurse"), Role.NURSE)
    clinician = at_work(Practitioner.objects.get(role="clinician"))
    starts = [infusion.starts_at for infusion in course.appointments.all()]
    ten = timedelta(minutes=10)

    of_nurse, of_clinician = calendar(nurse), calendar(clinician)

    assert times(of_nurse) == [
        (start + ten, start + timedelta(minutes=90)) for start in starts
    ]
    # And an hour for the consultation.
    assert [
        (start, end) for start, end in times(of_clinician) if end - start == ten
    ] == [(start, start + ten) for start in starts]
    assert len(of_clinician) == len(starts) + 1
    assert {event["LOCATION"] for event in of_nurse} == {"Chair 1, Downtown"}
    assert {event["UID"] for event in of_nurse}.isdisjoint(
        event["UID"] for event in of_clinician
    )


def test_a_gap_makes_two_entries_that_keep_their_names(location, amara, calendar):
    appointment = booked(ready(location))
    [own] = appointment.reservations.exclude(place=None)
    lower, upper = own.during.lower, own.during.upper
    quarter = timedelta(minutes=15)
    own.during = DateTimeTZRange(lower, lower + quarter)
    own.save()
    own.pk = None
    appointment.reservations.create(
        place=own.place, during=DateTimeTZRange(upper - quarter, upper)
    )

    first, second = calendar(amara), calendar(amara)

    assert times(first) == [(lower, lower + quarter), (upper - quarter, upper)]
    assert [event["UID"] for event in first] == [event["UID"] for event in second]
    assert len({event["UID"] for event in first}) == 2


def test_a_moved_appointment_stays_the_same_entry(location, amara, calendar):
    appointment = booked(ready(location))
    [before] = calendar(amara)

    services.move_appointment(
        appointment,
        at(location, ELEVEN),
        actor=patient_of(appointment.consultation_request),
    )

    [after] = calendar(amara)
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    appointment.refresh_from_db()
    assert after["DTSTAMP"].dt == appointment.changed_at.replace(microsecond=0)
    assert after.start == at(location, ELEVEN)


def test_what_is_cancelled_or_only_held_is_not_there(location, amara, calendar):
    cancelled = booked(ready(location))
    services.cancel_at_desk(cancelled, actor=desk(), reason="ill")
    held(ready(location), TEN)

    assert calendar(amara) == []


@pytest.mark.parametrize(
    "status",
    [
        AppointmentStatus.ARRIVED,
        AppointmentStatus.FULFILLED,
        AppointmentStatus.NOSHOW,
    ],
)
def test_what_became_of_the_patient_is_not_told(location, amara, calendar, status):
    appointment = booked(ready(location))
    before = calendar(amara)

    Appointment.objects.filter(pk=appointment.pk).update(status=status)

    assert calendar(amara) == before


@pytest.mark.parametrize(("days_ago", "shown"), [(29, 1), (31, 0)])
def test_feed_goes_back_thirty_days(location, amara, calendar, days_ago, shown):
    appointment = booked(ready(location))

    put(appointment, timezone.now() - timedelta(days=days_ago))

    assert len(calendar(amara)) == shown


def test_a_colleague_has_only_what_is_theirs(location, amara, calendar):
    clinic_with("bo", name="Westlake")
    bo = at_work(Practitioner.objects.get(user__username="bo"))
    booked(ready(location))

    assert (len(calendar(amara)), len(calendar(bo))) == (1, 0)


def test_where_one_works_no_more_nothing_is_shown(location, amara, calendar):
    booked(ready(location))
    amara.locations.add(clinic_with(name="Westlake"))
    at_work(amara)

    StaffMembership.objects.get(user=amara.user, location=location).delete()

    assert calendar(amara) == []


def deactivate(user):
    user.is_active = False
    user.save()


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(deactivate, id="deactivated"),
        pytest.param(lambda user: user.memberships.all().delete(), id="no-role-left"),
        pytest.param(
            lambda user: services.turn_off_feed(user.practitioner), id="turned-off"
        ),
        pytest.param(lambda user: services.make_feed(user.practitioner), id="replaced"),
    ],
)
def test_the_address_opens_nothing_any_more(client, amara, end):
    path = path_of(amara)
    assert client.get(path).status_code == 200

    end(amara.user)

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("token", ["x", "A" * 43, "%00", "%ED%A0%80", "..%2f..%2fx"])
def test_an_unknown_address_is_not_found(client, amara, token):
    services.make_feed(amara)

    assert client.get(f"/calendar/{token}.ics").status_code == 404


def test_feed_names_no_patient_and_nothing_of_them():
    world.build()
    read = []

    for practitioner in Practitioner.objects.filter(locations__isnull=False):
        at_work(practitioner)
        content = Client().get(path_of(practitioner)).content
        read.append(content.decode().replace("\r\n ", ""))

    text = "\n".join(read)
    assert text.count("BEGIN:VEVENT") > len(read)
    assert leaked(text, ["canary", "410 555 0123", "1911-11-11"]) == []
    assert [word for word in FORBIDDEN if says(word, text)] == []


def test_feed_is_asked_for_with_as_few_queries_whatever_it_holds(
    location, amara, django_assert_num_queries
):
    path = path_of(amara)
    for wall in (NINE, TEN, ELEVEN):
        booked(ready(location, email=f"p{wall.hour}@example.org"), wall)

        # The limit, the feed, the roles, the appointments and their reservations.
        with django_assert_num_queries(5):
            Client().get(path)


def test_feed_tells_programs_how_to_treat_it(client, amara):
    response = client.get(path_of(amara))

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-cache"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "same-origin"
    assert response.cookies == {}


def test_feed_is_sent_again_only_when_it_has_changed(client, location, amara):
    appointment = booked(ready(location))
    path = path_of(amara)
    etag = client.get(path)["ETag"]

    same = client.get(path, headers={"if-none-match": etag})
    services.cancel_at_desk(appointment, actor=desk(), reason="ill")
    changed = client.get(path, headers={"if-none-match": etag})

    assert (same.status_code, same.content) == (304, b"")
    assert (changed.status_code, changed["ETag"] != etag) == (200, True)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_feed_is_only_read(client, amara, method):
    assert getattr(client, method)(path_of(amara)).status_code == 405


def test_one_network_reads_only_so_often(client, amara, monkeypatch):
    monkeypatch.setattr("scheduling.views.feeds.READS_AN_HOUR", 2)
    path = path_of(amara)

    answers = [client.get(path) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "3600"
    assert READS_AN_HOUR == 600


def test_a_practitioner_turns_the_calendar_on_renews_it_and_turns_it_off(
    browser_of, amara, client
):
    browser = browser_of(amara.user)
    assert "Turn it on" in browser.get(PAGE).text

    on = browser.post(MAKE, follow=True)
    first = path_of(amara)
    renewed = browser.post(MAKE, follow=True)
    second = path_of(amara)
    off = browser.post(OFF, follow=True)

    assert f"http://localhost{first}</code>" in on.text
    assert f"http://localhost{second}</code>" in renewed.text
    assert first not in renewed.text
    assert "Your calendar is off." in off.text
    assert "Turn it on" in off.text
    assert [client.get(path).status_code for path in (first, second)] == [404, 404]


def test_turning_off_twice_is_turning_off_once(amara):
    services.make_feed(amara)
    services.turn_off_feed(amara)
    revoked_at = CalendarFeed.objects.get().revoked_at

    services.turn_off_feed(amara)

    assert CalendarFeed.objects.get().revoked_at == revoked_at


@pytest.mark.parametrize("page", [PAGE, MAKE, OFF])
def test_who_treats_nobody_has_no_calendar(browser_of, location, page):
    user = desk()
    StaffMembership.objects.create(user=user, location=location, role=Role.FRONT_DESK)
    browser = browser_of(user)

    response = browser.get(page) if page == PAGE else browser.post(page)

    assert response.status_code == 404


def test_only_practitioners_are_led_from_the_day_to_their_calendar(
    browser_of, location, amara
):
    user = desk()
    StaffMembership.objects.create(user=user, location=location, role=Role.FRONT_DESK)

    pages = [
        browser_of(who).get("/appointments/day/", follow=True)
        for who in (amara.user, user)
    ]

    assert [PAGE in page.text for page in pages] == [True, False]


def test_the_token_is_stored_nowhere(amara):
    token = path_of(amara).removeprefix("/calendar/").removesuffix(".ics")

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(f)::text FROM scheduling_calendarfeed AS f")
        [[row]] = cursor.fetchall()

    assert token not in row
    assert len(token) == 43


def test_turning_on_and_off_is_recorded_and_reading_is_not(client, browser_of, amara):
    browser = browser_of(amara.user)

    browser.post(MAKE)
    client.get(path_of(amara))
    browser.post(OFF)

    with as_owner():
        events = AccessEvent.objects.filter(object_type="scheduling.calendarfeed")
        recorded = [(event.action, event.actor_id) for event in events.order_by("seq")]
    assert recorded == [("add", str(amara.user_id)), ("change", str(amara.user_id))]


@pytest.mark.django_db(transaction=True)
def test_turned_on_many_times_at_once_one_address_is_left(amara):
    made = all_at_once(*[lambda: services.make_feed(amara)] * 8)

    assert {type(feed) for feed in made} == {CalendarFeed}
    [live] = CalendarFeed.objects.live()
    assert services.find_feed(path_of(amara)[len("/calendar/") : -len(".ics")]) == live
