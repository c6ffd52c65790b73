import pytest

from clinic.outbox.addresses import is_safe_address


@pytest.mark.parametrize(
    "address", ["ada@example.org", "ada+1@mail.example.org", "o'brien@example.org"]
)
def test_is_safe_address_takes_what_people_have(address):
    assert is_safe_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "ada@",
        "ada@localdomain",
        "ada@example.org@example.com",
        '"ada@example.org"@example.com',
        '"ada"@example.com',
        "ada@example.org,bob@example.org",
        "ada@example.org\nBcc: bob@example.org",
        "ädä@example.org",
        "Ada <ada@example.org>",
        f"{'a' * 320}@example.org",
        f"jo@{60 * 'ü'}.com",
        "jo@ا1.com",
    ],
)
def test_is_safe_address_refuses_what_reaches_others_or_forges_headers(address):
    assert not is_safe_address(address)
