"""How likely two records are of one person, and what is said of it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.likeness import Identity, Likeness, compare

BORN, LATER = date(1988, 2, 3), date(1988, 3, 2)
SAME, OTHER = b"same", b"other"
LIKELY, PERHAPS = Likeness.LIKELY, Likeness.PERHAPS

identities = st.builds(
    Identity,
    name=st.sampled_from(["Jordan Lee", "Lee, Jordan", "Jo Lee", "Robin Poe", "!", ""]),
    born_on=st.sampled_from([BORN, LATER]),
    email=st.sampled_from([SAME, OTHER]),
    phone=st.sampled_from([SAME, OTHER]),
)


def told(name, born_on=BORN, *, email=SAME, phone=SAME):
    """Return what is said of somebody like that, compared with Jordan Lee."""
    mine = Identity("Jordan Lee", BORN, SAME, SAME)
    comparison = compare(mine, Identity(name, born_on, email, phone))
    return comparison and (comparison.likeness, " ".join(map(str, comparison.why)))


@pytest.mark.parametrize(
    ("name", "born_on", "said"),
    [
        ("Jordan Lee", BORN, (LIKELY, "Same name and birth date.")),
        ("LEE  jordan", BORN, (LIKELY, "Same name and birth date.")),
        (
            "Jo Lee",
            BORN,
            (
                PERHAPS,
                "Same birth date, and part of the name: may be a short or a new name, "
                "or a twin.",
            ),
        ),
        (
            "Robin Poe",
            BORN,
            (PERHAPS, "Same birth date, another name: may be family."),
        ),
        (
            "Jordan Lee",
            LATER,
            (
                PERHAPS,
                "Same name, another birth date: may be a slip of the pen, or a parent "
                "or child.",
            ),
        ),
    ],
)
def test_name_and_birth_date_tell_how_likely_it_is(name, born_on, said):
    likeness, why = said

    assert told(name, born_on) == (likeness, f"Same email and phone. {why}")


@pytest.mark.parametrize("name", ["Jo Lee", "Robin Poe"])
def test_another_name_and_birth_date_are_somebody_else(name):
    assert told(name, LATER) is None


@pytest.mark.parametrize(
    ("email", "phone", "shared"),
    [(SAME, OTHER, "Same email."), (OTHER, SAME, "Same phone.")],
)
def test_what_is_shared_is_said(email, phone, shared):
    _, why = told("Jordan Lee", email=email, phone=phone)

    assert why == f"{shared} Same name and birth date."


def test_who_shares_no_contact_is_not_compared():
    assert told("Jordan Lee", email=OTHER, phone=OTHER) is None


@given(identities, identities)
def test_the_order_does_not_count(one, other):
    assert compare(one, other) == compare(other, one)


@given(identities)
def test_everybody_is_very_likely_who_they_are(one):
    comparison = compare(one, one)

    assert comparison.likeness == LIKELY
    assert comparison.same == {"name", "born_on", "email", "phone"}
