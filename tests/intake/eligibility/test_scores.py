"""Worked examples of each instrument, from the answers of the form to the score."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.eligibility.assessment import assess
from intake.eligibility.facts import from_json
from intake.eligibility.policy import SHIPPED
from intake.eligibility.questions.instruments import (
    AUDIT_C,
    DRINKING,
    FREQUENCY,
    GAD7,
    PC_PTSD_5,
    PCL5,
    PEG,
    PHQ9,
)
from intake.questionnaires.responses import to_fhir
from tests.intake.eligibility.patients import HEALTHY, QUESTIONNAIRE, facts_of
from tests.intake.questionnaires.resources import raw_items

HOW_OFTEN = list(FREQUENCY)
NEVER, *DRINKS = DRINKING
TOTAL_CODES = {
    "phq9": "44261-6",
    "gad7": "70274-6",
    "pcl5": "101698-9",
    "audit_c": "75626-2",
    "peg": "91147-9",
}
"""LOINC; for the PC-PTSD-5 none is verified."""
DRINKING_CODES = [NEVER, *DRINKS[:4]], DRINKS[4:9], [NEVER, *DRINKS[9:]]


def scored(name, answers):
    """The score of one instrument when these answers are given to the form."""
    return assess(facts_of(HEALTHY | answers), SHIPPED).scores[name]


def exported(name, answers):
    """The answers with the code of the instrument's total when these are exported."""
    response = to_fhir(
        QUESTIONNAIRE,
        HEALTHY | answers,
        status="completed",
        authored=datetime(2030, 6, 15, tzinfo=UTC),
        language="en",
    )
    code = {"system": "http://loinc.org", "code": TOTAL_CODES.get(name)}
    totals = {
        item["linkId"]
        for item in raw_items(QUESTIONNAIRE.resource)
        if code in item.get("code", [])
    }
    return [
        answer
        for item in raw_items(response)
        if item["linkId"] in totals
        for answer in item["answer"]
    ]


def coded(items, codes):
    """Answers to an instrument, a code for each of its items."""
    return dict(zip(items.links, ([code] for code in codes), strict=True))


def how_often(items, scores):
    return coded(items, [HOW_OFTEN[score] for score in scores])


def sum_to(total, *, items):
    """Scores from 0 to 3 that add up to ``total``."""
    return [min(3, max(0, total - 3 * place)) for place in range(items)]


@pytest.mark.parametrize(
    ("total", "band"),
    [
        (0, "none-minimal"),
        (4, "none-minimal"),
        (5, "mild"),
        (9, "mild"),
        (10, "moderate"),
        (14, "moderate"),
        (15, "moderately severe"),
        (19, "moderately severe"),
        (20, "severe"),
        (27, "severe"),
    ],
)
def test_phq9_is_the_sum_of_nine_items(total, band):
    answers = how_often(PHQ9, sum_to(total, items=9))

    assert scored("phq9", answers) == {"total": total, "band": band}
    assert exported("phq9", answers) == [{"valueInteger": total}]


@pytest.mark.parametrize(
    ("total", "band"),
    [
        (0, "minimal"),
        (4, "minimal"),
        (5, "mild"),
        (9, "mild"),
        (10, "moderate"),
        (14, "moderate"),
        (15, "severe"),
        (21, "severe"),
    ],
)
def test_gad7_is_the_sum_of_seven_items(total, band):
    answers = how_often(GAD7, sum_to(total, items=7))

    assert scored("gad7", answers) == {"total": total, "band": band}
    assert exported("gad7", answers) == [{"valueInteger": total}]


def pcl5(scores):
    codes = [f"pcl5-{score}" for score in scores]
    return {"primary-reason": ["ptsd"], **coded(PCL5, codes)}


@pytest.mark.parametrize(
    ("items", "total", "band", "meets"),
    [
        pytest.param([0] * 20, 0, "negative", False, id="nothing"),
        pytest.param([4] * 20, 80, "positive", True, id="everything"),
        pytest.param([1] * 20, 20, "negative", False, id="a-little-of-each"),
        pytest.param([2] * 13 + [1] * 6 + [0], 32, "negative", False, id="below-cut"),
        pytest.param([2] * 13 + [1] * 7, 33, "positive", False, id="cut-without-e"),
        pytest.param(
            [2, 0, 0, 0, 0, 2, 0, 2, 2, 0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0],
            12,
            "negative",
            True,
            id="just-the-criteria",
        ),
        pytest.param(
            [2, 0, 0, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0],
            12,
            "negative",
            False,
            id="one-of-d-only",
        ),
    ],
)
def test_pcl5_is_the_sum_of_twenty_items_and_looks_at_the_criteria(
    items, total, band, meets
):
    assert scored("pcl5", pcl5(items)) == {
        "total": total,
        "band": band,
        "meets_dsm5_criteria": meets,
    }
    assert exported("pcl5", pcl5(items)) == [{"valueInteger": total}]


@pytest.mark.parametrize(
    ("sex", "yeses", "band"),
    [
        ("female", 2, "negative"),
        ("female", 3, "positive"),
        ("male", 3, "negative"),
        ("male", 4, "positive"),
        ("unknown", 3, "negative"),
        ("male", 5, "positive"),
    ],
)
def test_pc_ptsd_5_counts_yes_with_a_lower_cut_for_women(sex, yeses, band):
    answers = coded(PC_PTSD_5, ["yes"] * yeses + ["no"] * (5 - yeses))
    asked = {"sex-at-birth": [sex], "pcptsd5-event": ["yes"]}

    assert scored("pc_ptsd_5", asked | answers) == {"total": yeses, "band": band}


def test_pc_ptsd_5_is_0_without_such_an_event():
    assert scored("pc_ptsd_5", {}) == {"total": 0, "band": "negative"}


@pytest.mark.parametrize("event", [["declined"], []])
def test_pc_ptsd_5_has_no_total_when_the_event_is_left_open(event):
    assert scored("pc_ptsd_5", {"pcptsd5-event": event}) is None


@pytest.mark.parametrize(
    ("sex", "items", "total", "band"),
    [
        ("female", (1, 0, 0), 1, "negative"),
        ("female", (1, 1, 0), 2, "negative"),
        ("female", (1, 1, 1), 3, "positive"),
        ("male", (1, 1, 1), 3, "negative"),
        ("male", (2, 1, 1), 4, "positive"),
        ("unknown", (3, 0, 0), 3, "positive"),
        ("male", (4, 4, 4), 12, "positive"),
    ],
)
def test_audit_c_is_the_sum_of_three_items_with_a_cut_by_sex(sex, items, total, band):
    codes = [codes[score] for codes, score in zip(DRINKING_CODES, items, strict=True)]
    answers = {"sex-at-birth": [sex], **coded(AUDIT_C, codes)}

    assert scored("audit_c", answers) == {"total": total, "band": band}
    assert exported("audit_c", answers) == [{"valueInteger": total}]


def test_audit_c_is_0_for_who_never_drinks_though_no_more_is_asked():
    answers = {"auditc-1": [NEVER]}

    assert scored("audit_c", answers) == {"total": 0, "band": "negative"}
    assert exported("audit_c", answers) == [{"valueInteger": 0}]


def peg(*scores):
    codes = [f"peg-{score}" for score in scores]
    return {"primary-reason": ["chronic_pain"], **coded(PEG, codes)}


@pytest.mark.parametrize(
    ("items", "mean", "band"),
    [
        ((0, 0, 0), 0.0, "mild"),
        ((4, 4, 3), 3.7, "mild"),
        ((4, 4, 4), 4.0, "moderate or more"),
        ((7, 5, 6), 6.0, "moderate or more"),
        ((10, 10, 10), 10.0, "moderate or more"),
    ],
)
def test_peg_is_the_mean_of_three_items(items, mean, band):
    assert scored("peg", peg(*items)) == {"total": mean, "band": band}
    assert exported("peg", peg(*items)) == [{"valueDecimal": mean}]


@pytest.mark.parametrize(
    ("name", "answers", "items"),
    [
        pytest.param("phq9", {}, PHQ9, id="phq9"),
        pytest.param("gad7", {}, GAD7, id="gad7"),
        pytest.param("pcl5", pcl5([4] * 20), PCL5, id="pcl5"),
        pytest.param(
            "pc_ptsd_5",
            {"pcptsd5-event": ["yes"]} | coded(PC_PTSD_5, ["yes"] * 5),
            PC_PTSD_5,
            id="pc-ptsd-5",
        ),
        pytest.param(
            "audit_c",
            coded(AUDIT_C, [codes[2] for codes in DRINKING_CODES]),
            AUDIT_C,
            id="audit-c",
        ),
        pytest.param("peg", peg(9, 9, 9), PEG, id="peg"),
    ],
)
@pytest.mark.parametrize("left", [["declined"], []], ids=["declined", "unanswered"])
def test_no_instrument_has_a_total_when_an_item_is_missing(name, answers, items, left):
    assert scored(name, answers)["total"] > 0

    for link in items.links:
        assert scored(name, answers | {link: left}) is None
        assert exported(name, answers | {link: left}) == []


@pytest.mark.parametrize(("name", "items"), [("audit_c", AUDIT_C), ("peg", PEG)])
@settings(deadline=None, max_examples=30)  # an expression is compiled when first met
@given(st.data())
def test_the_total_exported_is_the_one_that_is_assessed(name, items, data):
    answers = {"primary-reason": ["chronic_pain"]}
    for link in items.links:
        codes = [option.answer for option in QUESTIONNAIRE.item(link).options]
        answers[link] = data.draw(st.lists(st.sampled_from(codes), max_size=1))

    score = scored(name, answers)

    assert [number for each in exported(name, answers) for number in each.values()] == (
        [score["total"]] if score else []
    )


ASQ_ITEMS = [f"asq-{number}" for number in range(1, 6)]


@pytest.mark.parametrize(
    ("items", "raised"),
    [
        pytest.param("no no no no", [], id="negative"),
        pytest.param("yes no no no no", ["SUI_ASQ_POS"], id="not-acute-wish"),
        pytest.param("no yes no no no", ["SUI_ASQ_POS"], id="not-acute-family"),
        pytest.param("no no yes no no", ["SUI_ASQ_POS"], id="not-acute-thoughts"),
        pytest.param("no no no yes no", ["SUI_PAST_ATTEMPT"], id="not-acute-attempt"),
        pytest.param(
            "no no yes no yes", ["SUI_ASQ_ACUTE", "SUI_ASQ_POS"], id="acute-thoughts"
        ),
        pytest.param(
            "no no no yes yes",
            ["SUI_ASQ_ACUTE", "SUI_PAST_ATTEMPT"],
            id="acute-attempt",
        ),
        pytest.param("declined no no no no", ["SUI_ASQ_POS"], id="declined"),
        pytest.param("yes no no no declined", ["SUI_ASQ_POS"], id="declined-item-5"),
    ],
)
def test_asq_is_acute_by_item_5_and_positive_by_any_yes_or_refusal(items, raised):
    """One yes or refusal is enough; only item 4 alone is not urgent."""
    codes = zip(ASQ_ITEMS, items.split(), strict=False)
    answers = HEALTHY | {link: [code] for link, code in codes}

    flags = assess(facts_of(answers), SHIPPED).flags

    assert [flag.id for flag in flags] == raised


@pytest.mark.parametrize(
    ("answers", "times", "raised"),
    [
        ({"druguse": ["none-past-year"]}, 0, []),
        (
            {"druguse": ["some-past-year"], "druguse-times": [1]},
            1,
            ["DRUG_SCREEN_POS"],
        ),
        (
            {"druguse": ["some-past-year"], "druguse-times": [12]},
            12,
            ["DRUG_SCREEN_POS"],
        ),
        ({"druguse": ["some-past-year"]}, None, ["UNSURE_STOP_ITEM"]),
        ({"druguse": ["unsure"]}, None, ["UNSURE_STOP_ITEM"]),
        ({"druguse": ["declined"]}, None, ["UNSURE_STOP_ITEM"]),
    ],
)
def test_the_drug_question_is_positive_from_one_time(answers, times, raised):
    facts = facts_of(HEALTHY | answers)

    assert facts["drug_use_times_past_year"] == times
    assert [flag.id for flag in assess(facts, SHIPPED).flags] == raised


def test_scores_of_a_made_up_person_come_from_the_totals():
    facts = {"gad7_total": 15, "pcl5_total": 40, "audit_c_total": 5, "phq9": [0] * 9}

    assert assess(from_json(facts), SHIPPED).scores == {
        "phq9": {"total": 0, "band": "none-minimal"},
        "gad7": {"total": 15, "band": "severe"},
        "pcl5": {"total": 40, "band": "positive"},
        "audit_c": {"total": 5, "band": "positive"},
    }


def test_an_instrument_not_asked_has_no_score_at_all():
    scores = assess(facts_of(HEALTHY), SHIPPED).scores

    assert set(scores) == {"phq9", "gad7", "audit_c", "pc_ptsd_5"}
    assert exported("pcl5", {}) == exported("peg", {}) == []
