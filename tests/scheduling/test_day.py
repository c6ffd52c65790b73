"""The page of a day: who comes, what is missing, what became of them, what is free."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from clinic.access.roles import Role
from clinic.audit.models import AccessEvent
from intake.consents import Words
from intake.models import Decision, RequestStatus
from intake.services import publish_consent
from scheduling import services
from scheduling.hours import whole_day
from scheduling.models import Appointment, AppointmentStatus, Closure, Reservation
from tests.factories import (
    ConsultationRequestFactory,
    LocationFactory,
    consultation_at,
    staff,
)
from tests.owner import as_owner
from tests.scheduling.stories import (
    NINE,
    TEN,
    admitted,
    at,
    booked,
    clinic_with,
    held,
    infusion_clinic,
    ready,
    series_of,
    sign,
)

pytestmark = pytest.mark.django_db

DRIVER = {"name": "Sam", "phone": "410-555-0123"}
ANSWERED = ("ok", "Questions answered")
CELL = r"<t[hd]\b[^>]*>(.*?)</t[hd]>"


@pytest.fixture
def here():
    return clinic_with("amara")


@pytest.fixture
def desk(here):
    return staff(Role.FRONT_DESK, here)


def page_of(location, day):
    return f"/appointments/day/{location.slug}/{day.isoformat()}/"


def day_with(appointment):
    """Return the page of the day on which the appointment is."""
    local = appointment.starts_at.astimezone(appointment.location.zone)
    return page_of(appointment.location, local.date())


def begun(appointment, *, minutes_ago=10):
    """Let the appointment have begun so long ago."""
    starts_at = timezone.now() - timedelta(minutes=minutes_ago)
    Appointment.objects.filter(pk=appointment.pk).update(
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)
    )
    appointment.refresh_from_db()
    return appointment


def put(location, starts_at, minutes=10):
    """Store a visit of some new patient, in the only room."""
    ends_at = starts_at + timedelta(minutes=minutes)
    consultation_request = ConsultationRequestFactory(
        location=location, status=RequestStatus.SCHEDULED
    )
    appointment = Appointment.objects.create(
        consultation_request=consultation_request,
        patient=consultation_request.patient,
        location=location,
        service=consultation_at(location),
        status=AppointmentStatus.BOOKED,
        starts_at=starts_at,
        ends_at=ends_at,
        changed_at=timezone.now(),
    )
    Reservation.objects.create(
        appointment=appointment,
        room=location.rooms.first(),
        during=(starts_at, ends_at),
    )
    return appointment


def rows_of(page):
    """Return the table of rooms and people, as its words: time, then each column."""
    table = page.text.partition('class="timetable"')[2].partition("</table>")[0]
    return [
        [in_words(cell) for cell in re.findall(CELL, row, re.DOTALL)]
        for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
    ]


def in_words(html):
    """Return what a screen reader reads of it."""
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def tags_on(page):
    """Return the words of the tags with their tone."""
    return re.findall(r'class="tag(?: tag--(\w+))?">([^<]*)<', page.text)


def test_the_desk_sees_who_comes_when_where_and_with_whom(here, desk, browser_of):
    appointment = booked(ready(here))

    page = browser_of(desk).get(day_with(appointment))

    assert page.status_code == 200
    told = " ".join(re.sub(r"<[^>]+>", " ", page.text).split())
    assert (
        "9:00 a.m. Jordan Lee Consultation Room of amara Amara Osei, MD"
        " Questions answered Booked" in told
    )
    assert f'href="/admin/scheduling/appointment/{appointment.pk}/change/"' in page.text
    assert tags_on(page) == [ANSWERED, ("", "Booked")]


def test_the_table_says_what_is_taken_and_what_is_free(here, desk, browser_of):
    appointment = booked(ready(here), TEN)

    rows = rows_of(browser_of(desk).get(day_with(appointment)))

    assert rows[0] == ["Time", "Room of amara", "Amara Osei, MD"]
    assert rows[1] == [
        "9:00 a.m.",
        "Book 9:00 a.m. in Room of amara",
        "Book 9:00 a.m. with Amara Osei, MD",
    ]
    assert rows[3] == ["10:00 a.m.", "Jordan Lee", "Jordan Lee"]
    assert rows[-1][2] == "Book 4:30 p.m. with Amara Osei, MD"
    assert len(rows) == 1 + 16


def test_a_time_that_a_patient_holds_is_not_called_free(here, desk, browser_of):
    hold = held(ready(here))

    page = browser_of(desk).get(day_with(hold))

    assert rows_of(page)[1] == ["9:00 a.m.", "Held", "Held"]
    assert "Nobody comes on this day." in page.text
    assert "Jordan" not in page.text


def test_a_room_that_is_cleaned_is_not_called_free(here, desk, browser_of):
    here.services.update(buffer_minutes=15)
    appointment = booked(ready(here))

    rows = rows_of(browser_of(desk).get(day_with(appointment)))

    assert rows[3][1:] == ["Being cleaned", "Book 10:00 a.m. with Amara Osei, MD"]


def test_nobody_is_there_while_the_location_is_closed(here, desk, browser_of):
    starts_at = at(here, time(12))
    Closure.objects.create(
        location=here, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)
    )

    rows = rows_of(browser_of(desk).get(page_of(here, starts_at.date())))

    assert [row[2].split()[0] for row in rows[6:10]] == ["Book", "Away", "Away", "Book"]
    # The room is free, but there is nobody to book it with.
    assert rows[7][1] == "Free"


def test_a_day_without_anybody_says_so(here, desk, browser_of):
    here.availabilities.all().delete()

    page = browser_of(desk).get(page_of(here, date(2030, 6, 3)))

    assert "Nobody comes on this day." in page.text
    assert "Nobody works here on this day." in page.text


def test_a_visit_is_late_once_it_should_have_begun(here, desk, browser_of):
    appointment = begun(booked(ready(here)))

    page = browser_of(desk).get(day_with(appointment))

    assert tags_on(page) == [ANSWERED, ("warn", "Late")]


def test_the_desk_marks_a_visit_and_takes_it_back(here, desk, browser_of):
    appointment = begun(booked(ready(here)))
    client = browser_of(desk)
    shown = []

    for status in ("arrived", "fulfilled", "noshow", "booked"):
        answer = client.post(
            f"/appointments/{appointment.pk}/mark/", {"status": status}
        )
        assert answer["Location"] == f"{day_with(appointment)}#visit-{appointment.pk}"
        shown += tags_on(client.get(day_with(appointment)))[1:]

    assert shown == [
        ("info", "Arrived"),
        ("ok", "Done"),
        ("error", "Did not come"),
        ("warn", "Late"),
    ]


def test_the_page_offers_the_marks_that_can_be_set(here, desk, browser_of):
    appointment = begun(booked(ready(here)))
    services.mark_attendance(appointment, AppointmentStatus.ARRIVED, actor=desk)

    page = browser_of(desk).get(day_with(appointment))

    marks = re.findall(r'name="status" value="(\w+)">([^<]+)<', page.text)
    assert marks == [
        ("fulfilled", "Done"),
        ("noshow", "Did not come"),
        ("booked", "Take back"),
    ]
    assert "Here since" in page.text


def test_a_mark_that_cannot_be_set_is_refused_with_a_sentence(here, desk, browser_of):
    appointment = booked(ready(here))

    page = browser_of(desk).post(
        f"/appointments/{appointment.pk}/mark/", {"status": "arrived"}, follow=True
    )

    assert "That cannot be marked yet, or not any more." in page.text
    appointment.refresh_from_db()
    assert appointment.status == AppointmentStatus.BOOKED


@pytest.mark.parametrize("status", ["", "lost", "\x00"])
def test_a_mark_that_there_is_not_is_not_found(here, desk, browser_of, status):
    appointment = begun(booked(ready(here)))

    page = browser_of(desk).post(
        f"/appointments/{appointment.pk}/mark/", {"status": status}
    )

    assert page.status_code == 404


def test_consent_and_ride_are_told_in_words_and_colour(browser_of):
    here = infusion_clinic()
    course = series_of(admitted(here))
    desk = staff(Role.FRONT_DESK, here)
    first = course.appointments.order_by("starts_at").first()
    client = browser_of(desk)

    before = tags_on(client.get(day_with(first)))
    services.name_driver(first, **DRIVER)
    publish_consent("treatment", Words("Another text", "To be read again."))
    after = tags_on(client.get(day_with(first)))

    ready_before = [("ok", "Consent signed"), ("warn", "Ride not confirmed")]
    assert before == [*ready_before, ("", "Booked")]
    ready_after = [("error", "Consent missing"), ("ok", "Ride confirmed")]
    assert after == [*ready_after, ("", "Booked")]


def test_questions_that_are_open_are_told_before_the_consultation(
    here, desk, browser_of
):
    never_asked = put(here, at(here, NINE))
    asked_again = ready(here)
    appointment = booked(asked_again, TEN)
    asked_again.refresh_from_db()
    sign(asked_again, Decision.MORE_INFORMATION)

    page = browser_of(desk).get(day_with(appointment))

    assert day_with(never_asked) == day_with(appointment)
    is_open = ("error", "Questions open")
    assert [tag for tag in tags_on(page) if "Questions" in tag[1]] == [is_open] * 2


def test_who_is_to_be_called_first_is_marked(here, desk, browser_of):
    consultation_request = ready(here)
    appointment = booked(consultation_request)
    consultation_request.refresh_from_db()
    sign(consultation_request, Decision.NOT_SUITABLE)

    page = browser_of(desk).get(day_with(appointment))

    assert tags_on(page) == [
        ("error", "Call first"),
        ANSWERED,
        ("", "Booked"),
    ]


def test_a_day_says_closures_and_other_hours_in_words(here, desk, browser_of):
    day = at(here, NINE).date()
    Closure.objects.create(
        location=here, starts_at=at(here, NINE), ends_at=at(here, TEN), reason="Fair"
    )
    here.availability_exceptions.create(practitioner=here.practitioners.get(), day=day)
    client = browser_of(desk)

    page = in_words(client.get(page_of(here, day)).text)
    next_day = in_words(client.get(page_of(here, day + timedelta(days=1))).text)

    said = (
        "Closed from 9:00 a.m. to 10:00 a.m. (Fair) Amara Osei, MD is away all day "
        "Who comes"
    )
    assert said in page
    assert "Closed" not in next_day


def test_a_cancelled_visit_is_gone_from_the_day(here, desk, browser_of):
    appointment = booked(ready(here))
    services.cancel_at_desk(appointment, actor=desk, reason="Ill")

    page = browser_of(desk).get(day_with(appointment))

    assert "Jordan Lee" not in page.text


@pytest.mark.parametrize("visits", [1, 30])
def test_a_day_takes_the_same_queries_however_many_come(
    here, desk, django_assert_num_queries, visits
):
    day = date(2030, 6, 3)
    begins = datetime.combine(day, NINE, here.zone)
    for number in range(visits):
        put(here, begins + number * timedelta(minutes=10))

    with django_assert_num_queries(14):
        schedule = services.read_day(here, day)
        named = {visit.appointment.patient.name for visit in schedule.visits}

    assert (len(schedule.visits), named) == (visits, {"Jordan Lee"})


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2030, 3, 10), 23), (date(2030, 11, 3), 25)]
)
def test_a_day_on_which_the_clocks_change_has_all_its_visits(here, desk, day, hours):
    begins, ends = whole_day(day, here.zone)
    assert ends - begins == timedelta(hours=hours)
    first = put(here, begins)
    last = put(here, ends - timedelta(minutes=10))
    put(here, begins - timedelta(minutes=10))
    put(here, ends)

    schedule = services.read_day(here, day)

    assert [visit.appointment for visit in schedule.visits] == [first, last]


def test_the_day_is_for_staff_of_the_location(here, browser_of):
    appointment = booked(ready(here))
    elsewhere = LocationFactory(name="Westlake")
    page = day_with(appointment)

    def answer_to(role, location):
        who = staff(role, location, f"{role.value}-{location.slug}")
        return browser_of(who).get(page).status_code

    assert answer_to(Role.FRONT_DESK, here) == 200
    assert answer_to(Role.FRONT_DESK, elsewhere) == 404
    assert answer_to(Role.PRIVACY_OFFICER, here) == 404
    assert browser_of(appointment).get(page).status_code == 302


def test_marking_is_for_the_desk_of_the_location(here, browser_of):
    appointment = begun(booked(ready(here)))
    nurse = staff(Role.NURSE, here)
    stranger = staff(Role.FRONT_DESK, LocationFactory(name="Westlake"), "eli")
    path, typed = f"/appointments/{appointment.pk}/mark/", {"status": "arrived"}

    assert browser_of(nurse).post(path, typed).status_code == 403
    assert browser_of(stranger).post(path, typed).status_code == 404
    assert "Arrived<" not in browser_of(nurse).get(day_with(appointment)).text
    appointment.refresh_from_db()
    assert appointment.status == AppointmentStatus.BOOKED


@pytest.mark.parametrize(
    "path",
    [
        "nowhere/2030-06-03",
        "downtown/2030-02-30",
        "downtown/20300603",
        "downtown/2030-W01-1",
        "downtown/0001-01-01",
        "downtown/9999-12-31",
        "downtown/today",
    ],
)
def test_a_day_that_there_is_not_is_not_found(here, desk, browser_of, path):
    assert browser_of(desk).get(f"/appointments/day/{path}/").status_code == 404


def test_today_leads_to_the_day_as_it_is_at_the_location(desk, browser_of):
    apia = LocationFactory(name="Apia", time_zone="Pacific/Apia")
    desk.memberships.update(location=apia)

    answer = browser_of(desk).get("/appointments/day/")

    assert answer["Location"] == page_of(apia, timezone.localdate(timezone=apia.zone))


def test_the_day_leads_to_others_and_to_other_locations(here, desk, browser_of):
    elsewhere = LocationFactory(name="Westlake")
    desk.memberships.create(location=elsewhere, role=Role.FRONT_DESK)

    text = browser_of(desk).get(page_of(here, date(2030, 6, 3))).text

    for page in (
        page_of(here, date(2030, 6, 2)),
        page_of(here, date(2030, 6, 4)),
        page_of(elsewhere, date(2030, 6, 3)),
    ):
        assert f'href="{page}"' in text


def test_a_look_at_the_day_is_recorded(here, desk, browser_of):
    appointment = booked(ready(here))

    browser_of(desk).get(day_with(appointment))

    with as_owner():
        [event] = AccessEvent.objects.filter(actor_id=str(desk.pk), action="list")
        assert event.object_ids == [appointment.patient_id]
        assert event.fields == ["name"]


def test_the_page_of_the_appointment_marks_it_and_leads_to_the_day(
    here, desk, browser_of
):
    appointment = begun(booked(ready(here)))
    path = f"/admin/scheduling/appointment/{appointment.pk}/change/"

    text = browser_of(desk).get(path).text
    text_of_nurse = browser_of(staff(Role.NURSE, here)).get(path).text

    assert f'href="{day_with(appointment)}"' in text
    assert f'action="/appointments/{appointment.pk}/mark/"' in text
    assert re.findall(r'name="status" value="(\w+)"', text) == [
        "arrived",
        "fulfilled",
        "noshow",
    ]
    assert "/mark/" not in text_of_nurse
