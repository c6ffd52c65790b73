import pytest

from intake.questionnaires import fhir
from intake.questionnaires.scores import score, weight
from tests.intake.questionnaires.resources import group, option, question, questionnaire

ON_THE_CODING = {"url": fhir.ORDINAL_VALUE, "valueDecimal": 3}
OPTIONS = [
    option("never", weight=0),
    option("often", weight=2.0),
    option("always", extension=[ON_THE_CODING]),
    option("declined"),
]
ITEMS = ["one", "two", "three"]
FORM = questionnaire(
    group("mood", *(question(item, "choice", answerOption=OPTIONS) for item in ITEMS))
)


def test_weight_is_read_from_item_weight_and_ordinal_value():
    item = FORM.item("one")

    assert [weight(item, each["valueCoding"]["code"]) for each in OPTIONS] == [
        0,
        2,
        3,
        None,
    ]
    assert weight(item, "unknown") is None


def test_score_adds_the_weights():
    answers = {"one": ["never"], "two": ["often"], "three": ["always"]}

    assert score(FORM, answers, ITEMS) == 5
    assert score(FORM, answers, ["two"]) == 2


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param({"one": ["never"], "two": ["often"]}, id="missing"),
        pytest.param(
            {"one": ["never"], "two": ["often"], "three": ["declined"]}, id="declined"
        ),
        pytest.param({}, id="empty"),
    ],
)
def test_score_gives_no_total_when_an_item_has_none(answers):
    assert score(FORM, answers, ITEMS) is None
