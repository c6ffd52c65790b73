import pytest
from django.apps import apps
from django.db import connection

from clinic.audit.grants import apply_grants, is_append_only
from clinic.audit.history import KEPT
from clinic.sealed.fields import SealedField
from tests.owner import as_owner

pytestmark = pytest.mark.django_db

EVERYTHING = [
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "TRUNCATE",
    "REFERENCES",
    "TRIGGER",
]
ORDINARY = EVERYTHING[:4]


def privileges(table, role="app_rt"):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p FROM unnest(%s) AS p WHERE has_table_privilege(%s, %s, p)",
            [EVERYTHING, role, table],
        )
        return [privilege for (privilege,) in cursor.fetchall()]


def readable_columns(table):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.column_privileges WHERE"
            " grantee = 'app_rt' AND table_name = %s AND privilege_type = 'SELECT'",
            [table],
        )
        return [column for (column,) in cursor.fetchall()]


def all_tables():
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("clinic_location", ORDINARY),
        ("clinic_practitioner_locations", ORDINARY),
        ("clinic_cache", ORDINARY),
        ("django_session", ORDINARY),
        ("clinic_patient", ["SELECT", "INSERT", "UPDATE"]),
        ("clinic_datakey", ["SELECT"]),
        ("django_migrations", ["SELECT"]),
        ("clinic_accessevent", ["INSERT"]),
        ("clinic_patientevent", ["INSERT"]),
        ("pghistory_context", []),
    ],
)
def test_runtime_role_has_what_it_needs_of_each_kind_of_table(table, expected):
    assert privileges(table) == expected


def test_runtime_role_reads_only_the_id_of_what_it_may_only_add():
    tables = {
        model._meta.db_table: model._meta.pk.column
        for model in apps.get_models()
        if is_append_only(model)
    }

    assert {table: readable_columns(table) for table in tables} == {
        table: [column] for table, column in tables.items()
    }


def test_runtime_role_may_never_truncate_refer_or_add_triggers():
    assert {p for table in all_tables() for p in privileges(table)} <= set(ORDINARY)


def test_runtime_role_may_not_delete_rows_that_are_kept():
    assert {
        tuple(privileges(model._meta.db_table)) for model in KEPT
    } == {("SELECT", "INSERT", "UPDATE")}  # fmt: skip


def test_auditor_reads_every_table_and_writes_none():
    assert {
        table: privileges(table, "app_audit_ro") for table in all_tables()
    } == {table: ["SELECT"] for table in all_tables()}  # fmt: skip


def test_others_may_do_nothing():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT grantee FROM information_schema.role_table_grants"
            " WHERE table_schema = 'public'"
        )
        grantees = {grantee for (grantee,) in cursor.fetchall()}

    assert grantees <= {"app_owner", "app_rt", "app_audit_ro"}


def test_apply_grants_takes_away_what_was_given_by_hand():
    with as_owner() as cursor:
        cursor.execute("GRANT ALL ON clinic_accessevent, django_migrations TO app_rt")
        cursor.execute("GRANT SELECT ON clinic_patient TO PUBLIC")
        apply_grants()

    assert privileges("clinic_accessevent") == ["INSERT"]
    assert privileges("django_migrations") == ["SELECT"]
    test_others_may_do_nothing()


def test_apply_grants_puts_back_a_trigger_that_was_dropped():
    with as_owner() as cursor:
        cursor.execute("DROP TRIGGER append_only ON clinic_accessevent")
        apply_grants()
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgname = 'append_only'"
            " AND tgrelid = 'clinic_accessevent'::regclass"
        )
        assert cursor.fetchone() == (1,)


def test_every_append_only_table_refuses_change_by_trigger():
    with as_owner() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger"
            " WHERE tgname = 'append_only'"
        )
        protected = {table for (table,) in cursor.fetchall()}

    assert protected == {
        model._meta.db_table for model in apps.get_models() if is_append_only(model)
    }


def test_every_model_with_a_sealed_field_is_tracked():
    untracked = [
        model._meta.label
        for model in apps.get_models()
        if any(isinstance(field, SealedField) for field in model._meta.local_fields)
        and not is_append_only(model)
        and not hasattr(model, "pgh_event_model")
    ]

    assert untracked == []
