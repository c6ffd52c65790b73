"""The eligibility questionnaire as one FHIR R4 resource, composed of its sections.

``python -m intake.instruments.compose`` writes the release that ``form.toml`` names.
The sections hold our own questions in short; ``README.md`` says how. An
instrument comes in whole, as its own resource has it.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from intake.eligibility.medicines import listed_names
from intake.instruments import resource
from intake.questionnaires import fhir

FOLDER = Path(__file__).parent / "eligibility"
CODE_SYSTEMS = "https://anteroom.example/fhir/CodeSystem"
OWN_CODES = f"{CODE_SYSTEMS}/answers"
NAMES = {"medicines": listed_names}
"""Lists of names to find an answer by."""
NO_MORE = {"no", "never", "unsure"}
"""Answers after which nobody is asked to tell more."""
ALONE = {"unsure"}
"""Answers that stand beside no other where several may be selected."""
EXCLUSIVE = {"url": fhir.OPTION_EXCLUSIVE, "valueBoolean": True}
LEAVE_BLANK = "Write what you know. You can leave this blank."

Raw = dict[str, Any]


def compose(folder: Path = FOLDER) -> Raw:
    """Return the questionnaire that the files of a folder make."""
    form = _read(folder / "form.toml")
    composer = _Composer(form["answers"])
    sections = [
        composer.section(_read(folder / f"{name}.toml")) for name in form["sections"]
    ]
    notices = dict.fromkeys(
        notice for text in composer.copyrights for notice in text.split("\n\n")
    )
    return _present(
        resourceType="Questionnaire",
        **form["questionnaire"],
        copyright="\n\n".join(notices),
        contained=[_value_set(name, NAMES[name]()) for name in composer.named],
        item=sections,
    )


def _read(path: Path) -> Raw:
    return tomllib.loads(path.read_text("utf-8"))


class _Composer:
    """Keeps the codings already met, which the conditions of later items refer to."""

    def __init__(self, answers: Mapping[str, Mapping[str, str]]) -> None:
        self.answers = answers
        self.codings: dict[tuple[str, str], Raw] = {}
        self.copyrights: list[str] = []
        self.named: dict[str, None] = {}

    def section(self, short: Raw) -> Raw:
        return next(self.items({"text": short["title"], **short}))

    def items(self, short: Raw) -> Iterator[Raw]:
        """Yield the FHIR items that one entry of a section stands for."""
        if "include" in short:
            yield from self.instrument(short)
            return
        yield _present(
            linkId=short["id"],
            extension=list(_extensions(short)),
            code=[_loinc(short["loinc"])] if "loinc" in short else [],
            text=short.get("text"),
            type=_type(short),
            **self.conditions(short),
            required="message" in short or short.get("list"),
            repeats=short.get("list") or short.get("control") == "check-box",
            maxLength=short.get("max_length"),
            answerOption=self.options(short),
            answerValueSet=self.value_set(short),
            item=[
                *_help(short),
                *(item for each in short.get("items", []) for item in self.items(each)),
            ],
        )
        if "more" in short:
            yield from self.items(self.more(short))

    def instrument(self, short: Raw) -> Iterator[Raw]:
        shipped = resource(short["include"])
        self.copyrights.append(shipped["copyright"])
        for item in shipped["item"]:
            self.keep_codings(item)
            yield item | self.conditions(short)

    def more(self, short: Raw) -> Raw:
        """Return the question for the patient's own words after an answer."""
        told = [code for code in self.choices(short) if code not in NO_MORE]
        return {
            "id": f"{short['id']}-more",
            "text": short["more"],
            "type": "text",
            "control": "text-area",
            "max_length": 1000,
            "when": {short["id"]: told},
            "help": short.get("more_help", LEAVE_BLANK),
        }

    def choices(self, short: Raw) -> Mapping[str, str]:
        named = short.get("answers", {})
        return self.answers[named] if isinstance(named, str) else named

    def options(self, short: Raw) -> list[Raw]:
        codings = [
            {"system": OWN_CODES, "code": code, "display": display}
            for code, display in self.choices(short).items()
        ]
        for coding in codings:
            self.codings[short["id"], coding["code"]] = coding
        several = short.get("control") == "check-box"
        return [
            _present(
                extension=[EXCLUSIVE] if several and coding["code"] in ALONE else [],
                valueCoding=coding,
            )
            for coding in codings
        ]

    def value_set(self, short: Raw) -> str:
        """Return the reference to the names to find the answer by, if there are any."""
        if "names" not in short:
            return ""
        self.named[short["names"]] = None
        return f"#{short['names']}"

    def keep_codings(self, item: Raw) -> None:
        for option in item.get("answerOption", []):
            coding = option["valueCoding"]
            self.codings[item["linkId"], coding["code"]] = coding
        for child in item.get("item", []):
            self.keep_codings(child)

    def conditions(self, short: Raw) -> Raw:
        """Return enableWhen: one of the answers named is enough."""
        conditions = [
            self.condition(link_id, value)
            for link_id, values in short.get("when", {}).items()
            for value in (values if isinstance(values, list) else [values])
        ]
        if not conditions:
            return {}
        several = {"enableBehavior": "any"} if len(conditions) > 1 else {}
        return {"enableWhen": conditions, **several}

    def condition(self, link_id: str, value: str) -> Raw:
        """Return one condition: a code, or ``">= 180"``."""
        if value.startswith(">= "):
            number = int(value.removeprefix(">= "))
            return {"question": link_id, "operator": ">=", "answerInteger": number}
        coding = self.codings[link_id, value]
        answer = {"system": coding["system"], "code": coding["code"]}
        return {"question": link_id, "operator": "=", "answerCoding": answer}


def _value_set(name: str, words: list[str]) -> Raw:
    """Return a contained ValueSet in which each name is its own code."""
    concepts = [{"code": word, "display": word} for word in words]
    return {
        "resourceType": "ValueSet",
        "id": name,
        "status": "active",
        "compose": {
            "include": [{"system": f"{CODE_SYSTEMS}/{name}", "concept": concepts}]
        },
    }


def _present(**fields: Any) -> Raw:
    """Return the fields that say something; FHIR JSON has no empty ones."""
    return {name: value for name, value in fields.items() if value}


def _type(short: Raw) -> str:
    if "items" in short:
        return "group"
    return str(short.get("type", "choice" if "answers" in short else "display"))


def _extensions(short: Raw) -> Iterator[Raw]:
    if "message" in short:
        yield {"url": fhir.REQUIRED_MESSAGE, "valueString": short["message"]}
    if "control" in short:
        yield _control(short["control"])
    if "page" in short:
        yield {"url": fhir.ONE_PAGE, "valueBoolean": True}
    if "hidden" in short:
        yield {"url": fhir.HIDDEN, "valueBoolean": True}
    if "unit" in short:
        code, display = short["unit"]
        unit = {"system": "http://unitsofmeasure.org", "code": code, "display": display}
        yield {"url": fhir.UNIT, "valueCoding": unit}
    for name, url in (("min", fhir.MIN_VALUE), ("max", fhir.MAX_VALUE)):
        if name in short:
            yield {"url": url, f"value{short['type'].title()}": short[name]}


def _control(code: str) -> Raw:
    coding = {"system": "http://hl7.org/fhir/questionnaire-item-control", "code": code}
    return {"url": fhir.ITEM_CONTROL, "valueCodeableConcept": {"coding": [coding]}}


def _loinc(code: str) -> Raw:
    return {"system": "http://loinc.org", "code": code}


def _help(short: Raw) -> Iterator[Raw]:
    if "help" in short:
        yield {
            "linkId": f"{short['id']}-help",
            "extension": [_control("help")],
            "text": short["help"],
            "type": "display",
        }


if __name__ == "__main__":
    made = compose()
    release = FOLDER / f"{made['version']}.json"
    release.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", "utf-8")
