import pytest

from intake.questionnaires import fhir
from intake.questionnaires.loading import Unsupported
from tests.intake.questionnaires.resources import option, question, questionnaire

SYSTEM = "http://codes.example"


def value_set(**fields):
    return {"resourceType": "ValueSet", "id": "set", "status": "active", **fields}


def options(*contained, kind="choice", **fields):
    form = questionnaire(question("q", kind, **fields), contained=list(contained))
    return form.item("q").options


def chosen_from(*contained):
    return options(*contained, answerValueSet="#set")


def test_options_may_be_coded_or_values_of_the_type_of_the_question():
    times = [{"valueTime": "08:00:00"}, {"valueTime": "20:00:00"}]
    words = [{"valueString": "Often"}, {"valueString": "Never"}]

    assert [each.answer for each in options(kind="time", answerOption=times)] == [
        "08:00:00",
        "20:00:00",
    ]
    assert [each.text.written for each in options(answerOption=words)] == [
        "Often",
        "Never",
    ]


def test_a_choice_of_strings_takes_strings_and_an_open_one_any():
    words = [{"valueString": "Often"}]
    form = questionnaire(
        question("choice", "choice", answerOption=words),
        question("open", "open-choice", answerOption=words),
        question("codes", "open-choice", answerOption=[option("a")]),
    )

    assert [item.answer_type for item in form.items] == [
        "string",
        "string",
        "open-choice",
    ]


def test_a_value_set_gives_its_concepts_with_translations_and_weights():
    designation = [{"language": "es", "value": "Nunca"}]
    ordinal = [{"url": fhir.ORDINAL_VALUE, "valueDecimal": 0}]
    never = {"code": "never", "display": "Never", "designation": designation}
    include = {"system": SYSTEM, "concept": [never | {"extension": ordinal}]}

    [found] = chosen_from(value_set(compose={"include": [include]}))

    assert found.answer == "never"
    assert found.coding == {"system": SYSTEM, "code": "never"}
    assert found.text.in_language("es") == "Nunca"
    assert found.weight == 0


def test_an_expansion_is_read_in_depth_and_before_the_rules_it_was_made_by():
    inner = {"system": SYSTEM, "code": "b"}
    outer = {"system": SYSTEM, "code": "a", "abstract": True, "contains": [inner]}

    found = chosen_from(
        value_set(
            expansion={"contains": [outer]}, compose={"include": [{"system": SYSTEM}]}
        )
    )

    assert [each.answer for each in found] == ["b"]


@pytest.mark.parametrize(
    "contained",
    [
        pytest.param([], id="missing"),
        pytest.param([value_set(compose={"include": [{"system": SYSTEM}]})], id="all"),
        pytest.param(
            [
                value_set(
                    compose={
                        "include": [{"system": SYSTEM, "concept": [{"code": "a"}]}],
                        "exclude": [{"system": SYSTEM}],
                    }
                )
            ],
            id="without",
        ),
    ],
)
def test_a_value_set_that_does_not_name_its_codes_is_refused(contained):
    with pytest.raises(Unsupported) as refused:
        chosen_from(*contained)

    assert refused.value.refusals == [
        ("q", "answerValueSet #set, which is no contained list of codes")
    ]


def test_an_option_may_be_exclusive():
    alone = {"url": fhir.OPTION_EXCLUSIVE, "valueBoolean": True}
    raw = [option("a"), option("none") | {"extension": [alone]}]

    assert [each.is_exclusive for each in options(answerOption=raw)] == [False, True]


def test_weight_of_an_option_from_a_value_set_is_its_score():
    ordinal = [{"url": fhir.ITEM_WEIGHT, "valueDecimal": 3}]
    include = {"concept": [{"code": "often", "extension": ordinal}]}
    form = questionnaire(
        question("q", "choice", answerValueSet="#set"),
        contained=[value_set(compose={"include": [include]})],
    )

    assert form.item("q").option("often").weight == 3


def test_weight_of_an_option_stands_on_it_or_on_its_coding():
    on_the_coding = {"url": fhir.ORDINAL_VALUE, "valueDecimal": 3}
    raw = [
        option("never", weight=0),
        option("often", weight=2.0),
        option("always", extension=[on_the_coding]),
        option("declined"),
    ]

    assert [each.weight for each in options(answerOption=raw)] == [0, 2, 3, None]
