"""What of FHIR R4 Questionnaire the engine can do; everything else is refused by name.

Reads the JSON before anything is built from it: a new feature begins here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from intake.questionnaires import expressions, fhir, options, values

Refusal = tuple[str, str]  # linkId, empty for the questionnaire itself; what


def in_lines(refusals: Iterable[Refusal]) -> list[str]:
    """Return each in a line of words."""
    return [f"{link_id}: {what}" if link_id else what for link_id, what in refusals]


Element = Mapping[str, Any]

FIELDS = {
    "id", "linkId", "definition", "code", "prefix", "_prefix", "text", "_text", "type",
    "enableWhen", "enableBehavior", "required", "repeats", "readOnly", "maxLength",
    "answerOption", "answerValueSet", "initial", "extension", "item",
}  # fmt: skip
QUESTIONS = set(values.TYPES)
ITEMS = QUESTIONS | {"group", "display"}
CHOICES = {"choice", "open-choice"}
WRITTEN = {"open-choice", "string", "text", "url"}
WITH_LIMITS = {"date", "dateTime", "decimal", "integer", "time"}
WITH_OPTIONS = CHOICES | {"date", "integer", "string", "time"}
# What an extension, an itemControl or a field may stand on; with the x of value[x].
EXTENSIONS = {
    fhir.CALCULATED: ("Expression", QUESTIONS),
    fhir.ENABLE_WHEN: ("Expression", ITEMS),
    fhir.HIDDEN: ("Boolean", ITEMS),
    fhir.ITEM_CONTROL: ("CodeableConcept", ITEMS),
    fhir.MAX_OCCURS: ("Integer", ITEMS - {"display"}),
    fhir.MAX_VALUE: ("", WITH_LIMITS),
    fhir.MIN_LENGTH: ("Integer", WRITTEN),
    fhir.MIN_OCCURS: ("Integer", ITEMS - {"display"}),
    fhir.MIN_VALUE: ("", WITH_LIMITS),
    fhir.ONE_PAGE: ("Boolean", {"group"}),
    fhir.REGEX: ("String", WRITTEN),
    fhir.REQUIRED_MESSAGE: ("String", QUESTIONS),
    fhir.UNIT: ("Coding", {"decimal", "integer", "quantity"}),
    fhir.UNIT_OPTION: ("Coding", {"quantity"}),
    fhir.VARIABLE: ("Expression", ITEMS),
}
EXPRESSIONS = {
    fhir.CALCULATED: "calculatedExpression",
    fhir.ENABLE_WHEN: "enableWhenExpression",
    fhir.VARIABLE: "variable",
}
CONTROLS = {
    "autocomplete": CHOICES,
    "check-box": WITH_OPTIONS,
    "drop-down": WITH_OPTIONS,
    "help": {"display"},
    "radio-button": WITH_OPTIONS | {"boolean"},
    "text-area": {"text"},
}
ONLY_ON = {
    "answerOption": WITH_OPTIONS,
    "answerValueSet": CHOICES,
    "initial": QUESTIONS,
    "item": ITEMS - {"display"},
    "maxLength": WRITTEN,
    "readOnly": QUESTIONS,
    "repeats": QUESTIONS | {"group"},
    "required": QUESTIONS | {"group"},
}
TRANSLATION = ("lang", "content")


def refusals(resource: Any) -> list[Refusal]:
    """Return every feature of the resource that the engine does not have."""
    is_mapping = isinstance(resource, dict)
    if not is_mapping or resource.get("resourceType") != "Questionnaire":
        return [("", "not a Questionnaire")]
    items = list(_with_descendants(resource.get("item", [])))
    sets = options.value_sets(resource)
    return [
        *(("", what) for what in _whole(resource)),
        *(("", f"linkId {link_id} is used twice") for link_id in _used_twice(items)),
        *((item["linkId"], what) for item in items for what in _item(item, sets)),
    ]


def _with_descendants(items: list[Element]) -> Iterator[Element]:
    for item in items:
        yield item
        yield from _with_descendants(item.get("item", []))


def _used_twice(items: list[Element]) -> list[str]:
    counts = Counter(item["linkId"] for item in items)
    return [link_id for link_id, count in counts.items() if count > 1]


def _whole(resource: Element) -> Iterator[str]:
    for name in ("url", "version", "item"):
        if not resource.get(name):
            yield f"no {name}"
    if "modifierExtension" in resource:
        yield "modifierExtension"
    for extension in resource.get("extension", []):
        if extension["url"] == fhir.VARIABLE:
            yield from _expression(extension)
        else:
            yield f"extension {extension['url']}"
    yield from translations(resource, "title")


def _item(item: Element, sets: options.ValueSets) -> Iterator[str]:
    kind = item["type"]
    if kind not in ITEMS:
        yield f"type {kind}"
        return
    yield from _fields(item, kind)
    yield from _extensions(item, kind)
    yield from _options(item, kind, sets)


def _fields(item: Element, kind: str) -> Iterator[str]:
    for name, value in item.items():
        is_set = value is not False and value != []
        if is_set and (name not in FIELDS or kind not in ONLY_ON.get(name, ITEMS)):
            yield f"{name} on a {kind} item"
    if kind != "group" and not item.get("text"):
        yield "no text"
    behavior = item.get("enableBehavior")
    if len(item.get("enableWhen", [])) > 1 and not behavior:
        yield "several enableWhen without enableBehavior"
    if behavior not in (None, "all", "any"):
        yield f"enableBehavior {behavior}"
    if item.get("enableWhen") and fhir.extension(item, fhir.ENABLE_WHEN):
        yield "enableWhen and enableWhenExpression"
    yield from translations(item, "text")
    yield from translations(item, "prefix")


def translations(element: Element, name: str) -> Iterator[str]:
    """Yield what the engine cannot do of the extensions on a text."""
    for extension in element.get(f"_{name}", {}).get("extension", []):
        if extension["url"] != fhir.TRANSLATION:
            yield f"extension {extension['url']} on {name}"
        elif not all(fhir.extension_value(extension, part) for part in TRANSLATION):
            yield f"a translation of {name} without lang or content"


def _extensions(item: Element, kind: str) -> Iterator[str]:
    for extension in item.get("extension", []):
        url = extension["url"]
        suffix, kinds = EXTENSIONS.get(url, ("", set()))
        if kind not in kinds:
            yield f"extension {url} on a {kind} item"
        elif suffix and fhir.any_value(extension)[0] != suffix:
            yield f"extension {url} that is not a value{suffix}"
        elif url in (fhir.MIN_VALUE, fhir.MAX_VALUE):
            yield from _limit(extension, kind)
        elif suffix == "Expression":
            yield from _expression(extension)
        elif url == fhir.REGEX:
            yield from _regex(extension)
        elif url == fhir.UNIT_OPTION and not extension["valueCoding"].get("code"):
            yield f"extension {url} without a code"
    control = fhir.control(item)
    if control and kind not in CONTROLS.get(control, ()):
        yield f"itemControl {control} on a {kind} item"


def _limit(extension: Element, kind: str) -> Iterator[str]:
    if values.read_fhir(kind, *fhir.any_value(extension)) is None:
        yield f"extension {extension['url']} that is not {values.TYPES[kind].name}"


def _expression(extension: Element) -> Iterator[str]:
    name = EXPRESSIONS[extension["url"]]
    expression = extension.get("valueExpression", {})
    language = expression.get("language")
    if language != fhir.FHIRPATH:
        yield f"{name} in {language}"
        return
    if extension["url"] == fhir.VARIABLE and not expression.get("name"):
        yield "variable without a name"
    try:
        expressions.compiled(expression.get("expression", ""))
    except expressions.Faulty as fault:
        yield f"{name}: {fault}"


def _regex(extension: Element) -> Iterator[str]:
    try:
        re.compile(extension["valueString"])
    except re.error as error:
        yield f"regex that cannot be read: {error}"


def _options(item: Element, kind: str, sets: options.ValueSets) -> Iterator[str]:
    source = item.get("answerValueSet")
    if source and item.get("answerOption"):
        yield "answerOption and answerValueSet"
    elif source and not sets.get(source):
        yield f"answerValueSet {source}, which is no contained list of codes"
    elif kind == "choice" and not source and not item.get("answerOption"):
        yield "a choice without answerOption"
    yield from options.refused(item)
    for option in item.get("answerOption", []):
        yield from translations(option, "valueString")
        yield from translations(option.get("valueCoding", {}), "display")
