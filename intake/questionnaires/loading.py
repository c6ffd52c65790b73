"""Making a questionnaire of a FHIR R4 resource, or refusing it by name."""

import re
from itertools import chain, count
from typing import Any

from intake.questionnaires import fhir, options, values
from intake.questionnaires.consistency import contradictions
from intake.questionnaires.definition import Condition, Item, Option, Questionnaire
from intake.questionnaires.expressions import Expression
from intake.questionnaires.fhir import Text
from intake.questionnaires.supported import Refusal, refusals

BUTTONS = ("continue", "later", "remove")  # on the same pages; no slug may be one


class Unsupported(Exception):
    """A resource that is no Questionnaire, or asks for what the engine cannot do.

    ``refusals`` names each reason as ``(linkId, what)``; no linkId means the whole.
    """

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__("; ".join(f"{link_id}: {what}" for link_id, what in refusals))
        self.refusals = refusals


def load(resource: Any) -> Questionnaire:
    """Return the questionnaire in a FHIR R4 resource; raise Unsupported, naming all.

    Expects the JSON of a valid resource: a broken one raises KeyError or TypeError.
    """
    if reasons := refusals(resource):
        raise Unsupported(reasons)
    loader = _Loader(resource)
    questionnaire = Questionnaire(
        canonical=f"{resource['url']}|{resource['version']}",
        title=fhir.text(resource, "title"),
        variables=_expressions(resource, fhir.VARIABLE),
        sections=tuple(loader.item(raw) for raw in resource["item"]),
        resource=resource,
    )
    if reasons := contradictions(questionnaire):
        raise Unsupported(reasons)
    return questionnaire


class _Loader:
    def __init__(self, resource: dict[str, Any]) -> None:
        self.sets = options.value_sets(resource)
        self.types = {
            item["linkId"]: options.answer_type(item)
            for item in _with_descendants(resource["item"])
        }
        self.taken = set(BUTTONS)

    def item(self, raw: dict[str, Any], *, is_hidden: bool = False) -> Item:
        hidden = is_hidden or bool(fhir.extension_value(raw, fhir.HIDDEN))
        message = fhir.extension(raw, fhir.REQUIRED_MESSAGE)
        calculation = _expression(raw, fhir.CALCULATED)
        return Item(
            link_id=raw["linkId"],
            slug=_slug(raw["linkId"], self.taken),
            type=raw["type"],
            answer_type=options.answer_type(raw),
            text=fhir.text(raw, "text"),
            prefix=fhir.text(raw, "prefix"),
            unit=fhir.unit(raw),
            units=_units(raw),
            control=fhir.control(raw),
            required=raw.get("required", False),
            required_message=fhir.text(message, "valueString"),
            repeats=raw.get("repeats", False),
            read_only=raw.get("readOnly", False) or calculation is not None,
            hidden=hidden,
            one_page=bool(fhir.extension_value(raw, fhir.ONE_PAGE)),
            min_length=fhir.extension_value(raw, fhir.MIN_LENGTH),
            max_length=raw.get("maxLength"),
            pattern=_pattern(raw),
            minimum=_limit(raw, fhir.MIN_VALUE),
            maximum=_limit(raw, fhir.MAX_VALUE),
            min_occurs=fhir.extension_value(raw, fhir.MIN_OCCURS) or 0,
            max_occurs=fhir.extension_value(raw, fhir.MAX_OCCURS),
            initial=_initial(raw),
            options=options.options_of(raw, self.sets),
            conditions=tuple(
                self.condition(when) for when in raw.get("enableWhen", [])
            ),
            any_condition=raw.get("enableBehavior") == "any",
            condition_expression=_expression(raw, fhir.ENABLE_WHEN),
            calculation=calculation,
            variables=_expressions(raw, fhir.VARIABLE),
            items=tuple(
                self.item(child, is_hidden=hidden) for child in raw.get("item", [])
            ),
            element=raw,
        )

    def condition(self, raw: dict[str, Any]) -> Condition:
        suffix, answer = fhir.any_value(raw, "answer")
        if raw["operator"] == "exists":
            meaning = answer
        else:
            kind = self.types.get(raw["question"])
            meaning = values.read_fhir(kind, suffix, answer) if kind else None
        return Condition(raw["question"], raw["operator"], suffix, meaning)


def _with_descendants(raw_items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    below = (_with_descendants(raw.get("item", [])) for raw in raw_items)
    return [*raw_items, *chain.from_iterable(below)]


def _slug(link_id: str, taken: set[str]) -> str:
    """Return a slug no other item has: 44250-9 for ``/44250-9``, the next 44250-9-2."""
    base = re.sub(r"[^a-z0-9]+", "-", link_id.lower()).strip("-") or "item"
    numbered = (f"{base}-{number}" for number in count(2))
    slug = next(each for each in chain([base], numbered) if each not in taken)
    taken.add(slug)
    return slug


def _expressions(raw: dict[str, Any], url: str) -> tuple[Expression, ...]:
    found = (each["valueExpression"] for each in fhir.extensions(raw, url))
    return tuple(Expression(each["expression"], each.get("name", "")) for each in found)


def _expression(raw: dict[str, Any], url: str) -> Expression | None:
    return next(iter(_expressions(raw, url)), None)


def _limit(raw: dict[str, Any], url: str) -> Any:
    if found := fhir.extension(raw, url):
        return values.read_fhir(raw["type"], *fhir.any_value(found))
    return None


def _pattern(raw: dict[str, Any]) -> re.Pattern[str] | None:
    regex = fhir.extension_value(raw, fhir.REGEX)
    return None if regex is None else re.compile(regex)


def _initial(raw: dict[str, Any]) -> tuple[Any, ...]:
    kind = options.answer_type(raw)
    found = (fhir.any_value(each) for each in raw.get("initial", []))
    return tuple(values.answer_in(kind, suffix, value) for suffix, value in found)


def _units(raw: dict[str, Any]) -> tuple[Option, ...]:
    codings = [each["valueCoding"] for each in fhir.extensions(raw, fhir.UNIT_OPTION)]
    return tuple(
        Option(
            answer=coding["code"],
            text=fhir.text(coding, "display") or Text(coding["code"]),
            coding={key: coding[key] for key in ("system", "code") if key in coding},
            weight=None,
            is_exclusive=False,
        )
        for coding in codings
    )
