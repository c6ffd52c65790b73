"""Age in completed years."""

from datetime import date


def age_on(born_on: date, on: date) -> int:
    """Return the completed years of age; born on 29 February counts from 1 March."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
