"""The patients of a load test and their requests: invented names, really sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from uuid import UUID

from django.utils import timezone

from clinic.models import Location, Patient
from clinic.opening.business_time import OpenTime
from clinic.sealed.indexes import blind_index, email_key, name_keys, phone_key
from intake.models import (
    About,
    ConsultationRequest,
    RequestEvent,
    RequestEventKind,
    RequestStatus,
)
from intake.opening import open_time_of
from intake.promises import answer_due
from scheduling.load.copying import ROWS_AT_ONCE, copy
from scheduling.load.shares import FIVE_YEARS, Share

A_SEASON = timedelta(days=90)
A_MONTH = timedelta(days=30)
A_WEEK = timedelta(days=7)
FIRST_NAMES = (  # noqa: SIM905
    "Alex Amir Ana Ben Carmen Chloe Dana Diego Elena Emma Grace Hana Ines Ivan Jamal"
    " Jordan Julia Kai Leila Liam Lucia Maria Mei Miguel Nadia Noah Olga Omar Priya"
    " Quinn Rosa Sam Sofia Tariq Tess Uma Victor Wendy Yusuf Zoe"
).split()
LAST_NAMES = (  # noqa: SIM905
    "Adams Ahmed Baker Bianchi Brown Campbell Chen Cohen Costa Davis Diaz Evans Fischer"
    " Garcia Green Hansen Hill Ito Jackson Johnson Kaya Khan Kim Kowalski Lee Lopez"
    " Martin Miller Nguyen Novak O’Brien Okafor Patel Perez Reyes Rossi Santos Singh"
    " Smith Silva Taylor Torres Tran Walker Wang White Wilson Wright Young Zhang"
).split()
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"]
TIMES = ["morning", "afternoon"]
# None of these needs answers to have been given; see ``intakes`` for who has answered.
WAITING = [
    RequestStatus.NEW,
    RequestStatus.NEW,
    RequestStatus.QUESTIONNAIRE_SENT,
    RequestStatus.NEW,
    RequestStatus.SUSPECT,
]


@dataclass(frozen=True)
class Asked:
    """Ids of a request and of its patient, who was born then and asked then."""

    request_id: UUID
    patient_id: UUID
    born_on: date
    received_at: datetime


@dataclass(frozen=True)
class Intake:
    """Who waits for a clinician, whose visits are to come, whose lie behind them."""

    to_decide: list[Asked]
    to_come: list[Asked]
    closed: list[Asked]


def intake_at(place: Location, part: Share, random: Random) -> Intake:
    """Store the requests of a location, each with a patient of its own."""
    store = partial(_store, place, random)
    store(part.waiting, WAITING, within=A_MONTH)
    return Intake(
        to_decide=store(part.to_decide, [RequestStatus.ANSWERED], within=A_WEEK),
        to_come=store(part.to_come, [RequestStatus.SCHEDULED], within=A_SEASON),
        closed=store(part.closed, [RequestStatus.CLOSED], within=FIVE_YEARS),
    )


def _store(
    place: Location,
    random: Random,
    count: int,
    statuses: Sequence[RequestStatus],
    *,
    within: timedelta,
) -> list[Asked]:
    """Store so many requests of the last days, with these statuses in turn."""
    asked = []
    open_time = open_time_of(place, midnight())
    for begin in range(0, count, ROWS_AT_ONCE):
        requests = [
            _request(place, open_time, random, statuses[number % len(statuses)], within)
            for number in range(begin, min(begin + ROWS_AT_ONCE, count))
        ]
        copy([request.patient for request in requests])
        copy(requests)
        copy([_received(request, random) for request in requests])
        asked += map(_asked, requests)
    return asked


def _request(
    place: Location,
    open_time: OpenTime,
    random: Random,
    status: RequestStatus,
    within: timedelta,
) -> ConsultationRequest:
    received_at = midnight() - within * random.random()
    return ConsultationRequest(
        id=new_id(random),
        patient=_patient(random),
        location=place,
        about=random.choice(About.values),
        preferred_days=random.sample(DAYS, 2),
        preferred_times=[random.choice(TIMES)],
        may_leave_message=random.random() < 0.8,
        status=status,
        received_at=received_at,
        due_at=answer_due(received_at, open_time),
    )


def _patient(random: Random) -> Patient:
    first, last = random.choice(FIRST_NAMES), random.choice(LAST_NAMES)
    name = f"{first} {last}"
    number = random.randrange(10**9)
    email = f"{first}.{number:09}@example.org".lower()
    # Numbers that are nobody's: 555-0100 to 0199 of any area.
    phone = f"{random.randint(201, 989)} 555 01{random.randrange(100):02}"
    return Patient(
        id=new_id(random),
        name=name,
        born_on=date(1940, 1, 1) + timedelta(days=random.randrange(365 * 65)),
        email=email,
        phone=phone,
        email_index=blind_index("patient.email", email_key(email)),
        phone_index=blind_index("patient.phone", phone_key(phone)),
        name_index=[blind_index("patient.name", word) for word in name_keys(name)],
    )


def _asked(request: ConsultationRequest) -> Asked:
    patient = request.patient
    return Asked(request.pk, patient.pk, patient.born_on, request.received_at)


def _received(request: ConsultationRequest, random: Random) -> RequestEvent:
    return RequestEvent(
        id=new_id(random),
        consultation_request=request,
        kind=RequestEventKind.RECEIVED,
        at=request.received_at,
        note="",
    )


def new_id(random: Random) -> UUID:
    """Return an id that looks like any other, the same at every run."""
    return UUID(int=random.getrandbits(128), version=4)


def midnight() -> datetime:
    """Return when today began, in UTC."""
    return timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
