"""Scheduling on a full clinic, with the web processes of `make run`: `make bench`.

What must hold is asserted, but nothing of time. CPU ms are of one request: the
application's and PostgreSQL's. See `docs/benchmarks.md`.
"""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier

from django.urls import reverse
from django.utils import timezone

from benchmarks import bare
from benchmarks.clinic import Clinic
from benchmarks.costs import cost_of, queries_of
from benchmarks.patients import ready_many, visitor
from benchmarks.web import Answer, Visitor
from clinic.models import Location, Message
from scheduling import services
from scheduling.forms.booking import TAKEN
from scheduling.load.shares import PRACTITIONERS
from scheduling.models import Appointment
from scheduling.slots import Slot
from tests.factories import PatientFactory

PEOPLE = 50
CLIENTS = 8
BOOKINGS = 160
BOOK = reverse("scheduling:appointment-book")
CHECK = reverse("scheduling:appointment-check")


def test_scheduling(clinic, report):
    measure_free_times(clinic, report)
    measure_the_page_of_free_times(clinic, report)
    measure_fifty_people_who_choose_one_time(clinic, report)
    measure_bookings(clinic, report)


def window(days: int) -> tuple[datetime, datetime]:
    """Return so many days from local midnight, two days from now."""
    begin = timezone.now() + timedelta(days=2)
    begin = begin.replace(hour=5, minute=0, second=0, microsecond=0)
    return begin, begin + timedelta(days=days)


def free(clinic: Clinic, days: int) -> list[Slot]:
    """Search as the pages do, from the services down."""
    [location] = Location.objects.select_related("booking_rules").filter(
        pk=clinic.location.pk
    )
    from_at, until_at = window(days)
    return services.free_slots(
        services.consultation_service(location),
        location,
        PatientFactory.build(),
        from_at=from_at,
        until_at=until_at,
    )


def places_left(clinic: Clinic, slot: Slot) -> int:
    """Return how many patients could still come at that time."""
    taken = Appointment.objects.filter(
        location=clinic.location, starts_at=slot.starts_at
    )
    return PRACTITIONERS - taken.count()


def measure_free_times(clinic, report):
    for days, words, target in (
        (1, "free times of a day, everybody", "4 ms"),
        (14, "free times of 14 days, everybody", "25 ms, 6 queries"),
        (60, "free times of 60 days, everybody", ""),
    ):
        search = partial(free, clinic, days)
        queries = queries_of(search)
        assert queries <= 6 + 2, "one for the location, one for the service"
        busy = bare.reading(clinic.location, *window(days))
        report(
            words,
            f"{cost_of(search)}, {queries} queries",
            target=target,
            floor=str(cost_of(busy)),
        )


def measure_fifty_people_who_choose_one_time(clinic, report):
    wanted = min(free(clinic, 14), key=partial(places_left, clinic))
    winners = places_left(clinic, wanted)
    visitors = visitors_of(clinic, PEOPLE)
    begin = Barrier(PEOPLE + 1)

    def choose(who: Visitor) -> Answer:
        begin.wait()
        return who.post(BOOK, starts_at=wanted.starts_at.isoformat())

    with ThreadPoolExecutor(PEOPLE) as pool, clinic.web.measured(PEOPLE) as cost:
        asked = [pool.submit(choose, each) for each in visitors]
        begin.wait()
        began = time.perf_counter()
        answers = [each.result() for each in asked]
        took = time.perf_counter() - began

    counted = Counter(answer.status for answer in answers)
    assert counted == {302: winners, 200: PEOPLE - winners}
    assert sum(str(TAKEN) in answer.text for answer in answers) == PEOPLE - winners
    assert places_left(clinic, wanted) == 0
    report(
        "50 people choose one time at once",
        f"{winners} got it, 0 errors, {took:.1f} s, {cost[0]} each",
        target="1, 0 errors, 2 s",
    )


def measure_bookings(clinic, report):
    offered = free(clinic, 60)
    times = offered[:: len(offered) // (2 * BOOKINGS)][: 2 * BOOKINGS]
    by_hand, by_sql = times[::2], times[1::2]
    visitors = visitors_of(clinic, BOOKINGS)

    def book(who: Visitor, slot: Slot) -> tuple[int, int]:
        held = who.post(BOOK, starts_at=slot.starts_at.isoformat())
        return held.status, who.post(CHECK).status

    before = Message.objects.filter(kind="appointment-booked").count()
    with ThreadPoolExecutor(CLIENTS) as pool, clinic.web.measured(BOOKINGS) as cost:
        began = time.perf_counter()
        statuses = list(pool.map(book, visitors, by_hand))
        took = time.perf_counter() - began

    assert Counter(statuses) == {(302, 302): BOOKINGS}
    after = Message.objects.filter(kind="appointment-booked").count()
    assert after - before == BOOKINGS
    service = clinic.service
    visits = [
        (consultation_request, service, slot)
        for consultation_request, slot in zip(
            ready_many(clinic.location, BOOKINGS), by_sql, strict=True
        )
    ]
    pace, milliseconds = bare.book_all(visits, CLIENTS)
    report(
        "bookings by 8 clients (2 posts each)",
        f"{BOOKINGS / took:.0f} a second, {cost[0]} each",
        target="200 a second, 8 ms",
        floor=f"{pace:.0f} a second, {milliseconds:.1f} ms",
    )


def measure_the_page_of_free_times(clinic, report):
    [patient] = visitors_of(clinic, 1)

    report("page of free times, 60 days", clinic.web.seen(partial(patient.get, BOOK)))


def visitors_of(clinic: Clinic, count: int) -> list[Visitor]:
    found = ready_many(clinic.location, count)
    return [visitor(clinic.web, each) for each in found]
