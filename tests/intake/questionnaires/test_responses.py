import datetime

import pytest

from intake.questionnaires.responses import Reading, Unreadable, from_fhir, to_fhir
from intake.questionnaires.validation import Problem
from tests.intake.questionnaires.resources import (
    group,
    option,
    question,
    questionnaire,
    translated,
    when,
)

OPTIONS = [
    option(
        "a", "Heart", system="http://x.example", _display=translated("es", "Corazón")
    ),
    option("b", "Lungs"),
]
FORM = questionnaire(
    group(
        "s",
        question("yes"),
        question("why", "choice", answerOption=OPTIONS, repeats=True),
        group("inner", question("weight", "decimal"), question("on", "date")),
        group("medicine", question("name", "string"), repeats=True),
        question("gone", enableWhen=[when("yes", answerBoolean=False)]),
    ),
    group("empty", question("unasked", "integer")),
)
ANSWERS = {
    "yes": [True],
    "why": ["a", "b"],
    "weight": ["72.5"],
    "on": ["2030-01-31"],
    "medicine": [{"name": ["Zoloft"]}, {}],
}
AT = datetime.datetime(2030, 1, 31, 9, tzinfo=datetime.UTC)


def response(*items, **fields):
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": FORM.canonical,
        "status": "completed",
        "item": list(items),
        **fields,
    }


def test_to_fhir_nests_as_the_questionnaire_does_in_the_language_shown():
    written = to_fhir(
        FORM, ANSWERS | {"gone": [True]}, status="completed", authored=AT, language="es"
    )

    assert written == {
        "resourceType": "QuestionnaireResponse",
        "language": "es",
        "questionnaire": "https://anteroom.example/fhir/Questionnaire/test|1.0",
        "status": "completed",
        "authored": "2030-01-31T09:00:00+00:00",
        "item": [
            {
                "linkId": "s",
                "text": "About s",
                "item": [
                    {
                        "linkId": "yes",
                        "text": "What is yes?",
                        "answer": [{"valueBoolean": True}],
                    },
                    {
                        "linkId": "why",
                        "text": "What is why?",
                        "answer": [
                            {
                                "valueCoding": {
                                    "system": "http://x.example",
                                    "code": "a",
                                    "display": "Corazón",
                                }
                            },
                            {"valueCoding": {"code": "b", "display": "Lungs"}},
                        ],
                    },
                    {
                        "linkId": "inner",
                        "text": "About inner",
                        "item": [
                            {
                                "linkId": "weight",
                                "text": "What is weight?",
                                "answer": [{"valueDecimal": 72.5}],
                            },
                            {
                                "linkId": "on",
                                "text": "What is on?",
                                "answer": [{"valueDate": "2030-01-31"}],
                            },
                        ],
                    },
                    {
                        "linkId": "medicine",
                        "text": "About medicine",
                        "item": [
                            {
                                "linkId": "name",
                                "text": "What is name?",
                                "answer": [{"valueString": "Zoloft"}],
                            }
                        ],
                    },
                    {"linkId": "medicine", "text": "About medicine"},
                ],
            }
        ],
    }


def test_from_fhir_gives_back_the_answers():
    written = to_fhir(FORM, ANSWERS, status="completed", authored=AT, language="en")

    assert from_fhir(FORM, written) == Reading(ANSWERS)


def test_from_fhir_names_what_it_cannot_place_and_reads_the_rest():
    strange = response(
        {"linkId": "nowhere"},
        {
            "linkId": "s",
            "answer": [{"valueString": "a group takes none"}],
            "item": [
                {"linkId": "yes", "answer": [{"valueString": "yes"}]},
                {"linkId": "weight", "answer": [{"valueDecimal": 3}]},
                {"linkId": "inner", "item": [{"linkId": "weight"}]},
                {"linkId": "inner", "item": []},
            ],
        },
    )

    reading = from_fhir(FORM, strange)

    assert reading.answers == {"yes": [None]}
    assert reading.problems == [
        Problem("nowhere", "There is no such item here."),
        Problem("s", "This takes no answer."),
        Problem("weight", "There is no such item here."),
        Problem("inner", "This does not repeat."),
    ]


def test_from_fhir_reads_no_code_of_another_system():
    coding = {"system": "http://other.example", "code": "a"}
    why = {"linkId": "why", "answer": [{"valueCoding": coding}]}

    reading = from_fhir(FORM, response({"linkId": "s", "item": [why]}))

    assert reading.answers == {"why": [None]}


def test_items_under_answers_stand_under_their_own_answer_in_fhir():
    since = question("since", "date")
    form = questionnaire(
        question("ill", "string", since, repeats=True),
        question("smoke", "boolean", question("years", "integer")),
    )
    answers = {
        "ill": [{"ill": ["Flu"], "since": ["2019"]}, {"ill": ["Cold"]}],
        "smoke": [True],
        "years": [3],
    }

    written = to_fhir(form, answers, status="completed", authored=AT, language="en")

    assert written["item"] == [
        {
            "linkId": "ill",
            "text": "What is ill?",
            "answer": [
                {
                    "valueString": "Flu",
                    "item": [
                        {
                            "linkId": "since",
                            "text": "What is since?",
                            "answer": [{"valueDate": "2019"}],
                        }
                    ],
                },
                {"valueString": "Cold"},
            ],
        },
        {
            "linkId": "smoke",
            "text": "What is smoke?",
            "answer": [
                {
                    "valueBoolean": True,
                    "item": [
                        {
                            "linkId": "years",
                            "text": "What is years?",
                            "answer": [{"valueInteger": 3}],
                        }
                    ],
                }
            ],
        },
    ]
    assert from_fhir(form, written) == Reading(answers)


def test_from_fhir_refuses_a_response_to_another_version():
    other = response(
        questionnaire="https://anteroom.example/fhir/Questionnaire/test|2.0"
    )

    with pytest.raises(Unreadable, match="not a response to .*test|1.0"):
        from_fhir(FORM, other)
