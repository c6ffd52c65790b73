"""How FHIR JSON says a text in several languages, an extension or a value[x]."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

HL7 = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
ANTEROOM = "https://anteroom.example/fhir/StructureDefinition/"

CALCULATED = SDC + "sdc-questionnaire-calculatedExpression"
ENABLE_WHEN = SDC + "sdc-questionnaire-enableWhenExpression"
HIDDEN = HL7 + "questionnaire-hidden"
ITEM_CONTROL = HL7 + "questionnaire-itemControl"
ITEM_WEIGHT = HL7 + "itemWeight"
MAX_OCCURS = HL7 + "questionnaire-maxOccurs"
MAX_VALUE = HL7 + "maxValue"
MIN_LENGTH = HL7 + "minLength"
MIN_OCCURS = HL7 + "questionnaire-minOccurs"
MIN_VALUE = HL7 + "minValue"
ONE_PAGE = ANTEROOM + "one-page"
OPTION_EXCLUSIVE = HL7 + "questionnaire-optionExclusive"
ORDINAL_VALUE = HL7 + "ordinalValue"
REGEX = HL7 + "regex"
REQUIRED_MESSAGE = ANTEROOM + "required-message"
TRANSLATION = HL7 + "translation"
UNIT = HL7 + "questionnaire-unit"
UNIT_OPTION = HL7 + "questionnaire-unitOption"
VARIABLE = HL7 + "variable"

FHIRPATH = "text/fhirpath"


@dataclass(frozen=True)
class Text:
    """A text as it was written, and its translations by lower-case language tag."""

    written: str = ""
    translations: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __bool__(self) -> bool:
        return bool(self.written)

    def in_language(self, language: str) -> str:
        """Return the translation for ``es-mx``, else for ``es``, else as written."""
        tag = language.lower()
        for candidate in (tag, tag.partition("-")[0]):
            if candidate in self.translations:
                return self.translations[candidate]
        return self.written


def text(element: Mapping[str, Any], name: str) -> Text:
    """Return the text ``name`` with the translations that stand in its ``_name``."""
    translations = {
        extension_value(each, "lang").lower(): extension_value(each, "content")
        for each in element.get(f"_{name}", {}).get("extension", [])
        if each["url"] == TRANSLATION
    }
    return Text(element.get(name, ""), translations)


def any_value(element: Mapping[str, Any], prefix: str = "value") -> tuple[str, Any]:
    """Return x and the value of value[x], as ``("Integer", 3)``, or ``("", None)``.

    ``prefix`` is ``answer`` for the answer[x] of an enableWhen.
    """
    for name, value in element.items():
        if name.startswith(prefix) and name != prefix:
            return name.removeprefix(prefix), value
    return "", None


def extensions(element: Mapping[str, Any], *urls: str) -> list[Mapping[str, Any]]:
    return [each for each in element.get("extension", []) if each["url"] in urls]


def extension(element: Mapping[str, Any], *urls: str) -> Mapping[str, Any]:
    """Return the first extension with one of the urls, or an empty mapping."""
    return next(iter(extensions(element, *urls)), {})


def extension_value(element: Mapping[str, Any], *urls: str) -> Any:
    return any_value(extension(element, *urls))[1]


def control(item: Mapping[str, Any]) -> str:
    """Return the code of the itemControl, or an empty string."""
    concept = extension_value(item, ITEM_CONTROL) or {}
    codes = (coding.get("code", "") for coding in concept.get("coding", []))
    return next(codes, "")


def unit(item: Mapping[str, Any]) -> Text:
    coding = extension_value(item, UNIT) or {}
    return text(coding, "display") or Text(coding.get("code", ""))


def weight(option: Mapping[str, Any]) -> int | None:
    """Return the score of an answerOption, which stands on it or on its coding."""
    for element in (option, option.get("valueCoding", {})):
        if found := extension(element, ITEM_WEIGHT, ORDINAL_VALUE):
            return int(any_value(found)[1])
    return None
