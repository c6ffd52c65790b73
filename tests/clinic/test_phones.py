import pytest

from clinic.phones import as_read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("555-010-0199", "(555) 010-0199"),
        ("+1 555 010 0199", "(555) 010-0199"),
        ("+442079460958", "+44 20 7946 0958"),
        ("abc", "abc"),
    ],
)
def test_a_number_is_read_in_one_form(typed, read):
    assert as_read(typed) == read
