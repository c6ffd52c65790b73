"""A free time of the day leads to whom it is for, and from there to booking it."""

from datetime import UTC, time, timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from clinic.access.roles import Role
from clinic.audit.models import AccessEvent
from intake.models import Decision
from scheduling import services
from scheduling.models import Appointment, BookingRules, CourseOutcome, CourseStatus
from tests.factories import ConsultationRequestFactory, LocationFactory, staff
from tests.owner import as_owner
from tests.scheduling.stories import (
    NINE,
    TEN,
    admitted_many,
    at,
    booked,
    clinic_with,
    infusion_clinic,
    proposed,
    ready,
    series_of,
    sign,
)
from tests.scheduling.test_day import page_of, rows_of
from tests.scheduling.test_desk_pages import book_page, services_page
from tests.stories import answered

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return clinic_with("amara")


@pytest.fixture
def desk(here):
    return staff(Role.FRONT_DESK, here)


def query(starts_at):
    return "?" + urlencode({"starts_at": starts_at.astimezone(UTC).isoformat()})


def who_page(location, starts_at):
    return f"/appointments/free/{location.slug}/{query(starts_at)}"


def named(page):
    """Return the names on the page, in order."""
    if "found" in page.context:
        return [each.patient.name for each in page.context["found"]]
    return [each.consultation_request.patient.name for each in page.context["undated"]]


def test_a_free_time_is_booked_for_somebody_who_waits(here, desk, browser_of):
    consultation_request = ready(here)
    ten = at(here, TEN)
    client = browser_of(desk)

    day = client.get(page_of(here, ten.date()))
    who = client.get(who_page(here, ten))
    times = client.get(f"{book_page(consultation_request)}{query(ten)}")
    client.post(
        f"{book_page(consultation_request)}{query(ten)}",
        {"starts_at": ten.astimezone(UTC).isoformat()},
    )

    assert f'href="{who_page(here, ten)}"' in day.text
    assert f"{ten:%A, %B} {ten.day}, {ten.year} at 10:00 a.m., Downtown." in who.text
    assert f'href="{book_page(consultation_request)}{query(ten)}"' in who.text
    assert f'value="{ten.astimezone(UTC).isoformat()}" checked' in times.text
    assert times.context["page"].first_day == ten.date()
    assert Appointment.objects.get().starts_at == ten


def test_a_free_time_is_booked_for_whom_the_desk_looks_for(here, desk, browser_of):
    consultation_request = ready(here, name="Maria García")
    booked(ready(here, name="Jordan Lee"))
    ten = at(here, TEN)
    client = browser_of(desk)

    found = client.post(who_page(here, ten), {"words": "maria"})
    offers = client.get(f"{services_page(consultation_request)}{query(ten)}")

    assert named(found) == ["Maria García"]
    assert f'href="{services_page(consultation_request)}{query(ten)}"' in found.text
    assert f'href="{book_page(consultation_request)}{query(ten)}"' in offers.text


def test_those_wait_who_were_found_suitable_and_have_no_date(here, desk, browser_of):
    ready(here, name="Waits for a date")
    booked(ready(here, name="Has a date"))
    answered(location=here)
    sign(answered(location=here), Decision.NOT_SUITABLE)
    ready(clinic_with("bo", name="Westlake"), name="Waits elsewhere")

    page = browser_of(desk).get(who_page(here, at(here, TEN)))

    assert named(page) == ["Waits for a date"]


def test_those_wait_whose_series_lacks_dates(browser_of):
    here = infusion_clinic(chairs=3)
    desk = staff(Role.FRONT_DESK, here)
    full, lacking, choosing, ended = admitted_many(here, 4)
    series_of(full)
    for course in (series_of(lacking), series_of(ended)):
        last = course.appointments.last()
        services.cancel_at_desk(last, actor=desk, reason="Ill")
    proposed(choosing)
    end(ended.courses.get(), desk)

    page = browser_of(desk).get(who_page(here, at(here, TEN)))

    waiting = page.context["undated"]
    assert {each.consultation_request: each.missing for each in waiting} == {
        lacking: 1,
        choosing: 6,
    }
    assert "6 dates missing" in page.text


def end(course, actor):
    course.status, course.outcome = CourseStatus.COMPLETED, CourseOutcome.STOPPED
    course.ended_at, course.ended_by = timezone.now(), actor
    course.save()


def test_an_empty_search_says_so_and_a_vain_one_too(here, desk, browser_of):
    client, page = browser_of(desk), who_page(here, at(here, TEN))

    empty = client.post(page, {"words": " "})
    vain = client.post(page, {"words": "<b>nobody</b>"})

    assert empty.context["form"].errors == {"words": ["Type what to search for"]}
    assert "<title>Error: Who is it for?" in empty.text
    assert "Nobody found at Downtown." in vain.text
    assert "&lt;b&gt;nobody&lt;/b&gt;" in vain.text


def test_who_asked_at_another_location_is_not_found_here(here, desk, browser_of):
    elsewhere = LocationFactory(name="Westlake")
    desk.memberships.create(location=elsewhere, role=Role.FRONT_DESK)
    ConsultationRequestFactory(location=elsewhere)

    page = browser_of(desk).post(who_page(here, at(here, TEN)), {"words": "Jordan"})

    assert named(page) == []


def test_a_time_that_is_not_free_for_the_visit_is_said_so(here, desk, browser_of):
    late = at(here, time(16, 30))

    page = browser_of(desk).get(f"{book_page(ready(here))}{query(late)}")

    assert f"{late:%A, %B} {late.day} at 4:30 p.m. is not free for this." in page.text
    assert page.context["page"].first_day == late.date()
    assert " checked" not in page.text


def test_a_talk_is_offered_to_the_desk_within_the_notice(here, desk, browser_of):
    BookingRules.objects.create(location=here, notice_hours=5 * 24)

    page = browser_of(desk).get(f"{book_page(ready(here))}{query(at(here, TEN))}")

    assert " is not free for this." not in page.text
    assert page.text.count(" checked") == 1


def test_times_beyond_the_horizon_are_no_way_to_book(here, desk, browser_of):
    BookingRules.objects.create(location=here, notice_hours=4 * 24, horizon_days=8)
    client = browser_of(desk)

    def words(days):
        return rows_of(client.get(page_of(here, at(here, NINE, days).date())))[1][2]

    assert [words(days).split()[0] for days in (3, 7, 9)] == ["Book", "Book", "Free"]


def test_who_may_not_book_is_led_nowhere(here, browser_of):
    nurse = staff(Role.NURSE, here)

    rows = rows_of(browser_of(nurse).get(page_of(here, at(here, NINE).date())))

    assert rows[1] == ["9:00 a.m.", "Free", "Free"]


NO_TIMES = [
    "",
    "?starts_at=",
    "?starts_at=tomorrow",
    "?starts_at=2020-01-01T09:00:00%2B00:00",
    "?starts_at=2030-01-01T09:00:00",
    "?starts_at=0001-01-01T00:00:00%2B14:00",
    "?starts_at=9999-12-31T23:59:59-14:00",
]


@pytest.mark.parametrize("no_time", NO_TIMES)
def test_a_time_that_is_none_leads_to_the_day(here, desk, browser_of, no_time):
    consultation_request = ready(here)
    client = browser_of(desk)

    answer = client.get(f"/appointments/free/{here.slug}/{no_time}")

    assert (answer.status_code, answer["Location"]) == (302, "/appointments/day/")
    for page in (services_page(consultation_request), book_page(consultation_request)):
        assert client.get(f"{page}{no_time}").status_code == 200


def test_whom_it_is_for_is_asked_of_the_desk_of_the_location(here, desk, browser_of):
    consultation_request = ready(here)
    nurse = staff(Role.NURSE, here)
    stranger = staff(Role.FRONT_DESK, LocationFactory(name="Westlake"), "eli")
    page = who_page(here, at(here, TEN))

    def answers_to(who):
        client = browser_of(who)
        return client.get(page).status_code, client.post(page, {}).status_code

    assert answers_to(desk) == (200, 200)
    assert answers_to(nurse) == (403, 403)
    assert answers_to(stranger) == (404, 404)
    assert answers_to(consultation_request) == (302, 302)


def test_a_look_at_who_waits_and_a_search_are_recorded(here, desk, browser_of):
    consultation_request = ready(here)
    client, page = browser_of(desk), who_page(here, at(here, TEN))

    client.get(page)
    client.post(page, {"words": "Jordan"})

    with as_owner():
        events = AccessEvent.objects.filter(actor_id=str(desk.pk))
        looks = [
            (each.action, each.object_ids, each.fields)
            for each in events.exclude(action="login").order_by("seq")
        ]
    patient = consultation_request.patient_id
    assert looks == [
        ("view", [consultation_request.reviews.get().pk], ["decision"]),
        ("list", [patient], ["name"]),
        ("search", [consultation_request.pk], []),
        ("list", [patient], ["name"]),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_who_waits_takes_the_same_queries_however_many_do(
    count, django_assert_num_queries
):
    here = infusion_clinic(chairs=count)
    desk = staff(Role.FRONT_DESK, here)
    for consultation_request in admitted_many(here, count):
        proposed(consultation_request)
        ready(here)

    with django_assert_num_queries(8):
        found = services.undated(here, actor=desk)
        names = [each.consultation_request.patient.name for each in found]

    assert names == ["Jordan Lee"] * 2 * count


def test_nothing_is_written_while_one_looks(here, desk, browser_of):
    consultation_request = ready(here)
    before = consultation_request.version

    browser_of(desk).get(who_page(here, timezone.now() + timedelta(days=3)))

    consultation_request.refresh_from_db()
    assert consultation_request.version == before
    assert not Appointment.objects.exists()
