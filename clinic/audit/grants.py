"""What the runtime role and the auditor's role may do with each table.

Written down by model, applied by ``migrate``: a dump holds the tables' privileges but
not the roles, which `clinic/embedded/roles.sql` makes.
"""

from pathlib import Path

import pghistory.models
from django.apps import apps
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from clinic.audit.history import KEPT, WRITTEN_ONCE
from clinic.audit.models import AccessEvent
from clinic.sealed.models import DataKey

RUNTIME = "app_rt"
AUDITOR = "app_audit_ro"

ORDINARY = "SELECT, INSERT, UPDATE, DELETE"
KEPT_ROWS = "SELECT, INSERT, UPDATE"
WRITTEN_ONCE_ROWS = "SELECT, INSERT"
READ_ONLY = "SELECT"
NOTHING = ""


def is_append_only(model: type[models.Model]) -> bool:
    """Say whether rows of ``model`` are written once, by the runtime role, unseen."""
    return model is AccessEvent or issubclass(model, pghistory.models.Event)


def runtime_privileges(model: type[models.Model]) -> str:
    """Return what the runtime role may do with the table of ``model``."""
    if is_append_only(model):
        return f"INSERT, SELECT ({quoted(model._meta.pk.column)})"
    if model is pghistory.models.Context:
        return NOTHING
    if model is DataKey:
        return READ_ONLY
    if model in WRITTEN_ONCE:
        return WRITTEN_ONCE_ROWS
    return KEPT_ROWS if model in KEPT else ORDINARY


def apply_grants() -> None:
    """Give both roles exactly what they need, and make append-only tables so.

    Runs as the owner of the tables, in one transaction. Idempotent.
    """
    tables = owned_tables()
    special = {model._meta.db_table: model for model in apps.get_models()}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(Path(__file__).with_name("grants.sql").read_text())
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {RUNTIME}, {AUDITOR}")
        for table in tables:
            cursor.execute(_grants(table, _privileges(table, special.get(table))))
        for table in tables:
            if table in special and is_append_only(special[table]):
                _protect(cursor, table)
        _stamp_access_events(cursor, tables)


def owned_tables() -> list[str]:
    """Return the tables of schema public that belong to the current role."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables"
            " WHERE schemaname = 'public' AND tableowner = current_user"
        )
        return sorted(table for (table,) in cursor.fetchall())


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _privileges(table: str, model: type[models.Model] | None) -> str:
    if table == MigrationRecorder.Migration._meta.db_table:
        return READ_ONLY
    return runtime_privileges(model) if model else ORDINARY


def _grants(table: str, privileges: str) -> str:
    name = quoted(table)
    statements = [
        f"REVOKE ALL ON {name} FROM PUBLIC, {RUNTIME}, {AUDITOR}",
        f"GRANT SELECT ON {name} TO {AUDITOR}",
    ]
    if privileges:
        statements.append(f"GRANT {privileges} ON {name} TO {RUNTIME}")
    return "; ".join(statements)


def _protect(cursor, table: str) -> None:
    _create_trigger(
        cursor, table, "append_only", "BEFORE UPDATE OR DELETE OR TRUNCATE",
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    )  # fmt: skip


def _stamp_access_events(cursor, tables: list[str]) -> None:
    table = AccessEvent._meta.db_table
    cursor.execute(f"GRANT USAGE ON SEQUENCE clinic_accessevent_seq TO {RUNTIME}")
    if table in tables:
        _create_trigger(
            cursor, table, "stamp", "BEFORE INSERT",
            "FOR EACH ROW EXECUTE FUNCTION stamp_access_event()",
        )  # fmt: skip


def _create_trigger(cursor, table: str, name: str, event: str, function: str) -> None:
    # Not CREATE OR REPLACE: it waits for every writer of the table, at each deployment.
    cursor.execute(
        "SELECT FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname = %s",
        [quoted(table), name],
    )
    if not cursor.rowcount:
        cursor.execute(f"CREATE TRIGGER {name} {event} ON {quoted(table)} {function}")
