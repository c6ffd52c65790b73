"""What in a questionnaire cannot be asked or decided, so it is refused too."""

from collections.abc import Iterator
from graphlib import CycleError

from intake.questionnaires import values
from intake.questionnaires.definition import Condition, Item, Questionnaire
from intake.questionnaires.supported import Refusal

EQUALITY = {"=", "!="}
ORDER = {">", "<", ">=", "<="}


def contradictions(questionnaire: Questionnaire) -> list[Refusal]:
    """Return what the pages, the answers or the branching have no room for."""
    found = [
        (item.link_id, what)
        for item in questionnaire.items
        for what in (*_structure(questionnaire, item), *_branching(questionnaire, item))
    ]
    return found or list(_cycle(questionnaire))


def _structure(questionnaire: Questionnaire, item: Item) -> Iterator[str]:
    parent = questionnaire.parent(item)
    if parent is None and not item.is_group:
        yield "a question or text outside a section"
    if parent is None and not item.text:
        yield "a section without text"
    if parent and parent.is_question and item.control != "help":
        yield "an item under an answer"
    if item.control == "help" and item.conditions:
        yield "enableWhen on a help text"
    if item.is_repeating_group and questionnaire.repeating_group(item):
        yield "a repeating group inside a repeating group"
    if item.is_group and parent and parent.one_page:
        yield "a group inside a group shown as one page"
    if item.is_group and item.required and not item.repeats:
        yield "required on a group that does not repeat"


def _branching(questionnaire: Questionnaire, item: Item) -> Iterator[str]:
    for condition in item.conditions:
        where = f"enableWhen on {condition.link_id}"
        if not questionnaire.has_question(condition.link_id):
            yield f"{where}, which is not a question of this questionnaire"
            continue
        question = questionnaire.item(condition.link_id)
        if not _can_be_met(condition, question):
            yield f"{where}, which cannot be {condition.operator} this answer"
        if _is_out_of_reach(questionnaire, item, question):
            yield f"{where}, which is inside a repeating group"
        if _is_on_same_page(questionnaire, item, question):
            yield f"{where}, which is on the same page"


def _can_be_met(condition: Condition, question: Item) -> bool:
    if condition.operator == "exists":
        return isinstance(condition.answer, bool)
    kind = values.TYPES[question.type]
    operators = EQUALITY | ORDER if kind.is_ordered else EQUALITY
    if condition.operator not in operators or condition.suffix != kind.fhir:
        return False
    if question.type == "choice":
        return question.option(condition.answer) is not None
    return condition.answer is not None


def _is_out_of_reach(questionnaire: Questionnaire, item: Item, question: Item) -> bool:
    group = questionnaire.repeating_group(question)
    return group is not None and group is not questionnaire.repeating_group(item)


def _is_on_same_page(questionnaire: Questionnaire, item: Item, question: Item) -> bool:
    parent = questionnaire.parent(item)
    return (
        parent is not None
        and parent.one_page
        and parent is questionnaire.parent(question)
    )


def _cycle(questionnaire: Questionnaire) -> Iterator[Refusal]:
    try:
        questionnaire.dependency_order  # noqa: B018
    except CycleError as error:
        yield error.args[1][0], "enableWhen that depends on itself"
