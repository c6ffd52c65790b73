"""The table from questions to facts: which linkIds a fact comes from, and how it reads.

The first linkId of a row is the question that decides whether the fact was asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

UNSURE = "unsure"
UNANSWERED = "unanswered"

PHQ9_LINKS = tuple(f"phq9-{number}" for number in range(1, 10))
ASQ_LINKS = tuple(f"asq-{number}" for number in range(1, 6))
PHQ9_SCORES = {"LA6568-5": 0, "LA6569-3": 1, "LA6570-1": 2, "LA6571-9": 3}
"""LOINC answer codes of the PHQ-9; "declined" is not among them."""
YES_NO = {"yes": True, "no": False}

# "Up to" is read as the oldest day it can mean. Every hard range of the policy lies
# between a month and a year, so that the coarse answers fall on one side of it.
DAYS_OF = {"today": 0, "past-week": 7, "past-month": 28, "over-a-year": 366}
DAYS_IN_A_WEEK = 7


class Unsure(Exception):
    """The patient says that they do not know."""


class Unanswered(Exception):
    """A question was asked and has no answer; ``so_far`` is what its parts gave."""

    def __init__(self, so_far: object = None) -> None:
        super().__init__()
        self.so_far = so_far


@dataclass(frozen=True)
class Answers:
    """A response's answers as the rows below read them, given on a local date."""

    by_link: Mapping[str, list[Any]]
    on: date

    def any(self, link: str) -> Any:
        """Return the answer of whatever kind, or ``None``."""
        return next(iter(self.by_link.get(link, [])), None)

    def given(self, link: str) -> Any:
        """Return the answer of whatever kind. Raises ``Unanswered``."""
        value = self.any(link)
        if value is None:
            raise Unanswered
        return value

    def one(self, link: str) -> Any:
        """Return the answer. Raises ``Unanswered``, or ``Unsure`` for that choice."""
        value = self.given(link)
        if value == UNSURE:
            raise Unsure
        return value

    def yes(self, link: str) -> bool:
        """Return whether the answer is yes. Raises ``Unsure``, or ``Unanswered`` for a
        code that means neither: what we cannot read must not pass for a no.
        """
        code = self.one(link)
        if code not in YES_NO:
            raise Unanswered
        return YES_NO[code]

    def rows(self, group: str, name: str) -> list["Answers"]:
        """Return the rows of a repeating group in which ``name`` has an answer.

        Raises ``Unanswered`` without any; a row left empty hides no other.
        """
        rows = [Answers(row, self.on) for row in self.by_link.get(group, [])]
        named = [row for row in rows if row.any(name) is not None]
        if not named:
            raise Unanswered
        return named

    def number(self, link: str) -> int | float | None:
        value = self.any(link)
        return None if value is None else _number(value)


@dataclass(frozen=True)
class Question:
    """One row: the fact ``key``, its linkIds, and how to read it from the answers."""

    key: str
    links: tuple[str, ...]
    read: Callable[[Answers], Any]


def _number(value: Any) -> int | float:
    exact = Decimal(str(value))
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _chosen(key: str, link: str) -> Question:
    """The code chosen is the fact's value."""
    return Question(key, (link,), lambda answers: answers.one(link))


def _yes(key: str, link: str) -> Question:
    """True for yes."""
    return Question(key, (link,), lambda answers: answers.yes(link))


def _kind(key: str, first: str, worse: str, words: tuple[str, str, str]) -> Question:
    """Two yes-no questions, the second asked after a yes: none, milder or worse."""
    none, milder, worst = words

    def read(answers: Answers) -> str:
        if not answers.yes(first):
            return none
        return worst if answers.yes(worse) else milder

    return Question(key, (first, worse), read)


def _weeks_since(key: str, link: str) -> Question:
    """Whole weeks since it last happened; ``None`` means never."""

    def read(answers: Answers) -> int | None:
        if not answers.yes(link):
            return None
        return _days_since(answers, link) // DAYS_IN_A_WEEK

    return Question(key, (link, f"{link}-when", f"{link}-on"), read)


def _days_since(answers: Answers, link: str) -> int:
    """Days since the moment in ``-when`` or, where that is too coarse, in ``-on``."""
    when = answers.one(f"{link}-when")
    if when in DAYS_OF:
        return DAYS_OF[when]
    day = date.fromisoformat(answers.one(f"{link}-on"))
    return max((answers.on - day).days, 0)


def _reading(link: str) -> Callable[[Answers], int | float | None]:
    """One number of the last blood pressure; ``None`` when the patient has none."""

    def read(answers: Answers) -> int | float | None:
        if not answers.yes("bp-known"):
            return None
        return _number(answers.one(link))

    return read


def _reading_days_ago(answers: Answers) -> int | None:
    return _days_since(answers, "bp") if answers.yes("bp-known") else None


def _pregnant(answers: Answers) -> str:
    """Pregnancy; "unsure" is an answer here, and a rule of its own reads it."""
    if answers.given("sex-at-birth") == "male":
        return "no"
    if answers.given("can-be-pregnant") == "no":
        return "no"
    return str(answers.given("pregnant"))


def _medications(answers: Answers) -> list[str]:
    if not answers.yes("medicines-any"):
        return []
    rows = answers.rows("medicine", "medicine-name")
    return [row.given("medicine-name") for row in rows]


def _trials(answers: Answers) -> list[dict[str, Any]]:
    """Antidepressants tried; a dose or time not known stays null and proves nothing."""
    if not answers.yes("antidepressants-tried"):
        return []
    return [
        {
            "drug": row.given("antidepressant-name"),
            "dose_mg": row.number("antidepressant-dose"),
            "weeks": row.number("antidepressant-weeks"),
            "outcome": _outcome(row),
        }
        for row in answers.rows("antidepressant", "antidepressant-name")
    ]


def _outcome(row: Answers) -> str:
    outcome = row.any("antidepressant-outcome")
    return "unknown" if outcome in (None, UNSURE) else outcome


def _prior_ketamine(answers: Answers) -> str:
    if not answers.yes("ketamine-before"):
        return "none"
    return str(answers.one("ketamine-before-result"))


def _phq9(answers: Answers) -> list[int | str | None]:
    """Nine scores in order, ``None`` for one declined."""
    given = [answers.any(link) for link in PHQ9_LINKS]
    scores = [UNANSWERED if code is None else PHQ9_SCORES.get(code) for code in given]
    if UNANSWERED in scores:
        raise Unanswered(so_far=scores if any(given) else None)
    return scores


def _asq(answers: Answers) -> dict[str, bool | str | None]:
    """Items by name, ``None`` for one declined; item 5 only where the others ask it.

    A code that is neither yes nor no counts as declined, never as no.
    """
    given = {link: answers.any(link) for link in ASQ_LINKS}
    items: dict[str, bool | str | None] = {
        f"q{number}": YES_NO.get(code)
        for number, code in enumerate(given.values(), start=1)
        if code is not None
    }
    if items.get("q4") and (when := answers.any("asq-4-more")):
        items["q4_when"] = when
    *screening, right_now = given.values()
    is_positive = any(code not in (None, "no") for code in screening)
    if None in screening or (is_positive and right_now is None):
        raise Unanswered(so_far=items)
    return items


QUESTIONS = (
    _chosen("sex_at_birth", "sex-at-birth"),
    Question("pregnant", ("sex-at-birth", "can-be-pregnant", "pregnant"), _pregnant),
    _chosen("primary_reason", "primary-reason"),
    _yes("htn_known", "htn-known"),
    _yes("htn_treated", "htn-treated"),
    # "unsure" is an answer here, and a rule of its own reads it.
    Question(
        "htn_controlled",
        ("htn-controlled",),
        lambda answers: answers.given("htn-controlled"),
    ),
    Question("bp_systolic", ("bp-known", "bp-systolic"), _reading("bp-systolic")),
    Question("bp_diastolic", ("bp-known", "bp-diastolic"), _reading("bp-diastolic")),
    Question("bp_days_ago", ("bp-known", "bp-when", "bp-on"), _reading_days_ago),
    _yes("bp_symptoms_now", "bp-symptoms"),
    _chosen("aneurysm_avm", "aneurysm-avm"),
    _chosen("intracerebral_hemorrhage", "brain-bleed"),
    _weeks_since("mi_weeks_ago", "heart-attack"),
    _weeks_since("stroke_tia_weeks_ago", "stroke"),
    _kind("angina", "angina", "angina-unstable", ("none", "stable", "unstable")),
    _kind(
        "heart_failure",
        "heart-failure",
        "heart-failure-symptoms",
        ("none", "stable", "symptomatic"),
    ),
    _kind(
        "arrhythmia",
        "irregular-heartbeat",
        "irregular-heartbeat-uncontrolled",
        ("none", "controlled", "uncontrolled"),
    ),
    _yes("valve_disease_severe", "heart-valve"),
    Question(
        "medications", ("medicines-any", "medicine", "medicine-name"), _medications
    ),
    _chosen("ketamine_allergy", "ketamine-allergy"),
    Question(
        "antidepressant_trials",
        (
            "antidepressants-tried",
            "antidepressant",
            "antidepressant-name",
            "antidepressant-dose",
            "antidepressant-weeks",
            "antidepressant-outcome",
        ),
        _trials,
    ),
    _chosen("ect", "ect"),
    _chosen("tms", "tms"),
    _chosen("psychotherapy", "talk-therapy"),
    Question(
        "prior_ketamine", ("ketamine-before", "ketamine-before-result"), _prior_ketamine
    ),
    Question("phq9", PHQ9_LINKS, _phq9),
    Question("asq", (*ASQ_LINKS, "asq-4-more", "asq-5-more"), _asq),
    # Not sure yet is no ride arranged, so this reads any answer but yes as no.
    Question(
        "has_ride_home",
        ("ride-home",),
        lambda answers: answers.given("ride-home") == "yes",
    ),
)
