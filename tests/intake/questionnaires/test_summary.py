from intake.questionnaires import fhir
from intake.questionnaires.pages import pages
from intake.questionnaires.summary import summary
from tests.intake.questionnaires.resources import (
    group,
    note,
    option,
    question,
    questionnaire,
    translated,
    when,
)

POUNDS = {"url": fhir.UNIT, "valueCoding": {"code": "lb", "display": "pounds"}}
OPTIONS = [option("s", "Some", _display=translated("es", "Algo")), option("n", "None")]
FORM = questionnaire(
    group(
        "body",
        note("intro"),
        question("weight", "integer", extension=[POUNDS]),
        question("born", "date"),
        question("pain", "boolean", _text=translated("es", "¿Le duele?")),
        question("where", "choice", answerOption=OPTIONS, repeats=True),
        question("words", "text"),
        question("gone", enableWhen=[when("pain", answerBoolean=False)]),
    ),
    group(
        "medicines",
        group("Medicine", question("name", "string"), repeats=True),
        question("allergies"),
        text="Your medicines",
    ),
)
ANSWERS = {
    "weight": [150],
    "born": ["1988-03-27"],
    "pain": [True],
    "where": ["s", "n"],
    "gone": [True],
}


def shown(answers, language="en"):
    return [
        (section.title, [(row.label, row.value) for row in section.rows])
        for section in summary(pages(FORM, answers), language)
    ]


def test_summary_says_what_was_asked_and_answered_as_the_patient_saw_it():
    assert shown(ANSWERS) == [
        (
            "About body",
            [
                ("What is weight?", "150 pounds"),
                ("What is born?", "March 27, 1988"),
                ("What is pain?", "Yes"),
                ("What is where?", "Some\nNone"),
                ("What is words?", ""),
            ],
        ),
        ("Your medicines", [("About Medicine", ""), ("What is allergies?", "")]),
    ]


def test_summary_gives_each_occurrence_a_section_and_each_row_its_page():
    found = pages(FORM, {"Medicine": [{"name": ["Zoloft"]}, {}]})
    sections = summary(found, "en")

    assert [
        (section.title, section.place, [row.page.path for row in section.rows])
        for section in sections[1:]
    ] == [
        ("About Medicine 1", (0,), ["medicines/medicine/1/name"]),
        ("About Medicine 2", (1,), ["medicines/medicine/2/name"]),
        ("Your medicines", (), ["medicines/allergies"]),
    ]


def test_summary_speaks_the_language_asked_for():
    [(_, rows), _] = shown(ANSWERS, "es")

    assert rows[1] == ("What is born?", "27 de marzo de 1988")
    assert rows[2:4] == [("¿Le duele?", "Sí"), ("What is where?", "Algo\nNone")]
