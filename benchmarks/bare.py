"""The least that the work costs: the same constrained rows by SQL alone."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import datetime
from uuid import uuid4

import psutil
import psycopg2
import psycopg2.extras
from django.db import connection

from benchmarks.costs import seconds
from benchmarks.web import production_settings
from clinic.models import Location, PractitionerPlace

BUSY = """
    SELECT place_id, room_id, array_agg(lower(during)), array_agg(upper(during))
    FROM scheduling_reservation
    WHERE (place_id = ANY(%s::uuid[]) OR room_id = ANY(%s::uuid[]))
        AND during && tstzrange(%s, %s)
    GROUP BY place_id, room_id
"""
APPOINTMENT = """
    INSERT INTO scheduling_appointment (id, consultation_request_id, patient_id,
        service_id, location_id, practitioner_id, starts_at, ends_at, status, sequence,
        changed_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 'booked', 0, now())
"""
RESERVATIONS = """
    INSERT INTO scheduling_reservation
        (id, appointment_id, patient_id, room_id, place_id, during)
    VALUES (%s, %s, %s, NULL, NULL, tstzrange(%s, %s)),
        (%s, %s, NULL, %s, NULL, tstzrange(%s, %s)),
        (%s, %s, NULL, NULL, %s, tstzrange(%s, %s))
"""


def reading(
    location: Location, from_at: datetime, until_at: datetime
) -> Callable[[], list]:
    """Return a function that reads what is taken of everybody and every chair there."""
    people = PractitionerPlace.objects.filter(practitioner__locations=location)
    places = list(people.values_list("pk", flat=True))
    rooms = list(location.rooms.values_list("pk", flat=True))

    def read() -> list:
        with connection.cursor() as cursor:
            cursor.execute(BUSY, [places, rooms, from_at, until_at])
            return cursor.fetchall()

    return read


def connect():
    psycopg2.extras.register_uuid()
    return psycopg2.connect(production_settings()["DATABASE_URL"])


def book_all(visits: Sequence[tuple], clients: int) -> tuple[float, float]:
    """Insert what each request and slot needs; return how many a second, and CPU ms.

    Each client has a connection of its own and commits every booking.
    """
    with ExitStack() as stack:
        opened = [stack.enter_context(closing(connect())) for _ in range(clients)]
        served = [psutil.Process(each.get_backend_pid()) for each in opened]
        before, began = seconds(*served), time.perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            parts = [visits[number::clients] for number in range(clients)]
            list(pool.map(_book, opened, parts))
        took, spent = time.perf_counter() - began, seconds(*served) - before
    return len(visits) / took, spent * 1000 / len(visits)


def _book(client, visits: Sequence[tuple]) -> None:
    with closing(client.cursor()) as cursor:
        for consultation_request, service, slot in visits:
            [part] = slot.parts
            pk, patient_id = uuid4(), consultation_request.patient_id
            during = slot.starts_at, slot.ends_at
            cursor.execute(
                APPOINTMENT,
                [
                    pk,
                    consultation_request.pk,
                    patient_id,
                    service.pk,
                    consultation_request.location_id,
                    part.practitioner_id,
                    *during,
                ],
            )
            held = patient_id, part.room_id, part.place_id
            rows = [[uuid4(), pk, one, *during] for one in held]
            cursor.execute(RESERVATIONS, [value for row in rows for value in row])
            client.commit()
