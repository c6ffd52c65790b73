"""Short names of requests to say on the phone, such as 7F3K-2M9Q; they open nothing.

A letter stands for five bits of a byte of the id, so that a reference needs no column.
"""

import re
from uuid import UUID

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LETTERS = 8

# The first digit of a byte in an id, for the fifth bit of its letter.
FIRST_DIGIT = ("[02468ace]", "[13579bdf]")


def reference_of(pk: UUID) -> str:
    digits = [ALPHABET[byte % len(ALPHABET)] for byte in pk.bytes[:LETTERS]]
    return "".join(digits[:4]) + "-" + "".join(digits[4:])


def ids_named(reference: str) -> str:
    """Return a regular expression for the ids with that reference, as PostgreSQL's.

    Case, spaces and hyphens do not count. Empty when it is no reference.
    """
    letters = re.sub(r"[\s\-\u2010-\u2015]", "", reference).upper()
    if len(letters) != LETTERS or not set(letters) <= set(ALPHABET):
        return ""
    numbers = [ALPHABET.index(letter) for letter in letters]
    first, second, third = (
        "".join(FIRST_DIGIT[number >> 4] + f"{number & 15:x}" for number in part)
        for part in (numbers[:4], numbers[4:6], numbers[6:])
    )
    return f"^{first}-{second}-{third}-"
