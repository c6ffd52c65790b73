"""Joining the waitlist, leaving it, and answering what it offers."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic.access.roles import Role
from clinic.outbox.models import Message
from intake.models import Decision, RequestEventKind, RequestStatus
from scheduling import services
from scheduling.models import (
    Appointment,
    AppointmentStatus,
    OfferStatus,
    Reservation,
    WaitlistEntry,
    WaitlistOffer,
)
from scheduling.services import (
    AlreadyBooked,
    NotNow,
    NotReviewed,
    OfferGone,
    SlotTaken,
    TooLate,
)
from tests.factories import staff
from tests.scheduling.stories import (
    NINE,
    admitted,
    at,
    infusion_clinic,
    patient_of,
    ready,
    series_of,
    sign,
)
from tests.scheduling.waiting import (
    LATER,
    SOON,
    booked_on,
    cancel,
    full_clinic,
    let_time_pass,
    offered,
    on_offer,
    open_on,
    scan,
    waiting,
    waiting_for_any,
)

pytestmark = pytest.mark.django_db


def take(offer):
    actor = patient_of(offer.entry.consultation_request)
    return services.take_offer(offer, actor=actor)


def test_joining_keeps_what_suits_and_the_place_in_the_order():
    here = full_clinic()
    entry = waiting(here, time_of_day="morning", notice_hours=4)
    joined_at = entry.joined_at

    again = services.join_waitlist(entry.consultation_request, entry.appointment)

    assert again == entry
    assert (again.time_of_day, again.notice_hours) == ("", None)
    assert again.joined_at == joined_at
    assert again.notice == timedelta(hours=24)
    assert WaitlistEntry.objects.standing().get() == entry


def test_a_shorter_notice_than_the_location_s_is_kept_and_a_longer_is_not():
    entry = waiting(full_clinic(), notice_hours=4)
    assert entry.notice == timedelta(hours=4)

    entry.notice_hours = 48

    assert entry.notice == timedelta(hours=24)


def test_joining_for_another_visit_ends_what_stood():
    here = full_clinic()
    entry = waiting(here)
    cancel(entry.appointment)
    other = booked_on(entry.consultation_request, LATER)

    joined = services.join_waitlist(other.consultation_request, other)

    entry.refresh_from_db()
    assert entry.ended_as == "over"
    assert WaitlistEntry.objects.standing().get() == joined
    assert joined.appointment == other


def test_an_infusion_of_a_series_is_not_waited_for():
    course = series_of(admitted(infusion_clinic()))
    infusion = course.appointments.first()

    with pytest.raises(NotNow):
        services.join_waitlist(infusion.consultation_request, infusion)

    assert not WaitlistEntry.objects.exists()


def test_nobody_waits_for_a_first_time_who_has_one_or_may_not():
    here = full_clinic()
    has_one = booked_on(ready(here), SOON).consultation_request
    may_not = ready(here)
    sign(may_not, Decision.NOT_SUITABLE)

    with pytest.raises(AlreadyBooked):
        services.join_waitlist(has_one)
    with pytest.raises(NotReviewed):
        services.join_waitlist(may_not)

    assert not WaitlistEntry.objects.exists()


def test_who_may_not_move_any_more_does_not_wait():
    here = full_clinic()
    appointment = booked_on(ready(here), SOON)
    Appointment.objects.filter(pk=appointment.pk).update(
        starts_at=timezone.now() + timedelta(hours=2)
    )

    with pytest.raises(TooLate):
        services.join_waitlist(appointment.consultation_request, appointment)


def test_taking_an_offer_moves_the_appointment_and_tells_once():
    entry, offer = on_offer()
    before = entry.appointment
    soon = at(entry.location, NINE, SOON)

    taken = take(offer)

    assert taken == before
    taken.refresh_from_db()
    assert (taken.starts_at, taken.status) == (soon, AppointmentStatus.BOOKED)
    assert taken.sequence == before.sequence + 1
    assert taken.practitioner_id == offer.practitioner_id
    reserved = Reservation.objects.filter(appointment=taken)
    assert [one.during.lower for one in reserved] == [soon] * 3
    told = Message.objects.filter(kind="appointment-moved", about_id=taken.pk)
    assert told.count() == 1
    events = entry.consultation_request.events
    assert events.filter(kind=RequestEventKind.MOVED).count() == 1
    entry.refresh_from_db()
    offer.refresh_from_db()
    assert (entry.ended_as, offer.status) == ("taken", OfferStatus.TAKEN)


def test_taking_twice_is_taking_once():
    entry, offer = on_offer()

    assert take(offer) == take(offer) == entry.appointment

    assert Message.objects.filter(kind="appointment-moved").count() == 1


def test_taking_an_offer_without_an_appointment_books_one():
    here = full_clinic()
    early = booked_on(ready(here), SOON)
    late = booked_on(ready(here), LATER)
    entry = waiting_for_any(here)
    cancel(early)
    scan()

    taken = take(offered(entry))

    assert taken.starts_at == at(here, NINE, SOON)
    assert taken.status == AppointmentStatus.BOOKED
    assert taken.reservations.count() == 3
    consultation_request = entry.consultation_request
    consultation_request.refresh_from_db()
    assert consultation_request.status == RequestStatus.SCHEDULED
    told = Message.objects.filter(kind="appointment-booked", about_id=taken.pk)
    assert told.count() == 1
    assert take(offered(entry)) == taken
    assert late.reservations.count() == 3


def test_declining_frees_the_time_at_once_and_keeps_the_place_on_the_list():
    entry, offer = on_offer()

    services.decline_offer(offer)
    services.decline_offer(offer)

    assert booked_on(ready(entry.location), SOON).status == AppointmentStatus.BOOKED
    entry.refresh_from_db()
    offer.refresh_from_db()
    assert (entry.ended_at, offer.status) == (None, OfferStatus.DECLINED)
    with pytest.raises(OfferGone):
        take(offer)


def test_an_offer_that_was_taken_is_not_declined():
    _entry, offer = on_offer()
    take(offer)

    with pytest.raises(OfferGone):
        services.decline_offer(offer)


def test_an_offer_that_has_run_out_is_gone_and_nothing_else_changes():
    entry, offer = on_offer()
    let_time_pass(offer)

    for answer in (take, services.decline_offer):
        with pytest.raises(OfferGone):
            answer(offer)

    entry.refresh_from_db()
    assert entry.ended_at is None
    assert entry.appointment.starts_at == at(entry.location, NINE, LATER)


def test_a_time_on_offer_is_nobody_else_s():
    entry, _offer = on_offer()
    other = ready(entry.location)

    with pytest.raises(SlotTaken):
        booked_on(other, SOON)

    service = services.consultation_service(entry.location)
    free = services.times_to_book(service, entry.location, other.patient)
    assert free == []


def test_a_time_whose_offer_has_run_out_is_free_before_any_scan():
    entry, offer = on_offer()
    let_time_pass(offer)

    taken = booked_on(ready(entry.location), SOON)

    assert taken.reservations.count() == 3
    assert not offer.reservations.exists()
    with pytest.raises(OfferGone):
        take(offer)


def test_an_offer_is_of_no_use_once_another_decision_was_signed():
    entry, offer = on_offer()
    sign(entry.consultation_request, Decision.NOT_SUITABLE)

    with pytest.raises(NotReviewed):
        take(offer)

    entry.appointment.refresh_from_db()
    assert entry.appointment.starts_at == at(entry.location, NINE, LATER)


def test_an_offer_is_of_no_use_once_the_appointment_is_cancelled():
    entry, offer = on_offer()
    cancel(entry.appointment)

    with pytest.raises(OfferGone):
        take(offer)

    entry.appointment.refresh_from_db()
    assert entry.appointment.status == AppointmentStatus.CANCELLED


def test_an_offer_is_of_no_use_once_the_patient_has_an_earlier_time():
    entry, offer = on_offer()
    open_on(entry.location, SOON - 1)
    sooner = at(entry.location, NINE, SOON - 1)
    patient = patient_of(entry.consultation_request)
    services.move_appointment(entry.appointment, sooner, actor=patient)

    with pytest.raises(OfferGone):
        take(offer)

    entry.appointment.refresh_from_db()
    assert entry.appointment.starts_at == sooner


def test_leaving_the_list_frees_what_is_on_offer():
    entry, offer = on_offer()

    services.leave_waitlist(entry)
    services.leave_waitlist(entry)

    entry.refresh_from_db()
    offer.refresh_from_db()
    assert (entry.ended_as, offer.status) == ("left", OfferStatus.WITHDRAWN)
    assert not offer.reservations.exists()
    with pytest.raises(OfferGone):
        take(offer)


def test_the_desk_takes_somebody_off_the_list_with_a_sealed_reason():
    entry, offer = on_offer()
    actor = staff(Role.FRONT_DESK, entry.location)

    services.close_waitlist_entry(entry, actor=actor, reason="Has moved away")

    entry.refresh_from_db()
    assert (entry.ended_as, entry.ended_by) == ("closed", actor)
    assert entry.end_reason == "Has moved away"
    offer.refresh_from_db()
    assert offer.status == OfferStatus.WITHDRAWN


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("waitlistoffer_is_one_open_at_a_time_for_an_entry", {"days": 1}),
        ("waitlistoffer_offers_a_time_once_to_an_entry", {"status": "declined"}),
    ],
)
def test_the_database_refuses_a_second_offer(constraint, values):
    entry, offer = on_offer()
    days = timedelta(days=values.pop("days", 0))
    settled_at = timezone.now() if values else None

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        WaitlistOffer.objects.create(
            entry=entry,
            starts_at=offer.starts_at + days,
            ends_at=offer.ends_at + days,
            offered_at=offer.offered_at,
            expires_at=offer.expires_at,
            settled_at=settled_at,
            **values,
        )


def test_the_database_refuses_a_reservation_of_nobody_and_of_two():
    entry, offer = on_offer()
    name = "reservation_belongs_to_an_appointment_or_to_an_offer"
    reserved = Reservation.objects.filter(offer=offer)

    for values in ({"offer": None}, {"appointment": entry.appointment}):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            reserved.update(**values)
