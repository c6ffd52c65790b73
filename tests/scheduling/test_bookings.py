"""What holding, booking, moving and cancelling do, one after the other."""

from datetime import time, timedelta

import pytest
from django.utils import timezone
from psycopg2.extras import DateTimeTZRange

from clinic.access.links import link_for
from clinic.access.models import LinkPurpose, PatientLink
from clinic.models import Practitioner, User
from clinic.outbox.models import Message
from intake import services as intake
from intake.models import ConsultationRequest, Decision, RequestEventKind, RequestStatus
from scheduling import services
from scheduling.models import (
    Appointment,
    AppointmentStatus,
    BookingRules,
    Closure,
    Reservation,
)
from scheduling.services import AlreadyBooked, NotReviewed, SlotTaken, TooLate
from tests.scheduling.stories import (
    ELEVEN,
    HALF_PAST_NINE,
    NINE,
    TEN,
    at,
    booked,
    clinic_with,
    desk,
    held,
    let_run_out,
    patient_of,
    ready,
    sign,
)

pytestmark = pytest.mark.django_db


def mails(appointment):
    """Return the kinds of the messages about an appointment, in order."""
    messages = Message.objects.filter(about_id=appointment.pk).order_by("due_at")
    return [message.kind for message in messages]


def history(consultation_request):
    """Return the lines that the front desk reads of an appointment, with who did it."""
    of_appointments = ["scheduled", "moved", "cancelled"]
    return list(
        consultation_request.events.filter(kind__in=of_appointments).values_list(
            "kind", "by__username"
        )
    )


def test_hold_time_reserves_clinician_room_and_patient_for_ten_minutes():
    consultation_request = ready(clinic_with("amara"))
    location = consultation_request.location
    before = timezone.now()

    hold = services.hold_time(consultation_request, at(location, NINE))

    assert hold.status == AppointmentStatus.PROPOSED
    assert hold.starts_at == at(location, NINE)
    assert hold.ends_at == at(location, TEN)
    assert timedelta(0) <= hold.hold_until - before - timedelta(minutes=10)
    assert hold.hold_until - before < timedelta(minutes=11)
    [clinician] = location.practitioners.all()
    assert hold.practitioner == clinician
    taken = {
        (one.place_id, one.room_id, one.patient_id): (
            one.during.lower,
            one.during.upper,
        )
        for one in hold.reservations.all()
    }
    span = (hold.starts_at, hold.ends_at)
    assert taken == {
        (clinician.places.get().pk, None, None): span,
        (None, location.rooms.get().pk, None): span,
        (None, None, hold.patient_id): span,
    }
    assert mails(hold) == []


def test_the_room_is_taken_for_the_buffer_too():
    location = clinic_with("amara")
    location.services.update(buffer_minutes=15)

    appointment = booked(ready(location), NINE)

    assert appointment.ends_at == at(location, TEN)
    taken = {
        tuple(
            one.during
            for one in appointment.reservations.filter(
                **{f"{what}__isnull": False}
            ).order_by("during")
        )
        for what in ("place", "patient")
    }
    visit = DateTimeTZRange(at(location, NINE), at(location, TEN))
    assert taken == {(visit,)}
    of_room = appointment.reservations.filter(room__isnull=False).order_by("during")
    assert [one.during for one in of_room] == [
        visit,
        DateTimeTZRange(at(location, TEN), at(location, time(10, 15))),
    ]


def test_changing_length_and_buffer_moves_nothing_that_is_booked():
    location = clinic_with("amara")
    appointment = booked(ready(location), NINE)
    later = booked(ready(location), TEN)
    before = reserved()

    service = location.services.get()
    service.buffer_minutes = 60
    service.save()
    service.phases.update(minutes=90)

    for one in (appointment, later):
        one.refresh_from_db()
    assert (appointment.starts_at, appointment.ends_at) == (
        at(location, NINE),
        at(location, TEN),
    )
    assert reserved() == before
    # New visits have the new length: 90 minutes and an hour of cleaning.
    assert held(ready(location), ELEVEN).ends_at == at(location, time(12, 30))
    assert reserved() > before


def test_cancelling_frees_the_room_s_buffer_too():
    location = clinic_with("amara")
    location.services.update(buffer_minutes=60)
    appointment = booked(ready(location), NINE)

    services.cancel_appointment(appointment, actor=desk())

    assert booked(ready(location), TEN).starts_at == at(location, TEN)


def test_hold_time_lets_a_hold_go_that_ran_out_and_is_in_the_way_of_the_buffer():
    location = clinic_with("amara")
    let_run_out(held(ready(location), TEN))
    location.services.update(buffer_minutes=30)

    assert held(ready(location), NINE).starts_at == at(location, NINE)


def reserved():
    """Return what every reservation holds, and when."""
    return {
        (one.place_id, one.room_id, one.patient_id, one.during)
        for one in Reservation.objects.all()
    }


@pytest.mark.parametrize(
    ("hours", "is_changeable"),
    [
        pytest.param(None, True, id="default"),
        pytest.param(48, True, id="in-time"),
        pytest.param(96, False, id="too-near"),
    ],
)
def test_a_patient_changes_until_the_notice_of_the_location(hours, is_changeable):
    appointment = booked(ready(clinic_with("amara")))
    if hours:
        BookingRules.objects.create(
            location=appointment.location, change_notice_hours=hours
        )
    fresh = Appointment.objects.get()

    assert fresh.is_changeable == is_changeable
    if not is_changeable:
        with pytest.raises(TooLate):
            services.cancel_appointment(appointment, actor=desk())
        with pytest.raises(TooLate):
            services.move_appointment(
                appointment, at(appointment.location, TEN), actor=desk()
            )
    assert Appointment.objects.booked().get() == appointment


def test_hold_time_lets_go_of_the_time_held_before():
    consultation_request = ready(clinic_with("amara"))
    first = held(consultation_request, NINE)

    second = held(consultation_request, HALF_PAST_NINE)

    assert list(Appointment.objects.all()) == [second]
    assert not Reservation.objects.filter(appointment=first.pk).exists()


def test_hold_time_keeps_the_time_held_before_when_the_other_is_taken():
    location = clinic_with("amara")
    consultation_request = ready(location)
    own = held(consultation_request, NINE)
    booked(ready(location), TEN)

    with pytest.raises(SlotTaken):
        held(consultation_request, HALF_PAST_NINE)

    assert list(Appointment.objects.held()) == [own]
    assert own.reservations.count() == 3


def test_hold_time_refuses_a_time_that_another_patient_holds():
    location = clinic_with("amara")
    held(ready(location))

    with pytest.raises(SlotTaken):
        held(ready(location))


def test_hold_time_takes_the_second_clinician_when_the_first_is_busy():
    location = clinic_with("amara", "bo")
    first, second = held(ready(location)), held(ready(location))

    assert {first.practitioner, second.practitioner} == set(
        location.practitioners.all()
    )


def test_hold_time_takes_a_time_whose_hold_has_run_out():
    location = clinic_with("amara")
    late = held(ready(location))
    let_run_out(late)

    hold = held(ready(location))

    assert list(Appointment.objects.all()) == [hold]


def test_hold_time_takes_a_time_whose_hold_at_another_location_has_run_out():
    here, elsewhere = clinic_with("amara"), clinic_with(name="Westlake")
    amara = here.practitioners.get()
    amara.locations.add(elsewhere)
    elsewhere.rooms.create(name="Room", kind="consultation")
    for hours in list(amara.availabilities.all()):
        hours.pk, hours.location, hours._state.adding = None, elsewhere, True
        hours.pk = type(hours)._meta.pk.get_default()
        hours.save()
    abroad = held(ready(elsewhere))

    with pytest.raises(SlotTaken):
        held(ready(here))
    let_run_out(abroad)
    hold = held(ready(here))

    assert list(Appointment.objects.all()) == [hold]


@pytest.mark.parametrize(
    ("wall", "days"),
    [
        pytest.param(NINE.replace(minute=10), 3, id="between-two-starts"),
        pytest.param(NINE.replace(hour=8), 3, id="before-hours"),
        pytest.param(NINE.replace(hour=16, minute=30), 3, id="runs-past-hours"),
        pytest.param(NINE, -1, id="past"),
        pytest.param(NINE, 0, id="within-the-clinic-s-notice"),
        pytest.param(NINE, 61, id="beyond-the-horizon"),
    ],
)
def test_hold_time_refuses_a_time_that_is_not_offered(wall, days):
    location = clinic_with("amara")

    with pytest.raises(SlotTaken):
        services.hold_time(ready(location), at(location, wall, days))


@pytest.mark.parametrize("of", ["clinic", "location", "practitioner"])
def test_hold_time_refuses_a_time_that_is_closed(of):
    location = clinic_with("amara")
    Closure.objects.create(
        location=location if of == "location" else None,
        practitioner=location.practitioners.get() if of == "practitioner" else None,
        starts_at=at(location, HALF_PAST_NINE),
        ends_at=at(location, TEN),
    )

    with pytest.raises(SlotTaken):
        services.hold_time(ready(location), at(location, NINE))


def test_hold_time_refuses_where_no_consultation_is_offered():
    location = clinic_with("amara")
    consultation_request = ready(location)
    location.services.update(is_offered=False)

    with pytest.raises(SlotTaken):
        services.hold_time(consultation_request, at(location, NINE))


@pytest.mark.parametrize("decision", [Decision.NOT_SUITABLE, Decision.MORE_INFORMATION])
def test_hold_time_needs_a_suitable_review_that_stands(decision):
    consultation_request = ready(clinic_with("amara"))
    sign(consultation_request, decision)

    with pytest.raises(NotReviewed):
        held(consultation_request)

    assert not Appointment.objects.exists()


def test_hold_time_refuses_a_closed_request():
    consultation_request = ready(clinic_with("amara"))
    intake.close_request(
        consultation_request,
        actor=desk(),
        reason="moved away",
        version=consultation_request.version,
    )

    with pytest.raises(NotReviewed):
        held(consultation_request)


def test_hold_time_refuses_a_request_that_has_an_appointment():
    consultation_request = ready(clinic_with("amara"))
    appointment = booked(consultation_request)

    with pytest.raises(AlreadyBooked):
        held(consultation_request, ELEVEN)

    assert list(Appointment.objects.all()) == [appointment]


def test_book_held_books_tells_the_patient_and_the_desk_and_closes_the_link():
    consultation_request = ready(clinic_with("amara"))
    patient = consultation_request.patient
    in_a_day = timezone.now() + timedelta(days=1)
    link_for(patient, LinkPurpose.BOOK, consultation_request, expires_at=in_a_day)
    hold = held(consultation_request)
    version = consultation_request.version

    appointment = services.book_held(hold, actor=patient_of(consultation_request))

    assert appointment == hold
    assert list(Appointment.objects.booked()) == [appointment]
    assert (appointment.hold_until, appointment.sequence) == (None, 0)
    assert appointment.reservations.count() == 3
    consultation_request.refresh_from_db()
    assert consultation_request.status == RequestStatus.SCHEDULED
    assert consultation_request.version == version + 1
    assert history(consultation_request) == [("scheduled", None)]
    assert mails(appointment) == ["appointment-booked"]
    assert not PatientLink.objects.live().filter(purpose=LinkPurpose.BOOK).exists()


def test_book_held_twice_is_once():
    consultation_request = ready(clinic_with("amara"))
    appointment = booked(consultation_request)

    again = services.book_held(appointment, actor=patient_of(consultation_request))

    assert again == appointment
    assert history(consultation_request) == [("scheduled", None)]
    assert mails(appointment) == ["appointment-booked"]


def test_book_held_books_a_hold_that_ran_out_and_still_stands():
    consultation_request = ready(clinic_with("amara"))
    hold = held(consultation_request)
    let_run_out(hold)

    appointment = services.book_held(hold, actor=patient_of(consultation_request))

    assert appointment.status == AppointmentStatus.BOOKED


def test_book_held_refuses_a_hold_that_somebody_else_s_booking_let_go():
    location = clinic_with("amara")
    late = ready(location)
    hold = held(late)
    let_run_out(hold)
    booked(ready(location))

    with pytest.raises(SlotTaken):
        services.book_held(hold, actor=patient_of(late))

    assert history(late) == []
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("change", ["closed", "clinician-left"])
def test_book_held_refuses_a_hold_that_ran_out_and_is_no_longer_offered(change):
    consultation_request = ready(clinic_with("amara"))
    hold = held(consultation_request)
    let_run_out(hold)
    if change == "closed":
        Closure.objects.create(
            location=hold.location, starts_at=hold.starts_at, ends_at=hold.ends_at
        )
    else:
        User.objects.filter(username="amara").update(is_active=False)

    with pytest.raises(SlotTaken):
        services.book_held(hold, actor=patient_of(consultation_request))

    hold.refresh_from_db()
    assert hold.status == AppointmentStatus.PROPOSED
    assert history(consultation_request) == []
    assert mails(hold) == []


def test_book_held_books_a_hold_that_ran_out_with_who_is_still_there():
    location = clinic_with("amara", "bea")
    consultation_request = ready(location)
    hold = held(consultation_request)
    let_run_out(hold)
    first, second = hold.practitioner, other_than(hold.practitioner)
    User.objects.filter(practitioner=first).update(is_active=False)

    appointment = services.book_held(hold, actor=patient_of(consultation_request))

    assert appointment.practitioner == second
    places = Reservation.objects.exclude(place=None).values_list(
        "place__practitioner", flat=True
    )
    assert list(places) == [second.pk]


def other_than(practitioner):
    return Practitioner.objects.exclude(pk=practitioner.pk).get()


def test_book_held_refuses_a_hold_of_long_ago_whose_time_has_come_near():
    consultation_request = ready(clinic_with("amara"))
    hold = held(consultation_request)
    let_run_out(hold)
    soon = timezone.now() + timedelta(hours=2)
    Appointment.objects.update(starts_at=soon, ends_at=soon + timedelta(hours=1))

    with pytest.raises(SlotTaken):
        services.book_held(hold, actor=patient_of(consultation_request))


@pytest.mark.parametrize("decision", [Decision.NOT_SUITABLE, Decision.MORE_INFORMATION])
def test_book_held_asks_again_whether_the_review_is_suitable(decision):
    consultation_request = ready(clinic_with("amara"))
    hold = held(consultation_request)
    sign(consultation_request, decision)

    with pytest.raises(NotReviewed):
        services.book_held(hold, actor=patient_of(consultation_request))

    hold.refresh_from_db()
    assert hold.status == AppointmentStatus.PROPOSED
    assert mails(hold) == []


def test_move_appointment_keeps_the_entry_and_counts_the_change():
    consultation_request = ready(clinic_with("amara"))
    location = consultation_request.location
    appointment = booked(consultation_request, NINE)

    moved = services.move_appointment(
        appointment, at(location, ELEVEN), actor=patient_of(consultation_request)
    )

    assert (moved.pk, moved.sequence) == (appointment.pk, 1)
    assert moved.starts_at == at(location, ELEVEN)
    assert moved.ends_at == at(location, ELEVEN) + timedelta(hours=1)
    assert moved.changed_at > appointment.changed_at
    held_now = Reservation.objects.values_list("during", flat=True)
    assert {span.lower for span in held_now} == {at(location, ELEVEN)}
    assert len(held_now) == 3
    assert history(consultation_request) == [("scheduled", None), ("moved", None)]
    assert mails(moved) == ["appointment-booked", "appointment-moved"]


def test_move_appointment_is_not_in_its_own_way():
    consultation_request = ready(clinic_with("amara"))
    appointment = booked(consultation_request, NINE)

    moved = services.move_appointment(
        appointment,
        at(appointment.location, HALF_PAST_NINE),
        actor=patient_of(consultation_request),
    )

    assert moved.starts_at == at(appointment.location, HALF_PAST_NINE)


def test_move_appointment_to_where_it_is_changes_nothing():
    consultation_request = ready(clinic_with("amara"))
    appointment = booked(consultation_request, NINE)

    moved = services.move_appointment(
        appointment, appointment.starts_at, actor=patient_of(consultation_request)
    )

    assert moved.sequence == 0
    assert mails(appointment) == ["appointment-booked"]


def test_move_appointment_leaves_the_old_time_when_the_new_one_is_taken():
    location = clinic_with("amara")
    consultation_request = ready(location)
    appointment = booked(consultation_request, NINE)
    booked(ready(location), ELEVEN)

    with pytest.raises(SlotTaken):
        services.move_appointment(
            appointment, at(location, ELEVEN), actor=patient_of(consultation_request)
        )

    appointment.refresh_from_db()
    assert (appointment.starts_at, appointment.sequence) == (at(location, NINE), 0)
    assert appointment.reservations.count() == 3
    assert mails(appointment) == ["appointment-booked"]


def test_move_appointment_frees_the_old_time():
    location = clinic_with("amara")
    consultation_request = ready(location)
    appointment = booked(consultation_request, NINE)
    services.move_appointment(
        appointment, at(location, ELEVEN), actor=patient_of(consultation_request)
    )

    other = booked(ready(location), NINE)

    assert other.status == AppointmentStatus.BOOKED


def test_cancel_appointment_frees_the_time_and_keeps_who_and_when():
    location = clinic_with("amara")
    consultation_request = ready(location)
    appointment = booked(consultation_request)
    member = desk()

    services.cancel_appointment(appointment, actor=member)

    appointment.refresh_from_db()
    assert appointment.status == AppointmentStatus.CANCELLED
    assert appointment.cancelled_by == member
    assert appointment.cancelled_at == appointment.changed_at <= timezone.now()
    assert (appointment.cancel_reason, appointment.sequence) == (None, 1)
    assert not Reservation.objects.exists()
    consultation_request.refresh_from_db()
    assert consultation_request.status == RequestStatus.REVIEWED
    assert history(consultation_request) == [("scheduled", None), ("cancelled", "desk")]
    assert mails(appointment) == ["appointment-booked", "appointment-cancelled"]
    assert booked(ready(location)).status == AppointmentStatus.BOOKED


def test_cancel_appointment_twice_is_once():
    consultation_request = ready(clinic_with("amara"))
    appointment = booked(consultation_request)
    patient = patient_of(consultation_request)

    services.cancel_appointment(appointment, actor=patient)
    services.cancel_appointment(appointment, actor=patient)

    appointment.refresh_from_db()
    assert (appointment.cancel_reason, appointment.sequence) == (None, 1)
    assert appointment.cancelled_by is None
    assert mails(appointment) == ["appointment-booked", "appointment-cancelled"]


def test_cancel_appointment_does_not_open_a_closed_request_again():
    consultation_request = ready(clinic_with("amara"))
    appointment = booked(consultation_request)
    ConsultationRequest.objects.update(status=RequestStatus.CLOSED)

    services.cancel_appointment(appointment, actor=desk())

    consultation_request.refresh_from_db()
    assert consultation_request.status == RequestStatus.CLOSED


def test_a_cancelled_patient_books_again_while_the_review_is_suitable():
    consultation_request = ready(clinic_with("amara"))
    gone = booked(consultation_request)
    services.cancel_appointment(gone, actor=desk())

    again = booked(consultation_request, ELEVEN)

    assert again != gone
    assert list(Appointment.objects.booked()) == [again]


def test_a_cancelled_patient_does_not_book_again_once_the_review_is_not_suitable():
    consultation_request = ready(clinic_with("amara"))
    gone = booked(consultation_request)
    services.cancel_appointment(gone, actor=desk())
    sign(consultation_request, Decision.NOT_SUITABLE)

    with pytest.raises(NotReviewed):
        booked(consultation_request, ELEVEN)


def change(appointment, verb):
    if verb == "move":
        starts_at = at(appointment.location, ELEVEN)
        services.move_appointment(appointment, starts_at, actor=desk())
    else:
        services.cancel_appointment(appointment, actor=desk())


@pytest.mark.parametrize("verb", ["move", "cancel"])
@pytest.mark.parametrize("hours", [-2, 0, 23], ids=["past", "now", "near"])
def test_an_appointment_is_too_near_to_change(verb, hours):
    appointment = booked(ready(clinic_with("amara")))
    soon = timezone.now() + timedelta(hours=hours)
    Appointment.objects.update(starts_at=soon, ends_at=soon + timedelta(hours=1))

    with pytest.raises(TooLate):
        change(appointment, verb)

    appointment.refresh_from_db()
    assert (appointment.status, appointment.starts_at) == ("booked", soon)


@pytest.mark.parametrize(
    ("verb", "status"),
    [
        ("move", AppointmentStatus.CANCELLED),
        ("move", AppointmentStatus.ARRIVED),
        ("cancel", AppointmentStatus.ARRIVED),
        ("cancel", AppointmentStatus.FULFILLED),
    ],
)
def test_an_appointment_that_is_not_to_come_is_not_changed(verb, status):
    appointment = booked(ready(clinic_with("amara")))
    gone_at = timezone.now() if status == AppointmentStatus.CANCELLED else None
    Appointment.objects.update(status=status, cancelled_at=gone_at)

    with pytest.raises(TooLate):
        change(appointment, verb)


def test_every_step_is_in_the_history_in_words():
    consultation_request = ready(clinic_with("amara"))
    appointment = booked(consultation_request)
    change(appointment, "move")
    change(appointment, "cancel")

    kinds = [event.kind for event in consultation_request.events.all()][-3:]

    assert [str(RequestEventKind(kind).label) for kind in kinds] == [
        "Appointment booked",
        "Appointment moved",
        "Appointment cancelled",
    ]
