"""The shipped eligibility questionnaire: sound, verbatim where fixed, plain."""

import pytest
import textstat

from intake.instruments import resource
from intake.questionnaires.enabled import enabled_items
from intake.questionnaires.loading import load
from intake.questionnaires.scores import score
from tests.intake.eligibility.patients import HEALTHY, healthy_but

ELIGIBILITY = resource("eligibility")
QUESTIONNAIRE = load(ELIGIBILITY)
QUESTIONS = [item for item in QUESTIONNAIRE.items if item.is_question]
FIXED_WORDING = ("phq9-", "asq-")
OWN_QUESTIONS = [
    item for item in QUESTIONS if not item.link_id.startswith(FIXED_WORDING)
]
DECLINED = ("declined", "I'd rather not answer", None)

PHQ9 = [
    ("44250-9", "Little interest or pleasure in doing things"),
    ("44255-8", "Feeling down, depressed, or hopeless"),
    ("44259-0", "Trouble falling or staying asleep, or sleeping too much"),
    ("44254-1", "Feeling tired or having little energy"),
    ("44251-7", "Poor appetite or overeating"),
    (
        "44258-2",
        "Feeling bad about yourself — or that you are a failure or have let yourself "
        "or your family down",
    ),
    (
        "44252-5",
        "Trouble concentrating on things, such as reading the newspaper or watching "
        "television",
    ),
    (
        "44253-3",
        "Moving or speaking so slowly that other people could have noticed? Or the "
        "opposite — being so fidgety or restless that you have been moving around a "
        "lot more than usual",
    ),
    (
        "44260-8",
        "Thoughts that you would be better off dead or of hurting yourself in some way",
    ),
]
ASQ = [
    "In the past few weeks, have you wished you were dead?",
    "In the past few weeks, have you felt that you or your family would be better off "
    "if you were dead?",
    "In the past week, have you been having thoughts about killing yourself?",
    "Have you ever tried to kill yourself?",
    "Are you having thoughts of killing yourself right now?",
]


def asked(answers):
    return {node.item.link_id for node in enabled_items(QUESTIONNAIRE, answers)}


def coded(link_id):
    """The LOINC code of an item in the resource."""
    (found,) = (
        each
        for each in _with_descendants(ELIGIBILITY["item"])
        if each["linkId"] == link_id
    )
    return found["code"][0]["code"]


def _with_descendants(items):
    for item in items:
        yield item
        yield from _with_descendants(item.get("item", []))


def test_eligibility_is_version_1_and_active():
    assert QUESTIONNAIRE.canonical == (
        "https://anteroom.example/fhir/Questionnaire/eligibility|1.0.0"
    )
    assert ELIGIBILITY["status"] == "active"


def test_eligibility_has_these_sections():
    assert [section.text.written for section in QUESTIONNAIRE.sections] == [
        "About you",
        "Heart and blood pressure",
        "Medicines",
        "Treatments you have tried",
        "Your mood",
        "Your safety",
        "Getting home",
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


@pytest.mark.parametrize("number", range(1, 10))
def test_phq9_item_is_verbatim_with_its_code(number):
    code, text = PHQ9[number - 1]
    item = QUESTIONNAIRE.item(f"phq9-{number}")

    assert item.text.written == text
    assert coded(f"phq9-{number}") == code
    assert item.required
    assert [(each.answer, each.text.written, each.weight) for each in item.options] == [
        ("LA6568-5", "Not at all", 0),
        ("LA6569-3", "Several days", 1),
        ("LA6570-1", "More than half the days", 2),
        ("LA6571-9", "Nearly every day", 3),
        DECLINED,
    ]


def test_phq9_has_its_stem_and_panel_code():
    assert QUESTIONNAIRE.item("phq9-stem").text.written == (
        "Over the last 2 weeks, how often have you been bothered by any of the "
        "following problems?"
    )
    assert coded("phq9") == "44249-1"


def test_phq9_item_10_is_verbatim_optional_and_not_scored():
    item = QUESTIONNAIRE.item("phq9-10")

    assert item.text.written == (
        "If you checked off any problems, how difficult have these problems made it "
        "for you to do your work, take care of things at home, or get along with other "
        "people?"
    )
    assert coded("phq9-10") == "69722-7"
    assert not item.required
    assert [(each.answer, each.text.written, each.weight) for each in item.options] == [
        ("LA6572-7", "Not difficult at all", None),
        ("LA6573-5", "Somewhat difficult", None),
        ("LA6575-0", "Very difficult", None),
        ("LA6574-3", "Extremely difficult", None),
    ]


def test_phq9_scores_as_published():
    items = [f"phq9-{number}" for number in range(1, 10)]

    assert score(QUESTIONNAIRE, HEALTHY, items) == 8
    assert score(QUESTIONNAIRE, healthy_but(phq9_9="declined"), items) is None


@pytest.mark.parametrize("number", range(1, 6))
def test_asq_item_is_verbatim(number):
    item = QUESTIONNAIRE.item(f"asq-{number}")

    assert item.text.written == ASQ[number - 1]
    assert item.required
    assert [(each.answer, each.text.written, each.weight) for each in item.options] == [
        ("yes", "Yes", None),
        ("no", "No", None),
        DECLINED,
    ]


def test_licences_are_named():
    notice = ELIGIBILITY["copyright"]

    assert "Spitzer" in notice
    assert (
        "No permission required to reproduce, translate, display or distribute"
        in notice
    )
    assert "J Gen Intern Med 2001;16:606-613" in notice
    assert "National Institute of Mental Health (NIMH)" in notice
    assert (
        "This material contains content from LOINC (http://loinc.org). LOINC is "
        "copyright Regenstrief Institute, Inc. and the LOINC Committee and is "
        "available at no cost under the license at http://loinc.org/license." in notice
    )


@pytest.mark.parametrize(
    ("answers", "link_id"),
    [
        pytest.param({"sex_at_birth": "male"}, "can-be-pregnant", id="man"),
        pytest.param({"can_be_pregnant": "no"}, "pregnant", id="cannot-be-pregnant"),
        pytest.param({}, "htn-treated", id="no-hypertension"),
        pytest.param({"bp_known": "no"}, "bp-systolic", id="no-reading"),
        pytest.param({"bp_systolic": 179}, "bp-symptoms", id="reading-179"),
        pytest.param({"bp_diastolic": 119}, "bp-symptoms", id="reading-119-below"),
        pytest.param({}, "heart-attack-when", id="no-heart-attack"),
        pytest.param({}, "medicine", id="no-medicines"),
        pytest.param({}, "asq-5", id="asq-negative"),
    ],
)
def test_nobody_is_asked_what_does_not_apply(answers, link_id):
    assert link_id not in asked(healthy_but(**answers))


@pytest.mark.parametrize(
    ("answers", "link_id"),
    [
        pytest.param({"sex_at_birth": "unknown"}, "can-be-pregnant", id="sex-not-said"),
        pytest.param({"can_be_pregnant": "unsure"}, "pregnant", id="maybe-pregnant"),
        pytest.param({"bp_systolic": 180}, "bp-symptoms", id="reading-180"),
        pytest.param({"bp_diastolic": 120}, "bp-symptoms", id="reading-120-below"),
        pytest.param({"asq_2": "declined"}, "asq-5", id="asq-declined"),
        pytest.param({"asq_4": "yes"}, "asq-5", id="asq-4"),
        pytest.param({"phq9_3": "LA6571-9"}, "phq9-10", id="phq9-problem"),
    ],
)
def test_a_question_is_asked_where_it_applies(answers, link_id):
    assert link_id in asked(healthy_but(**answers))


@pytest.mark.parametrize("item", OWN_QUESTIONS, ids=lambda item: item.link_id)
def test_question_reads_at_sixth_grade_or_below(item):
    sentences = [item.text.written, *(each.text.written for each in item.help)]
    page = " ".join(each if each[-1] in ".?" else f"{each}." for each in sentences)

    assert textstat.flesch_kincaid_grade(page) <= 6


@pytest.mark.parametrize(
    "item", [each for each in QUESTIONS if each.required], ids=lambda item: item.link_id
)
def test_required_question_says_in_its_own_words_what_to_do(item):
    assert item.required_message.written.split()[0] in {"Enter", "Select"}


def test_texts_hold_no_word_that_errors_avoid():
    messages = " ".join(item.required_message.written.lower() for item in QUESTIONS)

    assert not {"please", "sorry", "valid", "invalid"} & set(messages.split())
