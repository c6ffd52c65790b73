"""What a clinician looks for in an intake: pressure, medicines, trials, wishes."""

import html
import re

import pytest
from django.urls import reverse

from intake.services.intakes import read_intake
from tests.intake.eligibility.patients import MANY_ANSWERS, healthy_but
from tests.stories import answered

pytestmark = pytest.mark.django_db

TRIAL = MANY_ANSWERS["antidepressant"][0]


def overview_of(here, answers):
    return read_intake(answered(answers, location=here)).overview


def page_of(browser, consultation_request):
    path = reverse("intake:review-detail", args=[consultation_request.pk])
    return html.unescape(browser.get(path).text)


@pytest.mark.parametrize(
    ("systolic", "diastolic", "reading", "band"),
    [
        (118, 74, "118/74", "Below 140/90"),
        (139, 90, "139/90", "Raised: 140/90 or more"),
        (160, 74, "160/74", "High: 160/100 or more"),
        (170, 119, "170/119", "High: 160/100 or more"),
        (181, 100, "181/100", "Severe: 180/120 or more"),
    ],
)
def test_the_blood_pressure_has_its_band(here, systolic, diastolic, reading, band):
    numbers = {"bp_systolic": systolic, "bp_diastolic": diastolic}
    if systolic > 180:
        numbers |= {"bp_symptoms": "no"}

    pressure = overview_of(here, healthy_but(**numbers)).pressure

    assert (pressure.reading, pressure.band) == (reading, band)
    assert [(row.label, row.value) for row in pressure.rows][0] == (
        "When was it taken?",
        "In the past 7 days",
    )


def test_a_reading_that_is_not_known_has_no_band(here):
    unknown = healthy_but(
        bp_known="no", bp_systolic=None, bp_diastolic=None, bp_when=None
    )

    pressure = overview_of(here, unknown).pressure

    assert (pressure.reading, pressure.band) == ("", "")
    assert [row.link_id for row in pressure.rows][0] == "bp-known"


def test_each_medicine_has_its_class_and_what_it_raised(here):
    names = ("Ativan", "Effexor", {"text": "Blurbo"})
    medicines = [{"medicine-name": [name]} for name in names]
    medicines[0]["medicine-dose"] = ["0.5 mg"]
    answers = healthy_but(medicines_any="yes", medicine=medicines)

    taken = overview_of(here, answers).medicines

    assert [(each.name, each.known_as) for each in taken] == [
        ("Ativan", ["lorazepam (benzodiazepine)"]),
        ("Effexor", ["venlafaxine (SNRI)"]),
        ("Blurbo", []),
    ]
    assert [(row.label, row.value) for row in taken[0].rows] == [
        ("How much do you take?", "0.5 mg")
    ]
    assert [[flag["id"] for flag in each.flags] for each in taken] == [
        ["MED_BENZO"],
        [],
        [],
    ]


def test_an_antidepressant_still_taken_is_among_the_medicines(here):
    still = {**TRIAL, "antidepressant-stopped": ["still-taking"]}
    answers = healthy_but(antidepressants_tried="yes", antidepressant=[still])

    assert [each.name for each in overview_of(here, answers).medicines] == ["Zoloft"]


@pytest.mark.parametrize(
    ("changed", "lacks", "failed"),
    [
        ({}, [], "Yes"),
        ({"dose": ["25"]}, ["50 mg a day or more is needed"], "No: not adequate"),
        ({"dose": None}, ["the dose is not known"], "No: not adequate"),
        ({"weeks": [3]}, ["6 weeks or more are needed"], "No: not adequate"),
        ({"weeks": None}, ["the time is not known"], "No: not adequate"),
        (
            {"name": [{"text": "Blurbo"}], "weeks": [3]},
            ["not a listed antidepressant", "6 weeks or more are needed"],
            "No: not adequate",
        ),
        ({"outcome": ["remission"]}, [], "No: it helped"),
        ({"stopped": ["side-effects"]}, [], "No: stopped for side effects"),
        (
            {"taken": ["few-days"]},
            [],
            "No: the result is not known, or it was not taken daily",
        ),
    ],
)
def test_each_trial_says_whether_it_was_adequate_and_failed(
    here, changed, lacks, failed
):
    trial = TRIAL | {f"antidepressant-{key}": value for key, value in changed.items()}
    kept = {key: value for key, value in trial.items() if value}
    answers = healthy_but(antidepressants_tried="yes", antidepressant=[kept])

    [shown] = overview_of(here, answers).trials

    assert (shown.lacks, shown.failed) == (lacks, failed)


def test_hopes_and_questions_are_read_at_once(here):
    answers = healthy_but(hopes="To sleep", own_questions="May I drive?")

    wishes = overview_of(here, answers).wishes

    assert [row.value for row in wishes] == ["To sleep", "May I drive?"]


def test_what_was_answered_with_no_stands_together_but_for_what_was_flagged(here):
    """That nobody can drive the patient home is a No and has its flag."""
    intake = read_intake(answered(healthy_but(ride_home="no"), location=here))

    [heart] = intake.heart
    going_home = next(each for each in intake.rest if "Getting home" in each.title)
    assert heart.rows == []
    assert "Have you ever had a heart attack?" in heart.said_no
    assert [(row.link_id, row.value) for row in going_home.rows][0] == (
        "ride-home",
        "No",
    )


def test_what_is_left_open_or_unsure_is_never_among_the_no(here):
    intake = read_intake(answered(healthy_but(stroke="unsure"), location=here))

    [heart] = intake.heart
    assert [(row.link_id, row.value) for row in heart.rows] == [
        ("stroke", "I'm not sure")
    ]


def test_a_flag_on_a_medicine_shows_that_medicine_alone(here, clinician, browser_of):
    medicines = [{"medicine-name": [name]} for name in ("Ativan", "lisinopril")]
    answers = healthy_but(medicines_any="yes", medicine=medicines)
    consultation_request = answered(answers, location=here)

    flags = read_intake(consultation_request).flags

    assert {flag.id: flag.words for flag in flags if flag.id.startswith("MED_")} == {
        "MED_BENZO": [("Name of the medicine", "Ativan")],
        "MED_ANTIHYPERTENSIVE": [("Name of the medicine", "lisinopril")],
    }


def test_the_page_tells_the_intake_in_the_order_of_a_clinicians_questions(
    here, clinician, browser_of
):
    answers = MANY_ANSWERS | {"hopes": ["To sleep"]}

    text = page_of(browser_of(clinician), answered(answers, location=here))

    titles = re.findall(r'<h2(?: id="[\w-]+")?>(.*?)</h2>', text)
    assert titles[:13] == [
        "Flags",
        "Blood pressure",
        "Heart and blood pressure",
        "Medicines taken",
        "Medicines",
        "Your allergies 1",
        "Other health questions",
        "Your mental health",
        "Alcohol and drugs",
        "Antidepressants tried",
        "Treatments you have tried",
        "Scores",
        "What the patient hopes for and asks",
    ]
