"""Volume for load tests: as many rows as asked for, as real as any."""

from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinic.models import Location, Message, Patient, User
from intake.models import (
    ConsultationRequest,
    Decision,
    RequestEvent,
    RequestEventKind,
    RequestStatus,
    Review,
)
from intake.questionnaires.validation import check
from intake.services import find_requests
from intake.services.assessments import questionnaire_of, store_assessment
from intake.services.urgency import urgent_in
from scheduling import load
from scheduling.load.places import DESK
from scheduling.load.shares import TooFewRequests, shares
from scheduling.models import Appointment, AppointmentStatus, Reservation
from tests.factories import PatientFactory
from tests.owner import as_owner

QUEUE = reverse("admin:intake_consultationrequest_changelist")
in_database = pytest.mark.django_db


@pytest.fixture
def seeded(db):
    seed(appointments=200, requests=50)


def seed(**numbers):
    call_command("seed_load", **numbers)


def desk() -> Client:
    client = Client()
    client.force_login(
        User.objects.get(username=DESK),
        "allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def test_seed_load_stores_exactly_what_it_is_asked_for(seeded):
    assert Appointment.objects.count() == 200
    assert Reservation.objects.count() == 3 * 200
    assert ConsultationRequest.objects.count() == Patient.objects.count() == 50
    assert not Message.objects.exists()
    assert Counter(ConsultationRequest.objects.values_list("status", flat=True)) == {
        RequestStatus.NEW: 3,
        RequestStatus.QUESTIONNAIRE_SENT: 1,
        RequestStatus.SUSPECT: 1,
        RequestStatus.ANSWERED: 1,
        RequestStatus.SCHEDULED: 30,
        RequestStatus.CLOSED: 14,
    }
    assert Counter(Appointment.objects.values_list("status", flat=True)) == {
        AppointmentStatus.BOOKED: 30,
        AppointmentStatus.FULFILLED: 170,
    }


def test_one_waits_for_a_clinician_and_one_who_is_booked_was_found_suitable(seeded):
    review = Review.objects.get()
    to_decide = ConsultationRequest.objects.get(status=RequestStatus.ANSWERED)
    booked = review.consultation_request

    assert review.decision == Decision.SUITABLE
    assert booked.status == RequestStatus.SCHEDULED
    assert [event.kind for event in to_decide.events.all()] == [
        RequestEventKind.RECEIVED,
        RequestEventKind.QUESTIONNAIRE_SENT,
        RequestEventKind.ANSWERED,
    ]
    assert [event.kind for event in booked.events.all()] == [
        RequestEventKind.RECEIVED,
        RequestEventKind.QUESTIONNAIRE_SENT,
        RequestEventKind.ANSWERED,
        RequestEventKind.REVIEWED,
    ]
    assert RequestEvent.objects.count() == 50 + 2 + 3


def test_seeded_answers_could_be_sent_and_the_rules_find_the_same_in_them(seeded):
    consultation_request = ConsultationRequest.objects.get(status="answered")
    response = consultation_request.responses.get()
    seeded_one = response.assessments.get()

    found = store_assessment(response, response.answers, is_provisional=False)

    assert check(questionnaire_of(response), response.answers) == []
    assert urgent_in(response, response.answers).reasons == []
    assert (found.flags, found.scores) == (seeded_one.flags, seeded_one.scores)
    assert found.triage_rank == seeded_one.triage_rank


def test_every_day_that_is_open_has_16_of_18_half_hours_taken(seeded):
    by_day = defaultdict(Counter)
    for practitioner, starts_at in Appointment.objects.filter(
        starts_at__lt=timezone.now()
    ).values_list("practitioner", "starts_at"):
        by_day[starts_at.date()][practitioner] += 1

    *whole_days, _last = sorted(by_day)

    assert [list(by_day[day].values()) for day in whole_days] == [[16] * 4] * 2


def test_what_is_seeded_has_its_history_and_says_that_the_software_wrote_it(seeded):
    with as_owner() as cursor:
        for table, rows in (
            ("clinic_patientevent", 50),
            ("intake_consultationrequestevent", 50),
            ("scheduling_appointmentevent", 200),
            ("scheduling_reservationevent", 600),
        ):
            cursor.execute(
                f"SELECT count(*), count(DISTINCT pgh_obj_id) FROM {table}"  # noqa: S608
                " WHERE pgh_label = 'insert' AND pgh_context->>'actor' = 'system:'"
            )
            assert cursor.fetchone() == (rows, rows), table


def test_constraints_hold_on_what_is_seeded(seeded):
    taken = Reservation.objects.filter(room__isnull=False).first()
    appointment = Appointment.objects.exclude(pk=taken.appointment_id).first()

    with pytest.raises(IntegrityError, match="room_not_double_booked"):
        Reservation.objects.create(
            appointment=appointment, room=taken.room, during=taken.during
        )


def test_a_seeded_patient_opens_and_is_found_by_email_phone_and_name(seeded):
    user = User.objects.get(username=DESK)
    consultation_request = ConsultationRequest.objects.filter(status="new").first()
    patient = consultation_request.patient

    assert patient.name.split()[0].lower() == patient.email.split(".")[0]
    assert find_requests(patient.email, actor=user) == [consultation_request.pk]
    assert consultation_request.pk in find_requests(patient.phone, actor=user)
    assert consultation_request.pk in find_requests(patient.name, actor=user)


def test_the_pages_of_the_desk_show_what_is_seeded(seeded):
    client = desk()
    location = Location.objects.get()
    consultation_request = ConsultationRequest.objects.filter(status="new").first()
    tomorrow = (timezone.now() + timedelta(days=1)).date().isoformat()

    queue = client.get(QUEUE)
    one = client.get(
        reverse(
            "admin:intake_consultationrequest_change", args=[consultation_request.pk]
        )
    )
    day = client.get(reverse("scheduling:day", args=[location.slug, tomorrow]))

    assert [page.status_code for page in (queue, one, day)] == [200, 200, 200]
    assert consultation_request.patient.name in queue.content.decode()
    assert consultation_request.patient.email in one.content.decode()
    assert day.content.decode().count("Chair") >= 30


@pytest.mark.django_db(transaction=True)
def test_the_same_call_makes_the_same_clinic_again():
    seed(appointments=200, requests=50)
    first = snapshot()
    call_command("flush", interactive=False, verbosity=0)

    seed(appointments=200, requests=50)

    assert snapshot() == first


def snapshot():
    return [
        sorted(
            (patient.pk, patient.name, patient.email, patient.phone, patient.born_on)
            for patient in Patient.objects.all()
        ),
        sorted(
            Appointment.objects.values_list("pk", "patient", "starts_at", "status"),
        ),
    ]


def test_seeding_twice_is_refused(seeded):
    with pytest.raises(CommandError, match=r"^The database is not empty: .*\.$"):
        seed(appointments=200, requests=50)

    assert Appointment.objects.count() == 200


@in_database
def test_seed_load_is_refused_where_a_patient_is():
    PatientFactory()

    with pytest.raises(CommandError, match=r"^The database is not empty"):
        seed(appointments=0, requests=20)


@in_database
def test_seed_load_is_refused_outside_the_embedded_database():
    with connection.cursor() as cursor:
        cursor.execute("SET anteroom.embedded = 'off'")

    try:
        with pytest.raises(CommandError, match="only into the database that"):
            seed(appointments=200, requests=50)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET anteroom.embedded")

    assert not Location.objects.exists()


@in_database
def test_too_few_requests_are_refused_before_anything_is_written():
    with pytest.raises(CommandError, match=r"need --requests 20 or more\.$"):
        seed(appointments=200, requests=19)

    assert not Location.objects.exists()


@in_database
def test_half_a_clinic_is_never_left_behind():
    def stop(line):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load.seed(200, 50, stop)

    assert load.is_empty()


@pytest.mark.parametrize("number", ["-1", "many"])
def test_numbers_that_are_none_are_refused(number):
    with pytest.raises(CommandError, match="invalid"):
        call_command("seed_load", f"--appointments={number}", "--requests=0")


def test_a_million_lies_at_60_locations_whose_days_to_come_are_full():
    found = shares(1_000_000, 200_000)

    assert len(found) == 60
    assert sum(part.appointments for part in found) == 1_000_000
    assert sum(part.requests for part in found) == 200_000
    assert min(part.to_come for part in found) >= 14 * 64


def test_no_appointments_and_no_requests_make_one_empty_location():
    [share] = shares(0, 0)

    assert (share.number, share.appointments, share.requests) == (1, 0, 0)


def test_appointments_need_enough_patients():
    with pytest.raises(TooFewRequests) as refusal:
        shares(1_000_000, 9_999)

    assert refusal.value.at_least == 10_000


@pytest.mark.django_db(transaction=True)
def test_the_planner_knows_afterwards_how_much_there_is():
    seed(appointments=0, requests=20)

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname='clinic_patient'")
        assert cursor.fetchone() == (20,)
