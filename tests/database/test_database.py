import threading

import pytest
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import ProgrammingError, connection
from django.utils import timezone


def one(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_database_is_a_test_database():
    assert one("SELECT current_database()").startswith("test_anteroom")


@pytest.mark.django_db
def test_tests_work_as_the_runtime_role():
    assert one("SELECT current_user") == "app_rt"


@pytest.mark.django_db
def test_every_table_belongs_to_the_owner():
    owners = (
        "SELECT array_agg(DISTINCT tableowner) FROM pg_tables"
        " WHERE schemaname = 'public'"
    )

    assert one(owners) == ["app_owner"]


@pytest.mark.django_db
def test_tests_define_no_table():
    with pytest.raises(ProgrammingError, match="permission denied for schema public"):
        one("CREATE TABLE left_behind ()")


@pytest.mark.django_db(transaction=True)
def test_another_thread_works_as_the_runtime_role():
    users = []

    def ask():
        users.append(one("SELECT current_user"))
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()

    assert users == ["app_rt"]


@pytest.mark.django_db(transaction=True)
def test_flush_empties_tables_but_keeps_what_migrations_filled():
    Session.objects.create(session_key="kept-no-longer", expire_date=timezone.now())
    permissions = set(Permission.objects.values_list("pk", flat=True))

    call_command("flush", interactive=False, verbosity=0)

    assert not Session.objects.exists()
    assert set(Permission.objects.values_list("pk", flat=True)) == permissions != set()
    assert one("SELECT current_user") == "app_rt"
