"""Scores of instruments: the sum of the weights of the answers."""

from collections.abc import Iterable
from typing import Any

from intake.questionnaires.definition import Item, Questionnaire
from intake.questionnaires.values import Answers


def weight(item: Item, answer: Any) -> int | None:
    """Return the score of an option; None if it has none ("I'd rather not answer")."""
    option = item.option(answer)
    return option.weight if option else None


def score(
    questionnaire: Questionnaire, answers: Answers, link_ids: Iterable[str]
) -> int | None:
    """Return the sum over these questions; None if one is unanswered or has no weight.

    A total over fewer items would look like a milder one.
    """
    total = 0
    for link_id in link_ids:
        item = questionnaire.item(link_id)
        weights = [weight(item, each) for each in answers.get(link_id, ())] or [None]
        for each in weights:
            if each is None:
                return None
            total += each
    return total
