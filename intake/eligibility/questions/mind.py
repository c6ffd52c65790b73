"""Mental health, alcohol and drugs."""

from intake.eligibility.answers import Answers
from intake.eligibility.questions.question import Question, gravest, named, yes


def _mood_screen(answers: Answers) -> bool:
    """Both of our own questions on a high mood, asked who has no diagnosis."""
    return answers.yes("high-days") and answers.yes("high-trouble")


def _drug_uses(answers: Answers) -> int | float:
    """Times in the past year; a number declined is no answer."""
    used = answers.word("druguse", {"none-past-year": False, "some-past-year": True})
    return answers.number("druguse-times") if used else 0


QUESTIONS = (
    gravest(
        "psychosis",
        ("psychosis", "current", "current"),
        ("schizophrenia", "yes", "schizophrenia"),
        ("psychosis", "past", "past"),
    ),
    yes("psychosis_family", "psychosis-family"),
    gravest(
        "mania",
        ("mania-now", "yes", "current"),
        ("bipolar", "yes", "bipolar_stable"),
    ),
    Question("mdq_positive", ("high-days", "high-trouble"), _mood_screen),
    yes("dementia_or_delirium", "confusion"),
    named(
        "sud_status",
        "substance-problem",
        {"current": "active", "past": "remission", "no": "none"},
    ),
    named(
        "ketamine_misuse",
        "ketamine-own",
        {"current": "current", "past": "past", "no": "none"},
    ),
    Question("drug_use_times_past_year", ("druguse", "druguse-times"), _drug_uses),
)
