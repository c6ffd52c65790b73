"""Which items the answers so far enable, and what is worked out from them."""

from typing import Any

from intake.questionnaires.branching import Branching
from intake.questionnaires.calculation import (
    Calculation,
    with_calculated,
    without_calculated,
)
from intake.questionnaires.definition import Item, Questionnaire
from intake.questionnaires.places import Place
from intake.questionnaires.tree import Node, flat, merged, tree
from intake.questionnaires.values import Answers


def enabled_tree(questionnaire: Questionnaire, answers: Answers) -> tuple[Node, ...]:
    """Return the enabled sections with all that is enabled in them, in order.

    Calculated questions have the answers that are worked out, not those given. Where no
    page needs any they have none: to work them out is slow, see ``calculated_tree``.
    """
    if questionnaire.pages_need_expressions:
        return calculated_tree(questionnaire, answers)
    given = without_calculated(questionnaire, answers)
    branching = Branching(questionnaire, given, _no_expression)
    return tree(questionnaire, given, branching.enabled())


def calculated_tree(questionnaire: Questionnaire, answers: Answers) -> tuple[Node, ...]:
    """Return the enabled sections with every calculated answer, also those not shown.

    Calculates, then branches, until neither changes what the other reads. The first
    round reads all that was given, the later ones what was enabled before and
    calculated from that. A circle that ``loading`` cannot see is cut off.
    """
    given = without_calculated(questionnaire, answers)
    nodes = tree(questionnaire, given, _Everything())
    for _ in range(_rounds(questionnaire)):
        before = merged(nodes)
        calculation = Calculation(questionnaire, nodes)
        filled = with_calculated(questionnaire, given, calculation)
        branching = Branching(questionnaire, filled, calculation.is_true)
        nodes = tree(questionnaire, filled, branching.enabled())
        if merged(nodes) == before:
            break
    return nodes


def enabled_items(questionnaire: Questionnaire, answers: Answers) -> list[Node]:
    """Return every enabled item in the order of the form, occurrence by occurrence."""
    return list(flat(enabled_tree(questionnaire, answers)))


def without_disabled(questionnaire: Questionnaire, answers: Answers) -> dict[str, Any]:
    """Return the answers to enabled questions only, in the order of the form."""
    return merged(enabled_tree(questionnaire, answers))


def _rounds(questionnaire: Questionnaire) -> int:
    """Return how many rounds the longest chain of expressions can need to settle."""
    with_expression = [
        item
        for item in questionnaire.items
        if item.calculation or item.condition_expression
    ]
    return len(with_expression) + 2


def _no_expression(item: Item, place: Place) -> bool:
    return True


class _Everything:
    """The keys of all items, enabled or not."""

    def __contains__(self, key: object) -> bool:
        return True
