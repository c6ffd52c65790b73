"""The page of a week: who comes on each day, how much is free, what is special."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from clinic.access.roles import Role
from clinic.audit.models import AccessEvent
from scheduling import services
from scheduling.models import AppointmentStatus, AvailabilityException, Closure
from tests.browser import overflow
from tests.factories import LocationFactory, clinician_at, infusions_at, staff
from tests.intake.conftest import screen_of  # noqa: F401
from tests.owner import as_owner
from tests.scheduling.stories import NINE, TEN, at, booked, clinic_with, held, ready
from tests.scheduling.test_day import in_words, put

pytestmark = pytest.mark.django_db

MONDAY = date(2030, 6, 3)


@pytest.fixture
def here():
    return clinic_with("amara")


@pytest.fixture
def desk(here):
    return staff(Role.FRONT_DESK, here)


def page_of(location, day=MONDAY):
    return f"/appointments/week/{location.slug}/{day.isoformat()}/"


def on(location, wall, day=MONDAY):
    return datetime.combine(day, wall, location.zone)


def days_on(page):
    """Return what each day says, from its heading to its end."""
    days = page.text.split('<section class="week__day"')[1:]
    return [in_words("<" + day.partition("</section>")[0]) for day in days]


def test_a_week_says_who_comes_and_how_much_is_free(here, desk, browser_of):
    put(here, on(here, TEN), minutes=60)
    missed = put(here, on(here, NINE, MONDAY + timedelta(days=6)))
    missed.status = AppointmentStatus.NOSHOW
    missed.save()

    days = days_on(browser_of(desk).get(page_of(here, date(2030, 6, 5))))

    assert len(days) == 7
    assert days[0] == (
        "Monday, June 3 1 visit. 16 half-hours free. 10:00 a.m. Jordan Lee Consultation"
    )
    assert days[1] == "Tuesday, June 4 Nobody comes. 16 half-hours free."
    assert days[6].endswith("9:00 a.m. Jordan Lee Consultation, Did not come")


def test_what_somebody_has_is_not_free(here, desk):
    appointment = booked(ready(here))
    held(ready(here), TEN)
    day = appointment.starts_at.astimezone(here.zone).date()

    week = services.read_week(here, day)

    [shown] = [each for each in week.days if each.day == day]
    assert ([each.appointment for each in shown.visits], shown.free) == (
        [appointment],
        12,
    )


def test_what_is_over_is_not_free(here, desk, browser_of):
    [monday, *_] = days_on(browser_of(desk).get(page_of(here, date(2020, 6, 1))))

    assert monday == "Monday, June 1 Nobody comes."


def test_closures_and_exceptions_are_said_in_words(here, desk, browser_of):
    person = here.practitioners.get()
    tuesday, wednesday = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
    Closure.objects.create(
        starts_at=on(here, time.min), ends_at=on(here, time.min, tuesday), reason="Fair"
    )
    Closure.objects.create(
        location=here,
        starts_at=on(here, time(12), tuesday),
        ends_at=on(here, time(13), tuesday),
    )
    Closure.objects.create(
        practitioner=person,
        starts_at=on(here, time(22), tuesday),
        ends_at=on(here, TEN, wednesday),
    )
    elsewhere = LocationFactory(name="Westlake")
    for of in (
        {"location": elsewhere},
        {"practitioner": clinician_at(elsewhere, "bo")},
    ):
        Closure.objects.create(
            starts_at=on(here, NINE), ends_at=on(here, TEN), reason="Not here", **of
        )
    for days, hours in ((3, (None, None)), (4, (TEN, time(14)))):
        AvailabilityException.objects.create(
            practitioner=person,
            location=here,
            day=MONDAY + timedelta(days=days),
            starts=hours[0],
            ends=hours[1],
        )

    page = browser_of(desk).get(page_of(here))

    who = "Amara Osei, MD"
    nobody, away = "Nobody comes.", "Nobody works here on this day."
    assert days_on(page)[:5] == [
        f"Monday, June 3 Closed all day (Fair) Nobody comes. {away}",
        "Tuesday, June 4 Closed from 12:00 p.m. to 1:00 p.m."
        f" {who} is away from 10:00 p.m. to 12:00 a.m. {nobody} 14 half-hours free.",
        f"Wednesday, June 5 {who} is away from 12:00 a.m. to 10:00 a.m."
        f" {nobody} 14 half-hours free.",
        f"Thursday, June 6 {who} is away all day Nobody comes. {away}",
        f"Friday, June 7 {who} is here from 10:00 a.m. to 2:00 p.m.,"
        f" not at the usual hours {nobody} 8 half-hours free.",
    ]


def test_a_week_leads_to_its_days_and_to_other_weeks_and_locations(
    here, desk, browser_of
):
    elsewhere = LocationFactory(name="Westlake")
    desk.memberships.create(location=elsewhere, role=Role.FRONT_DESK)
    client = browser_of(desk)

    text = client.get(page_of(here, MONDAY + timedelta(days=6))).text
    day = client.get(f"/appointments/day/{here.slug}/2030-06-09/").text

    for page in (
        f"/appointments/day/{here.slug}/2030-06-09/",
        page_of(here, MONDAY - timedelta(days=7)),
        page_of(here, MONDAY + timedelta(days=7)),
        page_of(here, timezone.localdate(timezone=here.zone)),
        page_of(elsewhere),
    ):
        assert f'href="{page}"' in text
    assert f'href="{page_of(here, date(2030, 6, 9))}"' in day


def test_today_is_marked(here, desk, browser_of):
    today = timezone.localdate(timezone=here.zone)
    client = browser_of(desk)

    assert client.get(page_of(here, today)).text.count("aria-current") == 2
    assert "aria-current" not in client.get(page_of(here)).text


@pytest.mark.parametrize("visits", [1, 30])
def test_a_week_takes_the_same_queries_however_many_come(
    here, desk, django_assert_num_queries, visits
):
    for number in range(visits):
        put(
            here,
            on(here, NINE, MONDAY + (number % 7) * timedelta(days=1))
            + (number // 7 * timedelta(minutes=20)),
        )

    with django_assert_num_queries(14):
        week = services.read_week(here, MONDAY)
        names = [each.appointment.patient.name for d in week.days for each in d.visits]

    assert names == ["Jordan Lee"] * visits


@pytest.mark.parametrize("sunday", [date(2030, 3, 10), date(2030, 11, 3)])
def test_a_week_in_which_the_clocks_change_has_all_its_visits(here, desk, sunday):
    monday = sunday - timedelta(days=6)
    first = put(here, on(here, time.min, monday))
    last = put(here, on(here, time(23, 50), sunday))
    put(here, on(here, time(23, 50), monday - timedelta(days=1)))
    put(here, on(here, time.min, sunday + timedelta(days=1)))

    week = services.read_week(here, sunday)

    shown = {each.day: [v.appointment for v in each.visits] for each in week.days}
    assert {day: came for day, came in shown.items() if came} == {
        monday: [first],
        sunday: [last],
    }


def test_the_week_is_for_staff_of_the_location(here, browser_of):
    appointment = booked(ready(here))
    elsewhere = LocationFactory(name="Westlake")
    page = page_of(here)

    def answer_to(role, location):
        who = staff(role, location, f"{role.value}-{location.slug}")
        return browser_of(who).get(page).status_code

    assert answer_to(Role.NURSE, here) == 200
    assert answer_to(Role.NURSE, elsewhere) == 404
    assert answer_to(Role.PRIVACY_OFFICER, here) == 404
    assert browser_of(appointment).get(page).status_code == 302


@pytest.mark.parametrize("path", ["nowhere/2030-06-03", "downtown/9999-12-31"])
def test_a_week_that_there_is_not_is_not_found(here, desk, browser_of, path):
    assert browser_of(desk).get(f"/appointments/week/{path}/").status_code == 404


def test_a_look_at_the_week_is_recorded(here, desk, browser_of):
    appointment = put(here, at(here, NINE))

    browser_of(desk).get(page_of(here, at(here, NINE).date()))

    with as_owner():
        [event] = AccessEvent.objects.filter(actor_id=str(desk.pk), action="list")
        assert (event.object_ids, event.fields) == ([appointment.patient_id], ["name"])


@pytest.fixture
def full_week():
    """Ten visits on each of seven days, with two closures."""
    here = clinic_with("amara")
    clinician_at(here, "bo")
    infusions_at(here, chairs=4, nurses=2)
    for number in range(70):
        day = MONDAY + timedelta(days=number % 7)
        put(here, on(here, NINE, day) + number // 7 * timedelta(minutes=40), minutes=40)
    for reason in ("Public holiday", "Water is turned off for the works in the street"):
        Closure.objects.create(
            location=here,
            starts_at=on(here, time(12)),
            ends_at=on(here, time(13)),
            reason=reason,
        )
    return here


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_a_full_week_fits_its_window_and_one_sheet(full_week, screen_of, width):  # noqa: F811
    page = screen_of(
        staff(Role.FRONT_DESK, full_week), viewport={"width": width, "height": 800}
    )
    page.goto(page_of(full_week))

    sheets = page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")

    assert (overflow(page) <= 0, sheets) == (True, 1)
