from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from clinic.audit.models import AccessEvent
from clinic.audit.recording import record
from tests.clinic.patients import make_patient
from tests.owner import as_owner

pytestmark = pytest.mark.django_db

CHANGES = [
    pytest.param("UPDATE clinic_accessevent SET action = 'list'", id="update"),
    pytest.param(
        "UPDATE clinic_accessevent SET action = 'list' WHERE false", id="none"
    ),
    pytest.param("DELETE FROM clinic_accessevent", id="delete"),
    pytest.param("TRUNCATE clinic_accessevent", id="truncate"),
]
FORBIDDEN = [
    *CHANGES,
    pytest.param("SELECT action FROM clinic_accessevent", id="read"),
    pytest.param("SELECT * FROM clinic_accessevent", id="read-all"),
    pytest.param("ALTER TABLE clinic_accessevent DISABLE TRIGGER ALL", id="disable"),
    pytest.param("DROP TABLE clinic_accessevent", id="drop"),
    pytest.param("SET session_replication_role = replica", id="replica"),
]


def run(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def events():
    with as_owner():
        return list(AccessEvent.objects.order_by("seq"))


@pytest.fixture
def patient():
    patient = make_patient()
    record("view", patient)
    return patient


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_runtime_role_may_only_add_access_events(patient, sql):
    with pytest.raises(ProgrammingError, match="permission denied|must be owner"):
        run(sql)

    assert [event.action for event in events()] == ["view"]


def test_runtime_role_may_read_the_ids(patient):
    [pk] = AccessEvent.objects.values_list("id", flat=True)

    assert [pk] == [event.pk for event in events()]


@pytest.mark.parametrize("sql", CHANGES)
def test_owner_is_refused_to_change_access_events(patient, sql):
    with as_owner(), pytest.raises(ProgrammingError, match="is append-only"):
        run(sql)

    assert [event.action for event in events()] == ["view"]


def test_owner_may_truncate_only_with_the_setting_of_a_test_run(patient):
    with as_owner() as cursor:
        cursor.execute("SET LOCAL anteroom.truncate = on")
        run("TRUNCATE clinic_accessevent")
        cursor.execute("SET LOCAL anteroom.truncate = off")

    assert events() == []


@pytest.mark.parametrize("sql", CHANGES[:3])
def test_the_setting_of_a_test_run_opens_nothing_else(patient, sql):
    with as_owner(), pytest.raises(ProgrammingError, match="append-only"):
        run(f"SET LOCAL anteroom.truncate = on; {sql}")


def test_the_setting_of_a_test_run_is_of_no_use_to_the_runtime_role(patient):
    with pytest.raises(ProgrammingError, match="permission denied"):
        run("SET LOCAL anteroom.truncate = on; TRUNCATE clinic_accessevent")

    assert len(events()) == 1


def test_database_stamps_access_events_in_order(patient):
    record("change", patient)

    first, second = events()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        [transaction_id] = cursor.fetchone()
    assert first.seq < second.seq
    assert first.at < second.at
    assert datetime.now(UTC) - second.at < timedelta(minutes=1)
    assert first.xid8 == second.xid8 == transaction_id


def test_writer_cannot_choose_number_and_time():
    long_ago = datetime(2001, 1, 1, tzinfo=UTC)

    AccessEvent.objects.create(
        seq=1_000_000, xid8=1, at=long_ago, actor_kind="system", action="view"
    )

    [event] = events()
    assert event.seq < 1_000_000
    assert event.xid8 > 1
    assert event.at > long_ago


@pytest.mark.parametrize("column", ["actor_kind", "action", "outcome"])
def test_unknown_words_are_refused(column):
    words = {"actor_kind": "user", "action": "view", "outcome": "ok", column: "other"}

    with pytest.raises(IntegrityError, match=f"accessevent_{column}_is_known"):
        AccessEvent.objects.create(**words)


def test_who_looked_at_an_object_is_found_by_an_index(patient):
    with as_owner() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = AccessEvent.objects.filter(object_ids__contains=[patient.pk]).explain()

    assert "accessevent_who_saw_the_object" in plan
