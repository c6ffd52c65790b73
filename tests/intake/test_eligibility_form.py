"""The eligibility questionnaire that is asked now: sound, plain, only what applies."""

from datetime import UTC, datetime

import pytest
import textstat

from intake.eligibility.medicines import drugs_in
from intake.eligibility.policy import values
from intake.instruments import resource
from intake.instruments.compose import compose
from intake.questionnaires.enabled import enabled_items
from intake.questionnaires.loading import load
from intake.questionnaires.pages import pages
from intake.questionnaires.report import report
from intake.questionnaires.responses import to_fhir
from intake.questionnaires.violations import of_amount
from tests.intake.eligibility.patients import (
    HEALTHY,
    MANY_ANSWERS,
    NO_PAGE_EMPTY,
    healthy_but,
)

ELIGIBILITY = resource("eligibility")
QUESTIONNAIRE = load(ELIGIBILITY)
QUESTIONS = [item for item in QUESTIONNAIRE.items if item.is_question]
INSTRUMENTS = [
    "phq9",
    "gad7",
    "pcl5",
    "pcptsd5",
    "auditc",
    "asq",
    "peg",
    "druguse",
]
FIXED_WORDING = {
    item.link_id
    for name in INSTRUMENTS
    for item in load(resource(name)).items
    if item.is_question
}
TOTALS = {
    "phq9-total": 9,
    "gad7-total": 7,
    "pcl5-total": 40,
    "auditc-total": 1,
    "peg-mean": 6,
}
"""Those of ``NO_PAGE_EMPTY``."""
OWN_QUESTIONS = [
    item for item in QUESTIONS if item.link_id not in FIXED_WORDING and not item.hidden
]


def asked(answers):
    return {node.item.link_id for node in enabled_items(QUESTIONNAIRE, answers)}


def test_the_newest_release_is_what_the_sections_make():
    """Failing? Name a new version in form.toml, then compose it."""
    assert compose() == ELIGIBILITY


def test_eligibility_is_version_1_3_and_active():
    assert QUESTIONNAIRE.canonical == (
        "https://anteroom.example/fhir/Questionnaire/eligibility|1.3.0"
    )
    assert ELIGIBILITY["status"] == "active"


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0", "1.2.0"])
def test_no_question_of_an_earlier_release_is_dropped(version):
    earlier = load(resource(f"eligibility/{version}"))

    questions = {item.link_id for item in earlier.items if item.is_question}
    assert questions <= {item.link_id for item in QUESTIONS}


@pytest.mark.parametrize("answers", [HEALTHY, MANY_ANSWERS, NO_PAGE_EMPTY])
def test_totals_add_no_page_to_the_release_before(answers):
    before = load(resource("eligibility/1.2.0"))

    found = pages(QUESTIONNAIRE, answers)

    assert [page.path for page in found] == [
        page.path for page in pages(before, answers)
    ]
    assert not TOTALS.keys() & {
        item.link_id
        for page in found
        for item in (*page.questions, *(note.item for note in page.notes))
    }


def test_totals_are_worked_out_when_a_response_is_checked():
    response = to_fhir(
        QUESTIONNAIRE,
        NO_PAGE_EMPTY,
        status="completed",
        authored=datetime(2030, 6, 15, tzinfo=UTC),
        language="en",
    )

    found = report(QUESTIONNAIRE, response)

    assert (found["valid"], found["calculated"]) == (True, TOTALS)
    assert TOTALS.keys() <= {*found["enabled"]}


def test_no_page_needs_the_totals():
    """FHIRPath would take longer than all the rest of a page."""
    assert not QUESTIONNAIRE.pages_need_expressions


def test_eligibility_has_these_sections():
    assert [section.text.written for section in QUESTIONNAIRE.sections] == [
        "About you",
        "Heart and blood pressure",
        "Other health questions",
        "Your mental health",
        "Alcohol and drugs",
        "Medicines",
        "Treatments you have tried",
        "Your pain",
        "Your mood",
        "Your safety",
        "Getting home, and your goals",
    ]


def test_link_ids_are_unique():
    link_ids = [item.link_id for item in QUESTIONNAIRE.items]

    assert len(set(link_ids)) == len(link_ids)


def test_branching_looks_back_at_earlier_questions_only():
    place = {item.link_id: number for number, item in enumerate(QUESTIONNAIRE.items)}

    assert all(
        place[condition.link_id] < place[item.link_id]
        for item in QUESTIONNAIRE.items
        for condition in item.conditions
    )


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_an_instrument_comes_in_whole_with_its_notice(name):
    shipped = resource(name)

    assert shipped["copyright"].split("\n\n")[0] in ELIGIBILITY["copyright"]
    for item in load(shipped).items:
        ours = QUESTIONNAIRE.item(item.link_id)
        assert (ours.text, ours.type, ours.required) == (
            item.text,
            item.type,
            item.required,
        )
        assert [(each.answer, each.text, each.weight) for each in ours.options] == [
            (each.answer, each.text, each.weight) for each in item.options
        ]


@pytest.mark.parametrize(
    ("answers", "link_ids"),
    [
        pytest.param({"sex_at_birth": "male"}, ["can-be-pregnant"], id="man"),
        pytest.param({"sex_at_birth": "male"}, ["breastfeeding"], id="man-milk"),
        pytest.param({}, ["pregnant"], id="cannot-be-pregnant"),
        pytest.param(
            {"can_be_pregnant": "menopause"}, ["breastfeeding"], id="menopause"
        ),
        pytest.param({"body_known": "unsure"}, ["weight-pounds"], id="weight-unknown"),
        pytest.param({}, ["htn-treated", "bp-medicine"], id="no-hypertension"),
        pytest.param({"bp_known": "no"}, ["bp-systolic", "bp-where"], id="no-reading"),
        pytest.param({"bp_systolic": 179}, ["bp-symptoms"], id="reading-179"),
        pytest.param({"bp_diastolic": 119}, ["bp-symptoms"], id="reading-119-below"),
        pytest.param({}, ["bp-check", "bp-again"], id="reading-lately"),
        pytest.param({}, ["heart-attack-when"], id="no-heart-attack"),
        pytest.param({}, ["liver-severe", "liver-test"], id="no-liver-disease"),
        pytest.param({"bipolar": "yes"}, ["high-days"], id="bipolar-diagnosed"),
        pytest.param({}, ["auditc-2", "auditc-3"], id="never-drinks"),
        pytest.param({}, ["alcohol-withdrawal", "druguse-times"], id="no-substance"),
        pytest.param({}, ["medicine", "allergy"], id="nothing-to-list"),
        pytest.param({}, ["ect-details", "tms-details"], id="never-treated"),
        pytest.param({"primary_reason": "chronic_pain"}, ["ect", "tms"], id="pain"),
        pytest.param({}, ["ketamine-home"], id="no-ketamine"),
        pytest.param({}, ["pain-kind", "peg-1", "pcl5-1", "pcptsd5-1"], id="anxiety"),
        pytest.param({"primary_reason": "depression"}, ["pcptsd5-event"], id="mood"),
        pytest.param({"primary_reason": "ptsd"}, ["pcptsd5-event"], id="ptsd"),
        pytest.param({}, ["asq-5"], id="asq-negative"),
        pytest.param({}, ["ride-help"], id="has-ride"),
    ],
)
def test_nobody_is_asked_what_does_not_apply(answers, link_ids):
    assert not set(link_ids) & asked(healthy_but(**answers))


@pytest.mark.parametrize(
    ("answers", "link_ids"),
    [
        pytest.param({"sex_at_birth": "unknown"}, ["can-be-pregnant"], id="not-said"),
        pytest.param({"can_be_pregnant": "unsure"}, ["pregnant"], id="maybe-pregnant"),
        pytest.param({}, ["breastfeeding"], id="surgery-and-milk"),
        pytest.param({"bp_systolic": 180}, ["bp-symptoms"], id="reading-180"),
        pytest.param({"bp_diastolic": 120}, ["bp-symptoms"], id="reading-120-below"),
        pytest.param({"bp_known": "no"}, ["bp-check"], id="no-reading"),
        pytest.param(
            {"bp_systolic": 160, "htn_known": "yes", "htn_treated": "yes"},
            ["bp-medicine"],
            id="high-though-treated",
        ),
        pytest.param({"psychosis": "past"}, ["psychosis-more"], id="past-psychosis"),
        pytest.param({"auditc_1": "LA18926-8"}, ["auditc-2", "auditc-3"], id="drinks"),
        pytest.param(
            {"auditc_1": "LA18929-2"}, ["alcohol-withdrawal"], id="drinks-much"
        ),
        pytest.param({"primary_reason": "ptsd"}, ["pcl5-20"], id="ptsd"),
        pytest.param({"request_about": "ptsd"}, ["pcl5-20"], id="request-about-ptsd"),
        pytest.param(
            {"primary_reason": "chronic_pain"}, ["pain-kind", "peg-3"], id="pain"
        ),
        pytest.param(
            {"request_about": "chronic_pain"}, ["peg-3", "ect"], id="request-about-pain"
        ),
        pytest.param({"pcptsd5_event": "yes"}, ["pcptsd5-5"], id="event"),
        pytest.param({"asq_2": "declined"}, ["asq-5"], id="asq-declined"),
        pytest.param({"asq_4": "yes"}, ["asq-5"], id="asq-4"),
        pytest.param({"phq9_3": "LA6571-9"}, ["phq9-10"], id="phq9-problem"),
    ],
)
def test_a_question_is_asked_where_it_applies(answers, link_ids):
    assert set(link_ids) <= asked(healthy_but(**answers))


@pytest.mark.parametrize(
    ("answers", "number"),
    [
        pytest.param(HEALTHY, 73, id="healthy-woman"),
        pytest.param(healthy_but(sex_at_birth="male"), 71, id="healthy-man"),
        pytest.param(MANY_ANSWERS, 105, id="many-answers"),
    ],
)
def test_the_form_has_this_many_pages(answers, number):
    """No more than safety needs: who adds a question sees what it costs."""
    assert len(pages(QUESTIONNAIRE, answers)) == number


def test_the_symptoms_are_asked_on_the_page_after_a_very_high_reading():
    """With its day and place beside the numbers, nothing delays the 911 page."""
    answers = healthy_but(bp_systolic=190, bp_symptoms="no", bp_when="past-year")

    paths = [page.path for page in pages(QUESTIONNAIRE, answers)]

    first = paths.index("heart/bp")
    assert paths[first : first + 5] == [
        "heart/bp",
        "heart/bp-symptoms",
        "heart/bp-again",
        "heart/bp-on",
        "heart/aneurysm-avm",
    ]
    page = pages(QUESTIONNAIRE, answers)[first]
    assert [item.link_id for item in page.questions] == [
        "bp-systolic",
        "bp-diastolic",
        "bp-when",
        "bp-where",
    ]


@pytest.mark.parametrize("link_id", ["medicine-name", "antidepressant-name"])
def test_names_of_medicines_are_found_in_the_list_that_the_rules_read(link_id):
    item = QUESTIONNAIRE.item(link_id)

    assert (item.type, item.is_autocomplete) == ("open-choice", True)
    for option in item.options:
        assert option.answer == option.text.written
        assert drugs_in(option.answer), option.answer


def page_text(item):
    sentences = [item.text.written, *(each.text.written for each in item.help)]
    return " ".join(each if each[-1] in ".?" else f"{each}." for each in sentences)


@pytest.mark.parametrize("item", OWN_QUESTIONS, ids=lambda item: item.link_id)
def test_question_reads_at_sixth_grade_or_below(item):
    assert textstat.flesch_kincaid_grade(page_text(item)) <= 6


@pytest.mark.parametrize(
    "item",
    [each for each in OWN_QUESTIONS if not each.is_autocomplete],
    ids=lambda item: item.link_id,
)
def test_answers_to_choose_from_read_at_sixth_grade_or_below(item):
    lines = " ".join(f"{option.text.written}." for option in item.options)

    assert textstat.flesch_kincaid_grade(lines) <= 6


@pytest.mark.parametrize(
    "item", [each for each in QUESTIONS if each.required], ids=lambda item: item.link_id
)
def test_required_question_says_in_its_own_words_what_to_do(item):
    assert item.required_message.written.split()[0] in {"Enter", "Select"}


@pytest.mark.parametrize(
    ("chosen", "rules"),
    [(["pain-crps", "pain-nerve"], []), (["pain-crps", "unsure"], ["exclusive"])],
)
def test_not_sure_stands_beside_no_other_kind_of_pain(chosen, rules):
    item = QUESTIONNAIRE.item("pain-kind")

    assert [each.rule for each in of_amount(item, chosen)] == rules


def test_texts_hold_no_word_that_errors_avoid():
    messages = " ".join(item.required_message.written.lower() for item in QUESTIONS)

    assert not {"please", "sorry", "valid", "invalid"} & set(messages.split())


FOLLOW_UPS_AND_PLAIN_WORDS = {
    # Follow-ups, whose reason the question before has given.
    "angina-unstable",
    "antidepressant-outcome",
    "antidepressant-stopped",
    "antidepressant-taken",
    "heart-attack-when",
    "heart-failure-symptoms",
    "high-trouble",
    "htn-treated",
    "irregular-heartbeat-uncontrolled",
    "ketamine-before-result",
    "liver-severe",
    "pregnant",
    "eye-controlled",
    "eye-injury",
    "seizures-when",
    "stroke-when",
    "thyroid-controlled",
    "weight-pounds",
    "height-feet",
    "allergy-to",
}


def test_every_other_question_that_must_be_answered_says_why_or_what_is_meant():
    silent = {item.link_id for item in OWN_QUESTIONS if item.required and not item.help}

    assert silent == FOLLOW_UPS_AND_PLAIN_WORDS


@pytest.mark.parametrize(
    ("reading", "severe"),
    [("bp-systolic", "bp_severe_systolic"), ("bp-diastolic", "bp_severe_diastolic")],
)
def test_symptoms_are_asked_from_what_any_permitted_policy_calls_severe(
    reading, severe
):
    lowest = values()[severe].lower
    known = {"bp-known": ["yes"]}

    assert "bp-symptoms" in asked(known | {reading: [lowest]})
    assert "bp-symptoms" not in asked(known | {reading: [lowest - 1]})
