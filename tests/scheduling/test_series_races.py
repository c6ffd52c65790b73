"""Many people after the same chairs and dates at once, in real threads."""

from functools import partial

import pytest
from django.db.models import Count

from clinic.outbox.models import Message
from scheduling import services
from scheduling.models import Appointment, Course, Reservation
from scheduling.services import Busy, DatesDoNotFit, SlotTaken
from tests.scheduling.stories import (
    admitted,
    admitted_many,
    all_at_once,
    infusion_clinic,
    proposed,
    series_of,
)
from tests.scheduling.test_races import no_deadlock, outcomes

__all__ = ["no_deadlock"]

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 50


@pytest.mark.race
def test_fifty_series_at_once_over_two_chairs_are_each_whole_or_nothing(no_deadlock):
    location = infusion_clinic(clinicians=8, chairs=2)
    requests = admitted_many(location, PEOPLE)

    results = all_at_once(*(partial(series_of, one) for one in requests))

    assert set(outcomes(results)) <= {Course, DatesDoNotFit, SlotTaken, Busy}
    accepted = outcomes(results)[Course]
    assert accepted >= 1
    whole = Appointment.objects.booked().filter(course__isnull=False)
    counted = whole.values("course").annotate(dates=Count("pk"))
    assert [each["dates"] for each in counted] == [6] * accepted
    assert Message.objects.filter(kind="dates-booked").count() == accepted


def test_one_patient_in_ten_tabs_books_one_series(no_deadlock):
    consultation_request = admitted(infusion_clinic())

    results = all_at_once(*[partial(series_of, consultation_request)] * 10)

    assert set(outcomes(results)) <= {Course, SlotTaken, Busy}
    assert Course.objects.count() == 1
    assert Appointment.objects.booked().filter(course__isnull=False).count() == 6
    assert Message.objects.filter(kind="dates-booked").count() == 1


@pytest.mark.race
def test_a_nurse_with_three_places_refuses_a_fourth_patient(no_deadlock):
    location = infusion_clinic(clinicians=8, chairs=8, nurses=1, places=3)
    courses = [proposed(one) for one in admitted_many(location, 4)]
    when = courses[0].appointments.first().starts_at

    def come_then(course):
        first = course.appointments.order_by("starts_at").first()
        return services.hold_other_date(first, when)

    results = all_at_once(*(partial(come_then, course) for course in courses))

    assert outcomes(results) == {Appointment: 3, SlotTaken: 1}
    assert Appointment.objects.held().filter(starts_at=when).count() == 3
    nursing = Reservation.objects.filter(
        place__practitioner__role="nurse", appointment__starts_at=when
    )
    assert nursing.values("place").distinct().count() == 3
