import datetime
from decimal import Decimal

import pytest

from intake.questionnaires import fhir
from intake.questionnaires.loading import Unsupported, load
from tests.intake.questionnaires.resources import (
    control,
    group,
    help_text,
    note,
    one_page,
    option,
    question,
    questionnaire,
    resource,
    translated,
    when,
)


def refused(*sections, **fields):
    with pytest.raises(Unsupported) as caught:
        load(resource(*sections, **fields))
    return caught.value.refusals


def extension(url, **value):
    return {"url": url, **value}


def test_load_keeps_the_resource_and_names_it_with_its_version():
    original = resource(group("heart", question("pain")))

    loaded = load(original)

    assert loaded.canonical == "https://anteroom.example/fhir/Questionnaire/test|1.0"
    assert loaded.resource == original
    assert [item.link_id for item in loaded.items] == ["heart", "pain"]
    assert [section.link_id for section in loaded.sections] == ["heart"]


def test_load_reads_what_the_pages_need_of_a_question():
    loaded = questionnaire(
        group(
            "heart",
            question(
                "top",
                "integer",
                help_text("why", "We check this first."),
                required=True,
                prefix="1.",
                extension=[
                    extension(fhir.MIN_VALUE, valueInteger=40),
                    extension(fhir.MAX_VALUE, valueInteger=300),
                    extension(fhir.UNIT, valueCoding={"code": "mm[Hg]"}),
                    extension(fhir.REQUIRED_MESSAGE, valueString="Enter the top one"),
                ],
            ),
        )
    )

    top = loaded.item("top")

    assert (top.required, top.repeats, top.hidden) == (True, False, False)
    assert (top.minimum, top.maximum) == (40, 300)
    assert top.prefix.written == "1."
    assert top.unit.written == "mm[Hg]"
    assert top.required_message.written == "Enter the top one"
    assert [each.text.written for each in top.help] == ["We check this first."]


def test_load_reads_limits_in_the_type_of_the_question():
    loaded = questionnaire(
        group(
            "limits",
            question(
                "weight",
                "decimal",
                extension=[extension(fhir.MIN_VALUE, valueDecimal=2.5)],
            ),
            question(
                "day",
                "date",
                extension=[extension(fhir.MAX_VALUE, valueDate="2030-01-31")],
            ),
        )
    )

    assert loaded.item("weight").minimum == Decimal("2.5")
    assert loaded.item("day").maximum == datetime.date(2030, 1, 31)


def test_in_language_falls_back_from_the_region_to_the_language_to_what_was_written():
    text = (
        questionnaire(
            group("mood", question("sad", _text=translated("es", "¿Está triste?")))
        )
        .item("sad")
        .text
    )

    assert text.in_language("es-MX") == "¿Está triste?"
    assert text.in_language("es") == "¿Está triste?"
    assert text.in_language("fr") == "What is sad?"


def test_slug_is_unique_and_fit_for_a_url():
    loaded = questionnaire(
        group("PHQ 9", question("/44250-9"), question("44250.9"), question("??"))
    )

    assert [item.slug for item in loaded.items] == [
        "phq-9",
        "44250-9",
        "44250-9-2",
        "item",
    ]


def test_slug_is_none_of_the_names_of_the_buttons_beside_a_question():
    loaded = questionnaire(group("s", question("later"), question("continue")))

    assert [item.slug for item in loaded.items] == ["s", "later-2", "continue-2"]


@pytest.mark.parametrize(
    ("item", "what"),
    [
        pytest.param(question("q", "quantity"), "type quantity", id="type"),
        pytest.param(
            question("q", readOnly=True), "readOnly on a boolean item", id="field"
        ),
        pytest.param(
            question("q", "choice", answerValueSet="#v", answerOption=[option("a")]),
            "answerValueSet on a choice item",
            id="value-set",
        ),
        pytest.param(
            question("q", extension=[extension("http://x.example/calculated")]),
            "extension http://x.example/calculated on a boolean item",
            id="extension",
        ),
        pytest.param(
            question("q", extension=[control("slider")]),
            "itemControl slider on a boolean item",
            id="control",
        ),
        pytest.param(
            question("q", "choice", answerOption=[{"valueString": "a"}]),
            "an answerOption that is not a valueCoding with a code",
            id="option",
        ),
        pytest.param(
            question("q", "choice", answerOption=[option("a"), option("a")]),
            "two options with the code a",
            id="option-twice",
        ),
        pytest.param(
            question("q", "choice", answerOption=[option("a", weight=0.5)]),
            "a weight that is not a whole number",
            id="weight",
        ),
        pytest.param(
            question(
                "q", "choice", answerOption=[option("a") | {"initialSelected": True}]
            ),
            "initialSelected",
            id="preselected",
        ),
        pytest.param(
            question("q", "choice", answerOption=[]),
            "a choice without answerOption",
            id="no-options",
        ),
        pytest.param(
            question(
                "q", "integer", extension=[extension(fhir.MIN_VALUE, valueDecimal=1.0)]
            ),
            f"extension {fhir.MIN_VALUE} that is not a whole number",
            id="limit",
        ),
        pytest.param(question("q", text=""), "no text", id="text"),
        pytest.param(
            question("q", repeats=True), "repeats on a boolean item", id="repeats"
        ),
        pytest.param(
            question("q", "boolean", question("below")),
            None,
            id="below-an-answer",
        ),
        pytest.param(
            group("q", question("r"), required=True),
            "required on a group that does not repeat",
            id="required-group",
        ),
        pytest.param(
            question("q", enableWhen=[when("nowhere", answerBoolean=True)]),
            "enableWhen on nowhere, which is not a question of this questionnaire",
            id="condition",
        ),
        pytest.param(
            question("q", enableWhen=[when("q", answerBoolean=True)]),
            "enableWhen that depends on itself",
            id="circle",
        ),
    ],
)
def test_load_names_what_it_cannot_do(item, what):
    link_id = "below" if what is None else "q"

    assert refused(group("section", item)) == [
        (link_id, what or "an item under an answer")
    ]


@pytest.mark.parametrize(
    ("condition", "what"),
    [
        pytest.param(
            when("choice", answerCoding={"code": "c"}), "=", id="no-such-option"
        ),
        pytest.param(when("choice", answerBoolean=True), "=", id="other-type"),
        pytest.param(
            when("choice", ">", answerCoding={"code": "a"}), ">", id="no-order"
        ),
        pytest.param(
            when("choice", "~", answerCoding={"code": "a"}), "~", id="operator"
        ),
        pytest.param(when("choice", "exists", answerString="x"), "exists", id="exists"),
    ],
)
def test_load_refuses_a_condition_that_can_never_be_met(condition, what):
    sections = group(
        "section", question("choice", "choice"), question("q", enableWhen=[condition])
    )

    assert refused(sections) == [
        ("q", f"enableWhen on choice, which cannot be {what} this answer")
    ]


def test_load_refuses_a_condition_on_a_question_that_another_occurrence_may_answer():
    medicines = group("medicines", question("dose"), repeats=True)
    after = question("after", enableWhen=[when("dose", answerBoolean=True)])

    assert refused(group("section", medicines, after)) == [
        ("after", "enableWhen on dose, which is inside a repeating group")
    ]


def test_load_refuses_a_condition_on_a_question_of_the_same_page():
    page = one_page(
        "page",
        question("known"),
        question("value", enableWhen=[when("known", answerBoolean=True)]),
    )

    assert refused(group("section", page)) == [
        ("value", "enableWhen on known, which is on the same page")
    ]


def test_load_refuses_a_circle_of_conditions():
    first = question("first", enableWhen=[when("second", answerBoolean=True)])
    second = question("second", enableWhen=[when("first", answerBoolean=True)])

    [(link_id, what)] = refused(group("section", first, second))

    assert link_id in {"first", "second"}
    assert what == "enableWhen that depends on itself"


def test_load_names_everything_it_cannot_do_at_once():
    assert refused(
        group("section", question("a", "url"), question("b", "open-choice")),
        version="",
        modifierExtension=[],
        extension=[extension("http://x.example/variable")],
    ) == [
        ("", "no version"),
        ("", "modifierExtension"),
        ("", "extension http://x.example/variable"),
        ("a", "type url"),
        ("b", "type open-choice"),
    ]


def test_load_refuses_what_has_no_place_in_a_section():
    assert refused(question("alone"), note("also"), group("empty", text="")) == [
        ("alone", "a question or text outside a section"),
        ("also", "a question or text outside a section"),
        ("empty", "a section without text"),
    ]


def test_load_refuses_nested_repeating_groups_and_groups_on_one_page():
    inner = group("inner", question("a"), repeats=True)
    page = one_page("page", group("below", question("b")))

    assert refused(group("outer", inner, repeats=True), group("section", page)) == [
        ("inner", "a repeating group inside a repeating group"),
        ("below", "a group inside a group shown as one page"),
    ]


def test_load_refuses_a_link_id_used_twice():
    assert refused(group("section", question("a"), question("a"))) == [
        ("", "linkId a is used twice")
    ]


@pytest.mark.parametrize("resource", [[], None, {"resourceType": "Patient"}])
def test_load_refuses_what_is_no_questionnaire(resource):
    with pytest.raises(Unsupported, match="not a Questionnaire"):
        load(resource)
