import base64

import pytest

from clinic.sealed.key_file import KeysUnusable, read_key_file

OLD, NEW = bytes(range(32)), bytes(range(32, 64))


def line(key_id, key):
    return f"{key_id}:{base64.b64encode(key).decode()}\n"


@pytest.fixture
def key_file(tmp_path):
    path = tmp_path / "field.kek"
    path.touch(0o600)
    return path


def test_read_key_file_gives_keys_by_id_the_active_one_first(key_file):
    key_file.write_text(line("2026-11", NEW) + "\n" + line("2025-11", OLD))

    keys = read_key_file(key_file)

    assert list(keys.items()) == [("2026-11", NEW), ("2025-11", OLD)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("no colon at all", id="no-colon"),
        pytest.param(line("", NEW), id="no-id"),
        pytest.param("k:not base64 $$$", id="not-base64"),
        pytest.param(line("k", NEW[:31]), id="31-bytes"),
        pytest.param(line("k", NEW + b"x"), id="33-bytes"),
    ],
)
def test_read_key_file_names_the_line_that_is_no_key_and_repeats_none_of_it(
    key_file, text
):
    key_file.write_text(line("good", OLD) + text)

    with pytest.raises(KeysUnusable) as refusal:
        read_key_file(key_file)

    assert str(refusal.value) == (
        f"Line 2 of the key file {key_file} is not an id of its own, a colon and 32 "
        "bytes in base64: restore the file."
    )


def test_read_key_file_refuses_two_keys_of_one_id(key_file):
    key_file.write_text(line("k", OLD) + line("k", NEW))

    with pytest.raises(KeysUnusable, match="^Line 2 of the key file"):
        read_key_file(key_file)


def test_read_key_file_refuses_an_empty_file(key_file):
    with pytest.raises(KeysUnusable) as refusal:
        read_key_file(key_file)

    assert str(refusal.value) == (
        f"The key file {key_file} holds no key: restore the file."
    )


def test_read_key_file_says_when_there_is_no_file(tmp_path):
    path = tmp_path / "missing.kek"

    with pytest.raises(KeysUnusable) as refusal:
        read_key_file(path)

    assert str(refusal.value) == (
        f"The key file {path} does not exist: set FIELD_KEK_FILE to the right file."
    )


def test_read_key_file_says_when_it_is_a_folder(tmp_path):
    with pytest.raises(KeysUnusable, match="cannot be read: make it a text file"):
        read_key_file(tmp_path)


def test_read_key_file_says_when_it_is_not_text(key_file):
    key_file.write_bytes(OLD + b"\xff")

    with pytest.raises(KeysUnusable, match="cannot be read: make it a text file"):
        read_key_file(key_file)


@pytest.mark.parametrize("mode", [0o604, 0o602, 0o644, 0o666])
def test_read_key_file_refuses_a_file_that_everybody_may_use(key_file, mode):
    key_file.write_text(line("k", OLD))
    key_file.chmod(mode)

    with pytest.raises(KeysUnusable) as refusal:
        read_key_file(key_file)

    assert str(refusal.value) == (
        f"The key file {key_file} is open to every user: run chmod o-rwx on it."
    )


@pytest.mark.parametrize("mode", [0o400, 0o600, 0o440, 0o640])
def test_read_key_file_takes_a_file_of_one_user_or_group(key_file, mode):
    key_file.write_text(line("k", OLD))
    key_file.chmod(mode)

    assert read_key_file(key_file) == {"k": OLD}
