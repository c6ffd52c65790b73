"""Facts: what the rules read. Made from a patient's answers, or from a made-up file."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from intake.eligibility.age import age_on
from intake.eligibility.answers import Answers, NoAnswer, Unanswered, Unsure
from intake.eligibility.questions import QUESTIONS
from intake.eligibility.questions.instruments import Scores, items_beside_facts
from intake.eligibility.questions.question import Question
from intake.eligibility.vocabulary import ASQ_ITEMS, KEYS

WHY: Mapping[str, tuple[str, ...]] = {
    question.key: question.links for question in QUESTIONS
}
"""The linkIds each fact comes from, so that a flag can show the patient's own words."""


class FactsRefused(Exception):
    """Why a file holds no facts; ``problems`` has one line for each wrong key."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Facts:
    """Values by key of the vocabulary.

    A key in ``unanswered`` or ``unsure`` has no value, except where several questions
    make one fact: then a yes stands beside what was left open, as one safety item of a
    PHQ-9 or ASQ partly answered. A key that is nowhere was not asked: that release of
    the questionnaire has no such question, or other answers made it pointless.
    ``after_yes`` are those left open only in how grave it is, or since when.
    ``items`` holds items of instruments that no rule reads, for their scores alone.
    """

    values: Mapping[str, Any]
    unanswered: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    after_yes: frozenset[str] = frozenset()
    items: Mapping[str, Scores] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Any:
        """Return the value of a key, ``None`` when there is none."""
        if key not in KEYS:
            raise KeyError(key)
        return self.values.get(key)

    @property
    def missing(self) -> dict[str, str]:
        """Return the keys asked and left without a value, each with the reason."""
        return dict.fromkeys(self.unanswered, "unanswered") | dict.fromkeys(
            self.unsure, "unsure"
        )

    def was_asked(self, key: str) -> bool:
        return key in self.values or key in self.missing

    @property
    def body_mass_index(self) -> float | None:
        weight_kg, height_cm = self["weight_kg"], self["height_cm"]
        if weight_kg is None or height_cm is None:
            return None
        return float(weight_kg * 10_000 / height_cm**2)

    def as_json(self) -> dict[str, Any]:
        return {
            **self.values,
            "unanswered": list(self.unanswered),
            "unsure": list(self.unsure),
        }


def from_kept(content: Mapping[str, Any]) -> Facts:
    """Return the facts that ``as_json`` gave, without the items for scores alone."""
    missing = {"unanswered", "unsure"}
    return Facts(
        {key: value for key, value in content.items() if key not in missing},
        tuple(content["unanswered"]),
        tuple(content["unsure"]),
    )


def from_answers(
    answers: Mapping[str, list[Any]],
    *,
    asked: Collection[str],
    born_on: date,
    on: date,
) -> Facts:
    """Return the facts of a complete or partial response, without any default.

    ``answers`` is ``{linkId: [values]}``, a repeating group a list of such mappings.
    ``asked`` holds the linkIds that this version of the questionnaire has and that are
    enabled by these answers. A fact whose first linkId is not among them was not asked
    and is left out; asked and without an answer it is ``unanswered``. ``on`` is the
    patient's local date when the answers were given: ages and weeks count from it.
    """
    given = Answers(answers, on, asked)
    values: dict[str, Any] = {"age_years": age_on(born_on, on)}
    missing: dict[str, list[str]] = {"unanswered": [], "unsure": []}
    after_yes = set()
    for question in QUESTIONS:
        if question.links[0] not in asked:
            continue
        try:
            values[question.key] = _read(question, given)
        except NoAnswer as left_open:
            missing[_why(left_open)].append(question.key)
            if left_open.so_far:
                values[question.key] = left_open.so_far
            if left_open.after_yes:
                after_yes.add(question.key)
    return Facts(
        values,
        tuple(missing["unanswered"]),
        tuple(missing["unsure"]),
        frozenset(after_yes),
        items_beside_facts(given),
    )


def _why(left_open: NoAnswer) -> str:
    return "unsure" if isinstance(left_open, Unsure) else "unanswered"


def _read(question: Question, given: Answers) -> Any:
    """Return the fact. A value that no rule knows is as good as no answer."""
    value = question.read(given)
    if KEYS[question.key].refusal(value):
        raise Unanswered
    return value


def from_json(content: object) -> Facts:
    """Return the facts of a made-up person; an absent key takes its healthy default.

    Raises ``FactsRefused`` with every unknown key and impossible value at once.
    """
    if not isinstance(content, Mapping):
        raise FactsRefused(["the file must hold one JSON object"])
    if problems := _problems(content):
        raise FactsRefused(problems)
    given = {
        key: content.get(key, described.default) for key, described in KEYS.items()
    }
    unanswered = [*content.get("unanswered", []), *_no_answer(given, "unanswered")]
    unsure = [*content.get("unsure", []), *_no_answer(given, "unsure")]
    without_value = {*unanswered, *unsure}
    values = {key: given[key] for key in given if key not in without_value}
    return Facts(_completed(values), _each_once(unanswered), _each_once(unsure))


def _problems(content: Mapping[str, Any]) -> list[str]:
    problems = []
    for key, value in content.items():
        if key in ("unanswered", "unsure"):
            problems += _list_problems(key, value)
        elif key not in KEYS:
            problems.append(f"{key!r}: unknown key")
        elif refusal := KEYS[key].refusal(value):
            problems.append(f"{key}: {refusal}")
    return problems


def _list_problems(key: str, names: object) -> list[str]:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return [f"{key}: must be a list of keys"]
    return [f"{key}: {name!r} is an unknown key" for name in names if name not in KEYS]


def _no_answer(given: Mapping[str, Any], why: str) -> list[str]:
    """Return the keys whose value is one that answers nothing, for this reason."""
    return [
        key
        for key, described in KEYS.items()
        for value, reason in described.no_answer.items()
        if given[key] == value and reason == why
    ]


def _each_once(keys: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))


def _completed(values: dict[str, Any]) -> dict[str, Any]:
    if "asq" in values:
        values["asq"] = dict.fromkeys(ASQ_ITEMS, False) | dict(values["asq"])
    if "antidepressant_trials" in values:
        values["antidepressant_trials"] = [
            {"dose_mg": None, "weeks": None, "outcome": "unknown"} | dict(trial)
            for trial in values["antidepressant_trials"]
        ]
    return values
