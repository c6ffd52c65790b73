"""Whether JSON is a FHIR resource at all, by the published definitions.

R4 Questionnaires and responses are valid in R4B, for which there is a library.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fhir.resources.R4B.questionnaire import Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from pydantic import ValidationError

Problem = tuple[str, str]  # linkId, empty for the resource itself; what
Steps = Sequence[int | str]
CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
MODELS: dict[str, Any] = {
    "Questionnaire": Questionnaire,
    "QuestionnaireResponse": QuestionnaireResponse,
}


def problems(resource: Any, resource_type: str) -> list[Problem]:
    """Return what keeps JSON from being a resource of this type; no answer is named."""
    is_mapping = isinstance(resource, dict)
    if not is_mapping or resource.get("resourceType") != resource_type:
        return [("", f"not a {resource_type}")]
    try:
        MODELS[resource_type].model_validate(resource)
        return [_problem(resource, *each) for each in _no_values(resource)]
    except ValidationError as refused:
        return [
            _problem(resource, error["loc"], _message(error))
            for error in refused.errors(include_input=False, include_url=False)
        ]
    except RecursionError:
        return [("", "nested too deeply")]


def _message(error: Mapping[str, Any]) -> str:
    if error["type"] == "string_pattern_mismatch":
        return "not written as FHIR asks"
    return str(error["msg"]).splitlines()[0]


def _problem(resource: Any, steps: Steps, message: str) -> Problem:
    """Name the item that the steps lead through, and the way on from there."""
    link_id = ""
    way: list[str] = []
    for step in steps:
        resource = _inside(resource, step)
        way.append(str(step))
        if isinstance(resource, dict) and isinstance(resource.get("linkId"), str):
            link_id = resource["linkId"]
            way = []
    return link_id, f"{'.'.join(way)}: {message}" if way else message


def _inside(value: Any, step: int | str) -> Any:
    try:
        return value[step]
    except (IndexError, KeyError, TypeError):
        return None


def _no_values(
    value: Any, steps: tuple[int | str, ...] = ()
) -> Iterator[tuple[Steps, str]]:
    """Yield what FHIR's JSON may not hold, though the library lets it pass."""
    if value is None:
        yield steps, "null is no value"
    elif isinstance(value, str) and CONTROL_CHARACTER.search(value):
        yield steps, "a control character"
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _no_values(each, (*steps, name))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _no_values(each, (*steps, index))
