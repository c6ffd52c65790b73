"""What of FHIR R4 Questionnaire the engine can do; everything else is refused by name.

Reads the JSON before anything is built from it: a new feature begins here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from intake.questionnaires import fhir, values

Refusal = tuple[str, str]  # linkId, empty for the questionnaire itself; what
Element = Mapping[str, Any]

FIELDS = {
    "id", "linkId", "definition", "code", "prefix", "_prefix", "text", "_text", "type",
    "enableWhen", "enableBehavior", "required", "repeats", "maxLength", "answerOption",
    "extension", "item",
}  # fmt: skip
QUESTIONS = set(values.TYPES)
ITEMS = QUESTIONS | {"group", "display"}
ORDERED = {kind for kind, value_type in values.TYPES.items() if value_type.is_ordered}
# What an extension, an itemControl or a field may stand on.
EXTENSIONS = {
    fhir.HIDDEN: ITEMS,
    fhir.ITEM_CONTROL: ITEMS,
    fhir.MAX_VALUE: ORDERED,
    fhir.MIN_VALUE: ORDERED,
    fhir.ONE_PAGE: {"group"},
    fhir.REQUIRED_MESSAGE: QUESTIONS,
    fhir.UNIT: {"decimal", "integer"},
}
CONTROLS = {
    "check-box": {"choice"},
    "drop-down": {"choice"},
    "help": {"display"},
    "radio-button": {"boolean", "choice"},
    "text-area": {"text"},
}
ONLY_ON = {
    "answerOption": {"choice"},
    "item": ITEMS - {"display"},
    "maxLength": {"string", "text"},
    "repeats": {"choice", "decimal", "group", "integer", "string"},
    "required": QUESTIONS | {"group"},
}
TRANSLATION = ("lang", "content")
WEIGHTS = {fhir.ITEM_WEIGHT, fhir.ORDINAL_VALUE}


def refusals(resource: Any) -> list[Refusal]:
    """Return every feature of the resource that the engine does not have."""
    is_mapping = isinstance(resource, dict)
    if not is_mapping or resource.get("resourceType") != "Questionnaire":
        return [("", "not a Questionnaire")]
    items = list(_with_descendants(resource.get("item", [])))
    return [
        *(("", what) for what in _whole(resource)),
        *(("", f"linkId {link_id} is used twice") for link_id in _used_twice(items)),
        *((item["linkId"], what) for item in items for what in _item(item)),
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
        yield f"extension {extension['url']}"
    yield from _translations(resource, "title")


def _item(item: Element) -> Iterator[str]:
    kind = item["type"]
    if kind not in ITEMS:
        yield f"type {kind}"
        return
    yield from _fields(item, kind)
    yield from _extensions(item, kind)
    yield from _options(item, kind)


def _fields(item: Element, kind: str) -> Iterator[str]:
    for name, value in item.items():
        is_set = value is not False and value != []
        if is_set and (name not in FIELDS or kind not in ONLY_ON.get(name, ITEMS)):
            yield f"{name} on a {kind} item"
    if kind != "group" and not item.get("text"):
        yield "no text"
    if len(item.get("enableWhen", [])) > 1 and "enableBehavior" not in item:
        yield "several enableWhen without enableBehavior"
    yield from _translations(item, "text")
    yield from _translations(item, "prefix")


def _translations(element: Element, name: str) -> Iterator[str]:
    for extension in element.get(f"_{name}", {}).get("extension", []):
        if extension["url"] != fhir.TRANSLATION:
            yield f"extension {extension['url']} on {name}"
        elif None in [fhir.extension_value(extension, key) for key in TRANSLATION]:
            yield f"a translation of {name} without lang or content"


def _extensions(item: Element, kind: str) -> Iterator[str]:
    for extension in item.get("extension", []):
        url = extension["url"]
        if kind not in EXTENSIONS.get(url, ()):
            yield f"extension {url} on a {kind} item"
        elif url in (fhir.MIN_VALUE, fhir.MAX_VALUE):
            yield from _limit(extension, kind)
    control = fhir.control(item)
    if control and kind not in CONTROLS.get(control, ()):
        yield f"itemControl {control} on a {kind} item"


def _limit(extension: Element, kind: str) -> Iterator[str]:
    suffix, value = fhir.any_value(extension)
    is_of_type = suffix == values.TYPES[kind].fhir
    if not is_of_type or values.read_fhir(suffix, value) is None:
        yield f"extension {extension['url']} that is not {values.TYPES[kind].name}"


def _options(item: Element, kind: str) -> Iterator[str]:
    options = item.get("answerOption", [])
    if kind == "choice" and not options:
        yield "a choice without answerOption"
    codes = Counter(option.get("valueCoding", {}).get("code") for option in options)
    for code, count in codes.items():
        if not code:
            yield "an answerOption that is not a valueCoding with a code"
        elif count > 1:
            yield f"two options with the code {code}"
    for option in options:
        yield from _option(option)


def _option(option: Element) -> Iterator[str]:
    coding = option.get("valueCoding", {})
    if option.get("initialSelected"):
        yield "initialSelected"
    for extension in (*option.get("extension", []), *coding.get("extension", [])):
        if extension["url"] not in WEIGHTS:
            yield f"extension {extension['url']} on an option"
        elif fhir.any_value(extension)[1] % 1:
            yield "a weight that is not a whole number"
    yield from _translations(coding, "display")
