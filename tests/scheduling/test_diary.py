"""What is free, read from the database."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from clinic.models import Location, Practitioner
from scheduling import services
from scheduling.models import Appointment, BookingRules, Closure, Reservation, Service
from scheduling.slots import TimeOfDay
from tests.scheduling.stories import (
    ELEVEN,
    NINE,
    TEN,
    at,
    booked,
    clinic_with,
    desk,
    held,
    ready,
)

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
def test_free_slots_asks_the_database_five_times(
    appointments, django_assert_num_queries
):
    location = clinic_with("amara", "bo")
    fill(booked(ready(location)), appointments - 1)
    consultation_request = ready(location)
    location = Location.objects.select_related("booking_rules").get()
    service = services.consultation_service(location)
    patient = consultation_request.patient
    assert Appointment.objects.count() == appointments

    with django_assert_num_queries(5):
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


def starts_on(consultation_request, days, **options):
    """Return the walls of the starts that are free, so many days from now."""
    location = consultation_request.location
    found = services.free_slots(
        services.consultation_service(location),
        location,
        consultation_request.patient,
        from_at=at(location, time.min, days=days),
        until_at=at(location, time.min, days=days + 1),
        **options,
    )
    return [slot.starts_at.astimezone(location.zone).time() for slot in found]


def except_on(location, days, *hours):
    """Replace the hours of the clinician, so many days from now, by these ranges."""
    for starts, ends in hours or [(None, None)]:
        location.practitioners.get().availability_exceptions.create(
            location=location,
            day=at(location, NINE, days=days).date(),
            starts=starts,
            ends=ends,
        )


def test_free_slots_keep_to_the_exceptions_of_a_day():
    location = clinic_with("amara")
    consultation_request = ready(location)

    except_on(location, 3, (NINE, TEN), (time(18), time(19)))
    except_on(location, 4)

    assert starts_on(consultation_request, 3) == [NINE, time(18)]
    assert starts_on(consultation_request, 4) == []
    assert len(starts_on(consultation_request, 5)) == 15


def test_an_exception_elsewhere_leaves_the_hours_here():
    here, elsewhere = clinic_with("amara"), clinic_with(name="Westlake")
    amara = here.practitioners.get()
    amara.locations.add(elsewhere)
    amara.availability_exceptions.create(
        location=elsewhere, day=at(here, NINE, days=3).date()
    )

    assert len(starts_on(ready(here), 3)) == 15


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_an_exception_is_for_a_day_of_the_location(zone):
    location = clinic_with("amara", time_zone=zone)
    consultation_request = ready(location)

    except_on(location, 3, (time(0), time(1)), (time(22, 30), time(23, 30)))

    assert starts_on(consultation_request, 3) == [time(0), time(22, 30)]
    # At these hours the day is another one in UTC.
    for wall in (time(0), time(22, 30)):
        assert held(consultation_request, wall).starts_at == at(location, wall)


@pytest.mark.parametrize(
    ("rules", "first"),
    [
        pytest.param(None, 24, id="default"),
        pytest.param({"notice_hours": 0}, 0, id="none"),
        pytest.param({"notice_hours": 72}, 72, id="three-days"),
    ],
)
def test_free_slots_begin_after_the_notice_of_the_location(rules, first):
    location = clinic_with("amara")
    consultation_request = ready(location)
    # All day, so that a start is never further away than the next half hour.
    location.availabilities.update(starts=time.min, ends=time(23, 59))
    Service.objects.get().phases.update(minutes=1)
    if rules:
        BookingRules.objects.create(location=location, **rules)
    now = timezone.now()

    found = services.free_slots(
        services.consultation_service(location),
        location,
        consultation_request.patient,
        from_at=now,
        until_at=now + timedelta(days=5),
    )

    away = found[0].starts_at - now - timedelta(hours=first)
    assert timedelta(0) <= away <= timedelta(minutes=31)


@pytest.mark.parametrize(
    ("rules", "days"),
    [
        pytest.param(None, 60, id="default"),
        pytest.param({"horizon_days": 5}, 5, id="five-days"),
        pytest.param({"horizon_days": 90}, 90, id="ninety-days"),
    ],
)
def test_free_slots_end_at_the_horizon_of_the_location(rules, days):
    location = clinic_with("amara")
    consultation_request = ready(location)
    if rules:
        BookingRules.objects.create(location=location, **rules)

    assert len(starts_on(consultation_request, days - 1)) == 15
    assert starts_on(consultation_request, days + 1) == []


def test_free_slots_leave_the_room_its_buffer():
    location = clinic_with("amara")
    service = services.consultation_service(location)
    service.buffer_minutes = 30
    service.save()
    booked(ready(location), TEN)

    # Before, this visit's buffer has to fit; after, the booked one's.
    assert starts_on(ready(location), 3)[:2] == [time(11, 30), time(12)]


def test_free_slots_see_what_the_room_is_taken_for_within_the_buffer():
    location = clinic_with("amara")
    booked(ready(location), time(10, 30))
    location.services.update(buffer_minutes=60)

    nine = at(location, NINE)
    found = services.free_slots(
        services.consultation_service(location),
        location,
        ready(location).patient,
        from_at=nine,
        until_at=nine + timedelta(microseconds=1),
    )

    assert found == []


def test_free_slots_ignore_hours_closures_and_notice_for_those_who_may():
    location = clinic_with("amara")
    consultation_request = ready(location)
    booked(ready(location), NINE)
    BookingRules.objects.create(location=location, notice_hours=14 * 24)
    Closure.objects.create(
        location=location,
        starts_at=at(location, time.min, days=3),
        ends_at=at(location, time.min, days=4),
    )

    assert starts_on(consultation_request, 3) == []
    found = starts_on(consultation_request, 3, ignoring_hours=True)

    assert {time(0), time(8), TEN, time(23, 30)} <= set(found)
    assert not {time(8, 30), NINE, time(9, 30)} & set(found)


def earliest(patient, *locations):
    service = services.consultation_service(locations[0])
    return services.earliest_slot(service, locations, patient)


def test_earliest_slot_is_the_first_of_all_locations():
    here, elsewhere = clinic_with("amara"), clinic_with("bo", name="Westlake")
    patient = ready(here).patient
    BookingRules.objects.create(location=here, notice_hours=10 * 24)

    alone = earliest(patient, here)
    first_of_both = earliest(patient, here, elsewhere)

    assert alone[0] == here
    assert first_of_both[0] == elsewhere
    assert first_of_both[1].starts_at < alone[1].starts_at


def test_earliest_slot_is_before_the_time_and_at_the_time_of_day_asked_for():
    location = clinic_with("amara")
    patient = ready(location).patient
    service = services.consultation_service(location)
    [_where, first] = services.earliest_slot(service, [location], patient)

    later = services.earliest_slot(
        service, [location], patient, time_of_day=TimeOfDay.AFTERNOON
    )
    none = services.earliest_slot(service, [location], patient, before=first.starts_at)

    assert later[1].starts_at.astimezone(location.zone).hour >= 12
    assert none is None


@pytest.mark.parametrize("others", [5, 8])
def test_an_earlier_time_is_looked_for_at_five_other_locations(
    others, django_assert_num_queries
):
    here = clinic_with("amara")
    patient = ready(here).patient
    for number in range(others):
        clinic_with(f"clinician-{number}", name=f"Site{number}")
    service = services.consultation_service(here)

    with django_assert_num_queries(1 + 5 * 5):
        found = services.earlier_elsewhere(service, here, patient, before=None)

    assert found[0].name == "Site0"


def test_an_earlier_time_elsewhere_is_earlier_than_here():
    here, elsewhere = clinic_with("amara"), clinic_with("bo", name="Westlake")
    patient = ready(here).patient
    service = services.consultation_service(here)
    [_where, first] = services.earliest_slot(service, [here], patient)

    def found():
        return services.earlier_elsewhere(
            service, here, patient, before=first.starts_at
        )

    assert found() is None
    BookingRules.objects.create(location=elsewhere, notice_hours=0)
    assert found()[0] == elsewhere


def test_free_slots_with_a_clinician_are_those_they_have():
    location = clinic_with("amara", "bo")
    consultation_request = ready(location)
    amara, bo = (Practitioner.objects.get(user__username=n) for n in ("amara", "bo"))
    bo.availability_exceptions.create(
        location=location, day=at(location, NINE).date(), starts=ELEVEN, ends=time(13)
    )

    def starts_with(practitioner):
        return starts_on(consultation_request, 3, practitioner=practitioner)

    assert starts_with(bo) == [ELEVEN, time(11, 30), time(12)]
    assert starts_with(amara) == starts_with(None)
    assert services.clinicians_for(
        services.consultation_service(location), location
    ) == [amara, bo]


def test_earliest_slot_looks_as_far_as_the_horizon():
    location = clinic_with("amara")
    patient = ready(location).patient
    far = at(location, ELEVEN, days=50)
    location.availabilities.all().delete()

    assert earliest(patient, location) is None
    except_on(location, 50, (ELEVEN, time(12)))
    [where, slot] = earliest(patient, location)

    assert (where, slot.starts_at) == (location, far)
