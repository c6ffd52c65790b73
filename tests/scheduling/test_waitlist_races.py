"""The waitlist with many at once, in real threads on the real database."""

from collections import Counter
from functools import partial

import pytest
from django.db import connection

from clinic.access.models import LinkPurpose
from clinic.outbox.models import Message
from intake.models import RequestEventKind
from scheduling import services
from scheduling.forms.booking import BUSY
from scheduling.models import (
    Appointment,
    AppointmentStatus,
    OfferStatus,
    Reservation,
    WaitlistOffer,
)
from scheduling.services import OfferGone, SlotTaken
from tests.scheduling.stories import (
    NINE,
    all_at_once,
    at,
    patient_of,
    ready,
)
from tests.scheduling.test_http_races import TOKEN, Browser
from tests.scheduling.test_races import (
    another_transaction,
    no_deadlock,
    outcomes,
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
    scan,
    waiting,
)

__all__ = ["no_deadlock"]

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 30


def take(offer):
    actor = patient_of(offer.entry.consultation_request)
    return services.take_offer(offer, actor=actor)


def moves_of(appointment):
    told = Message.objects.filter(kind="appointment-moved", about_id=appointment.pk)
    events = appointment.consultation_request.events
    return told.count(), events.filter(kind=RequestEventKind.MOVED).count()


@pytest.mark.race
def test_thirty_answers_to_one_offer_move_the_appointment_once(no_deadlock):
    entry, offer = on_offer()

    results = all_at_once(*[partial(take, offer)] * PEOPLE)

    assert outcomes(results) == {Appointment: PEOPLE}
    appointment = Appointment.objects.get(pk=entry.appointment_id)
    assert appointment.starts_at == at(entry.location, NINE, SOON)
    assert appointment.sequence == 1
    assert moves_of(appointment) == (1, 1)
    assert appointment.reservations.count() == Reservation.objects.count() == 3


@pytest.mark.race
def test_of_thirty_who_want_a_time_when_its_offer_ends_one_gets_it(no_deadlock):
    """Who it was offered to, too late; others in the picker; and the scan."""
    entry, offer = on_offer(days=(SOON, LATER, LATER + 1))
    waiting(entry.location, LATER + 1)
    others = [ready(entry.location) for _ in range(9)]
    let_time_pass(offer)

    results = all_at_once(
        *[partial(take, offer)] * 10,
        *(partial(booked_on, other, SOON) for other in others),
        *[scan] * 11,
    )

    booked = outcomes(results)[Appointment]
    assert outcomes(results[:10]) == {OfferGone: 10}
    assert set(outcomes(results[10:19])) <= {Appointment, SlotTaken}
    assert booked + sum(results[19:]) == 1
    at_that_time = Reservation.objects.filter(place__isnull=False).filter(
        during__contains=at(entry.location, NINE, SOON)
    )
    assert at_that_time.count() == 1
    entry.appointment.refresh_from_db()
    assert entry.appointment.starts_at == at(entry.location, NINE, LATER)


def test_thirty_scans_at_once_offer_one_time_once(no_deadlock):
    here = full_clinic(days=(SOON, *range(LATER, LATER + 4)))
    early = booked_on(ready(here), SOON)
    entries = [waiting(here, day) for day in range(LATER, LATER + 4)]
    cancel(early)

    results = all_at_once(*[scan] * PEOPLE)

    assert sum(results) == 1
    assert offered(entries[0]).status == OfferStatus.OPEN
    assert WaitlistOffer.objects.count() == 1
    assert Message.objects.filter(kind="time-offered").count() == 1


def test_two_free_places_are_offered_to_two_by_scans_at_once(no_deadlock):
    here = full_clinic("amara", "bo")
    early = [booked_on(ready(here), SOON) for _ in range(2)]
    entries = [waiting(here), waiting(here)]
    for one in early:
        cancel(one)

    all_at_once(*[scan] * 8)
    scan()

    people = {offered(entry).practitioner_id for entry in entries}
    assert len(people) == 2
    taken = all_at_once(*(partial(take, offered(entry)) for entry in entries))
    assert outcomes(taken) == {Appointment: 2}


def test_an_answer_and_its_opposite_come_one_after_the_other(no_deadlock):
    entry, offer = on_offer()

    results = all_at_once(
        *[partial(take, offer)] * 8, *[partial(services.decline_offer, offer)] * 8
    )

    offer.refresh_from_db()
    entry.appointment.refresh_from_db()
    is_taken = offer.status == OfferStatus.TAKEN
    assert outcomes(results) == (
        {Appointment: 8, OfferGone: 8} if is_taken else {OfferGone: 8, type(None): 8}
    )
    day = SOON if is_taken else LATER
    assert entry.appointment.starts_at == at(entry.location, NINE, day)
    assert moves_of(entry.appointment) == ((1, 1) if is_taken else (0, 0))


def test_answers_moves_and_cancels_of_one_appointment_end_with_one_time(no_deadlock):
    entry, offer = on_offer(days=(SOON, LATER, LATER + 1))
    appointment, actor = entry.appointment, patient_of(entry.consultation_request)
    later = at(entry.location, NINE, LATER + 1)

    all_at_once(
        *[partial(take, offer)] * 5,
        *[partial(services.move_appointment, appointment, later, actor=actor)] * 5,
        *[partial(services.leave_waitlist, entry)] * 3,
        *[scan] * 3,
        partial(services.cancel_appointment, appointment, actor=actor),
    )

    appointment.refresh_from_db()
    entry.refresh_from_db()
    assert appointment.status == AppointmentStatus.CANCELLED
    assert not Reservation.objects.filter(appointment=appointment).exists()
    told, events = moves_of(appointment)
    assert told == events == appointment.sequence - 1
    services.leave_waitlist(entry)
    assert not Reservation.objects.exists()


def test_the_database_gives_one_place_to_one_offer_whatever_the_code_does():
    entry, offer = on_offer()
    reserved = offer.reservations.get(place__isnull=False)

    def take_the_place():
        Reservation.objects.create(
            appointment=entry.appointment, place=reserved.place, during=reserved.during
        )

    [result] = all_at_once(take_the_place)

    assert "reservation_place_not_double_booked" in str(result)


def test_thirty_taps_over_http_lead_to_one_move_and_to_the_appointment(
    live_server, browser_of, no_deadlock
):
    entry, offer = on_offer()
    path = f"/appointments/offers/{offer.pk}/"
    client = browser_of(offer, LinkPurpose.WAITLIST)
    token = TOKEN.search(client.get(path).text)[1]
    form = {"csrfmiddlewaretoken": token, "answer": "take"}
    browsers = [Browser(live_server.url, client) for _ in range(PEOPLE)]

    answers = all_at_once(*(partial(browser.post, path, form) for browser in browsers))

    page = f"/appointments/{entry.appointment_id}/"
    assert Counter((one.status, one.location) for one in answers) == {
        (302, page): PEOPLE
    }
    assert moves_of(entry.appointment) == (1, 1)


def test_an_answer_that_cannot_be_saved_now_keeps_the_page(browser_of):
    entry, offer = on_offer()
    client = browser_of(offer, LinkPurpose.WAITLIST)

    path = f"/appointments/offers/{offer.pk}/"

    def keep_the_request():
        requests = type(entry.consultation_request).objects.select_for_update()
        requests.get(pk=entry.consultation_request_id)

    with another_transaction(keep_the_request), connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
        try:
            response = client.post(path, {"answer": "take"})
        finally:
            cursor.execute("RESET lock_timeout")

    assert response.status_code == 503
    assert str(BUSY) in response.text
    assert take(offer) == entry.appointment
