import pytest

from intake.questionnaires.structure import problems


def questionnaire(*items):
    return {"resourceType": "Questionnaire", "status": "active", "item": list(items)}


def item(**fields):
    return {"linkId": "q", "type": "string", **fields}


def test_problems_finds_none_in_a_valid_resource():
    assert problems(questionnaire(item()), "Questionnaire") == []


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        pytest.param([], ("", "not a Questionnaire"), id="list"),
        pytest.param(
            {"resourceType": "Patient"}, ("", "not a Questionnaire"), id="patient"
        ),
        pytest.param(
            questionnaire({"linkId": "outer", "type": "group", "item": [item(x=1)]}),
            ("q", "x: Extra inputs are not permitted"),
            id="field",
        ),
        pytest.param(
            questionnaire(item(maxLength="long")),
            (
                "q",
                "maxLength: Input should be a valid integer, unable to parse string as "
                "an integer",
            ),
            id="type",
        ),
        pytest.param(
            questionnaire({"type": "string"}),
            ("", "item.0.linkId: Value for the field 'linkId' is required."),
            id="nameless",
        ),
        pytest.param(
            questionnaire(item(text=None)), ("q", "text: null is no value"), id="null"
        ),
        pytest.param(
            questionnaire(item(text="a\x00b")),
            ("q", "text: a control character"),
            id="control-character",
        ),
    ],
)
def test_problems_names_the_item_and_what_is_wrong(resource, expected):
    assert problems(resource, "Questionnaire") == [expected]


def test_problems_refuses_what_is_nested_beyond_reading():
    nested = item()
    for _ in range(2000):
        nested = {"linkId": "g", "type": "group", "item": [nested]}

    assert problems(questionnaire(nested), "Questionnaire")
