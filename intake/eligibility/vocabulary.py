"""The fixed vocabulary of facts: every key, what it may hold, and its healthy default.

A default belongs to an invented person in a file for ``manage.py assess``; facts made
from a patient's answers never use one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, cast

OUTCOMES = ("no_response", "partial", "remission", "stopped_side_effect", "unknown")
REASONS = ("depression", "bipolar", "anxiety", "ptsd", "ocd", "chronic_pain", "other")
ASQ_ITEMS = ("q1", "q2", "q3", "q4", "q5")
ASQ_WHEN = "q4_when"  # the patient's words on when a past attempt was
PHQ9_ITEMS = 9
PHQ9_HIGHEST = 3


@dataclass(frozen=True)
class Key:
    """One key. ``refusal`` returns what a value must be, or nothing when it may be.

    ``label`` names it to a clinician. ``no_answer`` holds the values that a file may
    have here but that answer nothing, each with the list its key then belongs in: of an
    age of null, or a yes-no question answered "unsure", nothing healthy follows.
    """

    label: str
    refusal: Callable[[object], str]
    default: Any
    no_answer: Mapping[object, str] = field(default_factory=dict)


def _number(label: str, lower: int, upper: int, default: int | None) -> Key:
    must = f"must be a number from {lower} to {upper} or null"

    def refusal(value: object) -> str:
        known = value is None or _is_number_between(value, lower, upper)
        return "" if known else must

    return Key(label, refusal, default)


def _count(label: str, upper: int, default: int | None) -> Key:
    """A key that holds points or times: whole numbers from 0."""
    must = f"must be a whole number from 0 to {upper} or null"

    def refusal(value: object) -> str:
        is_whole = _is_number_between(value, 0, upper) and cast(float, value) % 1 == 0
        return "" if value is None or is_whole else must

    return Key(label, refusal, default)


def _choice(label: str, *codes: str | None) -> Key:
    """A key whose default is the first code."""
    must = "must be one of " + ", ".join(code or "null" for code in codes)
    allowed = frozenset(codes)

    def refusal(value: object) -> str:
        known = isinstance(value, str | None) and value in allowed
        return "" if known else must

    return Key(label, refusal, codes[0])


def _yes_no(label: str, *, default: bool = False) -> Key:
    return Key(label, _yes_no_refusal, default)


def _yes_no_refusal(value: object) -> str:
    return "" if isinstance(value, bool) else "must be true or false"


def _yes_no_null_refusal(value: object) -> str:
    known = isinstance(value, bool | None)
    return "" if known else "must be true, false or null"


def _yes_no_unsure(label: str) -> Key:
    chosen = _choice(label, "no", "yes", "unsure")
    return Key(label, chosen.refusal, "no", no_answer={"unsure": "unsure"})


def _is_number_between(value: object, lower: int, upper: int) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and lower <= cast(float, value) <= upper


def _phq9_refusal(value: object) -> str:
    must = "must be nine scores from 0 to 3, null for one declined, or null"
    if value is None:
        return ""
    if not isinstance(value, list) or len(value) != PHQ9_ITEMS:
        return must
    return "" if all(_is_score(score) for score in value) else must


def _is_score(score: object) -> bool:
    if score is None:
        return True
    is_whole = isinstance(score, int) and not isinstance(score, bool)
    return is_whole and score in range(PHQ9_HIGHEST + 1)


def _asq_refusal(value: object) -> str:
    must = "must have q1 to q5, each true or false, or null for one declined"
    if value is None:
        return ""
    if not isinstance(value, Mapping) or not set(value) <= {*ASQ_ITEMS, ASQ_WHEN}:
        return must
    items = {item: answer for item, answer in value.items() if item != ASQ_WHEN}
    is_told = isinstance(value.get(ASQ_WHEN, ""), str)
    are_answers = all(isinstance(answer, bool | None) for answer in items.values())
    return "" if is_told and are_answers else must


def _texts_refusal(value: object) -> str:
    if isinstance(value, list) and all(_is_name(text) for text in value):
        return ""
    return "must be a list of medicine names"


def _is_name(text: object) -> bool:
    return isinstance(text, str) and bool(text.strip())


def _trials_refusal(value: object) -> str:
    if isinstance(value, list) and all(_is_trial(trial) for trial in value):
        return ""
    return (
        "must be a list of {drug, dose_mg, weeks, outcome}, the outcome one of "
        + ", ".join(OUTCOMES)
    )


def _is_trial(trial: object) -> bool:
    if not isinstance(trial, Mapping) or "drug" not in trial:
        return False
    return set(trial) <= set(TRIAL) and not any(
        TRIAL[part](value) for part, value in trial.items()
    )


TRIAL: Mapping[str, Callable[[object], str]] = {
    "drug": lambda text: "" if _is_name(text) else "must be a name",
    "dose_mg": _number("dose", 0, 10_000, None).refusal,
    "weeks": _number("weeks", 0, 5_200, None).refusal,
    "outcome": _choice("outcome", *OUTCOMES).refusal,
}

DEFAULT_TRIALS = [
    {"drug": "sertraline", "dose_mg": 150, "weeks": 10, "outcome": "no_response"},
    {"drug": "venlafaxine", "dose_mg": 225, "weeks": 9, "outcome": "partial"},
]

KEYS: Mapping[str, Key] = MappingProxyType(
    {
        "age_years": Key(
            "age",
            _number("age", 0, 130, 42).refusal,
            42,
            no_answer={None: "unanswered"},
        ),
        "weight_kg": _number("weight", 1, 700, 72),
        "height_cm": _number("height", 30, 280, 168),
        "sex_at_birth": _choice("sex at birth", "female", "male", "unknown"),
        "primary_reason": _choice("main reason", *REASONS),
        "htn_known": Key(
            "high blood pressure",
            _yes_no_null_refusal,
            False,
            no_answer={None: "unanswered"},
        ),
        "htn_treated": Key(
            "medicine for high blood pressure", _yes_no_null_refusal, None
        ),
        "htn_controlled": _choice(
            "high blood pressure under control", None, "yes", "no", "unsure"
        ),
        "bp_systolic": _number("blood pressure, top number", 1, 400, 118),
        "bp_diastolic": _number("blood pressure, bottom number", 1, 300, 74),
        "bp_days_ago": _number("when blood pressure was last taken", 0, 50_000, 10),
        "bp_symptoms_now": _yes_no("symptoms right now with high blood pressure"),
        "aneurysm_avm": _yes_no_unsure("aneurysm or AVM"),
        "intracerebral_hemorrhage": _yes_no_unsure("bleeding in the brain"),
        "raised_icp": _yes_no_unsure("high pressure in the head"),
        "porphyria": _yes_no_unsure("porphyria"),
        "ketamine_allergy": _yes_no_unsure("allergy to ketamine or esketamine"),
        "mi_weeks_ago": _number("heart attack, and when", 0, 7_000, None),
        "stroke_tia_weeks_ago": _number("stroke or TIA, and when", 0, 7_000, None),
        "angina": _choice("chest pain from the heart", "none", "stable", "unstable"),
        "heart_failure": _choice("heart failure", "none", "stable", "symptomatic"),
        "arrhythmia": _choice(
            "irregular heartbeat", "none", "controlled", "uncontrolled"
        ),
        "hyperthyroid": _choice(
            "overactive thyroid", "none", "controlled", "uncontrolled"
        ),
        "eye_pressure": _choice(
            "glaucoma or eye pressure", "none", "controlled", "uncontrolled"
        ),
        "seizures": _choice("seizures", "none", "controlled", "uncontrolled"),
        "valve_disease_severe": _yes_no("serious heart valve problem"),
        "lung_disease_severe": _yes_no("serious lung disease"),
        "breastfeeding": _yes_no("breastfeeding"),
        "psychosis_family": _yes_no("schizophrenia in the family"),
        "mdq_positive": _yes_no("mood screen"),
        "dementia_or_delirium": _yes_no("dementia or recent confusion"),
        "liver_disease": _choice("liver disease", "none", "mild_moderate", "severe"),
        "pregnant": _choice("pregnancy", "no", "yes", "unsure", "trying"),
        "sleep_apnea": _choice("sleep apnea", "none", "treated", "untreated"),
        "bladder": _choice("bladder problems", "none", "past", "current"),
        "psychosis": _choice("psychosis", "none", "past", "current", "schizophrenia"),
        "mania": _choice(
            "bipolar disorder or mania", "none", "bipolar_stable", "current"
        ),
        "sud_status": _choice("alcohol or drug problem", "none", "remission", "active"),
        "ketamine_misuse": _choice("own use of ketamine", "none", "past", "current"),
        "audit_c_total": _count("alcohol screen", 12, 1),
        "drug_use_times_past_year": _count("drug screen", 100_000, 0),
        "gad7_total": _count("GAD-7", 21, 8),
        "pcl5_total": _count("PCL-5", 80, None),
        "phq9": Key(
            "PHQ-9",
            _phq9_refusal,
            [2, 2, 2, 2, 2, 1, 1, 1, 0],
            no_answer={None: "unanswered"},
        ),
        "asq": Key(
            "ASQ suicide screen",
            _asq_refusal,
            dict.fromkeys(ASQ_ITEMS, False),
            no_answer={None: "unanswered"},
        ),
        "medications": Key("medicines", _texts_refusal, []),
        "antidepressant_trials": Key(
            "antidepressants tried", _trials_refusal, DEFAULT_TRIALS
        ),
        "ect": _choice("ECT", "never", "past", "current"),
        "tms": _choice("TMS", "never", "past", "current"),
        "psychotherapy": Key(
            "talk therapy",
            _choice("talk therapy", "never", "past", "current").refusal,
            "current",
        ),
        "prior_ketamine": _choice(
            "earlier ketamine", "none", "helped", "no_benefit", "bad_reaction"
        ),
        "has_ride_home": _yes_no("a ride home", default=True),
    }
)
