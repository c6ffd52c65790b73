import uuid
from dataclasses import dataclass

import pytest
from django.db import transaction

from clinic.audit import recording
from clinic.audit.models import AccessEvent
from clinic.audit.recording import (
    ANONYMOUS,
    NotRecorded,
    acting_as,
    collecting,
    record,
)
from clinic.models import Location, Patient, User
from tests.clinic.patients import fresh, make_patient
from tests.owner import as_owner

pytestmark = pytest.mark.django_db

PATIENT, LINK = uuid.UUID(int=1), uuid.UUID(int=2)


@dataclass(frozen=True)
class Session:
    """What `PatientSession` looks like from here."""

    patient_id: uuid.UUID
    link_id: uuid.UUID


def events():
    with as_owner():
        return list(AccessEvent.objects.order_by("seq"))


def test_record_names_actor_action_record_and_fields():
    user = User.objects.create(username="ann")
    patient = make_patient()

    with acting_as(user, request_id="r1", ip="203.0.113.9"):
        record("view", patient, fields=["phone", "name"])

    [event] = events()
    assert (event.actor_kind, event.actor_id) == ("user", str(user.pk))
    assert (event.action, event.outcome) == ("view", "ok")
    assert (event.object_type, event.object_ids) == ("clinic.patient", [patient.pk])
    assert event.fields == ["name", "phone"]
    assert (event.request_id, event.ip) == ("r1", "203.0.113.9")


@pytest.mark.parametrize(
    ("actor", "kind", "actor_id"),
    [
        (None, "system", ""),
        (ANONYMOUS, "anonymous", ""),
        (Session(patient_id=PATIENT, link_id=LINK), "patient-link", str(LINK)),
    ],
)
def test_record_tells_kinds_of_actors_apart(actor, kind, actor_id):
    with acting_as(actor):
        record("view", make_patient())

    assert [(event.actor_kind, event.actor_id) for event in events()] == [
        (kind, actor_id)
    ]


def test_record_outside_a_request_names_the_software():
    record("view", make_patient())

    assert [(event.actor_kind, event.ip) for event in events()] == [("system", None)]


@pytest.mark.parametrize("count", [1, 3])
def test_record_writes_one_row_for_a_list(count, django_assert_num_queries):
    patients = [make_patient() for _ in range(count)]

    with django_assert_num_queries(1):
        record("list", patients)

    [event] = events()
    assert event.object_ids == sorted(patient.pk for patient in patients)


def test_record_takes_a_queryset_and_reads_it_once(django_assert_num_queries):
    make_patient()
    patients = Patient.objects.all()

    with django_assert_num_queries(2):
        record("list", patients)
        assert len(patients) == 1


def test_record_of_an_empty_result_still_tells_what_was_asked_for():
    record("search", Patient.objects.none())

    [event] = events()
    assert (event.object_type, event.object_ids) == ("clinic.patient", [])


def test_record_refuses_records_of_two_models():
    location = Location.objects.create(name="Harbor", slug="harbor")

    with pytest.raises(ValueError, match="records of one model"):
        record("view", [make_patient(), location])

    assert events() == []


def test_record_goes_with_the_transaction_it_stands_in():
    patient = make_patient()

    with transaction.atomic():
        record("change", patient)
        transaction.set_rollback(True)

    assert events() == []


def test_record_raises_when_it_cannot_write():
    patient = make_patient()
    with as_owner() as cursor:
        cursor.execute("REVOKE INSERT ON clinic_accessevent FROM app_rt")

    with pytest.raises(NotRecorded), transaction.atomic():
        record("view", patient)


def test_acting_as_keeps_request_and_address_of_the_block_around_it():
    user = User.objects.create(username="ann")

    with acting_as(ANONYMOUS, request_id="r1", ip="203.0.113.9"):
        with acting_as(user):
            record("login", user)
        record("view", make_patient())

    assert [(event.actor_kind, event.request_id, event.ip) for event in events()] == [
        ("user", "r1", "203.0.113.9"),
        ("anonymous", "r1", "203.0.113.9"),
    ]


def test_collecting_notes_what_is_opened_and_not_what_is_only_loaded():
    patient, other = make_patient(), make_patient()

    with collecting() as trail:
        assert fresh(patient).name
        assert fresh(other)

    assert trail.opened == {("clinic.patient", patient.pk): {"name"}}
    assert trail.missing() == {"clinic.patient": {patient.pk: {"name"}}}


def test_collecting_does_not_count_what_was_just_written():
    with collecting() as trail:
        patient = make_patient()
        assert patient.name

    assert trail.opened == {}


def test_collecting_misses_nothing_that_was_recorded():
    patient = make_patient()

    with collecting() as trail:
        assert fresh(patient).name
        record("view", patient, fields=["name"])

    assert trail.missing() == {}


def test_collecting_misses_each_field_that_was_not_named():
    patient, other = make_patient(), make_patient()

    with collecting() as trail:
        assert fresh(patient).name
        assert fresh(patient).email
        assert fresh(other).name
        record("view", patient, fields=["name"])
        record("change", other)

    assert trail.missing() == {
        "clinic.patient": {patient.pk: {"email"}, other.pk: {"name"}}
    }


def test_collecting_misses_what_was_recorded_and_rolled_back():
    patient = make_patient()

    with collecting() as trail:
        assert fresh(patient).name
        with transaction.atomic():
            record("change", patient, fields=["name"])
            transaction.set_rollback(True)

    assert trail.missing() == {"clinic.patient": {patient.pk: {"name"}}}


@pytest.mark.django_db(transaction=True)
def test_collecting_counts_what_was_committed():
    kept, lost = make_patient(), make_patient()

    with collecting() as trail:
        assert fresh(kept).name
        assert fresh(lost).name
        with transaction.atomic():
            record("change", kept, fields=["name"])
        with transaction.atomic():
            record("change", lost, fields=["name"])
            transaction.set_rollback(True)

    assert trail.missing() == {"clinic.patient": {lost.pk: {"name"}}}


def test_opened_outside_a_request_is_noted_nowhere():
    assert fresh(make_patient()).name

    assert recording._trail.get() is None
    assert events() == []
