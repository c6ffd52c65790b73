import datetime
from decimal import Decimal

import pytest

from intake.questionnaires import fhir
from intake.questionnaires.loading import Unsupported, load
from tests.intake.questionnaires.resources import (
    calculated,
    control,
    enabled_when,
    group,
    help_text,
    note,
    one_page,
    option,
    question,
    questionnaire,
    resource,
    translated,
    variable,
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
        pytest.param(question("q", "attachment"), "type attachment", id="type"),
        pytest.param(
            group("q", question("r"), readOnly=True),
            "readOnly on a group item",
            id="field",
        ),
        pytest.param(
            question("q", "choice", answerValueSet="#v", answerOption=[option("a")]),
            "answerOption and answerValueSet",
            id="two-lists",
        ),
        pytest.param(
            question("q", "choice", answerValueSet="#v"),
            "answerValueSet #v, which is no contained list of codes",
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
            question("q", "integer", answerOption=[{"valueString": "a"}]),
            "an answerOption that is not of the type of the question",
            id="option",
        ),
        pytest.param(
            question("q", "choice", answerOption=[{"valueCoding": {"display": "A"}}]),
            "an answerOption without a code",
            id="option-code",
        ),
        pytest.param(
            question("q", "choice", answerOption=[option("a"), option("a")]),
            "two options with the answer a",
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
            note("q", repeats=True), "repeats on a display item", id="repeats"
        ),
        pytest.param(
            question("q", "string", extension=[extension(fhir.REGEX, valueString="[")]),
            "regex that cannot be read: unterminated character set at position 0",
            id="regex",
        ),
        pytest.param(
            question("q", "date", initial=[{"valueString": "today"}]),
            "an initial value that is not a date",
            id="initial",
        ),
        pytest.param(
            question("q", initial=[{"valueBoolean": True}, {"valueBoolean": False}]),
            "several initial values on an item that does not repeat",
            id="initials",
        ),
        pytest.param(
            question("q", extension=[calculated("1 +")]),
            "calculatedExpression: not FHIRPath at character 4",
            id="syntax",
        ),
        pytest.param(
            question("q", extension=[calculated("1 2")]),
            "calculatedExpression: not FHIRPath at character 3",
            id="syntax-behind",
        ),
        pytest.param(
            question("q", extension=[enabled_when("guess()")]),
            "enableWhenExpression: an unknown function guess()",
            id="function",
        ),
        pytest.param(
            question("q", extension=[enabled_when("%weight > 3")]),
            "an expression with the unknown variable %weight",
            id="name",
        ),
        pytest.param(
            question("q", extension=[variable("a", "%b"), variable("b", "1")]),
            "the variable a with the unknown variable %b",
            id="later-name",
        ),
        pytest.param(
            question(
                "q",
                extension=[
                    extension(
                        fhir.VARIABLE,
                        valueExpression={"name": "a", "language": "text/cql"},
                    )
                ],
            ),
            "variable in text/cql",
            id="language",
        ),
        pytest.param(
            question(
                "q",
                extension=[enabled_when("true")],
                enableWhen=[when("q", answerBoolean=True)],
            ),
            "enableWhen and enableWhenExpression",
            id="two-conditions",
        ),
        pytest.param(
            question("q", extension=[calculated("%resource.item.where(linkId = 'q')")]),
            "a condition or calculation that depends on itself",
            id="calculated-circle",
        ),
        pytest.param(
            question("q", enableWhen=[when("nowhere", answerBoolean=True)]),
            "enableWhen on nowhere, which is not a question of this questionnaire",
            id="condition",
        ),
        pytest.param(
            question("q", enableWhen=[when("q", answerBoolean=True)]),
            "a condition or calculation that depends on itself",
            id="circle",
        ),
    ],
)
def test_load_names_what_it_cannot_do(item, what):
    assert refused(group("section", item)) == [("q", what)]


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
    assert what == "a condition or calculation that depends on itself"


def test_load_refuses_a_circle_through_a_variable():
    total = question(
        "total",
        "integer",
        extension=[
            variable("one", "item.where(linkId = 'one').answer.value"),
            calculated("%one + 1"),
        ],
    )
    one = question("one", "integer", enableWhen=[when("total", ">", answerInteger=3)])

    [(link_id, what)] = refused(group("section", total, one))

    assert link_id in {"total", "one"}
    assert what == "a condition or calculation that depends on itself"


def test_load_names_everything_it_cannot_do_at_once():
    assert refused(
        group("section", question("a", "reference"), question("b", "attachment")),
        version="",
        modifierExtension=[],
        extension=[extension("http://x.example/launch"), variable("x", "1 +")],
    ) == [
        ("", "no version"),
        ("", "modifierExtension"),
        ("", "extension http://x.example/launch"),
        ("", "variable: not FHIRPath at character 4"),
        ("a", "type reference"),
        ("b", "type attachment"),
    ]


def test_load_refuses_groups_on_one_page():
    page = one_page("page", group("below", question("b")))

    assert refused(group("section", page)) == [
        ("below", "a group inside a group shown as one page"),
    ]


def test_load_refuses_items_under_answers_on_one_page():
    page = one_page("page", question("a", "boolean", question("below")))

    assert refused(group("section", page)) == [
        ("below", "an item under an answer in a group shown as one page"),
    ]


def test_initial_values_are_answers():
    form = questionnaire(
        question("a", "open-choice", initial=[{"valueString": "tea"}]),
        question("b", "open-choice", initial=[{"valueCoding": {"code": "a"}}]),
        question("c", "decimal", initial=[{"valueDecimal": 1.50}]),
    )

    assert [item.initial for item in form.items] == [
        ({"text": "tea"},),
        ("a",),
        ("1.5",),
    ]


def test_load_reads_what_validation_needs_of_a_question():
    loaded = questionnaire(
        question(
            "zip",
            "string",
            maxLength=10,
            initial=[{"valueString": "60614"}],
            repeats=True,
            extension=[
                extension(fhir.MIN_LENGTH, valueInteger=5),
                extension(fhir.REGEX, valueString="[0-9]+"),
                extension(fhir.MIN_OCCURS, valueInteger=1),
                extension(fhir.MAX_OCCURS, valueInteger=3),
            ],
        ),
        question(
            "far",
            "quantity",
            extension=[extension(fhir.UNIT_OPTION, valueCoding={"code": "km"})],
        ),
    )

    code = loaded.item("zip")

    assert (code.min_length, code.max_length) == (5, 10)
    assert (code.min_occurs, code.max_occurs) == (1, 3)
    assert code.pattern.pattern == "[0-9]+"
    assert code.initial == ("60614",)
    assert [unit.answer for unit in loaded.item("far").units] == ["km"]


def test_a_calculated_question_is_read_only():
    form = questionnaire(
        question("a", "integer", extension=[calculated("1")]),
        question("b", "integer", readOnly=True),
        question("c", "integer"),
    )

    assert [item.read_only for item in form.items] == [True, True, False]


def test_repeating_groups_and_repeating_questions_with_items_under_them_are_lists():
    form = questionnaire(
        group("medicines", question("name", "string"), repeats=True),
        question("ill", "string", question("since", "date"), repeats=True),
        question("hopes", "string", help_text("how", "One a line."), repeats=True),
    )

    lists = [item.link_id for item in form.items if item.is_list]

    assert lists == ["medicines", "ill"]
    assert form.lists(form.item("since")) == (form.item("ill"),)
    assert form.lists(form.item("ill")) == ()


def test_load_refuses_a_link_id_used_twice():
    assert refused(group("section", question("a"), question("a"))) == [
        ("", "linkId a is used twice")
    ]


@pytest.mark.parametrize("resource", [[], None, {"resourceType": "Patient"}])
def test_load_refuses_what_is_no_questionnaire(resource):
    with pytest.raises(Unsupported, match="not a Questionnaire"):
        load(resource)
