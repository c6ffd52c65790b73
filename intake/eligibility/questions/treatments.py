"""Medicines taken now, treatments tried before, and the way home."""

from typing import Any

from intake.eligibility.answers import Answers, NoAnswer
from intake.eligibility.questions.question import Question, chosen

KETAMINE_AT_HOME = "ketamine at home"
"""Stands among the medicines of who takes it, listed or not."""

READ_AS_WORDS = frozenset({"medicine-name", "antidepressant-name"})
"""The questions of which the rules read the words that the patient saw, no code."""

STILL_TAKING = "still-taking"
TAKEN_AS_PRESCRIBED = (None, "most-days")  # None: release 1.0.0 did not ask
OUTCOME_OF = {
    "no_response": "no_response",
    "partial": "partial",
    "half-better": "remission",
    "remission": "remission",
    "stopped_side_effect": "stopped_side_effect",  # chosen in release 1.0.0
}


def _medications(answers: Answers) -> list[str]:
    """Names as typed; what other answers say is taken counts among them.

    Leaving any of it open leaves the list open, and what was named stands beside it.
    """
    names = _named_elsewhere(answers)
    try:
        names = list(dict.fromkeys(_named_medicines(answers) + names))
        if "ketamine-home" in answers.asked:
            answers.yes("ketamine-home")
    except NoAnswer as left_open:
        left_open.so_far = names
        raise
    return names


def _named_medicines(answers: Answers) -> list[str]:
    if not answers.yes("medicines-any"):
        return []
    rows = answers.rows("medicine", "medicine-name")
    return [row.words("medicine-name") for row in rows]


def _named_elsewhere(answers: Answers) -> list[str]:
    """Medicines of who may not have listed them: antidepressants tried and still taken.

    What is tried for a low mood is not always thought of as one of the medicines.
    """
    at_home = [KETAMINE_AT_HOME] if answers.any("ketamine-home") == "yes" else []
    return _still_taken(answers) + at_home


def _still_taken(answers: Answers) -> list[str]:
    try:
        trials = answers.rows("antidepressant", "antidepressant-name")
    except NoAnswer:
        return []
    return [
        trial.words("antidepressant-name")
        for trial in trials
        if trial.any("antidepressant-stopped") == STILL_TAKING
    ]


def _trials(answers: Answers) -> list[dict[str, Any]]:
    """Antidepressants tried; a dose or time not known stays null and proves nothing."""
    if not answers.yes("antidepressants-tried"):
        return []
    return [
        {
            "drug": row.words("antidepressant-name"),
            "dose_mg": row.number_or_none("antidepressant-dose"),
            "weeks": row.number_or_none("antidepressant-weeks"),
            "outcome": _outcome(row),
        }
        for row in answers.rows("antidepressant", "antidepressant-name")
    ]


def _outcome(row: Answers) -> str:
    """How a trial ended. One not taken as prescribed proves nothing.

    Half better or more is no failed trial, whatever became of it. Stopped for side
    effects is intolerance, and does not count as failed either.
    """
    outcome = OUTCOME_OF.get(row.any("antidepressant-outcome"), "unknown")
    if outcome == "remission":
        return outcome
    if row.any("antidepressant-stopped") == "side-effects":
        return "stopped_side_effect"
    is_taken = row.any("antidepressant-taken") in TAKEN_AS_PRESCRIBED
    return outcome if is_taken else "unknown"


def _prior_ketamine(answers: Answers) -> str:
    if not answers.yes("ketamine-before"):
        return "none"
    return str(answers.one("ketamine-before-result"))


QUESTIONS = (
    Question(
        "medications",
        (
            "medicines-any",
            "medicine",
            "medicine-name",
            "ketamine-home",
            "antidepressant",
            "antidepressant-name",
            "antidepressant-stopped",
        ),
        _medications,
    ),
    chosen("ketamine_allergy", "ketamine-allergy"),
    Question(
        "antidepressant_trials",
        (
            "antidepressants-tried",
            "antidepressant",
            "antidepressant-name",
            "antidepressant-dose",
            "antidepressant-weeks",
            "antidepressant-taken",
            "antidepressant-outcome",
            "antidepressant-stopped",
        ),
        _trials,
    ),
    chosen("ect", "ect"),
    chosen("tms", "tms"),
    chosen("psychotherapy", "talk-therapy"),
    Question(
        "prior_ketamine", ("ketamine-before", "ketamine-before-result"), _prior_ketamine
    ),
    # Not sure yet is no ride arranged, so this reads any answer but yes as no.
    Question(
        "has_ride_home",
        ("ride-home",),
        lambda answers: answers.given("ride-home") == "yes",
    ),
)
