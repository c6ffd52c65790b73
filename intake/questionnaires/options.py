"""The answers to choose from: an item's own, or those of a contained ValueSet."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from intake.questionnaires import fhir, values
from intake.questionnaires.definition import Option
from intake.questionnaires.fhir import Text

Element = Mapping[str, Any]
ValueSets = Mapping[str, list[Element]]  # "#id": what would be answerOptions

# The kinds of answers that the values of an answerOption are.
KINDS = {
    "Coding": "choice",
    "Date": "date",
    "Integer": "integer",
    "String": "string",
    "Time": "time",
}
WEIGHTS = {fhir.ITEM_WEIGHT, fhir.ORDINAL_VALUE}


def value_sets(resource: Element) -> ValueSets:
    """Return the options of every ValueSet contained in the questionnaire.

    One that does not name all its codes has none.
    """
    return {
        f"#{each.get('id')}": list(_concepts(each))
        for each in resource.get("contained", [])
        if each.get("resourceType") == "ValueSet"
    }


def options_of(item: Element, sets: ValueSets) -> tuple[Option, ...]:
    raw = item.get("answerOption") or sets.get(item.get("answerValueSet", ""), [])
    return tuple(_option(each) for each in raw)


def answer_type(item: Element) -> str:
    """Return what kind of answers an item takes: strings, for a choice of strings."""
    kind: str = item["type"]
    suffixes = [fhir.any_value(each)[0] for each in item.get("answerOption", [])]
    return KINDS[suffixes[0]] if suffixes and suffixes[0] != "Coding" else kind


def refused(item: Element) -> Iterator[str]:
    """Yield what the engine cannot do of an item's own options."""
    found = item.get("answerOption", [])
    suffixes = {fhir.any_value(each)[0] for each in found}
    if not suffixes <= _suffixes(item["type"]) or len(suffixes) > 1:
        yield "an answerOption that is not of the type of the question"
        return
    answers = [values.from_fhir(*fhir.any_value(each)) for each in found]
    for answer, count in Counter(answers).items():
        if answer is None:
            yield "an answerOption without a code"
        elif count > 1:
            yield f"two options with the answer {answer}"
    for option in found:
        yield from _refused_of_option(option)


def _suffixes(kind: str) -> set[str]:
    if kind == "choice":
        return set(KINDS)
    if kind == "open-choice":
        return {"Coding", "String"}
    return {suffix for suffix, each in KINDS.items() if each == kind}


def _refused_of_option(option: Element) -> Iterator[str]:
    coding = option.get("valueCoding", {})
    if option.get("initialSelected"):
        yield "initialSelected"
    for extension in (*option.get("extension", []), *coding.get("extension", [])):
        url = extension["url"]
        suffix, value = fhir.any_value(extension)
        if url not in WEIGHTS | {fhir.OPTION_EXCLUSIVE}:
            yield f"extension {url} on an option"
        elif url in WEIGHTS and not coding:
            yield "a weight on an option without a code"
        elif url in WEIGHTS and (suffix != "Decimal" or value % 1):
            yield "a weight that is not a whole number"


def _concepts(value_set: Element) -> Iterator[Element]:
    """Yield what the ValueSet names, each as an answerOption."""
    if expansion := value_set.get("expansion"):
        yield from _expanded(expansion.get("contains", []))
        return
    compose = value_set.get("compose", {})
    includes = compose.get("include", [])
    if "exclude" in compose or not all(each.get("concept") for each in includes):
        return
    for include in includes:
        for concept in include["concept"]:
            yield _as_option(concept, include.get("system"))


def _expanded(concepts: list[Element]) -> Iterator[Element]:
    for concept in concepts:
        if "code" in concept and not concept.get("abstract"):
            yield _as_option(concept, concept.get("system"))
        yield from _expanded(concept.get("contains", []))


def _as_option(concept: Element, system: str | None) -> Element:
    coding = {"code": concept["code"]} | ({"system": system} if system else {})
    if "display" in concept:
        coding["display"] = concept["display"]
    translated = [_translation(each) for each in concept.get("designation", [])]
    return {
        "valueCoding": {**coding, "_display": {"extension": translated}},
        "extension": fhir.extensions(concept, *WEIGHTS),
    }


def _translation(designation: Element) -> Element:
    language = {"url": "lang", "valueCode": designation.get("language", "")}
    content = {"url": "content", "valueString": designation["value"]}
    return {"url": fhir.TRANSLATION, "extension": [language, content]}


def _option(raw: Element) -> Option:
    suffix, value = fhir.any_value(raw)
    coding = raw.get("valueCoding", {})
    return Option(
        answer=values.from_fhir(suffix, value),
        text=_text(raw, suffix, value),
        coding={key: coding[key] for key in ("system", "code") if key in coding},
        weight=fhir.weight(raw),
        is_exclusive=bool(fhir.extension_value(raw, fhir.OPTION_EXCLUSIVE)),
    )


def _text(raw: Element, suffix: str, value: Any) -> Text:
    if suffix == "Coding":
        return fhir.text(value, "display") or Text(value["code"])
    return fhir.text(raw, "valueString") or Text(str(value))
