"""The free times that the desk is shown are those it can book."""

from datetime import timedelta

import pytest

from intake.services import infusions_open_until
from scheduling import services
from scheduling.models import Appointment, AppointmentStatus, ServiceKind
from scheduling.services import times_at_desk
from scheduling.slots import Slot
from tests.scheduling.stories import (
    TEN,
    admitted,
    aftercare_at,
    at,
    infusion_clinic,
    ready,
    series_of,
    starts_of,
)

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def here():
    return aftercare_at(infusion_clinic(chairs=2))


def new(consultation_request, kind=ServiceKind.INFUSION, course=None):
    return Appointment(
        consultation_request=consultation_request,
        patient=consultation_request.patient,
        service=consultation_request.location.services.get(kind=kind),
        location=consultation_request.location,
        course=course,
    )


def slot(starts_at):
    return Slot(starts_at, starts_at + HOUR, ())


def test_for_a_consultation_every_free_time_can_be_booked(here):
    free = [slot(at(here, TEN, days)) for days in (3, 4)]

    assert times_at_desk(new(ready(here), ServiceKind.CONSULTATION), free) == free


def test_the_first_infusion_comes_before_the_decision_is_too_old(here):
    consultation_request = admitted(here)
    too_old_at = infusions_open_until(consultation_request)
    before, after = slot(too_old_at - HOUR), slot(too_old_at)

    found = times_at_desk(new(consultation_request), [before, after], is_outside=True)

    assert found == [before]


def test_without_a_decision_no_infusion_can_be_booked(here):
    assert times_at_desk(new(ready(here)), [slot(at(here, TEN))]) == []


def test_dates_that_are_held_give_way_to_what_the_desk_books(here):
    consultation_request = admitted(here)
    course = services.propose_dates(consultation_request, services.CourseWishes())
    [first, *_] = course.appointments.held().order_by("starts_at")

    found = times_at_desk(new(consultation_request), [slot(first.starts_at + HOUR)])

    assert first.status == AppointmentStatus.PROPOSED
    assert [each.starts_at for each in found] == [first.starts_at + HOUR]


def test_a_date_is_moved_beside_the_others_and_to_its_own_day(here):
    course = series_of(admitted(here))
    first, second, *_ = course.appointments.order_by("starts_at")
    own_day, next_to_second = (
        slot(first.starts_at + HOUR),
        slot(second.starts_at - timedelta(days=1)),
    )

    found = times_at_desk(first, [own_day, next_to_second])

    assert found == [own_day]


def test_a_booster_is_on_no_day_of_an_infusion(here):
    course = series_of(admitted(here))
    days = [slot(starts_of(course)[0] + HOUR), slot(at(here, TEN, 40))]
    booster = new(course.consultation_request, ServiceKind.BOOSTER)

    assert times_at_desk(booster, days) == days[1:]
