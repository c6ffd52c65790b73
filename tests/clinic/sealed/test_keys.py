import base64
import secrets
from pathlib import Path

import pytest
from django.conf import settings
from django.db import ProgrammingError, transaction
from hypothesis import given
from hypothesis import strategies as st

from clinic.sealed.checks import keys_open
from clinic.sealed.key_file import KeysUnusable
from clinic.sealed.keys import (
    CannotOpen,
    Keyring,
    create_missing_keys,
    derive_key,
    key_id_of,
    keyring,
)
from clinic.sealed.models import DataKey, KeyPurpose, KeyState
from tests.owner import as_owner

pytestmark = pytest.mark.django_db

PLACE = b"v1\0clinic.patient.name\0one row"


@pytest.fixture
def write_key_file(tmp_path):
    """Write a key file of random keys and return its path."""

    def write(*key_ids: str, below: str = "") -> str:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.kek"
        path.touch(0o600)
        path.write_text(
            "".join(
                f"{key_id}:{base64.b64encode(secrets.token_bytes(32)).decode()}\n"
                for key_id in key_ids
            )
            + below
        )
        return str(path)

    return write


def add_data_key(ring: Keyring, purpose: str) -> DataKey:
    """Put a new key in the place of the active one, as a rotation does."""
    with as_owner():
        DataKey.objects.filter(purpose=purpose, state=KeyState.ACTIVE).update(
            state=KeyState.OPENS
        )
        data_key = ring.wrap_new_key(purpose)
        data_key.save()
    return data_key


@given(st.binary(max_size=500))
def test_open_gives_back_what_was_sealed(plaintext):
    assert keyring().open(keyring().seal(plaintext, PLACE), PLACE) == plaintext


def test_seal_never_gives_the_same_bytes_twice():
    assert keyring().seal(b"same", PLACE) != keyring().seal(b"same", PLACE)


def test_seal_adds_33_bytes_and_names_its_format_and_key():
    sealed = keyring().seal(b"twelve bytes", PLACE)

    assert len(sealed) == 12 + 33
    assert sealed[0] == 1
    assert key_id_of(sealed) == keyring().active_id(KeyPurpose.FIELDS)


def test_open_refuses_another_place():
    sealed = keyring().seal(b"secret", PLACE)

    with pytest.raises(CannotOpen):
        keyring().open(sealed, PLACE + b"x")


@pytest.mark.parametrize("position", range(12 + 33))
def test_open_refuses_a_change_of_any_byte(position):
    sealed = bytearray(keyring().seal(b"twelve bytes", PLACE))
    sealed[position] ^= 0x40

    with pytest.raises(CannotOpen):
        keyring().open(bytes(sealed), PLACE)


@given(st.binary(max_size=60))
def test_open_refuses_bytes_that_were_never_sealed(planted):
    with pytest.raises(CannotOpen):
        keyring().open(planted, PLACE)


def test_secrets_differ_by_purpose():
    found = {keyring().secret(purpose) for purpose in KeyPurpose}

    assert len(found) == len(KeyPurpose) == 3
    assert {len(secret) for secret in found} == {32}


def test_derive_key_differs_by_purpose_and_stays_the_same():
    assert derive_key("patient-link") == derive_key("patient-link")
    assert derive_key("patient-link") != derive_key("rate-limit")
    assert derive_key("link") != keyring().secret(KeyPurpose.LINK)
    assert len(derive_key("patient-link")) == 32


def test_keyring_refuses_to_seal_without_data_keys_and_says_what_makes_them():
    with as_owner():
        DataKey.objects.all().delete()
    ring = Keyring(settings.FIELD_KEK_FILE)

    with pytest.raises(KeysUnusable) as refusal:
        ring.seal(b"secret", PLACE)

    assert str(refusal.value) == (
        "The database holds no data key for fields: run manage.py migrate."
    )


def test_keyring_refuses_a_key_file_with_another_key_of_the_same_id(write_key_file):
    [kek_id] = set(DataKey.objects.values_list("kek_id", flat=True))
    path = write_key_file(kek_id)

    with pytest.raises(KeysUnusable, match="restore the right key file") as refusal:
        Keyring(path).load()

    assert f"The key {kek_id} of the key file {path} does not open" in str(
        refusal.value
    )


def test_keyring_refuses_a_key_file_without_the_key(write_key_file):
    path = write_key_file("another")

    with pytest.raises(KeysUnusable, match="does not hold the key"):
        Keyring(path).load()


def test_keys_open_notices_a_key_file_that_was_exchanged(write_key_file, settings):
    keyring().load()
    settings.FIELD_KEK_FILE = write_key_file("another")

    with pytest.raises(KeysUnusable):
        keys_open()


def test_keys_open_takes_one_query(django_assert_num_queries):
    with django_assert_num_queries(1) as queries:
        keys_open()

    assert "clinic_datakey" in queries[0]["sql"]


def test_a_new_active_key_seals_and_the_old_one_still_opens():
    old = keyring().seal(b"old", PLACE)

    data_key = add_data_key(keyring(), KeyPurpose.FIELDS)
    ring = Keyring(settings.FIELD_KEK_FILE)

    assert ring.open(old, PLACE) == b"old"
    assert key_id_of(ring.seal(b"new", PLACE)) == data_key.pk


def test_open_finds_a_key_that_another_process_made_meanwhile():
    here = Keyring(settings.FIELD_KEK_FILE)
    here.load()
    add_data_key(here, KeyPurpose.FIELDS)
    sealed_elsewhere = Keyring(settings.FIELD_KEK_FILE).seal(b"new", PLACE)

    assert here.open(sealed_elsewhere, PLACE) == b"new"


def test_a_new_first_line_of_the_key_file_wraps_new_keys_and_opens_the_old(
    write_key_file,
):
    sealed = keyring().seal(b"secret", PLACE)

    ring = Keyring(
        write_key_file("next", below=Path(settings.FIELD_KEK_FILE).read_text())
    )

    assert ring.open(sealed, PLACE) == b"secret"
    assert ring.wrap_new_key(KeyPurpose.FIELDS).kek_id == "next"


def test_create_missing_keys_makes_one_of_each_purpose_and_no_second():
    with as_owner():
        DataKey.objects.all().delete()
        create_missing_keys()
        made = list(DataKey.objects.order_by("id").values_list("id", flat=True))
        create_missing_keys()

    rows = DataKey.objects.order_by("id")
    assert [row.pk for row in rows] == made
    assert {row.purpose for row in rows} == set(KeyPurpose)
    assert {row.state for row in rows} == {KeyState.ACTIVE}


def test_create_missing_keys_adds_nothing_to_a_database_of_another_key_file(
    write_key_file, settings
):
    with as_owner():
        DataKey.objects.filter(purpose=KeyPurpose.LINK).delete()
        settings.FIELD_KEK_FILE = write_key_file("another")

        with pytest.raises(KeysUnusable):
            create_missing_keys()

    assert not DataKey.objects.filter(purpose=KeyPurpose.LINK).exists()


def test_data_keys_are_stored_wrapped():
    data_key = DataKey.objects.get(purpose=KeyPurpose.FIELDS)

    assert len(data_key.wrapped) == 40
    assert keyring().secret(KeyPurpose.FIELDS) not in bytes(data_key.wrapped)


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda rows: rows.update(state="retired"), id="update"),
        pytest.param(lambda rows: rows.delete(), id="delete"),
        pytest.param(lambda rows: create_missing_keys(), id="create"),
    ],
)
def test_runtime_role_may_not_write_data_keys(write):
    with as_owner():
        DataKey.objects.filter(purpose=KeyPurpose.LINK).delete()

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        write(DataKey.objects.all())
