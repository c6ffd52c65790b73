"""Facts from a made-up file, for ``manage.py assess``."""

import pytest

from intake.eligibility.facts import Facts, FactsRefused, from_json
from intake.eligibility.vocabulary import KEYS


def refused(content):
    with pytest.raises(FactsRefused) as refusal:
        from_json(content)
    return refusal.value.problems


def test_from_json_gives_the_healthy_default_for_an_absent_key():
    facts = from_json({"age_years": 30})

    defaults = {key: described.default for key, described in KEYS.items()}
    assert facts.values == defaults | {"age_years": 30}
    assert facts.missing == {}


def test_from_json_gives_no_value_to_a_key_listed_as_missing():
    facts = from_json(
        {"angina": "stable", "unanswered": ["angina"], "unsure": ["phq9"]}
    )

    assert facts["angina"] is None
    assert facts["phq9"] is None
    assert facts.missing == {"angina": "unanswered", "phq9": "unsure"}


def test_from_json_takes_the_word_unsure_as_no_value():
    facts = from_json({"porphyria": "unsure", "pregnant": "unsure"})

    assert facts.unsure == ("porphyria",)
    assert facts["pregnant"] == "unsure"


@pytest.mark.parametrize("key", ["age_years", "htn_known", "phq9", "asq"])
def test_from_json_takes_null_as_no_answer_where_it_would_pass_for_healthy(key):
    assert from_json({key: None}).missing == {key: "unanswered"}


def test_from_json_fills_the_parts_left_out():
    facts = from_json(
        {"asq": {"q4": True}, "antidepressant_trials": [{"drug": "Zoloft"}]}
    )

    assert facts["asq"] == {
        "q1": False,
        "q2": False,
        "q3": False,
        "q4": True,
        "q5": False,
    }
    assert facts["antidepressant_trials"] == [
        {"drug": "Zoloft", "dose_mg": None, "weeks": None, "outcome": "unknown"}
    ]


def test_from_json_names_all_problems_at_once():
    assert refused({"bp_sistolic": 190, "pregnant": "maybe", "unsure": ["heart"]}) == [
        "'bp_sistolic': unknown key",
        "pregnant: must be one of no, yes, unsure, trying",
        "unsure: 'heart' is an unknown key",
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("age_years", -1),
        ("age_years", 131),
        ("age_years", "42"),
        ("age_years", True),
        ("age_years", float("nan")),
        ("age_years", float("inf")),
        ("age_years", 10**400),
        ("bp_systolic", 0),
        ("bp_systolic", [120]),
        ("bp_symptoms_now", None),
        ("bp_symptoms_now", 1),
        ("htn_known", "yes"),
        ("has_ride_home", None),
        ("angina", None),
        ("angina", {"unstable": 1}),
        ("mi_weeks_ago", -1),
        ("audit_c_total", 3.5),
        ("drug_use_times_past_year", 0.5),
        ("gad7_total", 22),
        ("pcl5_total", -1),
        ("phq9", [0] * 8),
        ("phq9", [0] * 8 + [4]),
        ("phq9", [0] * 8 + [1.5]),
        ("phq9", [0] * 8 + [True]),
        ("phq9", 12),
        ("asq", {"q6": True}),
        ("asq", {"q1": "yes"}),
        ("asq", [True]),
        ("medications", "Xanax"),
        ("medications", [1]),
        ("medications", [" "]),
        ("antidepressant_trials", [{"weeks": 6}]),
        ("antidepressant_trials", [{"drug": "Zoloft", "outcome": "bad"}]),
        ("antidepressant_trials", [{"drug": "Zoloft", "dose": 50}]),
        ("antidepressant_trials", ["Zoloft"]),
        ("unsure", "angina"),
        ("unanswered", [["angina"]]),
    ],
)
def test_from_json_refuses_an_impossible_value(key, value):
    (problem,) = refused({key: value})

    assert problem.startswith(f"{key}: must ")


@pytest.mark.parametrize("content", [[], "text", None, 1])
def test_from_json_refuses_what_is_no_object(content):
    assert refused(content) == ["the file must hold one JSON object"]


def test_facts_know_no_key_outside_the_vocabulary():
    with pytest.raises(KeyError):
        Facts({})["blood_pressure"]


@pytest.mark.parametrize(
    ("weight_kg", "height_cm", "index"),
    [(90, 150, 40.0), (None, 150, None), (90, None, None)],
)
def test_body_mass_index_needs_weight_and_height(weight_kg, height_cm, index):
    facts = Facts({"weight_kg": weight_kg, "height_cm": height_cm})

    assert facts.body_mass_index == index
