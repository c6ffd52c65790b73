"""Marking who came: from the day of the visit on, and never for good."""

from datetime import timedelta

import pytest
from django.utils import timezone

from intake.models import RequestEventKind, RequestStatus
from intake.services import may_choose_time
from scheduling import services
from scheduling.models import Appointment, AppointmentStatus
from scheduling.services import AlreadyBooked, NotNow
from tests.scheduling.stories import (
    TEN,
    admitted,
    booked,
    clinic_with,
    desk,
    infusion_clinic,
    ready,
    series_of,
)

pytestmark = pytest.mark.django_db

ARRIVED = AppointmentStatus.ARRIVED
BOOKED = AppointmentStatus.BOOKED
FULFILLED = AppointmentStatus.FULFILLED
NOSHOW = AppointmentStatus.NOSHOW


def begun(appointment, *, minutes_ago=10):
    """Let the appointment have begun; its reservations stay where they are."""
    starts_at = timezone.now() - timedelta(minutes=minutes_ago)
    Appointment.objects.filter(pk=appointment.pk).update(
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)
    )
    appointment.refresh_from_db()
    return appointment


@pytest.fixture
def appointment():
    return begun(booked(ready(clinic_with("amara"))))


def mark(appointment, *statuses):
    user = desk()
    for status in statuses:
        services.mark_attendance(appointment, status, actor=user)
    appointment.refresh_from_db()
    appointment.consultation_request.refresh_from_db()


def events_of(appointment):
    events = appointment.consultation_request.events.order_by("at")
    return [event.kind for event in events][-2:]


def test_a_patient_arrives_and_is_treated(appointment):
    mark(appointment, ARRIVED, FULFILLED)

    assert appointment.status == FULFILLED
    assert appointment.arrived_at is not None
    assert events_of(appointment) == [
        RequestEventKind.ARRIVED,
        RequestEventKind.FULFILLED,
    ]


def test_marking_twice_is_marking_once(appointment):
    mark(appointment, ARRIVED)
    arrived_at = appointment.arrived_at

    mark_again = services.mark_attendance(appointment, ARRIVED, actor=None)

    assert mark_again.arrived_at == arrived_at
    assert events_of(appointment).count(RequestEventKind.ARRIVED) == 1


def test_who_missed_the_consultation_may_choose_another_time(appointment):
    mark(appointment, NOSHOW)

    assert appointment.status == NOSHOW
    assert appointment.consultation_request.status == RequestStatus.REVIEWED
    assert may_choose_time(appointment.consultation_request)


def test_a_mark_is_taken_back(appointment):
    mark(appointment, ARRIVED, NOSHOW, BOOKED)

    assert (appointment.status, appointment.arrived_at) == (BOOKED, None)
    assert appointment.consultation_request.status == RequestStatus.SCHEDULED
    assert events_of(appointment)[-1] == RequestEventKind.UNMARKED


def test_a_missed_mark_stays_once_another_time_is_booked(appointment):
    mark(appointment, NOSHOW)
    booked(appointment.consultation_request, TEN)

    with pytest.raises(AlreadyBooked):
        services.mark_attendance(appointment, BOOKED, actor=None)

    appointment.refresh_from_db()
    assert appointment.status == NOSHOW


@pytest.mark.parametrize("status", [ARRIVED, FULFILLED, NOSHOW])
def test_before_the_day_nothing_is_marked(status):
    appointment = booked(ready(clinic_with("amara")))

    with pytest.raises(NotNow):
        services.mark_attendance(appointment, status, actor=None)

    assert Appointment.objects.get().status == BOOKED


def test_nobody_is_missed_before_the_visit_begins():
    appointment = begun(booked(ready(clinic_with("amara"))), minutes_ago=-1)

    assert not services.may_mark(appointment, NOSHOW)


def test_what_is_cancelled_is_not_marked(appointment):
    services.cancel_at_desk(appointment, actor=desk(), reason="Ill")
    appointment.refresh_from_db()

    with pytest.raises(NotNow):
        services.mark_attendance(appointment, ARRIVED, actor=None)


def test_a_missed_infusion_leaves_the_request_and_one_date_to_find():
    course = series_of(admitted(infusion_clinic()))
    first = begun(course.appointments.order_by("starts_at").first())

    mark(first, NOSHOW)

    assert first.consultation_request.status == RequestStatus.SCHEDULED
    assert services.progress_of(course).missing == 1
