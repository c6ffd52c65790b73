"""The instruments that are shipped: verbatim, with their codes, weights and notices."""

import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from intake import instruments as shipped
from intake.eligibility.questions import instruments
from intake.instruments import resource
from intake.questionnaires.loading import load
from intake.questionnaires.pages import pages
from intake.questionnaires.responses import to_fhir
from tests.intake.questionnaires.resources import raw_items

LOINC = "http://loinc.org"
DECLINED = ("declined", "I'd rather not answer", None)
FREQUENCY = [
    ("LA6568-5", "Not at all", 0),
    ("LA6569-3", "Several days", 1),
    ("LA6570-1", "More than half the days", 2),
    ("LA6571-9", "Nearly every day", 3),
    DECLINED,
]
YES_NO = [("yes", "Yes", None), ("no", "No", None), DECLINED]
YES_NO_POINTS = [("yes", "Yes", 1), ("no", "No", 0), DECLINED]
MUCH = [
    ("pcl5-0", "Not at all", 0),
    ("pcl5-1", "A little bit", 1),
    ("pcl5-2", "Moderately", 2),
    ("pcl5-3", "Quite a bit", 3),
    ("pcl5-4", "Extremely", 4),
    DECLINED,
]
HOW_OFTEN_A_DRINK = [
    ("LA6270-8", "Never", 0),
    ("LA18926-8", "Monthly or less", 1),
    ("LA18927-6", "2 to 4 times a month", 2),
    ("LA18928-4", "2 to 3 times a week", 3),
    ("LA18929-2", "4 or more times a week", 4),
    DECLINED,
]
HOW_MANY_DRINKS = [
    ("LA15694-5", "1 or 2", 0),
    ("LA15695-2", "3 or 4", 1),
    ("LA18930-0", "5 or 6", 2),
    ("LA18931-8", "7 to 9", 3),
    ("LA18932-6", "10 or more", 4),
    DECLINED,
]
HOW_OFTEN_SIX_DRINKS = [
    ("LA6270-8", "Never", 0),
    ("LA18933-4", "Less than monthly", 1),
    ("LA18876-5", "Monthly", 2),
    ("LA18891-4", "Weekly", 3),
    ("LA18934-2", "Daily or almost daily", 4),
    DECLINED,
]


def from_0_to_10(zero, ten):
    words = [f"0 {zero}", *map(str, range(1, 10)), f"10 {ten}"]
    return [(f"peg-{n}", text, n) for n, text in enumerate(words)] + [DECLINED]


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
GAD7 = [
    ("69725-0", "Feeling nervous, anxious or on edge"),
    ("68509-9", "Not being able to stop or control worrying"),
    ("69733-4", "Worrying too much about different things"),
    ("69734-2", "Trouble relaxing"),
    ("69735-9", "Being so restless that it is hard to sit still"),
    ("69689-8", "Becoming easily annoyed or irritable"),
    ("69736-7", "Feeling afraid as if something awful might happen"),
]
ASQ = [
    "In the past few weeks, have you wished you were dead?",
    "In the past few weeks, have you felt that you or your family would be better off "
    "if you were dead?",
    "In the past week, have you been having thoughts about killing yourself?",
    "Have you ever tried to kill yourself?",
    "Are you having thoughts of killing yourself right now?",
]
PCL5 = [
    "Repeated, disturbing, and unwanted memories of the stressful experience?",
    "Repeated, disturbing dreams of the stressful experience?",
    "Suddenly feeling or acting as if the stressful experience were actually happening "
    "again (as if you were actually back there reliving it)?",
    "Feeling very upset when something reminded you of the stressful experience?",
    "Having strong physical reactions when something reminded you of the stressful "
    "experience (for example, heart pounding, trouble breathing, sweating)?",
    "Avoiding memories, thoughts, or feelings related to the stressful experience?",
    "Avoiding external reminders of the stressful experience (for example, people, "
    "places, conversations, activities, objects, or situations)?",
    "Trouble remembering important parts of the stressful experience?",
    "Having strong negative beliefs about yourself, other people, or the world (for "
    "example, having thoughts such as: I am bad, there is something seriously wrong "
    "with me, no one can be trusted, the world is completely dangerous)?",
    "Blaming yourself or someone else for the stressful experience or what happened "
    "after it?",
    "Having strong negative feelings such as fear, horror, anger, guilt, or shame?",
    "Loss of interest in activities that you used to enjoy?",
    "Feeling distant or cut off from other people?",
    "Trouble experiencing positive feelings (for example, being unable to feel "
    "happiness or have loving feelings for people close to you)?",
    "Irritable behavior, angry outbursts, or acting aggressively?",
    "Taking too many risks or doing things that could cause you harm?",
    'Being "superalert" or watchful or on guard?',
    "Feeling jumpy or easily startled?",
    "Having difficulty concentrating?",
    "Trouble falling or staying asleep?",
]
PC_PTSD_5 = [
    "Had nightmares about the event(s) or thought about the event(s) when you did not "
    "want to?",
    "Tried hard not to think about the event(s) or went out of your way to avoid "
    "situations that reminded you of the event(s)?",
    "Been constantly on guard, watchful, or easily startled?",
    "Felt numb or detached from people, activities, or your surroundings?",
    "Felt guilty or unable to stop blaming yourself or others for the event(s) or any "
    "problems the event(s) may have caused?",
]
PAIN = from_0_to_10("No pain", "Pain as bad as you can imagine")
INTERFERES = from_0_to_10("Does not interfere", "Completely interferes")

# Instrument, linkId, LOINC code where one is verified, text, answers with points.
ITEMS = [
    *(
        ("phq9", f"phq9-{n}", code, text, FREQUENCY)
        for n, (code, text) in enumerate(PHQ9, 1)
    ),
    *(
        ("gad7", f"gad7-{n}", code, text, FREQUENCY)
        for n, (code, text) in enumerate(GAD7, 1)
    ),
    *(("asq", f"asq-{n}", None, text, YES_NO) for n, text in enumerate(ASQ, 1)),
    *(("pcl5", f"pcl5-{n}", None, text, MUCH) for n, text in enumerate(PCL5, 1)),
    (
        "pcptsd5",
        "pcptsd5-event",
        None,
        "Have you ever experienced this kind of event?",
        YES_NO,
    ),
    *(
        ("pcptsd5", f"pcptsd5-{n}", None, text, YES_NO_POINTS)
        for n, text in enumerate(PC_PTSD_5, 1)
    ),
    (
        "auditc",
        "auditc-1",
        "68518-0",
        "How often do you have a drink containing alcohol?",
        HOW_OFTEN_A_DRINK,
    ),
    (
        "auditc",
        "auditc-2",
        "68519-8",
        "How many drinks containing alcohol do you have on a typical day when you are "
        "drinking?",
        HOW_MANY_DRINKS,
    ),
    (
        "auditc",
        "auditc-3",
        "68520-6",
        "How often do you have six or more drinks on one occasion?",
        HOW_OFTEN_SIX_DRINKS,
    ),
    (
        "druguse",
        "druguse",
        "68524-8",
        "How many times in the past year have you used an illegal drug or used a "
        "prescription medication for nonmedical reasons?",
        [
            ("none-past-year", "None", 0),
            ("some-past-year", "1 or more times", None),
            ("unsure", "I'm not sure", None),
            DECLINED,
        ],
    ),
    (
        "peg",
        "peg-1",
        "75893-8",
        "What number best describes your pain on average in the past week?",
        PAIN,
    ),
    (
        "peg",
        "peg-2",
        "91145-3",
        "What number best describes how, during the past week, pain has interfered "
        "with your enjoyment of life?",
        INTERFERES,
    ),
    (
        "peg",
        "peg-3",
        "91146-1",
        "What number best describes how, during the past week, pain has interfered "
        "with your general activity?",
        INTERFERES,
    ),
]
NAMES = sorted({name for name, *_ in ITEMS})


def coding_of(name, link_id):
    """The code of an item in the resource, as ``(system, code)``."""
    (found,) = (item for item in raw_items(resource(name)) if item["linkId"] == link_id)
    (coding,) = found.get("code", [{}])
    return coding.get("system"), coding.get("code")


@pytest.mark.parametrize(
    ("name", "link_id", "loinc", "text", "answers"),
    ITEMS,
    ids=[link_id for _, link_id, *_ in ITEMS],
)
def test_item_is_verbatim_with_its_code_and_points(name, link_id, loinc, text, answers):
    item = load(resource(name)).item(link_id)

    assert item.text.written == text
    assert item.required
    assert [(each.answer, each.text.written, each.weight) for each in item.options] == (
        answers
    )
    system, code = coding_of(name, link_id)
    assert code == loinc if loinc else system != LOINC


@pytest.mark.parametrize("name", NAMES)
def test_instrument_asks_nothing_else_that_must_be_answered(name):
    required = {item.link_id for item in load(resource(name)).items if item.required}

    assert required - {"druguse-times"} == {
        link_id for instrument, link_id, *_ in ITEMS if instrument == name
    }


@pytest.mark.parametrize(
    ("name", "panel"),
    [
        ("phq9", "44249-1"),
        ("gad7", "69737-5"),
        ("pcl5", "101697-1"),
        ("auditc", "72109-2"),
        ("peg", "91148-7"),
    ],
)
def test_instrument_has_its_panel_code(name, panel):
    assert coding_of(name, name) == (LOINC, panel)
    assert resource(name)["code"] == [{"system": LOINC, "code": panel}]


@pytest.mark.parametrize(
    ("name", "link_id", "text"),
    [
        (
            "phq9",
            "phq9-stem",
            "Over the last 2 weeks, how often have you been bothered by any of the "
            "following problems?",
        ),
        (
            "gad7",
            "gad7-stem",
            "Over the last 2 weeks, how often have you been bothered by any of the "
            "following problems?",
        ),
        (
            "pcl5",
            "pcl5-instruction",
            "Below is a list of problems that people sometimes have in response to a "
            "very stressful experience. Please read each problem carefully and then "
            "circle one of the numbers to the right to indicate how much you have been "
            "bothered by that problem in the past month.",
        ),
        (
            "pcl5",
            "pcl5-stem",
            "In the past month, how much were you bothered by:",
        ),
        (
            "pcptsd5",
            "pcptsd5-examples",
            "Sometimes things happen to people that are unusually or especially "
            "frightening, horrible, or traumatic. For example: a serious accident or "
            "fire; a physical or sexual assault or abuse; an earthquake or flood; a "
            "war; seeing someone be killed or seriously injured; having a loved one "
            "die through homicide or suicide.",
        ),
        ("pcptsd5", "pcptsd5-stem", "In the past month, have you..."),
    ],
)
def test_words_before_the_items_are_verbatim(name, link_id, text):
    assert load(resource(name)).item(link_id).text.written == text


def test_phq9_item_10_is_verbatim_optional_and_not_scored():
    item = load(resource("phq9")).item("phq9-10")

    assert item.text.written == (
        "If you checked off any problems, how difficult have these problems made it "
        "for you to do your work, take care of things at home, or get along with other "
        "people?"
    )
    assert coding_of("phq9", "phq9-10") == (LOINC, "69722-7")
    assert not item.required
    assert [(each.answer, each.text.written, each.weight) for each in item.options] == [
        ("LA6572-7", "Not difficult at all", None),
        ("LA6573-5", "Somewhat difficult", None),
        ("LA6575-0", "Very difficult", None),
        ("LA6574-3", "Extremely difficult", None),
    ]


@pytest.mark.parametrize(
    ("name", "items"),
    [
        ("phq9", instruments.PHQ9),
        ("gad7", instruments.GAD7),
        ("pcl5", instruments.PCL5),
        ("pcptsd5", instruments.PC_PTSD_5),
        ("auditc", instruments.AUDIT_C),
        ("peg", instruments.PEG),
    ],
)
def test_the_rules_count_the_points_that_the_resource_gives(name, items):
    questionnaire = load(resource(name))

    for link in items.links:
        for option in questionnaire.item(link).options:
            assert items.points.get(option.answer) == option.weight


@pytest.mark.parametrize("name", NAMES)
def test_instrument_shows_one_item_a_page(name):
    answers = {"pcptsd5-event": ["yes"], "auditc-1": ["LA18929-2"]}

    assert all(
        len(page.questions) <= 1 for page in pages(load(resource(name)), answers)
    )


@pytest.mark.parametrize(
    ("name", "credit"),
    [
        ("phq9", "Spitzer"),
        ("phq9", "No permission required to reproduce, translate, display"),
        ("phq9", "J Gen Intern Med 2001;16:606-613"),
        ("gad7", "No permission required to reproduce, translate, display"),
        ("gad7", "Arch Intern Med 2006;166(10):1092-1097"),
        ("asq", "National Institute of Mental Health (NIMH)"),
        ("pcl5", "National Center for PTSD"),
        ("pcl5", "Weathers FW"),
        ("pcptsd5", "National Center for PTSD"),
        ("pcptsd5", "J Gen Intern Med 2016;31(10):1206-1211"),
        ("auditc", "in the public domain"),
        ("auditc", "Arch Intern Med 1998;158(16):1789-1795"),
        ("druguse", "Arch Intern Med 2010;170(13):1155-1160"),
        ("peg", "J Gen Intern Med 2009;24(6):733-738"),
        ("peg", "Brief Pain Inventory, copyright Charles S. Cleeland"),
    ],
)
def test_instrument_names_rights_and_source(name, credit):
    assert credit in resource(name)["copyright"]


@pytest.mark.parametrize("name", ["phq9", "gad7", "pcl5", "auditc", "druguse", "peg"])
def test_instrument_with_loinc_codes_carries_the_notice(name):
    assert (
        "This material contains content from LOINC (http://loinc.org). LOINC is "
        "copyright Regenstrief Institute, Inc. and the LOINC Committee and is "
        "available at no cost under the license at http://loinc.org/license."
    ) in resource(name)["copyright"]


TOTALS = [
    ("phq9", "phq9-total", "integer", "44261-6"),
    ("gad7", "gad7-total", "integer", "70274-6"),
    ("pcl5", "pcl5-total", "integer", "101698-9"),
    ("auditc", "auditc-total", "integer", "75626-2"),
    ("peg", "peg-mean", "decimal", "91147-9"),
]


@pytest.mark.parametrize(("name", "link_id", "kind", "code"), TOTALS)
def test_total_is_a_hidden_item_with_its_code(name, link_id, kind, code):
    item = load(resource(name)).item(link_id)

    assert coding_of(name, link_id) == (LOINC, code)
    assert (item.type, item.hidden, item.read_only) == (kind, True, True)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_but_a_total_with_a_verified_code_is_worked_out(name):
    calculated = [item.link_id for item in load(resource(name)).calculated]

    assert calculated == [link_id for each, link_id, *_ in TOTALS if each == name]


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_instrument_is_imported_and_exported_as_it_is(name):
    path = Path(shipped.__file__).with_name(f"{name}.json")
    output = StringIO()

    call_command("import_questionnaire", str(path), stdout=StringIO())
    call_command("export_questionnaire", resource(name)["url"], stdout=output)

    assert json.loads(output.getvalue()) == resource(name)


CODES = "https://anteroom.example/fhir/CodeSystem"
OURS = f"{CODES}/answers"


@pytest.mark.parametrize(
    ("name", "link_id", "answer", "coding"),
    [
        ("phq9", "phq9-9", "LA6571-9", (LOINC, "LA6571-9", "Nearly every day")),
        ("gad7", "gad7-1", "LA6568-5", (LOINC, "LA6568-5", "Not at all")),
        ("auditc", "auditc-1", "LA6270-8", (LOINC, "LA6270-8", "Never")),
        ("pcl5", "pcl5-20", "pcl5-4", (f"{CODES}/pcl5", "pcl5-4", "Extremely")),
        ("pcptsd5", "pcptsd5-event", "yes", (OURS, "yes", "Yes")),
        ("asq", "asq-1", "declined", (OURS, "declined", "I'd rather not answer")),
        ("druguse", "druguse", "none-past-year", (OURS, "none-past-year", "None")),
        ("peg", "peg-3", "peg-7", (f"{CODES}/peg", "peg-7", "7")),
    ],
)  # fmt: skip
def test_exported_answer_has_its_code(name, link_id, answer, coding):
    response = to_fhir(
        load(resource(name)),
        {link_id: [answer]},
        status="completed",
        authored=datetime(2030, 6, 15, tzinfo=UTC),
        language="en",
    )

    [item] = (each for each in raw_items(response) if each["linkId"] == link_id)
    [given] = item["answer"]
    code = given["valueCoding"]
    assert (code["system"], code["code"], code["display"]) == coding
