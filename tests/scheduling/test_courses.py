"""The verbs of a course: all six dates or none, gap and window, and who may."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone
from icalendar import Calendar

from clinic.outbox.models import Message
from clinic.outbox.services import drain
from intake.gates import Missing
from intake.models import Decision, RequestEventKind, RequestStatus
from scheduling import services
from scheduling.models import (
    Appointment,
    AppointmentStatus,
    Closure,
    Course,
    CourseOutcome,
    CourseStatus,
    Reservation,
    SeriesRules,
)
from scheduling.series import Obstacle
from scheduling.services import (
    DatesDoNotFit,
    GateClosed,
    NothingToBook,
    NotNow,
    SlotTaken,
    TooLate,
)
from tests.scheduling.stories import (
    TEN,
    admitted,
    approved,
    booked,
    course_patient,
    decide,
    infusion_clinic,
    let_run_out,
    proposed,
    ready,
    reviewer_of,
    series_of,
    starts_of,
)
from tests.stories import sign_treatment

pytestmark = pytest.mark.django_db

DRIVER = {"name": "Sam Lee", "phone": "410 555 0177"}


@pytest.fixture
def here():
    return infusion_clinic()


def weekdays(course):
    return [start.weekday() for start in starts_of(course)]


def hours(course):
    return {start.hour for start in starts_of(course)}


def infusions(course):
    return list(course.appointments.order_by("starts_at"))


def patient_of_course(course):
    return course_patient(course.consultation_request)


def somebody_else(location):
    """Admit another patient, whose consultation was at another hour."""
    consultation = booked(ready(location, email="other@example.org"), TEN)
    decide(consultation.consultation_request, Decision.SUITABLE)
    sign_treatment(consultation.consultation_request)
    return consultation.consultation_request


def close(location, starts_at, hours=1):
    """Close the location from an hour before until so long after."""
    Closure.objects.create(
        location=location,
        starts_at=starts_at - timedelta(hours=1),
        ends_at=starts_at + timedelta(hours=hours),
    )


def days_later(appointment, days):
    """Return the same local hour, so many days later."""
    zone = appointment.location.zone
    local = appointment.starts_at.astimezone(zone)
    return (local.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=zone)


# Proposing


def test_six_dates_are_proposed_on_the_days_that_were_wished(here):
    course = proposed(admitted(here), time_of_day="morning")

    assert weekdays(course) in ([0, 3] * 3, [3, 0] * 3)
    assert len(hours(course)) == 1
    assert hours(course) <= {9, 10, 11}
    assert course.status == CourseStatus.DRAFT
    assert {each.status for each in infusions(course)} == {AppointmentStatus.PROPOSED}


def test_three_a_week_keep_the_least_gap_and_the_window(here):
    course = proposed(admitted(here), times_a_week=3, weekdays=[0, 2, 4])

    days = [start.date() for start in starts_of(course)]
    gaps = [(later - day).days for day, later in zip(days, days[1:], strict=False)]
    assert min(gaps) == 2
    assert (days[-1] - days[0]).days < 21


def test_each_infusion_holds_one_chair_a_clinician_and_then_a_nurse(here):
    course = proposed(admitted(here))

    for infusion in infusions(course):
        held = infusion.reservations.order_by("during")
        rooms = {each.room_id for each in held if each.room_id}
        roles = [each.place.practitioner.role for each in held if each.place_id]
        assert len(rooms) == 1
        assert roles == ["clinician", "nurse", "nurse"]


def test_proposing_again_lets_the_dates_held_before_go(here):
    consultation_request = admitted(here)
    first = infusions(proposed(consultation_request))

    course = proposed(consultation_request, weekdays=[1, 4])

    assert set(weekdays(course)) == {1, 4}
    assert not Appointment.objects.filter(pk__in=[each.pk for each in first]).exists()
    assert Course.objects.get() == course


def test_where_no_infusions_are_given_nothing_is_proposed(here):
    consultation_request = admitted(here)
    here.services.filter(kind="infusion").update(is_offered=False)

    with pytest.raises(NothingToBook):
        proposed(consultation_request)

    assert not Course.objects.exists()


def test_dates_that_do_not_fit_are_said_and_nothing_is_held(here):
    consultation_request = admitted(here)
    SeriesRules.objects.create(location=here, window_days=14)
    nurses = here.practitioners.filter(role="nurse")
    for nurse in nurses:
        nurse.availabilities.exclude(weekday__in=[0, 3]).delete()

    with pytest.raises(DatesDoNotFit) as refusal:
        proposed(consultation_request)

    assert refusal.value.why.obstacle == Obstacle.WINDOW
    assert not Course.objects.exists()
    assert Appointment.objects.held().count() == 0


# The gates


def test_without_a_decision_after_the_consultation_nothing_is_proposed(here):
    consultation_request = booked(ready(here)).consultation_request

    with pytest.raises(GateClosed) as refusal:
        proposed(consultation_request)

    assert refusal.value.missing == {Missing.REVIEW, Missing.CONSENT}


def test_without_the_signed_consent_nothing_is_proposed(here):
    consultation_request = approved(here)

    with pytest.raises(GateClosed) as refusal:
        proposed(consultation_request)

    assert refusal.value.missing == {Missing.CONSENT}


def test_a_decision_taken_back_closes_the_way_to_booking_and_moving(here):
    held = proposed(admitted(here))
    booked_course = series_of(somebody_else(here))
    first = infusions(booked_course)[0]
    for course in (held, booked_course):
        decide(course.consultation_request, Decision.NOT_SUITABLE)

    with pytest.raises(GateClosed):
        services.book_dates(held, driver=None, actor=None)
    with pytest.raises(GateClosed):
        services.move_appointment(first, days_later(first, 1), actor=None)
    with pytest.raises(GateClosed):
        services.move_dates(booked_course, {first.pk: days_later(first, 1)}, actor=None)

    assert {each.status for each in infusions(held)} == {AppointmentStatus.PROPOSED}


# Booking


def test_all_six_are_booked_at_once_and_told_in_one_mail(here):
    course = proposed(admitted(here))
    mail.outbox.clear()

    booked_course = services.book_dates(
        course, driver=DRIVER, actor=course_patient(course.consultation_request)
    )
    drain()

    assert booked_course.status == CourseStatus.ACTIVE
    assert [
        (each.status, each.sequence, each.driver) for each in infusions(course)
    ] == [(AppointmentStatus.BOOKED, 0, DRIVER)] * 6
    [told] = [each for each in mail.outbox if "appointments from" in each.subject]
    calendar = Calendar.from_ical(told.attachments[0].content)
    assert calendar["METHOD"] == "PUBLISH"
    assert [event.start for event in calendar.walk("VEVENT")] == [
        each.starts_at for each in infusions(course)
    ]


def test_booking_twice_is_booking_once(here):
    course = proposed(admitted(here))
    patient = course_patient(course.consultation_request)

    services.book_dates(course, driver=None, actor=patient)
    services.book_dates(course, driver=None, actor=patient)

    assert Message.objects.filter(kind="dates-booked").count() == 1
    assert course.appointments.booked().count() == 6


def test_booking_leaves_the_request_scheduled_and_writes_one_line(here):
    consultation_request = admitted(here)
    before = consultation_request.events.count()

    series_of(consultation_request)

    consultation_request.refresh_from_db()
    events = consultation_request.events.order_by("at")[before:]
    assert consultation_request.status == RequestStatus.SCHEDULED
    assert [event.kind for event in events] == [RequestEventKind.SCHEDULED]


def test_holds_that_ran_out_are_booked_if_they_are_still_free(here):
    course = proposed(admitted(here))
    for hold in infusions(course):
        let_run_out(hold)

    services.book_dates(course, driver=None, actor=None)

    assert course.appointments.booked().count() == 6
    assert Reservation.objects.filter(appointment__course=course).count() == 6 * 7


def test_of_a_series_with_one_date_gone_none_is_booked(here):
    course = proposed(admitted(here))
    holds = infusions(course)
    for hold in holds:
        let_run_out(hold)
    somebody = proposed(somebody_else(here))

    with pytest.raises(SlotTaken):
        services.book_dates(course, driver=None, actor=None)

    assert course.appointments.booked().count() == 0
    assert somebody.appointments.held().count() == 6


def test_dates_that_are_gone_are_replaced_and_the_others_stay(here):
    course = proposed(admitted(here))
    third = infusions(course)[2]
    let_run_out(third)
    starts = [each.starts_at for each in infusions(course)]
    close(here, third.starts_at)

    services.hold_missing_dates(course)

    after = [each.starts_at for each in infusions(course)]
    assert len(after) == 6
    assert set(after) & set(starts) == set(starts) - {third.starts_at}


# Changing one date


def test_a_date_that_is_held_is_changed_for_another(here):
    course = proposed(admitted(here))
    second = infusions(course)[1]

    services.hold_other_date(second, days_later(second, 1))

    second.refresh_from_db()
    assert second.starts_at in [each.starts_at for each in infusions(course)]
    assert course.appointments.held().count() == 6


@pytest.mark.parametrize("step", ["held", "booked"])
def test_a_date_is_not_put_too_near_to_another(here, step):
    consultation_request = admitted(here)
    course = proposed(consultation_request)
    if step == "booked":
        course = services.book_dates(course, driver=None, actor=None)
    third, fourth = infusions(course)[2:4]
    day_before = days_later(fourth, -1)
    change = {
        "held": lambda: services.hold_other_date(third, day_before),
        "booked": lambda: services.move_appointment(third, day_before, actor=None),
    }[step]

    with pytest.raises(DatesDoNotFit) as refusal:
        change()

    assert refusal.value.why.obstacle == Obstacle.GAP
    assert infusions(course)[2].starts_at == third.starts_at


def test_the_times_offered_for_a_date_all_keep_gap_and_window(here):
    course = series_of(admitted(here))
    third = infusions(course)[2]

    offered = services.times_to_move(third).fitting

    others = [start.date() for start in starts_of(course)]
    zone = course.location.zone
    others.remove(third.starts_at.astimezone(zone).date())
    days = {slot.starts_at.astimezone(zone).date() for slot in offered}
    assert days
    assert all(abs((day - other).days) >= 2 for day in days for other in others)
    assert all((max([*others, day]) - min([*others, day])).days < 21 for day in days)


def test_other_times_are_offered_to_who_moves_the_later_dates_too(here):
    course = series_of(admitted(here))
    dates = infusions(course)

    third, last = (services.times_to_move(each) for each in (dates[2], dates[5]))

    day_before_the_next = days_later(dates[3], -1)
    fitting = {slot.starts_at for slot in third.fitting}
    assert day_before_the_next not in fitting
    assert day_before_the_next in {slot.starts_at for slot in third.with_later}
    assert fitting.isdisjoint(slot.starts_at for slot in third.with_later)
    assert last.with_later == []


def test_moving_one_date_keeps_its_identity_and_tells_once(here):
    course = series_of(admitted(here))
    third = infusions(course)[2]
    own, best, *_ = services.times_to_move(third).fitting
    to = best.starts_at

    moved = services.move_appointment(third, to, actor=None)

    assert own.starts_at == third.starts_at
    assert (moved.pk, moved.sequence, moved.starts_at) == (third.pk, 1, to)
    assert Message.objects.filter(kind="appointment-moved").count() == 1
    assert [each.sequence for each in infusions(course)].count(1) == 1


# Changing several


def test_another_hour_of_the_same_day_is_for_the_later_dates_too(here):
    course = series_of(admitted(here))
    dates = infusions(course)
    hour = timedelta(hours=1)

    new_dates = services.shifted_dates(dates[3], dates[3].starts_at + hour)

    assert [each.slot.starts_at for each in new_dates] == [
        each.starts_at + hour for each in dates[3:]
    ]


def test_this_and_the_later_dates_move_by_the_same_days(here):
    course = series_of(admitted(here))
    dates = infusions(course)
    SeriesRules.objects.create(location=here, window_days=30)

    new_dates = services.shifted_dates(dates[3], days_later(dates[3], 1))

    assert [each.appointment for each in new_dates] == dates[3:]
    assert [each.slot.starts_at for each in new_dates] == [
        days_later(each, 1) for each in dates[3:]
    ]
    assert all(each.as_wished for each in new_dates)


def test_dates_move_together_or_not_at_all(here):
    course = series_of(admitted(here))
    dates = infusions(course)
    new = services.shifted_dates(dates[3], days_later(dates[3], 1))
    starts = {each.appointment.pk: each.slot.starts_at for each in new}

    services.move_dates(course, starts, actor=patient_of_course(course))

    assert [each.starts_at for each in infusions(course)] == [
        *(each.starts_at for each in dates[:3]),
        *(days_later(each, 1) for each in dates[3:]),
    ]
    assert [each.sequence for each in infusions(course)] == [0, 0, 0, 1, 1, 1]
    assert Message.objects.filter(kind="dates-moved").count() == 1


def test_when_one_of_several_times_is_taken_none_moves(here):
    course = series_of(admitted(here))
    dates = infusions(course)
    new = services.shifted_dates(dates[4], days_later(dates[4], 1))
    starts = {each.appointment.pk: each.slot.starts_at for each in new}
    close(here, starts[dates[5].pk])

    with pytest.raises(SlotTaken):
        services.move_dates(course, starts, actor=None)

    assert infusions(course) == dates
    assert [each.starts_at for each in infusions(course)] == [
        each.starts_at for each in dates
    ]


def test_a_time_that_is_taken_is_replaced_by_another_in_the_preview(here):
    course = series_of(admitted(here))
    dates = infusions(course)
    close(here, days_later(dates[5], 1), hours=2)

    new = services.shifted_dates(dates[4], days_later(dates[4], 1))

    assert [each.as_wished for each in new] == [True, False]
    assert new[1].slot.starts_at != days_later(dates[5], 1)
    assert [each.starts_at for each in infusions(course)] == [
        each.starts_at for each in dates
    ]


def test_no_later_date_is_put_before_the_one_that_is_moved(here):
    course = series_of(admitted(here), times_a_week=3, weekdays=[0, 2, 4])
    dates = infusions(course)
    second, third = dates[1], dates[2]
    days = (third.starts_at.date() - second.starts_at.date()).days
    close(here, days_later(third, days))

    new = services.shifted_dates(second, third.starts_at)

    starts = [each.slot.starts_at for each in new]
    assert [each.appointment for each in new] == dates[1:]
    assert starts[0] == third.starts_at
    assert starts == sorted(starts)
    assert False in [each.as_wished for each in new]


def test_a_patient_moves_nothing_that_is_too_near(here):
    course = series_of(admitted(here))
    first, *_rest = infusions(course)
    near = timezone.now() + timedelta(hours=20)
    Appointment.objects.filter(pk=first.pk).update(
        starts_at=near, ends_at=near + timedelta(minutes=90)
    )

    with pytest.raises(TooLate):
        services.move_dates(
            course,
            {first.pk: days_later(first, 1)},
            actor=patient_of_course(course),
        )


# Missed, paused, ended


def test_a_missed_infusion_is_planned_anew_within_the_window(here):
    course = series_of(admitted(here))
    dates = infusions(course)
    Appointment.objects.filter(pk=dates[5].pk).update(status=AppointmentStatus.NOSHOW)
    Reservation.objects.filter(appointment=dates[5]).delete()

    assert services.progress_of(course).missing == 1
    services.hold_missing_dates(course)

    [held] = course.appointments.held()
    kept = [each.starts_at for each in dates[:5]]
    assert (held.starts_at.date() - kept[0].date()).days < 21


def test_after_two_infusions_the_rest_waits_for_a_clinician(here):
    SeriesRules.objects.create(location=here, pause_after=2)
    course = series_of(admitted(here))

    before = services.progress_of(course)
    services.let_go_on(course, actor=reviewer_of(here))
    course.refresh_from_db()
    after = services.progress_of(course)

    assert course.appointments.booked().count() == 2
    assert (before.to_come, before.missing) == (2, 0)
    assert (after.to_come, after.missing) == (2, 4)


def test_changed_rules_leave_a_course_as_it_is(here):
    course = series_of(admitted(here))

    SeriesRules.objects.create(location=here, infusions=3, window_days=14)

    course.refresh_from_db()
    assert (course.planned, course.window_days) == (6, 21)


def test_a_course_ends_when_nothing_is_to_come(here):
    clinician = reviewer_of(here)
    course = series_of(admitted(here))

    with pytest.raises(NotNow):
        services.end_course(course, CourseOutcome.REMISSION, reason="", actor=clinician)
    for infusion in infusions(course):
        services.cancel_at_desk(infusion, actor=clinician, reason="Well again")
    ended = services.end_course(
        course, CourseOutcome.REMISSION, reason="Well again", actor=clinician
    )

    assert (ended.status, ended.outcome, ended.ended_by) == (
        CourseStatus.COMPLETED,
        CourseOutcome.REMISSION,
        clinician,
    )


def test_after_the_end_only_a_new_decision_opens_another_course(here):
    course = series_of(admitted(here))
    clinician, consultation_request = reviewer_of(here), course.consultation_request
    for infusion in infusions(course):
        services.cancel_at_desk(infusion, actor=clinician, reason="Well again")
    services.end_course(course, CourseOutcome.REMISSION, reason="", actor=clinician)

    with pytest.raises(GateClosed) as refusal:
        proposed(consultation_request)
    decide(consultation_request, Decision.SUITABLE)
    another = proposed(consultation_request)

    assert refusal.value.missing == {Missing.REVIEW}
    assert another != course


@pytest.mark.parametrize("move", ["one", "several"])
def test_a_ride_is_confirmed_again_after_a_move(here, move):
    course = services.book_dates(proposed(admitted(here)), driver=DRIVER, actor=None)
    last = services.confirm_ride(infusions(course)[-1])
    starts_at = days_later(last, 1)

    if move == "one":
        services.move_appointment(last, starts_at, actor=None)
    else:
        services.move_dates(course, {last.pk: starts_at}, actor=None)

    last.refresh_from_db(fields=["ride_confirmed_at", "starts_at"])
    assert (last.starts_at, last.ride_confirmed_at) == (starts_at, None)


def test_a_cancelled_infusion_leaves_the_request_and_the_others_alone(here):
    course = series_of(admitted(here))
    first = infusions(course)[0]

    services.cancel_appointment(first, actor=patient_of_course(course))

    course.consultation_request.refresh_from_db()
    assert course.consultation_request.status == RequestStatus.SCHEDULED
    assert course.appointments.booked().count() == 5
    assert services.progress_of(course).missing == 1


# What the database keeps


def test_a_request_has_one_open_course(here):
    course = proposed(admitted(here))

    with (
        pytest.raises(IntegrityError, match="course_is_one_at_a_time_for_a_request"),
        transaction.atomic(),
    ):
        Course.objects.create(
            consultation_request=course.consultation_request,
            patient=course.patient,
            location=here,
            service=course.service,
            created_at=timezone.now(),
        )


# Who sees a course


def test_staff_see_the_courses_of_their_locations_and_patients_their_own(here):
    course = series_of(admitted(here))
    there = infusion_clinic("Westlake")
    other = series_of(admitted(there))

    assert list(Course.objects.visible_to(reviewer_of(here))) == [course]
    assert list(Course.objects.visible_to(reviewer_of(there))) == [other]
    assert list(Course.objects.visible_to(patient_of_course(course))) == [course]
    assert list(Course.objects.visible_to(None)) == []
