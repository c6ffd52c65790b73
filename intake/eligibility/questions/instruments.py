"""The items of the instruments, and the facts that are read from them."""

from collections.abc import Mapping
from dataclasses import dataclass

from intake.eligibility.answers import UNANSWERED, YES_NO, Answers, Unanswered
from intake.eligibility.questions.question import Question

Score = int | str | None
"""An item's points; ``None`` for one declined, ``UNANSWERED`` for one left open."""
Scores = list[Score]


@dataclass(frozen=True)
class Items:
    """An instrument's items in order, and the points of each answer code.

    "Declined" is not among the codes: it has no points.
    """

    links: tuple[str, ...]
    points: Mapping[str, int]

    def scores(self, answers: Answers) -> Scores:
        return [self._score(answers.any(link)) for link in self.links]

    def _score(self, code: str | None) -> Score:
        return UNANSWERED if code is None else self.points.get(code)


def _numbered(name: str, last: int) -> tuple[str, ...]:
    return tuple(f"{name}-{number}" for number in range(1, last + 1))


def _levels(name: str, last: int) -> dict[str, int]:
    return {f"{name}-{points}": points for points in range(last + 1)}


FREQUENCY = {"LA6568-5": 0, "LA6569-3": 1, "LA6570-1": 2, "LA6571-9": 3}
"""LOINC answer codes of the PHQ-9 and the GAD-7."""
NEVER_DRINKS = "LA6270-8"
DRINKING = {
    NEVER_DRINKS: 0,
    **{"LA18926-8": 1, "LA18927-6": 2, "LA18928-4": 3, "LA18929-2": 4},
    **{"LA15694-5": 0, "LA15695-2": 1, "LA18930-0": 2, "LA18931-8": 3, "LA18932-6": 4},
    **{"LA18933-4": 1, "LA18876-5": 2, "LA18891-4": 3, "LA18934-2": 4},
}
"""LOINC answer codes of the three items of the AUDIT-C."""

PHQ9 = Items(_numbered("phq9", 9), FREQUENCY)
GAD7 = Items(_numbered("gad7", 7), FREQUENCY)
PCL5 = Items(_numbered("pcl5", 20), _levels("pcl5", 4))
PC_PTSD_5 = Items(_numbered("pcptsd5", 5), {"yes": 1, "no": 0})
AUDIT_C = Items(_numbered("auditc", 3), DRINKING)
PEG = Items(_numbered("peg", 3), _levels("peg", 10))
ASQ_LINKS = _numbered("asq", 5)
PTSD_EVENT = "pcptsd5-event"

INSTRUMENTS = (
    *(frozenset(each.links) for each in (PHQ9, GAD7, PCL5, AUDIT_C, PEG)),
    frozenset({PTSD_EVENT, *PC_PTSD_5.links}),
    frozenset(ASQ_LINKS),
)
"""The linkIds of each: a total of answers from two days is none of either day."""


def _total(key: str, items: Items) -> Question:
    """The sum of the points; ``None`` when an item was declined."""

    def read(answers: Answers) -> int | None:
        scores = items.scores(answers)
        if UNANSWERED in scores:
            raise Unanswered
        points = [score for score in scores if isinstance(score, int)]
        return sum(points) if len(points) == len(scores) else None

    return Question(key, items.links, read)


def _phq9(answers: Answers) -> Scores:
    """Nine scores in order, ``None`` for one declined."""
    scores = PHQ9.scores(answers)
    if UNANSWERED in scores:
        is_begun = any(score != UNANSWERED for score in scores)
        raise Unanswered(so_far=scores if is_begun else None)
    return scores


def _audit_c(answers: Answers) -> int:
    """The total, 0 for who never drinks. An item declined leaves it open."""
    if answers.any(AUDIT_C.links[0]) == NEVER_DRINKS:
        return 0
    points = [score for score in AUDIT_C.scores(answers) if isinstance(score, int)]
    if len(points) < len(AUDIT_C.links):
        raise Unanswered
    return sum(points)


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


def items_beside_facts(answers: Answers) -> dict[str, Scores]:
    """Return the items of the instruments asked whose items are in no fact."""
    found = {
        name: items.scores(answers)
        for name, items in BESIDE_FACTS.items()
        if items.links[0] in answers.asked
    }
    if PTSD_EVENT in answers.asked and "pc_ptsd_5" not in found:
        points = 0 if answers.any(PTSD_EVENT) == "no" else None
        found["pc_ptsd_5"] = [points] * len(PC_PTSD_5.links)
    return found


BESIDE_FACTS = {"pcl5": PCL5, "pc_ptsd_5": PC_PTSD_5, "peg": PEG}

QUESTIONS = (
    Question("audit_c_total", AUDIT_C.links, _audit_c),
    Question("phq9", PHQ9.links, _phq9),
    _total("gad7_total", GAD7),
    _total("pcl5_total", PCL5),
    Question("asq", (*ASQ_LINKS, "asq-4-more", "asq-5-more"), _asq),
)
