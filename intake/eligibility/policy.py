"""The numbers that the rules read: versioned data, each with its source and hard range.

The shipped policy needs sign-off by a licensed clinician. A clinic may move a number
inside its hard range, never outside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from types import MappingProxyType
from typing import Any, Self

from intake.eligibility.medicines import shipped_minimum_doses

Number = int | float

DOSE = "dose "


@dataclass(frozen=True)
class Value:
    """One number of the policy and its hard range, ``lower`` to ``upper`` inclusive.

    A range of one number is fixed: no clinic moves it.
    """

    number: Number
    unit: str
    source: str
    lower: Number
    upper: Number

    @property
    def is_fixed(self) -> bool:
        return self.lower == self.upper

    def refusal(self, number: object) -> str:
        """Return what is wrong with another number in this place, or nothing."""
        if isinstance(number, bool) or not isinstance(number, int | float):
            return "must be a number"
        if not self.lower <= number <= self.upper:
            limits = "" if self.is_fixed else f"from {self.lower} to "
            return f"must be {limits}{self.upper} {self.unit}"
        return ""


class PolicyRefused(Exception):
    """Why a policy may not exist; ``problems`` has one line for each wrong value."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def _value(number: int, unit: str, source: str, lower: int, upper: int) -> Any:
    value = Value(number, unit, source, lower, upper)
    return field(default=number, metadata={"value": value})


ATRQ = "ATRQ and ATHF-SF style minimum"
LABEL = "Spravato USPI: weigh delay above 140/90; AHA stage 2 starts at 140 or 90"
HIGH = "Level chosen by this product, above the label delay level"
# From these numbers on the form asks about symptoms and shows whom to call: a lower one
# would make urgent what nobody was asked about.
SEVERE = "2017 ACC/AHA: above 180 or 120, counted from 180 or 120 to be safe"


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One version of all the numbers. ``Policy()`` is the shipped one.

    ``minimum_doses`` is mg a day by generic name.
    """

    version: str = "1"

    age_adult: int = _value(18, "years", "Spravato USPI: not approved under 18", 18, 21)
    age_older: int = _value(65, "years", "Yale 2024; EU SmPC dosing from 65", 60, 75)

    bp_raised_systolic: int = _value(140, "mmHg", LABEL, 130, 150)
    bp_raised_diastolic: int = _value(90, "mmHg", LABEL, 80, 95)
    bp_high_systolic: int = _value(160, "mmHg", HIGH, 150, 170)
    bp_high_diastolic: int = _value(100, "mmHg", HIGH, 95, 110)
    bp_severe_systolic: int = _value(180, "mmHg", SEVERE, 180, 180)
    bp_severe_diastolic: int = _value(120, "mmHg", SEVERE, 120, 120)
    bp_recent_days: int = _value(90, "days", "Chosen by this product", 30, 365)

    mi_recent_weeks: int = _value(6, "weeks", "EU SmPC 2025, section 4.3", 6, 26)
    mi_past_weeks: int = _value(26, "weeks", "Common trial exclusion", 13, 52)
    stroke_recent_weeks: int = _value(
        13, "weeks", "AHA peri-operative practice; EU SmPC: recent event", 6, 52
    )

    bmi_low: int = _value(16, "kg/m2", "Chosen by this product", 14, 18)
    bmi_high: int = _value(40, "kg/m2", "Chosen by this product", 30, 45)
    bmi_sleep_apnea: int = _value(35, "kg/m2", "EU SmPC, section 4.4", 30, 40)

    audit_c_male: int = _value(4, "points", "LOINC 75626-2: 4 for men", 3, 5)
    audit_c_other: int = _value(3, "points", "LOINC 75626-2: 3 for women", 2, 4)
    audit_c_high: int = _value(8, "points", "Chosen by this product", 6, 10)
    drug_uses: int = _value(1, "a year", "Smith 2010: 1 is positive", 1, 2)

    phq9_severe: int = _value(20, "points", "Kroenke 2001: 20 and above", 15, 20)
    phq9_baseline: int = _value(10, "points", "HEDIS DRR-E: above 9", 5, 15)
    failed_trials: int = _value(2, "trials", "FDA definition: two", 2, 4)
    trial_weeks: int = _value(6, "weeks", "Delphi 2021: 4-6; Asia-Pacific 6-8", 4, 8)
    cns_depressants: int = _value(2, "medicines", "USPI 7: two or more", 2, 3)

    review_valid_days: int = _value(90, "days", "Chosen by this product", 30, 180)

    minimum_doses: Mapping[str, Number] = field(
        default_factory=lambda: MappingProxyType(shipped_minimum_doses())
    )

    @classmethod
    def from_values(cls, numbers: Mapping[str, object], *, version: str = "1") -> Self:
        """Return the policy with these numbers by name, as ``as_values`` gives them.

        A number left out is the shipped one. Raises ``PolicyRefused`` naming every
        unknown name, every number outside its hard range and every band out of order.
        """
        if problems := _problems(numbers):
            raise PolicyRefused(problems)
        complete: dict[str, Any] = SHIPPED.as_values() | dict(numbers)
        doses = {
            name.removeprefix(DOSE): complete.pop(name)
            for name in list(complete)
            if name.startswith(DOSE)
        }
        return cls(version=version, minimum_doses=MappingProxyType(doses), **complete)

    def as_values(self) -> dict[str, Number]:
        """Return every number by name; a minimum dose is named ``dose <generic>``."""
        named = {name: getattr(self, name) for name in _named_values()}
        doses = {DOSE + drug: mg for drug, mg in self.minimum_doses.items()}
        return named | doses


@cache
def values() -> Mapping[str, Value]:
    """Return every value of the shipped policy by its name, with source and range."""
    doses = {
        DOSE + drug: Value(mg, "mg", ATRQ, *_half_to_three_times(mg))
        for drug, mg in shipped_minimum_doses().items()
    }
    return MappingProxyType(_named_values() | doses)


def _half_to_three_times(mg: Number) -> tuple[Number, Number]:
    """Return the hard range of a dose, without the rests of binary fractions."""
    return round(mg / 2, 2), round(mg * 3, 2)


def _named_values() -> dict[str, Value]:
    return {
        item.name: item.metadata["value"]
        for item in fields(Policy)
        if "value" in item.metadata
    }


ASCENDING = (
    ("bp_raised_systolic", "bp_high_systolic", "bp_severe_systolic"),
    ("bp_raised_diastolic", "bp_high_diastolic", "bp_severe_diastolic"),
    ("mi_recent_weeks", "mi_past_weeks"),
)


def _problems(numbers: Mapping[str, object]) -> list[str]:
    known = values()
    unknown = [f"{name!r}: unknown value" for name in numbers if name not in known]
    out_of_range = [
        f"{name}: {refusal}"
        for name, number in numbers.items()
        if name in known and (refusal := known[name].refusal(number))
    ]
    return unknown + out_of_range or _bands_out_of_order(numbers)


def _bands_out_of_order(numbers: Mapping[str, object]) -> list[str]:
    complete: dict[str, Any] = SHIPPED.as_values() | dict(numbers)
    return [
        f"{higher}: must be above {lower}"
        for names in ASCENDING
        for lower, higher in zip(names, names[1:], strict=False)
        if complete[lower] >= complete[higher]
    ]


SHIPPED = Policy()
