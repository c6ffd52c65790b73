from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError


@pytest.fixture
def other_key_file(tmp_path):
    path = tmp_path / "other.kek"
    path.touch(0o600)
    path.write_text("other:" + "A" * 43 + "=\n")
    return str(path)


@pytest.mark.django_db
def test_check_passes_with_the_right_key_file():
    terminal = StringIO()

    call_command("check", databases=["default"], stdout=terminal)

    assert terminal.getvalue() == "System check identified no issues (0 silenced).\n"


def test_check_names_a_missing_key_file(settings, tmp_path):
    settings.FIELD_KEK_FILE = str(tmp_path / "missing.kek")

    with pytest.raises(
        SystemCheckError, match=r"E001\) The key file .* does not exist"
    ):
        call_command("check", stderr=StringIO())


@pytest.mark.django_db
def test_check_refuses_a_database_of_another_key_file(settings, other_key_file):
    settings.FIELD_KEK_FILE = other_key_file

    with pytest.raises(SystemCheckError, match=r"E002\) .* does not hold the key"):
        call_command("check", databases=["default"], stderr=StringIO())
