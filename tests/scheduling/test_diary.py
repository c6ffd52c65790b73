"""What is free, read from the database."""

import pytest

from scheduling import services
from scheduling.models import Appointment, Reservation
from tests.scheduling.stories import NINE, at, booked, clinic_with, desk, ready

pytestmark = pytest.mark.django_db


def two_weeks_of(consultation_request):
    location = consultation_request.location
    return services.free_slots(
        services.consultation_service(location),
        location,
        consultation_request.patient,
        from_at=at(location, NINE, days=2),
        until_at=at(location, NINE, days=16),
    )


def fill(appointment, count):
    """Give the clinician of ``appointment`` more visits, one a day, at nine."""
    for number in range(count):
        during = (
            at(appointment.location, NINE, days=4 + number),
            at(appointment.location, NINE.replace(hour=10), days=4 + number),
        )
        visit = Appointment.objects.get(pk=appointment.pk)
        visit.pk, visit._state.adding = None, True
        visit.pk = Appointment._meta.pk.get_default()
        visit.status, visit.cancelled_at = "fulfilled", None
        visit.starts_at, visit.ends_at = during
        visit.save()
        place = appointment.practitioner.places.get()
        Reservation.objects.create(appointment=visit, place=place, during=during)


@pytest.mark.parametrize("appointments", [1, 30])
def test_free_slots_asks_the_database_six_times(
    appointments, django_assert_num_queries
):
    location = clinic_with("amara", "bo")
    fill(booked(ready(location)), appointments - 1)
    consultation_request = ready(location)
    service = services.consultation_service(location)
    patient = consultation_request.patient
    assert Appointment.objects.count() == appointments

    with django_assert_num_queries(6):
        slots = services.free_slots(
            service,
            location,
            patient,
            from_at=at(location, NINE, days=2),
            until_at=at(location, NINE, days=16),
        )

    assert len({slot.starts_at for slot in slots}) == len(slots) == 14 * 15


def test_free_slots_leaves_out_who_no_longer_works_here():
    location = clinic_with("amara")
    consultation_request = ready(location)
    assert two_weeks_of(consultation_request) != []

    user = location.practitioners.get().user
    user.is_active = False
    user.save()

    assert two_weeks_of(consultation_request) == []


def test_free_slots_leaves_out_the_patient_s_own_time_elsewhere():
    here, elsewhere = clinic_with("amara"), clinic_with("bo", name="Westlake")
    one = booked(ready(elsewhere))
    consultation_request = ready(here)
    consultation_request.patient = one.patient

    free = {slot.starts_at for slot in two_weeks_of(consultation_request)}

    assert one.starts_at not in free
    assert one.ends_at in free


def test_free_slots_counts_a_cancelled_time_as_free():
    location = clinic_with("amara")
    appointment = booked(ready(location))
    other = ready(location)
    assert appointment.starts_at not in {one.starts_at for one in two_weeks_of(other)}

    services.cancel_appointment(appointment, actor=desk())

    assert appointment.starts_at in {one.starts_at for one in two_weeks_of(other)}
