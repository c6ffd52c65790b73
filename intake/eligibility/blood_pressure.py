"""The last blood pressure a patient reported, and the band it falls in."""

from enum import IntEnum

from intake.eligibility.facts import Facts
from intake.eligibility.policy import Policy

READING = ("bp_systolic", "bp_diastolic", "bp_days_ago")

# The numbers of the policy that each band begins at, and after how long none counts.
RAISED = ("bp_raised_systolic", "bp_raised_diastolic")
HIGH = ("bp_high_systolic", "bp_high_diastolic")
SEVERE = ("bp_severe_systolic", "bp_severe_diastolic")
RECENT = "bp_recent_days"


class Band(IntEnum):
    """The worse of the two numbers' bands."""

    BELOW = 0
    RAISED = 1
    HIGH = 2
    SEVERE = 3


def band(facts: Facts, policy: Policy) -> Band:
    """Return the band of a reading that is not too old; either number is enough.

    A reading of unknown age counts, for it may be new. An old one is as good as none.
    """
    return Band.BELOW if _is_old(facts, policy) else band_at_any_age(facts, policy)


def band_at_any_age(facts: Facts, policy: Policy) -> Band:
    """Return the band of the two numbers, however long ago they were taken."""
    limits = {
        Band.SEVERE: (policy.bp_severe_systolic, policy.bp_severe_diastolic),
        Band.HIGH: (policy.bp_high_systolic, policy.bp_high_diastolic),
        Band.RAISED: (policy.bp_raised_systolic, policy.bp_raised_diastolic),
    }
    reached = (level for level, lowest in limits.items() if _reaches(facts, *lowest))
    return next(reached, Band.BELOW)


def is_unknown(facts: Facts, policy: Policy) -> bool:
    """Say whether there is no reading known to be recent, though one was asked for."""
    asked = any(facts.was_asked(key) for key in READING)
    has_number = facts["bp_systolic"] is not None or facts["bp_diastolic"] is not None
    is_recent = facts["bp_days_ago"] is not None and not _is_old(facts, policy)
    return asked and not (has_number and is_recent)


def reading(facts: Facts) -> str:
    """Return the two numbers as they are written, a dash for one not known."""
    numbers = (facts["bp_systolic"], facts["bp_diastolic"])
    return "/".join("-" if number is None else str(number) for number in numbers)


def _is_old(facts: Facts, policy: Policy) -> bool:
    days_ago = facts["bp_days_ago"]
    return days_ago is not None and days_ago > policy.bp_recent_days


def _reaches(facts: Facts, systolic: int, diastolic: int) -> bool:
    limits = ((facts["bp_systolic"], systolic), (facts["bp_diastolic"], diastolic))
    return any(number is not None and number >= lowest for number, lowest in limits)
