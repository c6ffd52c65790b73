import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from clinic.management.commands import migrate
from clinic.sealed.models import DataKey
from tests.owner import as_owner
from tests.patience import SECONDS


def run_migrate(**options):
    call_command("migrate", verbosity=0, interactive=False, **options)


def lock_timeout():
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_migrate_refuses_the_runtime_role_in_one_sentence():
    with pytest.raises(CommandError) as refusal:
        run_migrate()

    assert str(refusal.value) == (
        "The role app_rt may not change tables: run migrate with DATABASE_URL set to "
        "what OWNER_DATABASE_URL holds."
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("plan", "Planned operations:\n  No planned migration operations.\n"),
        ("check_unapplied", ""),
    ],
)
def test_migrate_lets_the_runtime_role_look(option, said):
    terminal = StringIO()

    run_migrate(**{option: True, "stdout": terminal})

    assert terminal.getvalue() == said


@pytest.mark.django_db
def test_migrate_again_changes_nothing():
    before = list(DataKey.objects.order_by("id").values_list("id", "state"))
    timeout = lock_timeout()

    with as_owner():
        run_migrate()

    assert list(DataKey.objects.order_by("id").values_list("id", "state")) == before
    assert lock_timeout() == timeout


@pytest.mark.django_db
def test_migrate_makes_data_keys_that_are_missing():
    with as_owner():
        DataKey.objects.all().delete()
        run_migrate()

    assert DataKey.objects.count() == 3


@pytest.mark.django_db
def test_migrate_refuses_a_key_file_that_does_not_belong_to_the_database(
    settings, tmp_path
):
    path = tmp_path / "other.kek"
    path.touch(0o600)
    path.write_text("other:" + "A" * 43 + "=\n")
    settings.FIELD_KEK_FILE = str(path)

    with as_owner(), pytest.raises(CommandError, match="does not hold the key"):
        run_migrate()


class Terminal(StringIO):
    """Calls ``said`` when something is written."""

    def __init__(self, said):
        super().__init__()
        self.said = said

    def write(self, text):
        self.said()
        return super().write(text)


def hold_table(locked, release):
    with as_owner() as cursor:
        cursor.execute("BEGIN; LOCK TABLE clinic_accessevent")
        locked.set()
        release.wait(SECONDS)
        cursor.execute("ROLLBACK")
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_migrate_waits_briefly_for_a_table_in_use_and_tries_again(monkeypatch):
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", "100ms")
    with as_owner() as cursor:
        cursor.execute("DROP TRIGGER append_only ON clinic_accessevent")
    locked, release = threading.Event(), threading.Event()
    holder = threading.Thread(target=hold_table, args=[locked, release])
    holder.start()
    locked.wait(SECONDS)
    terminal = Terminal(said=release.set)

    with as_owner():
        run_migrate(stderr=terminal)
    holder.join()

    assert "A table is in use; attempt 1 of 10." in terminal.getvalue()
    with as_owner() as cursor:
        cursor.execute("SELECT FROM pg_trigger WHERE tgname = 'append_only'"
                       " AND tgrelid = 'clinic_accessevent'::regclass")  # fmt: skip
        assert cursor.rowcount == 1
