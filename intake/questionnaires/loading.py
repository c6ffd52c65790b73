"""Making a questionnaire of a FHIR R4 resource, or refusing it by name."""

import re
from itertools import chain, count
from typing import Any

from intake.questionnaires import fhir, values
from intake.questionnaires.consistency import contradictions
from intake.questionnaires.definition import Condition, Item, Option, Questionnaire
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
    taken = set(BUTTONS)
    questionnaire = Questionnaire(
        canonical=f"{resource['url']}|{resource['version']}",
        title=fhir.text(resource, "title"),
        sections=tuple(_item(raw, taken) for raw in resource["item"]),
        resource=resource,
    )
    if reasons := contradictions(questionnaire):
        raise Unsupported(reasons)
    return questionnaire


def _item(raw: dict[str, Any], taken: set[str]) -> Item:
    message = fhir.extension(raw, fhir.REQUIRED_MESSAGE)
    return Item(
        link_id=raw["linkId"],
        slug=_slug(raw["linkId"], taken),
        type=raw["type"],
        text=fhir.text(raw, "text"),
        prefix=fhir.text(raw, "prefix"),
        unit=fhir.unit(raw),
        control=fhir.control(raw),
        required=raw.get("required", False),
        required_message=fhir.text(message, "valueString"),
        repeats=raw.get("repeats", False),
        hidden=bool(fhir.extension_value(raw, fhir.HIDDEN)),
        one_page=bool(fhir.extension_value(raw, fhir.ONE_PAGE)),
        max_length=raw.get("maxLength"),
        minimum=_limit(raw, fhir.MIN_VALUE),
        maximum=_limit(raw, fhir.MAX_VALUE),
        options=tuple(_option(option) for option in raw.get("answerOption", [])),
        conditions=tuple(_condition(when) for when in raw.get("enableWhen", [])),
        any_condition=raw.get("enableBehavior") == "any",
        items=tuple(_item(child, taken) for child in raw.get("item", [])),
    )


def _slug(link_id: str, taken: set[str]) -> str:
    """Return a slug no other item has: 44250-9 for ``/44250-9``, the next 44250-9-2."""
    base = re.sub(r"[^a-z0-9]+", "-", link_id.lower()).strip("-") or "item"
    numbered = (f"{base}-{number}" for number in count(2))
    slug = next(each for each in chain([base], numbered) if each not in taken)
    taken.add(slug)
    return slug


def _limit(raw: dict[str, Any], url: str) -> Any:
    return values.read_fhir(*fhir.any_value(fhir.extension(raw, url)))


def _option(raw: dict[str, Any]) -> Option:
    coding = raw["valueCoding"]
    return Option(
        code=coding["code"],
        text=fhir.text(coding, "display") or Text(coding["code"]),
        coding={key: coding[key] for key in ("system", "code") if key in coding},
        weight=fhir.weight(raw),
    )


def _condition(raw: dict[str, Any]) -> Condition:
    suffix, answer = fhir.any_value(raw, "answer")
    meaning = values.read_fhir(suffix, answer)
    return Condition(raw["question"], raw["operator"], suffix, meaning)
