"""What in a questionnaire cannot be asked or decided, so it is refused too."""

from collections.abc import Iterator
from graphlib import CycleError

from intake.questionnaires import values
from intake.questionnaires.comparing import OwnWords
from intake.questionnaires.definition import Condition, Item, Questionnaire
from intake.questionnaires.expressions import SUPPLIED_NAMES, Expression
from intake.questionnaires.supported import Refusal

EQUALITY = {"=", "!="}
ORDER = {">", "<", ">=", "<="}


def contradictions(questionnaire: Questionnaire) -> list[Refusal]:
    """Return what the pages, the answers or the branching have no room for."""
    found = [("", what) for what in _unknown_names(questionnaire.variables, set())]
    for item in questionnaire.items:
        for what in (
            *_structure(questionnaire, item),
            *_branching(questionnaire, item),
            *_expressions(questionnaire, item),
            *_initial(item),
        ):
            found.append((item.link_id, what))
    return found or list(_cycle(questionnaire))


def _structure(questionnaire: Questionnaire, item: Item) -> Iterator[str]:
    parent = questionnaire.parent(item)
    if item.is_help and (item.conditions or item.condition_expression):
        yield "enableWhen on a help text"
    if parent and parent.one_page and (item.is_group or item.is_list):
        yield "a group inside a group shown as one page"
    if parent and parent.is_question and not item.is_help:
        group = questionnaire.parent(parent)
        if group and group.one_page:
            yield "an item under an answer in a group shown as one page"


def _branching(questionnaire: Questionnaire, item: Item) -> Iterator[str]:
    for condition in item.conditions:
        where = f"enableWhen on {condition.link_id}"
        question = questionnaire.find(condition.link_id)
        if question is None or not question.is_question:
            yield f"{where}, which is not a question of this questionnaire"
            continue
        if not _can_be_met(condition, question):
            yield f"{where}, which cannot be {condition.operator} this answer"
        if _is_on_same_page(questionnaire, item, question):
            yield f"{where}, which is on the same page"


def _can_be_met(condition: Condition, question: Item) -> bool:
    if condition.operator == "exists":
        return isinstance(condition.answer, bool)
    is_ordered = values.TYPES[question.answer_type].is_ordered
    if condition.operator not in (EQUALITY | ORDER if is_ordered else EQUALITY):
        return False
    if condition.answer is None:
        return False
    if condition.operator in ORDER or isinstance(condition.answer, OwnWords):
        return True
    answers = [
        values.read(question.answer_type, each.answer) for each in question.options
    ]
    return not answers or condition.answer in answers


def _is_on_same_page(questionnaire: Questionnaire, item: Item, question: Item) -> bool:
    parent = questionnaire.parent(item)
    return (
        parent is not None
        and parent.one_page
        and parent is questionnaire.parent(question)
    )


def _expressions(questionnaire: Questionnaire, item: Item) -> Iterator[str]:
    parent = questionnaire.parent(item)
    above = questionnaire.variables_of(parent) if parent else ()
    known = {each.name for each in questionnaire.variables}
    known |= {variable.name for _, variable in above}
    yield from _unknown_names(item.variables, known)
    known |= {variable.name for variable in item.variables}
    others = [each for each in (item.calculation, item.condition_expression) if each]
    for expression in others:
        for name in sorted(expression.names - known - SUPPLIED_NAMES):
            yield f"an expression with the unknown variable %{name}"


def _unknown_names(variables: tuple[Expression, ...], known: set[str]) -> Iterator[str]:
    """Yield what is wrong with variables: each may name those before it."""
    seen = known | SUPPLIED_NAMES
    for variable in variables:
        for name in sorted(variable.names - seen):
            yield f"the variable {variable.name} with the unknown variable %{name}"
        seen = seen | {variable.name}


def _initial(item: Item) -> Iterator[str]:
    for answer in item.initial:
        if values.read(item.answer_type, answer) is None:
            yield f"an initial value that is not {values.TYPES[item.answer_type].name}"
    if len(item.initial) > 1 and not item.repeats:
        yield "several initial values on an item that does not repeat"


def _cycle(questionnaire: Questionnaire) -> Iterator[Refusal]:
    try:
        questionnaire.dependency_order  # noqa: B018
    except CycleError as error:
        yield error.args[1][0], "a condition or calculation that depends on itself"
