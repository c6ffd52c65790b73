"""Many people at once, in real threads on the real database."""

from collections import Counter
from contextlib import contextmanager
from functools import partial
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from clinic.outbox.models import Message
from intake.models import ConsultationRequest, Decision, RequestStatus
from scheduling import services
from scheduling.models import Appointment, AppointmentStatus, Reservation
from scheduling.services import (
    AlreadyBooked,
    Busy,
    NotReviewed,
    SlotTaken,
    TooLate,
    refusals,
)
from tests.clinic.outbox.threads import wait_until
from tests.patience import SECONDS
from tests.scheduling.stories import (
    ELEVEN,
    HALF_PAST_NINE,
    NINE,
    TEN,
    all_at_once,
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

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 50


def book(consultation_request, wall=NINE):
    return booked(consultation_request, wall)


@pytest.fixture
def no_deadlock():
    """Fail the test when PostgreSQL had to break a deadlock: a repetition hides it."""
    began_at, before = one("SELECT clock_timestamp()"), one(DEADLOCKS)
    yield
    # A connection's count is complete once it has ended.
    wait_until(lambda: one(OTHERS_SINCE, began_at) == 0)
    one("SELECT pg_stat_clear_snapshot()")
    assert one(DEADLOCKS) == before


DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
OTHERS_SINCE = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND backend_type = 'client backend' AND backend_start > %s"
)


def one(query, *values):
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()[0]


def outcomes(results):
    """Count what came of each thread: the class of its result or error."""
    return Counter(type(result) for result in results)


@pytest.mark.race
def test_fifty_people_book_one_time_as_often_as_a_clinician_is_free(no_deadlock):
    location = clinic_with("amara", "bo")
    requests = [ready(location) for _ in range(PEOPLE)]

    results = all_at_once(*(partial(book, one) for one in requests))

    free = 2
    assert outcomes(results) == {Appointment: free, SlotTaken: PEOPLE - free}
    assert Appointment.objects.count() == free
    assert Appointment.objects.booked().count() == free
    assert Reservation.objects.count() == 3 * free
    assert Message.objects.filter(kind="appointment-booked").count() == free


def test_twenty_people_book_overlapping_times_and_nobody_is_half_booked(no_deadlock):
    location = clinic_with("amara", "bo")
    requests = [ready(location) for _ in range(20)]
    walls = [NINE, HALF_PAST_NINE, TEN]

    results = all_at_once(
        *(partial(book, one, walls[n % 3]) for n, one in enumerate(requests))
    )

    assert set(outcomes(results)) == {Appointment, SlotTaken}
    kept = Appointment.objects.booked()
    assert kept.count() == outcomes(results)[Appointment] == Appointment.objects.count()
    assert [one.reservations.count() for one in kept] == [3] * kept.count()


def test_one_patient_in_twenty_tabs_holds_one_time_and_books_once():
    consultation_request = ready(clinic_with("amara"))

    results = all_at_once(*[partial(book, consultation_request)] * 20)

    assert set(outcomes(results)) <= {Appointment, AlreadyBooked, SlotTaken}
    appointment = Appointment.objects.get()
    assert appointment.status == AppointmentStatus.BOOKED
    assert Message.objects.filter(about_id=appointment.pk).count() == 1


def test_moves_and_cancels_of_one_appointment_come_one_after_the_other(no_deadlock):
    consultation_request = ready(clinic_with("amara"))
    appointment = booked(consultation_request)
    location, patient = appointment.location, patient_of(consultation_request)

    def move(wall):
        starts_at = at(location, wall)
        return services.move_appointment(appointment, starts_at, actor=patient)

    def cancel():
        services.cancel_appointment(appointment, actor=patient)

    results = all_at_once(
        *[partial(move, wall) for wall in (HALF_PAST_NINE, TEN, ELEVEN)] * 4,
        *[cancel] * 3,
    )

    assert set(outcomes(results)) <= {Appointment, TooLate, type(None)}
    assert outcomes(results)[type(None)] == 3
    appointment.refresh_from_db()
    assert appointment.status == AppointmentStatus.CANCELLED
    assert not Reservation.objects.exists()
    counted = Counter(consultation_request.events.values_list("kind", flat=True))
    assert counted["cancelled"] == 1
    assert appointment.sequence == counted["moved"] + 1
    told = Message.objects.filter(about_id=appointment.pk).values_list(
        "kind", flat=True
    )
    assert Counter(told) == {
        "appointment-booked": 1,
        **({"appointment-moved": counted["moved"]} if counted["moved"] else {}),
        "appointment-cancelled": 1,
    }


def test_two_patients_swap_nothing_when_each_moves_to_the_other_s_time(no_deadlock):
    location = clinic_with("amara")
    first, second = booked(ready(location), NINE), booked(ready(location), ELEVEN)

    def move(appointment, wall):
        services.move_appointment(appointment, at(location, wall), actor=desk_user)

    desk_user = desk()
    results = all_at_once(partial(move, first, ELEVEN), partial(move, second, NINE))

    assert outcomes(results) == {SlotTaken: 2}
    assert sorted(Appointment.objects.values_list("starts_at", flat=True)) == [
        at(location, NINE),
        at(location, ELEVEN),
    ]


@contextmanager
def another_transaction(work):
    """Have done ``work`` in a transaction of another connection; it commits at the end.

    Gives the id of that connection's process.
    """
    done, go_on, about = Event(), Event(), {}

    def run():
        try:
            with transaction.atomic():
                about["pid"] = one("SELECT pg_backend_pid()")
                work()
                done.set()
                go_on.wait(SECONDS)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    assert done.wait(SECONDS)
    try:
        yield about["pid"]
    finally:
        go_on.set()
        thread.join()


def waits_for(pid):
    blocked = (
        "SELECT count(*) FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))"
    )
    return one(blocked, pid) > 0


def attempt(work):
    """Start ``work`` in a thread; give the thread and the list of what comes of it."""
    results = []
    thread = Thread(target=lambda: results.extend(all_at_once(work)))
    thread.start()
    return thread, results


@contextmanager
def coming_in_order(consultation_request):
    """Give ``come(work)``: each waits for the request, behind who came before.

    At the end all go on, one after the other; then ``come.results()`` are complete.
    """
    attempts = []

    def come(work):
        attempts.append(attempt(work))
        wait_until(lambda: one(WAITING) == len(attempts))

    come.results = lambda: [results[0] for _, results in attempts]
    with another_transaction(partial(keep, consultation_request)):
        yield come
    for thread, _ in attempts:
        thread.join()


WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND cardinality(pg_blocking_pids(pid)) > 0"
)


def keep(consultation_request):
    rows = ConsultationRequest.objects.filter(pk=consultation_request.pk)
    rows.select_for_update(no_key=True).get()


@pytest.mark.parametrize("decision", [Decision.NOT_SUITABLE, Decision.MORE_INFORMATION])
def test_a_decision_that_comes_before_a_booking_leaves_nothing_booked(decision):
    consultation_request = ready(clinic_with("amara"))
    hold = held(consultation_request)
    patient = patient_of(consultation_request)

    with coming_in_order(consultation_request) as come:
        come(partial(sign, consultation_request, decision))
        come(partial(services.book_held, hold, actor=patient))

    assert outcomes(come.results()) == {type(None): 1, NotReviewed: 1}
    hold.refresh_from_db()
    consultation_request.refresh_from_db()
    assert hold.status == AppointmentStatus.PROPOSED
    assert consultation_request.status != RequestStatus.SCHEDULED
    assert consultation_request.needs_call is (decision == Decision.NOT_SUITABLE)


@pytest.mark.parametrize("decision", [Decision.NOT_SUITABLE, Decision.MORE_INFORMATION])
def test_a_decision_that_comes_after_a_booking_has_the_desk_call(decision):
    consultation_request = ready(clinic_with("amara"))
    hold = held(consultation_request)
    patient = patient_of(consultation_request)

    with coming_in_order(consultation_request) as come:
        come(partial(services.book_held, hold, actor=patient))
        come(partial(sign, consultation_request, decision))

    assert outcomes(come.results()) == {Appointment: 1, type(None): 1}
    hold.refresh_from_db()
    consultation_request.refresh_from_db()
    assert hold.status == AppointmentStatus.BOOKED
    assert consultation_request.needs_call is True


def test_a_decision_that_comes_before_a_move_leaves_the_time_as_it_is():
    consultation_request = ready(clinic_with("amara"))
    appointment = booked(consultation_request)
    eleven = at(appointment.location, ELEVEN)
    patient = patient_of(consultation_request)

    with coming_in_order(consultation_request) as come:
        come(partial(sign, consultation_request, Decision.NOT_SUITABLE))
        come(partial(services.move_appointment, appointment, eleven, actor=patient))

    assert outcomes(come.results()) == {type(None): 1, NotReviewed: 1}
    appointment.refresh_from_db()
    assert appointment.starts_at == at(appointment.location, NINE)


def test_a_decision_taken_back_after_a_cancellation_lets_the_patient_choose_again():
    consultation_request = ready(clinic_with("amara"))
    appointment = booked(consultation_request)
    sign(consultation_request, Decision.NOT_SUITABLE)
    cancel = partial(services.cancel_appointment, appointment)

    with coming_in_order(consultation_request) as come:
        come(partial(cancel, actor=patient_of(consultation_request)))
        come(partial(sign, consultation_request, Decision.SUITABLE))

    assert outcomes(come.results()) == {type(None): 2}
    consultation_request.refresh_from_db()
    assert consultation_request.status == RequestStatus.REVIEWED
    assert Message.objects.filter(kind="time-to-choose").count() == 2


def test_bookings_and_decisions_at_once_come_one_after_the_other(no_deadlock):
    location = clinic_with("amara")
    holds = [held(ready(location), NINE.replace(hour=hour)) for hour in range(9, 17)]
    member = desk()
    consultation_requests = [hold.consultation_request for hold in holds]

    results = all_at_once(
        *(partial(services.book_held, one, actor=member) for one in holds),
        *(partial(sign, one, Decision.NOT_SUITABLE) for one in consultation_requests),
    )

    assert results[len(holds) :] == [None] * len(holds)
    for hold, consultation_request, result in zip(
        holds, consultation_requests, results, strict=False
    ):
        hold.refresh_from_db()
        consultation_request.refresh_from_db()
        is_booked = hold.status == AppointmentStatus.BOOKED
        assert type(result) is (Appointment if is_booked else NotReviewed)
        assert consultation_request.needs_call is True
        assert consultation_request.status == (
            RequestStatus.SCHEDULED if is_booked else RequestStatus.REVIEWED
        )


@pytest.mark.parametrize("what", ["place", "room", "patient"])
def test_the_database_refuses_what_no_lock_and_no_look_could_prevent(what):
    """A row that somebody inserts past our code, and commits after we have looked."""
    location = clinic_with("amara")
    other = booked(ready(location), ELEVEN)
    consultation_request = ready(location)
    holds = {
        "place": {"place": location.practitioners.get().places.get()},
        "room": {"room": location.rooms.get()},
        "patient": {"patient": consultation_request.patient},
    }[what]
    during = (at(location, NINE), at(location, TEN))

    def insert():
        Reservation.objects.create(appointment=other, during=during, **holds)

    with another_transaction(insert) as pid:
        thread, results = attempt(partial(held, consultation_request))
        wait_until(lambda: waits_for(pid))
    thread.join()

    assert outcomes(results) == {SlotTaken: 1}
    assert not Appointment.objects.held().exists()
    assert Reservation.objects.count() == 4


def test_a_hold_that_ran_out_and_is_being_booked_is_not_let_go():
    location = clinic_with("amara")
    late = ready(location)
    hold = held(late)
    let_run_out(hold)

    def book_without_commit():
        locked = Appointment.objects.select_for_update().get(pk=hold.pk)
        locked.status, locked.hold_until = AppointmentStatus.BOOKED, None
        locked.save()

    with another_transaction(book_without_commit) as pid:
        thread, results = attempt(partial(held, ready(location)))
        wait_until(lambda: waits_for(pid))
    thread.join()

    assert outcomes(results) == {SlotTaken: 1}
    assert list(Appointment.objects.booked()) == [hold]
    assert hold.reservations.count() == 3


@pytest.mark.parametrize("sqlstate", ["40P01", "40001", "55P03"])
def test_a_collision_repeats_the_whole_transaction(sqlstate):
    tries = []

    @refusals.repeated_on_collision
    def verb(collisions):
        with transaction.atomic(durable=True):
            tries.append(Message.objects.count())
            if len(tries) <= collisions:
                raise_in_database(sqlstate)
            return "done"

    assert verb(2) == "done"
    assert len(tries) == 3

    tries.clear()
    with pytest.raises(Busy):
        verb(3)
    assert len(tries) == 3


def raise_in_database(sqlstate):
    with connection.cursor() as cursor:
        cursor.execute(
            f"DO $$ BEGIN RAISE EXCEPTION 'collision' USING ERRCODE = '{sqlstate}';"
            " END $$"
        )


def test_a_lock_that_is_not_to_be_had_is_no_taken_time():
    location = clinic_with("amara")
    consultation_request = ready(location)

    def keep_the_clinician():
        # As weakly as a booking does: what merely refers to the row need not wait.
        clinicians = location.practitioners.select_for_update(no_key=True, of=("self",))
        list(clinicians)

    with another_transaction(keep_the_clinician), connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
        try:
            with pytest.raises(Busy):
                held(consultation_request)
        finally:
            cursor.execute("RESET lock_timeout")

    assert held(consultation_request).hold_until > timezone.now()
