"""Django's ``migrate``, and what must hold after it: grants, triggers, data keys."""

import time

import psycopg2.errors
from django.core.management import call_command
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection

from clinic.audit.grants import AUDITOR, RUNTIME, apply_grants
from clinic.sealed.key_file import KeysUnusable
from clinic.sealed.keys import create_missing_keys

# A migration that waits for a lock makes everybody behind it wait: give up, try again.
LOCK_TIMEOUT = "3s"
TRIES = 10
ADVISORY_LOCK = 0x616E7465


class Command(migrate.Command):
    help = f"{migrate.Command.help} Then sets grants and makes missing data keys."

    def handle(self, *args, **options):
        only_looks = options["plan"] or options["check_unapplied"]
        if options["database"] != DEFAULT_DB_ALIAS or only_looks:
            return super().handle(*args, **options)
        self._refuse_wrong_role()
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("SET lock_timeout = 0")
            # One migrating process at a time, on however many hosts.
            cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
            cursor.execute("SET lock_timeout = %s", [LOCK_TIMEOUT])
            try:
                self._migrate_with_patience(*args, **options)
            finally:
                cursor.execute("RESET lock_timeout")
                cursor.execute("RESET statement_timeout")
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])

    def _migrate_with_patience(self, *args, **options):
        for attempt in range(1, TRIES + 1):
            try:
                super().handle(*args, **options)
                return self._complete()
            except OperationalError as error:
                if not isinstance(error.__cause__, psycopg2.errors.LockNotAvailable):
                    raise
                self.stderr.write(f"A table is in use; attempt {attempt} of {TRIES}.")
                time.sleep(1)
        raise CommandError(
            "A table stayed in use: end the long transaction and run migrate again."
        )

    def _complete(self):
        call_command("createcachetable", verbosity=0)
        apply_grants()
        try:
            create_missing_keys()
        except KeysUnusable as problem:
            raise CommandError(problem) from problem

    def _refuse_wrong_role(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_user, has_schema_privilege('public', 'CREATE'),"
                " (SELECT count(*) FROM pg_roles WHERE rolname IN (%s, %s))",
                [RUNTIME, AUDITOR],
            )
            user, may_create, roles = cursor.fetchone()
        if not may_create:
            raise CommandError(
                f"The role {user} may not change tables: run migrate with DATABASE_URL "
                "set to what OWNER_DATABASE_URL holds."
            )
        if roles < 2:
            raise CommandError(
                f"The roles {RUNTIME} and {AUDITOR} do not exist: make them with "
                "clinic/embedded/roles.sql, as the server's superuser."
            )
