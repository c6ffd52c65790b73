"""A manager's figures: how far requests came, who came, how chairs are used."""

from datetime import date, datetime, time, timedelta
from xml.etree import ElementTree

import pytest
from psycopg2.extras import DateTimeTZRange

from clinic.access.roles import Role
from clinic.models import RoomKind
from clinic.periods import Period
from intake.models import RequestEventKind
from scheduling import services
from scheduling.models import (
    Appointment,
    AppointmentStatus,
    Closure,
    Course,
    CourseStatus,
    Reservation,
)
from tests.factories import (
    ConsultationRequestFactory,
    LocationFactory,
    consultation_at,
    infusions_at,
    staff,
)

pytestmark = pytest.mark.django_db

# Two weeks that lie behind, with a change of the clocks between them.
FIRST, SECOND = date(2026, 3, 2), date(2026, 3, 9)
MARCH = Period(FIRST, date(2026, 3, 15))
PAGE = "/manager/figures/"
CHOSEN = {
    "first_month": "3",
    "first_day": "2",
    "first_year": "2026",
    "last_month": "3",
    "last_day": "15",
    "last_year": "2026",
}


@pytest.fixture
def here(db):
    """A location with two chairs, where a nurse works from 9 to 5 every day."""
    location = LocationFactory()
    infusions_at(location, chairs=2)
    return location


@pytest.fixture
def manager(here):
    return staff(Role.MANAGER, here)


def at(location, day, wall=time(9)):
    return datetime.combine(day, wall, location.zone)


def asked(location, *kinds, day=FIRST):
    """A request that came that day, with events of these kinds."""
    received_at = at(location, day)
    consultation_request = ConsultationRequestFactory(
        location=location,
        received_at=received_at,
        due_at=received_at + timedelta(days=1),
    )
    for kind in kinds:
        consultation_request.events.create(kind=kind, at=received_at, note="")
    return consultation_request


def visit(consultation_request, status, *, day=FIRST, service=None, course=None):
    location = consultation_request.location
    starts_at = at(location, day)
    return Appointment.objects.create(
        consultation_request=consultation_request,
        patient=consultation_request.patient,
        service=service or consultation_at(location),
        location=location,
        course=course,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        status=status,
        changed_at=starts_at,
        **(
            {"cancelled_at": starts_at} if status == AppointmentStatus.CANCELLED else {}
        ),
    )


def series(consultation_request, given, planned):
    """A course of ``planned`` infusions of which so many were given."""
    location = consultation_request.location
    service = location.services.get(kind="infusion")
    course = Course.objects.create(
        consultation_request=consultation_request,
        patient=consultation_request.patient,
        location=location,
        service=service,
        status=CourseStatus.ACTIVE,
        planned=planned,
        created_at=at(location, FIRST),
    )
    for number in range(planned):
        done = number < given
        status = AppointmentStatus.FULFILLED if done else AppointmentStatus.BOOKED
        day = FIRST + timedelta(days=2 * number)
        visit(consultation_request, status, day=day, service=service, course=course)


def take_chair(appointment, *, hours=1):
    chair = appointment.location.rooms.filter(kind=RoomKind.INFUSION_CHAIR).first()
    ends_at = appointment.starts_at + timedelta(hours=hours)
    Reservation.objects.create(
        appointment=appointment,
        room=chair,
        during=DateTimeTZRange(appointment.starts_at, ends_at),
    )


def steps(location):
    found = services.read_figures(location, MARCH)
    return {step.value: count for step, count in found.steps}


def test_steps_count_how_far_the_requests_came(here):
    sent, answered, reviewed = (
        RequestEventKind.QUESTIONNAIRE_SENT,
        RequestEventKind.ANSWERED,
        RequestEventKind.REVIEWED,
    )
    asked(here)
    asked(here, sent)
    visit(asked(here, sent, answered, reviewed), AppointmentStatus.NOSHOW)
    begun = asked(here, sent, answered, reviewed)
    visit(begun, AppointmentStatus.FULFILLED)
    series(begun, given=1, planned=2)
    finished = asked(here, sent, answered, reviewed)
    visit(finished, AppointmentStatus.FULFILLED)
    series(finished, given=2, planned=2)

    assert steps(here) == {
        "asked": 5,
        "sent": 4,
        "answered": 3,
        "reviewed": 3,
        "booked": 3,
        "came": 2,
        "begun": 2,
        "finished": 1,
    }


def test_a_time_that_is_only_held_is_not_booked(here):
    consultation_request = asked(here)
    held = visit(consultation_request, AppointmentStatus.BOOKED)
    Appointment.objects.filter(pk=held.pk).update(
        status=AppointmentStatus.PROPOSED, hold_until=held.ends_at
    )

    assert steps(here)["booked"] == 0


def test_every_week_of_the_period_is_there_also_without_requests(here):
    asked(here, day=SECOND)

    assert services.read_figures(here, MARCH).weeks == [(FIRST, 0), (SECOND, 1)]


def test_visits_are_counted_by_week_and_by_what_became_of_them(here):
    for status in (
        AppointmentStatus.FULFILLED,
        AppointmentStatus.ARRIVED,
        AppointmentStatus.NOSHOW,
        AppointmentStatus.CANCELLED,
        AppointmentStatus.BOOKED,
    ):
        visit(asked(here), status)
    visit(asked(here), AppointmentStatus.NOSHOW, day=SECOND)

    first, second = services.read_figures(here, MARCH).visits

    assert (first.came, first.missed, first.cancelled, first.unmarked) == (2, 1, 1, 1)
    assert (second.came, second.missed) == (0, 1)


def test_chair_use_is_what_is_taken_of_the_hours_somebody_works(here):
    take_chair(visit(asked(here), AppointmentStatus.FULFILLED), hours=7)
    Closure.objects.create(
        location=here,
        starts_at=at(here, SECOND, time(0)),
        ends_at=at(here, SECOND + timedelta(days=1), time(0)),
    )

    first, second = services.read_figures(here, MARCH).chairs

    # Two chairs, eight hours a day.
    assert (first.taken, first.open) == (timedelta(hours=7), timedelta(hours=112))
    assert (second.taken, second.open) == (timedelta(0), timedelta(hours=96))
    assert first.share == 1 / 16


def test_a_period_in_the_middle_of_a_week_has_the_hours_of_its_days_alone(here):
    wednesday = FIRST + timedelta(days=2)

    [week] = services.read_figures(here, Period(wednesday, wednesday)).chairs

    assert week.monday == FIRST
    assert week.open == timedelta(hours=16)


def test_other_locations_are_not_in_it(here):
    elsewhere = LocationFactory(name="Westlake")
    visit(asked(elsewhere), AppointmentStatus.FULFILLED)

    found = services.read_figures(here, MARCH)

    assert found.asked == 0
    assert found.all_visits.came == 0


def test_the_figures_take_the_same_queries_for_one_request_and_for_three(
    here, django_assert_num_queries
):
    for _ in range(2):
        take_chair(visit(asked(here), AppointmentStatus.NOSHOW), hours=1)
        with django_assert_num_queries(14):
            services.read_figures(here, MARCH)
        Reservation.objects.all().delete()


def test_the_page_shows_each_figure_as_a_chart_and_as_a_table(
    here, manager, browser_of
):
    visit(asked(here), AppointmentStatus.NOSHOW)

    page = browser_of(manager).get(PAGE, CHOSEN | {"location": here.slug})

    assert page.text.count("<svg") == page.text.count("<caption>") + 1 == 7
    assert page.text.count('role="img"') == 6
    assert "1 request came." in page.text
    assert "1 of 1 visits were missed (100%)." in page.text
    assert "style=" not in page.text


def test_the_drawings_are_well_formed_and_have_a_title_and_a_description(
    here, manager, browser_of
):
    text = browser_of(manager).get(PAGE).text
    drawings = text.split('<svg class="chart"')[1:]

    for drawing in drawings:
        written = drawing.partition("</svg>")[0]
        root = ElementTree.fromstring(f"<svg {written}</svg>")  # noqa: S314
        assert [child.tag for child in root][:2] == ["title", "desc"]
    assert len(drawings) == 6


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"location": "nowhere"}, "Select a location from the list"),
        ({"location": ""}, "Select a location"),
        ({"first_month": "13"}, "The date must be a real date"),
        ({"first_year": "0001"}, "Enter a year from 2000 to 2199"),
        ({"last_year": "9999"}, "Enter a year from 2000 to 2199"),
        ({"last_year": "2025"}, "The last day must not be before the first"),
        ({"last_year": "2027"}, "Choose at most 53 weeks at a time"),
        ({"last_day": ""}, "The date must include a day"),
        ({"last_year": "'; --"}, "Year must include 4 numbers"),
    ],
)
def test_a_period_that_does_not_fit_gets_a_sentence_and_no_figures(
    typed, sentence, here, manager, browser_of
):
    chosen = CHOSEN | {"location": here.slug} | typed

    page = browser_of(manager).get(PAGE, chosen)

    assert page.status_code == 200
    assert sentence in page.text
    assert '<svg class="chart"' not in page.text


def test_a_manager_reads_their_own_locations_only(here, manager, browser_of):
    elsewhere = LocationFactory(name="Westlake")

    page = browser_of(manager).get(PAGE, CHOSEN | {"location": elsewhere.slug})

    assert "Select a location from the list" in page.text
    assert "Westlake" not in page.text


@pytest.mark.parametrize(
    "role", [Role.FRONT_DESK, Role.CLINICIAN, Role.NURSE, Role.PRIVACY_OFFICER]
)
def test_nobody_else_reads_the_figures(role, here, browser_of):
    assert browser_of(staff(role, here)).get(PAGE).status_code == 403
