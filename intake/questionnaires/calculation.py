"""Working out calculated answers and conditions from the answers so far."""

from collections.abc import Iterable
from typing import Any

from intake.questionnaires import expressions, values
from intake.questionnaires.definition import Item, Questionnaire
from intake.questionnaires.elements import Writer, weighted
from intake.questionnaires.expressions import Expression
from intake.questionnaires.places import Place, answers_at, occurrences, places
from intake.questionnaires.tree import Node
from intake.questionnaires.values import Answers

RESPONSE = "QuestionnaireResponse"
ITEM = "QuestionnaireResponse.item"


class Calculation:
    """Evaluates the expressions of a questionnaire over the answers in some nodes."""

    def __init__(self, questionnaire: Questionnaire, nodes: Iterable[Node]) -> None:
        self.questionnaire = questionnaire
        writer = Writer(weighted)
        self.response = {"resourceType": RESPONSE, "item": writer.items(nodes)}
        self.elements = writer.elements
        self.known: dict[tuple[Expression, Place], list[Any]] = {}

    def is_true(self, item: Item, place: Place) -> bool:
        """Return whether the enableWhenExpression of the item is met."""
        if item.condition_expression is None:
            return True
        return expressions.is_true(self._result(item, item.condition_expression, place))

    def answers(self, item: Item, place: Place) -> list[Any]:
        """Return the calculated answers; none if they are none that the item takes."""
        if item.calculation is None:
            return []
        result = self._result(item, item.calculation, place)
        answers = [as_answer(item, expressions.plain(each)) for each in result]
        if None in answers or (len(answers) > 1 and not item.repeats):
            return []
        return answers

    def _result(self, item: Item, expression: Expression, place: Place) -> list[Any]:
        variables: dict[str, Any] = {
            "resource": self.response,
            "rootResource": self.response,
            "questionnaire": self.questionnaire.resource,
            "qitem": item.element,
        }
        for owner, variable in self.questionnaire.variables_of(item):
            variables[variable.name] = self._variable(owner, variable, place, variables)
        return self._evaluate(item, expression, place, variables)

    def _variable(
        self,
        owner: Item | None,
        variable: Expression,
        place: Place,
        variables: dict[str, Any],
    ) -> list[Any]:
        """Return the value of a variable, worked out once for each of its places."""
        if owner is None:
            here: Place = ()
        else:
            lists = self.questionnaire.lists(owner)
            here = place[: len(lists) + owner.is_list]
        key = (variable, here)
        if key not in self.known:
            self.known[key] = self._evaluate(owner, variable, here, {**variables})
        return self.known[key]

    def _evaluate(
        self,
        item: Item | None,
        expression: Expression,
        place: Place,
        variables: dict[str, Any],
    ) -> list[Any]:
        if item is None:
            return expression.evaluate(self.response, RESPONSE, variables)
        unanswered = {"linkId": item.link_id}
        element = self.elements.get((item.link_id, place), unanswered)
        return expression.evaluate(element, ITEM, variables)


def with_calculated(
    questionnaire: Questionnaire, answers: Answers, calculation: Calculation
) -> dict[str, Any]:
    """Return the answers with the calculated ones in them, and no others to these."""
    filled = without_calculated(questionnaire, answers)
    for item in questionnaire.calculated:
        lists = questionnaire.lists(item)
        for place in places(filled, lists):
            if given := calculation.answers(item, place):
                around = answers_at(filled, lists, place)
                around[item.link_id] = given  # type: ignore[index]
    return filled


def without_calculated(
    questionnaire: Questionnaire, answers: Answers, around: Item | None = None
) -> dict[str, Any]:
    """Return a copy of the answers, which may be those of one occurrence of a list."""
    kept: dict[str, Any] = {}
    for link_id, given in answers.items():
        item = questionnaire.find(link_id)
        if item and item.is_list and item is not around:
            kept[link_id] = [
                without_calculated(questionnaire, each, item)
                for each in occurrences(item, answers)
            ]
        elif item is None or item.calculation is None:
            kept[link_id] = given
    return kept


def as_answer(item: Item, value: Any) -> Any:
    """Return what an expression gives as the item's answer, None if it is none."""
    match item.answer_type, value:
        case "decimal", bool():
            return None
        case "decimal", _ if isinstance(value, int | values.Decimal):
            answer: Any = values.decimal_text(values.rounded(values.Decimal(value)))
        case "integer", values.Decimal() if value == value.to_integral_value():
            answer = int(value)
        case (("choice" | "open-choice"), {"code": code}):
            answer = code
        case "quantity", {"value": number}:
            answer = {**value, "value": values.decimal_text(values.rounded(number))}
        case _:
            answer = value
    return answer if values.read(item.answer_type, answer) is not None else None
