import pytest

from intake.questionnaires.report import report
from intake.questionnaires.responses import Unreadable
from tests.intake.questionnaires.resources import (
    HIDDEN,
    calculated,
    group,
    question,
    questionnaire,
    when,
)

COUNT = "%resource.item.where(linkId = 'pills').count()"
FORM = questionnaire(
    question("a", required=True),
    question("b", enableWhen=[when("a", answerBoolean=True)]),
    group(
        "pills",
        question("mg", "decimal"),
        question("half", "decimal", extension=[calculated("1.5")]),
        repeats=True,
    ),
    question("count", "integer", extension=[calculated(COUNT)]),
)


def response(*items, **fields):
    return {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "item": list(items),
        **fields,
    }


def answered(link_id, **value):
    return {"linkId": link_id, "answer": [value]}


def test_report_tells_what_is_wrong_enabled_and_calculated():
    pill = {"linkId": "pills", "item": [answered("mg", valueDecimal=2)]}

    found = report(FORM, response(answered("b", valueBoolean=True), pill, pill))

    assert found == {
        "valid": False,
        "errors": [
            {"linkId": "b", "message": "This is not asked with these answers."},
            {"linkId": "a", "message": "An answer is required."},
        ],
        "enabled": ["a", "pills", "mg", "half", "count"],
        "calculated": {"half": [1.5, 1.5], "count": 2},
    }


def test_report_works_out_what_no_page_shows_whatever_was_given():
    unseen = [calculated("1 + 2"), HIDDEN]
    form = questionnaire(question("sum", "integer", extension=unseen))

    found = report(form, response(answered("sum", valueInteger=9)))

    assert found == {
        "valid": True,
        "errors": [],
        "enabled": ["sum"],
        "calculated": {"sum": 3},
    }


def test_a_repeating_group_without_an_occurrence_is_enabled_as_with_an_empty_one():
    found = report(FORM, response(answered("a", valueBoolean=True)))

    assert found == {
        "valid": True,
        "errors": [],
        "enabled": ["a", "b", "pills", "mg", "half", "count"],
        "calculated": {"count": 0},
    }


def test_a_response_in_progress_may_lack_what_is_required():
    assert report(FORM, response(status="in-progress"))["valid"] is True


@pytest.mark.parametrize(
    "named", [FORM.canonical, "https://anteroom.example/fhir/Questionnaire/test"]
)
def test_a_response_names_its_questionnaire_with_or_without_the_version(named):
    assert report(FORM, response(questionnaire=named))["valid"] is False


def test_a_response_to_another_version_is_refused():
    with pytest.raises(Unreadable):
        report(FORM, response(questionnaire=f"{FORM.canonical}.1"))
