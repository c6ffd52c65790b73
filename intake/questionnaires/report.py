"""What is to be said of a response: for scripts, and to compare with other engines."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from intake.questionnaires.definition import Item, Questionnaire
from intake.questionnaires.enabled import calculated_tree, enabled_items
from intake.questionnaires.responses import from_fhir
from intake.questionnaires.tree import flat
from intake.questionnaires.validation import Problem, check
from intake.questionnaires.values import Answers

COMPLETED = ("completed", "amended")  # FHIR: only then nothing required may be open


def report(questionnaire: Questionnaire, response: Mapping[str, Any]) -> dict[str, Any]:
    """Return whether a QuestionnaireResponse is valid, what is enabled and calculated.

    The shape is that of ``manage.py check_response``. Raises ``responses.Unreadable``.
    """
    reading = from_fhir(questionnaire, response)
    is_completed = response.get("status") in COMPLETED
    wrong = check(questionnaire, reading.answers, is_completed=is_completed)
    problems = [*reading.problems, *wrong]
    return {
        "valid": not problems,
        "errors": [_as_json(problem) for problem in problems],
        "enabled": _enabled(questionnaire, reading.answers),
        "calculated": _calculated(questionnaire, reading.answers),
    }


def _as_json(problem: Problem) -> dict[str, str]:
    return {"linkId": problem.link_id, "message": problem.message}


def _enabled(questionnaire: Questionnaire, answers: Answers) -> list[str]:
    """Return the linkIds with an enabled occurrence, in the order of the form.

    A repeating group that nothing was added to counts with one empty occurrence.
    """
    shown = _with_empty_occurrences(questionnaire.sections, answers)
    nodes = [
        *enabled_items(questionnaire, answers),
        *enabled_items(questionnaire, shown),
    ]
    enabled = {node.item.link_id for node in nodes}
    return [item.link_id for item in questionnaire.items if item.link_id in enabled]


def _with_empty_occurrences(items: Iterable[Item], answers: Answers) -> dict[str, Any]:
    filled = dict(answers)
    for item in items:
        if not item.is_list:
            filled |= _with_empty_occurrences(item.items, filled)
        elif given := answers.get(item.link_id, [{}] if item.is_group else []):
            filled[item.link_id] = [
                _with_empty_occurrences(item.items, each) for each in given
            ]
    return filled


def _calculated(questionnaire: Questionnaire, answers: Answers) -> dict[str, Any]:
    """Return the value of each calculated linkId, a list where there are several."""
    found: dict[str, list[Any]] = {}
    for node in flat(calculated_tree(questionnaire, answers)):
        if node.item.calculation and node.values:
            values = [_number(node.item, answer) for answer in node.values]
            found.setdefault(node.item.link_id, []).extend(values)
    return {
        link_id: values if len(values) > 1 else values[0]
        for link_id, values in found.items()
    }


def _number(item: Item, answer: Any) -> Any:
    """Return a decimal as a JSON number, anything else as it is."""
    if item.answer_type != "decimal":
        return answer
    number = Decimal(answer)
    return int(number) if number == number.to_integral_value() else float(number)
