"""Antidepressants tried: which trial was adequate, and what others lack."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from intake.eligibility.medicines import drugs_in
from intake.eligibility.policy import Policy

FAILED = ("no_response", "partial")

Trial = Mapping[str, Any]
"""One of the fact ``antidepressant_trials``: drug, dose_mg, weeks and outcome."""


class Lack(StrEnum):
    """What an adequate trial has and this one has not, or is not known to have."""

    LISTED = "listed"
    DOSE_KNOWN = "dose-known"
    DOSE = "dose"
    WEEKS_KNOWN = "weeks-known"
    WEEKS = "weeks"


def lacks(trial: Trial, policy: Policy) -> list[Lack]:
    """Return what keeps the trial from being adequate; nothing where it is.

    Adequate is a listed antidepressant at its lowest dose or more, for long enough
    (ATRQ, ATHF-SF).
    """
    return [lack for lack in (_dose(trial, policy), _weeks(trial, policy)) if lack]


def has_failed(trial: Trial, policy: Policy) -> bool:
    """Say whether the trial was adequate and did not help enough."""
    return not lacks(trial, policy) and trial["outcome"] in FAILED


def adequate_drugs(trial: Trial, policy: Policy) -> set[str]:
    """Return the generics of the trial that were taken at their lowest dose or more."""
    doses, dose_mg = policy.minimum_doses, trial["dose_mg"]
    return {
        name
        for name in _listed(trial, policy)
        if dose_mg is not None and dose_mg >= doses[name]
    }


def lowest_dose(trial: Trial, policy: Policy) -> float | None:
    """Return the lowest adequate dose in mg a day; None of what is not listed."""
    doses = policy.minimum_doses
    return min((doses[name] for name in _listed(trial, policy)), default=None)


def _listed(trial: Trial, policy: Policy) -> list[str]:
    generics = (drug.generic for drug in drugs_in(trial["drug"]))
    return [name for name in generics if name in policy.minimum_doses]


def _dose(trial: Trial, policy: Policy) -> Lack | None:
    if not _listed(trial, policy):
        return Lack.LISTED
    if trial["dose_mg"] is None:
        return Lack.DOSE_KNOWN
    return None if adequate_drugs(trial, policy) else Lack.DOSE


def _weeks(trial: Trial, policy: Policy) -> Lack | None:
    if trial["weeks"] is None:
        return Lack.WEEKS_KNOWN
    return Lack.WEEKS if trial["weeks"] < policy.trial_weeks else None
