"""About the patient, the heart and the rest of the body."""

from collections.abc import Callable

from intake.eligibility.answers import UNSURE, Answers, after_yes
from intake.eligibility.questions.question import (
    Question,
    chosen,
    days_since,
    graded,
    named,
    weeks_since,
    yes,
)

CM_IN_AN_INCH = 2.54
INCHES_IN_A_FOOT = 12
KG_IN_A_POUND = 0.45359237
WORSE_AFTER_YES = {"yes": "uncontrolled", "no": "controlled"}
CONTROLLED = {"yes": "controlled", "no": "uncontrolled"}


def _pregnant(answers: Answers) -> str:
    """Pregnancy; "unsure" is an answer here, and a rule of its own reads it.

    So is a no of somebody who is not sure that it could be.
    """
    if answers.given("sex-at-birth") == "male":
        return "no"
    possible = answers.given("can-be-pregnant")
    if possible in ("no", "menopause"):
        return "no"
    pregnant = str(answers.given("pregnant"))
    return UNSURE if (possible, pregnant) == (UNSURE, "no") else pregnant


def _height_cm(answers: Answers) -> float:
    answers.yes("body-known")
    feet, inches = answers.number("height-feet"), answers.number("height-inches")
    return round((feet * INCHES_IN_A_FOOT + inches) * CM_IN_AN_INCH, 1)


def _weight_kg(answers: Answers) -> float:
    answers.yes("body-known")
    return round(answers.number("weight-pounds") * KG_IN_A_POUND, 1)


def _reading(link: str) -> Callable[[Answers], int | float | None]:
    """One number of the last blood pressure; ``None`` when the patient has none.

    A number counts, whatever else is said: it may be one that is not saved.
    """

    def read(answers: Answers) -> int | float | None:
        has_one = answers.any(link) is not None or answers.yes("bp-known")
        return answers.number(link) if has_one else None

    return read


def _reading_days_ago(answers: Answers) -> int | None:
    return days_since(answers, "bp") if answers.yes("bp-known") else None


def _eye_pressure(answers: Answers) -> str:
    """A fresh injury or operation counts as uncontrolled, whatever else is said."""
    if not answers.yes("eye"):
        return "none"
    with after_yes():
        if answers.yes("eye-injury"):
            return "uncontrolled"
        return str(answers.word("eye-controlled", CONTROLLED))


ABOUT_YOU = (
    chosen("sex_at_birth", "sex-at-birth"),
    Question("pregnant", ("sex-at-birth", "can-be-pregnant", "pregnant"), _pregnant),
    yes("breastfeeding", "breastfeeding"),
    Question("height_cm", ("body-known", "height-feet", "height-inches"), _height_cm),
    Question("weight_kg", ("body-known", "weight-pounds"), _weight_kg),
    chosen("primary_reason", "primary-reason"),
)

BLOOD_PRESSURE = (
    yes("htn_known", "htn-known"),
    yes("htn_treated", "htn-treated"),
    # "unsure" is an answer here, and a rule of its own reads it.
    Question(
        "htn_controlled",
        ("htn-controlled",),
        lambda answers: answers.given("htn-controlled"),
    ),
    Question("bp_systolic", ("bp-known", "bp-systolic"), _reading("bp-systolic")),
    Question("bp_diastolic", ("bp-known", "bp-diastolic"), _reading("bp-diastolic")),
    Question("bp_days_ago", ("bp-known", "bp-when", "bp-on"), _reading_days_ago),
    yes("bp_symptoms_now", "bp-symptoms"),
)

HEART = (
    chosen("aneurysm_avm", "aneurysm-avm"),
    chosen("intracerebral_hemorrhage", "brain-bleed"),
    weeks_since("mi_weeks_ago", "heart-attack"),
    weeks_since("stroke_tia_weeks_ago", "stroke"),
    graded("angina", "angina", "angina-unstable", {"yes": "unstable", "no": "stable"}),
    graded(
        "heart_failure",
        "heart-failure",
        "heart-failure-symptoms",
        {"yes": "symptomatic", "no": "stable"},
    ),
    graded(
        "arrhythmia",
        "irregular-heartbeat",
        "irregular-heartbeat-uncontrolled",
        WORSE_AFTER_YES,
    ),
    yes("valve_disease_severe", "heart-valve"),
)

HEALTH = (
    graded(
        "liver_disease",
        "liver",
        "liver-severe",
        {"yes": "severe", "no": "mild_moderate"},
    ),
    graded("hyperthyroid", "thyroid", "thyroid-controlled", CONTROLLED),
    chosen("raised_icp", "head-pressure"),
    Question("eye_pressure", ("eye", "eye-injury", "eye-controlled"), _eye_pressure),
    graded(
        "seizures",
        "seizures",
        "seizures-when",
        {"past-half-year": "uncontrolled", "over-half-a-year": "controlled"},
    ),
    graded(
        "sleep_apnea",
        "sleep-apnea",
        "sleep-apnea-cpap",
        {"yes": "treated", "no": "untreated"},
    ),
    yes("lung_disease_severe", "lung"),
    named("bladder", "bladder", {"current": "current", "past": "past", "no": "none"}),
    chosen("porphyria", "porphyria"),
)

QUESTIONS = (*ABOUT_YOU, *BLOOD_PRESSURE, *HEART, *HEALTH)
