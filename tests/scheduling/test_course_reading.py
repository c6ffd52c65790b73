"""The clinician's page of a course: how far it is, whether it goes on, its end."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from clinic.access.roles import Role
from clinic.audit.models import AccessEvent
from intake.models import Decision
from scheduling import services
from scheduling.models import (
    Appointment,
    AppointmentStatus,
    CourseOutcome,
    CourseStatus,
    SeriesRules,
    ServiceKind,
)
from scheduling.series import NoSeries, Proposal
from scheduling.services.course_reading import month_after
from tests.factories import LocationFactory, staff
from tests.intake.events import fields_seen
from tests.owner import as_owner
from tests.scheduling.stories import (
    TEN,
    admitted,
    aftercare_at,
    at,
    decide,
    infusion_clinic,
    series_of,
)

pytestmark = pytest.mark.django_db

REASON = "Canaryreason: well again"
END = {"outcome": CourseOutcome.REMISSION, "reason": REASON}


@pytest.fixture
def here():
    return aftercare_at(infusion_clinic())


@pytest.fixture
def clinician(here):
    return staff(Role.CLINICIAN, here)


@pytest.fixture
def course(here):
    return series_of(admitted(here))


def page_of(course):
    return f"/clinician/course/{course.pk}/"


def let_pass(course, given=6):
    """Let the first infusions have been given, the last of them yesterday."""
    dates = list(course.appointments.order_by("starts_at"))
    for number, each in enumerate(dates[:given]):
        starts_at = timezone.now() - timedelta(days=1 + 3 * (given - 1 - number))
        Appointment.objects.filter(pk=each.pk).update(
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=90),
            status=AppointmentStatus.FULFILLED,
        )


def ended(course, actor):
    let_pass(course)
    return services.end_course(
        course, CourseOutcome.STOPPED, reason=REASON, actor=actor
    )


def test_the_page_tells_how_far_the_series_is(course, clinician, browser_of):
    let_pass(course, given=3)
    first = course.appointments.order_by("starts_at").first()

    page = browser_of(clinician).get(page_of(course))

    assert "3 of 6 infusions" in page.text
    assert page.text.count("tag--ok") == 3
    day = timezone.localdate(first.starts_at, course.location.zone)
    assert page.context["reading"].window == (day, day + timedelta(days=20))


def test_the_page_says_what_was_decided_after_the_consultation(
    course, clinician, browser_of
):
    decide(course.consultation_request, Decision.SUITABLE)
    before = browser_of(clinician).get(page_of(course)).text.split()
    review = decide(course.consultation_request, Decision.NOT_SUITABLE)

    after = browser_of(clinician).get(page_of(course)).text.split()

    line = "After the consultation: <strong>"
    assert f"{line}Suitable</strong>" in " ".join(before)
    assert f"{line}Not suitable</strong>" in " ".join(after)
    assert fields_seen(review, clinician) == {"decision"}


def test_a_missed_infusion_is_shown_with_what_is_left(course, clinician):
    last = course.appointments.last()
    Appointment.objects.filter(pk=last.pk).update(status=AppointmentStatus.NOSHOW)

    reading = services.read_course(course)

    assert reading.progress.missing == 1
    assert isinstance(reading.way_on, Proposal)
    assert last in reading.appointments


def test_what_no_longer_fits_says_which_window_would_do(course, clinician, browser_of):
    let_pass(course, given=5)
    first = course.appointments.order_by("starts_at").first()
    Appointment.objects.filter(pk=first.pk).update(
        starts_at=first.starts_at - timedelta(days=9),
        ends_at=first.ends_at - timedelta(days=9),
    )
    last = course.appointments.last()
    Appointment.objects.filter(pk=last.pk).update(status=AppointmentStatus.NOSHOW)

    reading = services.read_course(course)
    page = browser_of(clinician).get(page_of(course))

    assert isinstance(reading.way_on, NoSeries)
    needed = reading.way_on.window_needed
    assert f"it would have to be {needed} days." in page.text


def test_a_clinician_lets_the_series_go_on(here, clinician, browser_of):
    SeriesRules.objects.create(location=here, pause_after=2)
    course = series_of(admitted(here))
    client = browser_of(clinician)
    assert "After 2 infusions the series waits" in client.get(page_of(course)).text

    page = client.post(f"{page_of(course)}go-on/", follow=True)

    assert "The series goes on." in page.text
    assert "waits for your word" not in page.text
    course.refresh_from_db()
    assert course.gone_ahead_by == clinician


def test_the_second_who_lets_it_go_on_is_told(here, clinician, browser_of):
    SeriesRules.objects.create(location=here, pause_after=2)
    course = series_of(admitted(here))
    services.let_go_on(course, actor=staff(Role.CLINICIAN, here, "bo"))

    page = browser_of(clinician).post(f"{page_of(course)}go-on/", follow=True)

    assert "Somebody else has done that before you." in page.text


def test_nothing_goes_on_while_the_gate_is_closed(here, clinician, browser_of):
    SeriesRules.objects.create(location=here, pause_after=2)
    course = series_of(admitted(here))
    with as_owner():
        course.consultation_request.consents.filter(text__kind="treatment").delete()

    page = browser_of(clinician).post(f"{page_of(course)}go-on/", follow=True)

    assert "Missing: The signed consent to treatment." in page.text
    course.refresh_from_db()
    assert course.gone_ahead_at is None


def test_a_follow_up_is_not_booked_and_then_is(here, course):
    assert services.read_course(course).follow_up is None

    booked = services.book_at_desk(
        course.consultation_request,
        here.services.get(kind=ServiceKind.FOLLOW_UP),
        at(here, TEN, 40),
        actor=staff(Role.FRONT_DESK, here),
    )

    assert services.read_course(course).follow_up == booked


def test_a_booster_is_proposed_a_month_after_the_last_infusion(course):
    before = services.read_course(course).next_booster_on
    let_pass(course)
    last = course.appointments.last()

    proposed = services.read_course(course).next_booster_on

    assert before is None
    assert proposed == month_after(
        timezone.localdate(last.starts_at, course.location.zone)
    )


@pytest.mark.parametrize(
    ("day", "then"),
    [
        (date(2030, 6, 3), date(2030, 7, 3)),
        (date(2030, 1, 31), date(2030, 2, 28)),
        (date(2028, 1, 30), date(2028, 2, 29)),
        (date(2030, 12, 31), date(2031, 1, 31)),
        (date(2030, 11, 30), date(2030, 12, 30)),
    ],
)
def test_a_month_after_a_day(day, then):
    assert month_after(day) == then


def test_who_may_book_is_led_to_the_booster(here, course, clinician, browser_of):
    let_pass(course)
    booster = here.services.get(kind=ServiceKind.BOOSTER)
    link = (
        f"/appointments/for/{course.consultation_request_id}/{booster.pk}/?first_day="
    )

    assert link not in browser_of(clinician).get(page_of(course)).text
    clinician.memberships.create(location=here, role=Role.FRONT_DESK)
    assert link in browser_of(clinician).get(page_of(course)).text


def test_a_clinician_records_remission(course, clinician, browser_of):
    let_pass(course)

    page = browser_of(clinician).post(page_of(course), END, follow=True)

    assert "The course is ended." in page.text
    assert "Remission" in page.text
    assert REASON in page.text
    course.refresh_from_db()
    assert (course.status, course.outcome, course.end_reason, course.ended_by) == (
        CourseStatus.COMPLETED,
        CourseOutcome.REMISSION,
        REASON,
        clinician,
    )


def test_a_course_with_appointments_to_come_is_not_ended(course, clinician, browser_of):
    page = browser_of(clinician).post(page_of(course), END)

    assert "There are appointments to come. Have them cancelled first." in page.text
    assert f"{REASON}</textarea>" in page.text
    course.refresh_from_db()
    assert course.status == CourseStatus.ACTIVE


def test_the_second_who_ends_a_course_is_told(here, course, clinician, browser_of):
    ended(course, staff(Role.CLINICIAN, here, "bo"))

    page = browser_of(clinician).post(page_of(course), END)

    assert "Somebody else has done that before you." in page.text
    course.refresh_from_db()
    assert course.outcome == CourseOutcome.STOPPED


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({}, ["outcome", "reason"]),
        ({"outcome": "cured", "reason": "x"}, ["outcome"]),
        ({"outcome": "remission", "reason": "x" * 501}, ["reason"]),
    ],
)
def test_an_end_that_makes_no_sense_gets_a_sentence(
    course, clinician, browser_of, typed, fields
):
    page = browser_of(clinician).post(page_of(course), typed)

    assert list(page.context["form"].errors) == fields


def test_a_course_is_for_clinicians_of_the_location(here, course, browser_of):
    elsewhere = LocationFactory(name="Westlake")
    stranger = staff(Role.CLINICIAN, elsewhere, "ed")
    both = staff(Role.NURSE, here, "both")
    both.memberships.create(location=elsewhere, role=Role.CLINICIAN)
    first = course.appointments.first()

    def answer_to(who):
        return browser_of(who).get(page_of(course)).status_code

    assert answer_to(staff(Role.CLINICIAN, here)) == 200
    assert answer_to(staff(Role.FRONT_DESK, here)) == 403
    assert answer_to(stranger) == 404
    assert answer_to(both) == 404
    assert answer_to(first) == 302


def test_request_and_appointment_lead_to_the_course(course, clinician, browser_of):
    client = browser_of(clinician)
    first = course.appointments.first()
    link = f'href="{page_of(course)}"'
    pages = [
        f"/admin/scheduling/appointment/{first.pk}/change/",
        f"/admin/intake/consultationrequest/{first.consultation_request_id}/change/",
        f"/clinician/consultation/{first.consultation_request_id}/",
    ]

    assert [link in client.get(page).text for page in pages] == [True] * 3


def test_a_look_at_a_course_is_recorded(course, clinician, browser_of):
    browser_of(clinician).get(page_of(course))

    with as_owner():
        seen = AccessEvent.objects.filter(actor_id=str(clinician.pk), action="view")
        opened = {tuple(event.object_ids): event.fields for event in seen}
    assert opened[(course.pk,)] == ["end_reason", "outcome"]
    assert opened[(course.patient_id,)] == ["born_on", "name"]
