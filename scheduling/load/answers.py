"""What the patients of a load test answer: "no" wherever one can say so."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from random import Random
from uuid import UUID

from intake.eligibility.assessment import Assessment, assess
from intake.eligibility.facts import Facts, from_answers
from intake.models import Policy, Questionnaire, QuestionnaireStatus
from intake.questionnaires.enabled import enabled_items
from intake.questionnaires.loading import load
from intake.services.steps import ELIGIBILITY_URL
from scheduling.invented import Answers, completed

TOLD: Answers = {
    "primary-reason": ["anxiety"],
    "body-known": ["yes"],
    "height-feet": [5],
    "height-inches": [6],
    "weight-pounds": [150],
    "bp-known": ["yes"],
    "bp-systolic": [120],
    "bp-diastolic": [84],
}
# With more, somebody would have been alerted.
SYSTOLIC = range(142, 178)


@dataclass(frozen=True)
class Answered:
    """Complete answers, and what the rules make of them."""

    answers: Answers
    facts: Facts
    assessment: Assessment


class Form:
    """The active questionnaire and the policy in force, read once for all patients."""

    def __init__(self) -> None:
        version = Questionnaire.objects.get(
            url=ELIGIBILITY_URL, status=QuestionnaireStatus.ACTIVE
        )
        self.version_id: UUID = version.pk
        self.policy = Policy.objects.effective()
        self._questionnaire = load(version.resource)

    def answered(self, born_on: date, on: date, random: Random) -> Answered:
        """Return the answers of a patient, who differs in age and blood pressure."""
        answers = {**self._calm, "bp-systolic": [random.choice(SYSTOLIC)]}
        facts = from_answers(answers, asked=self._asked, born_on=born_on, on=on)
        return Answered(answers, facts, assess(facts, self.policy.numbers))

    @cached_property
    def _calm(self) -> Answers:
        return completed(self._questionnaire, TOLD)

    @cached_property
    def _asked(self) -> set[str]:
        nodes = enabled_items(self._questionnaire, self._calm)
        return {node.item.link_id for node in nodes}
