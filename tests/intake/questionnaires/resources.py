"""FHIR Questionnaires in few words, for the tests of the engine."""

from intake.questionnaires import fhir
from intake.questionnaires.definition import Questionnaire
from intake.questionnaires.loading import load

HIDDEN = {"url": fhir.HIDDEN, "valueBoolean": True}


def resource(*sections, **fields) -> dict:
    return {
        "resourceType": "Questionnaire",
        "url": "https://anteroom.example/fhir/Questionnaire/test",
        "version": "1.0",
        "status": "active",
        "title": "Test",
        "item": list(sections),
        **fields,
    }


def questionnaire(*sections, **fields) -> Questionnaire:
    return load(resource(*sections, **fields))


def group(link_id, *items, extension=(), **fields) -> dict:
    item = {"linkId": link_id, "type": "group", "text": f"About {link_id}"}
    return _item(item, items, extension, fields)


def one_page(link_id, *items, **fields) -> dict:
    one_page = {"url": fhir.ONE_PAGE, "valueBoolean": True}
    return group(link_id, *items, extension=[one_page], **fields)


def question(link_id, kind="boolean", *items, extension=(), **fields) -> dict:
    item = {"linkId": link_id, "type": kind, "text": f"What is {link_id}?"}
    is_choice = kind in ("choice", "open-choice")
    if is_choice and not fields.keys() & {"answerOption", "answerValueSet"}:
        fields["answerOption"] = [option("a"), option("b"), option("unsure")]
    return _item(item, items, extension, fields)


def note(link_id, text="Read this.", **fields) -> dict:
    return {"linkId": link_id, "type": "display", "text": text, **fields}


def help_text(link_id, text) -> dict:
    return note(link_id, text, extension=[control("help")])


def option(code, display=None, weight=None, **coding) -> dict:
    raw = {"valueCoding": {"code": code, "display": display or code.title(), **coding}}
    if weight is not None:
        raw["extension"] = [{"url": fhir.ITEM_WEIGHT, "valueDecimal": weight}]
    return raw


def control(code) -> dict:
    return {
        "url": fhir.ITEM_CONTROL,
        "valueCodeableConcept": {"coding": [{"code": code}]},
    }


def when(question, operator="=", **answer) -> dict:
    return {"question": question, "operator": operator, **answer}


def calculated(text) -> dict:
    return {"url": fhir.CALCULATED, "valueExpression": expression(text)}


def enabled_when(text) -> dict:
    return {"url": fhir.ENABLE_WHEN, "valueExpression": expression(text)}


def variable(name, text) -> dict:
    return {"url": fhir.VARIABLE, "valueExpression": expression(text, name=name)}


def expression(text, **fields) -> dict:
    return {"language": "text/fhirpath", "expression": text, **fields}


def translated(language, content) -> dict:
    parts = [
        {"url": "lang", "valueCode": language},
        {"url": "content", "valueString": content},
    ]
    return {"extension": [{"url": fhir.TRANSLATION, "extension": parts}]}


def _item(item, items, extension, fields) -> dict:
    item |= fields
    if items:
        item["item"] = list(items)
    if extension:
        item["extension"] = list(extension)
    return item


def raw_items(element):
    """Yield the JSON of every item in a questionnaire, a response or an item."""
    for item in element.get("item", []):
        yield item
        yield from raw_items(item)
