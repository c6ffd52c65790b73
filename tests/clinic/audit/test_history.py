import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from clinic.audit.history import KEPT
from clinic.audit.recording import ANONYMOUS, acting_as, collecting
from clinic.models import Patient, User
from tests.clinic.patients import NAME, fresh, make_patient
from tests.owner import as_owner

pytestmark = pytest.mark.django_db

PatientEvent = Patient.pgh_event_model


def run(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def history():
    with as_owner():
        return list(PatientEvent.objects.order_by("pgh_id"))


def test_every_write_leaves_a_history_row():
    patient = make_patient()
    pk = patient.pk
    patient.name = "Ada Newname"
    patient.save()
    with as_owner():
        patient.delete()

    assert [(row.pgh_label, row.pgh_obj_id) for row in history()] == [
        ("insert", pk),
        ("update", pk),
        ("delete", pk),
    ]


def test_history_rows_open_like_their_record():
    patient = make_patient()
    patient.name = "Ada Newname"
    patient.save()

    assert [row.name for row in history()] == [NAME, "Ada Newname"]


def test_history_rows_hold_ciphertext():
    make_patient()

    with as_owner() as cursor:
        cursor.execute("SELECT row_to_json(e)::text FROM clinic_patientevent e")
        [text] = cursor.fetchone()

    assert NAME.encode().hex() not in text
    assert NAME not in text


def test_reading_a_history_row_counts_as_reading_its_record():
    patient = make_patient()

    with collecting() as trail:
        assert history()[0].name == NAME

    assert trail.opened == {("clinic.patient", patient.pk): {"name"}}


def test_raw_sql_leaves_a_history_row():
    patient = make_patient()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clinic_patient SET email_index = 'x'")

    assert [(row.pgh_label, row.pgh_obj_id) for row in history()] == [
        ("insert", patient.pk),
        ("update", patient.pk),
    ]


def test_saving_an_unchanged_row_leaves_no_history_row():
    patient = fresh(make_patient())
    assert patient.name

    patient.save()

    assert [row.pgh_label for row in history()] == ["insert"]


def test_history_rows_name_actor_and_request_and_nothing_else():
    user = User.objects.create(username="ann")

    with acting_as(user, request_id="r1"):
        make_patient()

    [row] = history()
    assert row.pgh_context == {"actor": f"user:{user.pk}", "request": "r1"}


def test_history_row_written_after_an_inner_block_names_the_outer_actor():
    user = User.objects.create(username="ann")

    with acting_as(ANONYMOUS, request_id="r1"):
        with acting_as(user):
            make_patient()
        make_patient()

    assert [row.pgh_context["actor"] for row in history()] == [
        f"user:{user.pk}",
        "anonymous:",
    ]


def test_history_row_without_an_actor_has_no_context():
    make_patient()

    assert [(row.pgh_context, row.pgh_context_id) for row in history()] == [
        (None, None)
    ]


def test_the_librarys_own_context_table_stays_empty():
    with acting_as(None):
        make_patient()

    with as_owner() as cursor:
        cursor.execute("SELECT count(*) FROM pghistory_context")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE clinic_patientevent SET pgh_label = 'x'",
        "DELETE FROM clinic_patientevent",
        "TRUNCATE clinic_patientevent",
        "SELECT name FROM clinic_patientevent",
        "SELECT id FROM pghistory_context",
        "INSERT INTO pghistory_context VALUES (gen_random_uuid(), now(), now(), '{}')",
    ],
)
def test_runtime_role_may_neither_read_nor_change_history(sql):
    make_patient()

    with pytest.raises(ProgrammingError, match="permission denied"):
        run(sql)


@pytest.mark.parametrize("setting", ["pgtrigger.ignore = '{append_only}'", "x.y = 1"])
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE clinic_patientevent SET pgh_label = 'x'",
        "DELETE FROM clinic_patientevent",
        "TRUNCATE clinic_patientevent",
    ],
)
def test_owner_is_refused_to_change_history(sql, setting):
    make_patient()

    with as_owner(), pytest.raises(ProgrammingError, match="is append-only"):
        run(f"SET LOCAL {setting}; {sql}")

    assert [row.pgh_label for row in history()] == ["insert"]


def test_runtime_role_may_not_delete_a_record_that_is_kept():
    patient = make_patient()

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        patient.delete()

    assert Patient in KEPT
    assert fresh(patient).name == NAME


def test_a_refused_write_leaves_no_history_row():
    patient = make_patient()

    with pytest.raises(IntegrityError), transaction.atomic():
        make_patient(id=patient.pk)

    assert [row.pgh_obj_id for row in history()] == [patient.pk]
