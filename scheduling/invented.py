"""Complete answers of people there never were, for the demo clinic and for load."""

from typing import Any

from intake.questionnaires.definition import Item, Questionnaire
from intake.questionnaires.validation import check

Answers = dict[str, list[Any]]


def completed(questionnaire: Questionnaire, told: Answers) -> Answers:
    """Return ``told`` with "no" to every other question, wherever one can say so.

    Keys are linkIds. ``told`` has to hold what is typed: numbers, dates and lists.
    """
    answers = {**told}
    while problems := check(questionnaire, answers):
        open_items = [questionnaire.item(each.link_id) for each in problems]
        answers |= {item.link_id: [_least(item)] for item in open_items}
    return answers


def _least(item: Item) -> Any:
    """Return the option "no", else the first, which is the least that can be said."""
    options = [option.answer for option in item.options]
    return "no" if "no" in options else options[0]
