import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from intake.eligibility.vocabulary import KEYS


@pytest.fixture
def assess(tmp_path):
    """Write what it is given into a file and assess that."""

    def run(content):
        path = tmp_path / "facts.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        output = StringIO()
        call_command("assess", str(path), stdout=output)
        return json.loads(output.getvalue())

    return run


def test_assess_prints_triage_flags_scores_and_policy(assess):
    assert assess({"age_years": 70}) == {
        "triage": "routine",
        "flags": [
            {
                "id": "AGE_65_PLUS",
                "severity": "caution",
                "text": "Age >=65: larger BP surge with age; consider lower starting "
                "dose.",
                "source": "Yale 2024; EU dosing 28 mg start >=65",
                "because": {"age_years": 70},
            }
        ],
        "scores": {
            "phq9": {"total": 13, "band": "moderate"},
            "gad7": {"total": 8, "band": "mild"},
            "pcl5": None,
            "audit_c": {"total": 1, "band": "negative"},
        },
        "policy": "1",
    }


def test_assess_takes_the_healthy_defaults_for_an_empty_file(assess):
    assert assess({})["triage"] == "routine"


@pytest.mark.parametrize("key", ["phq9", "asq"])
def test_assess_takes_a_screen_of_null_for_one_left_out(assess, key):
    """An absent key is the healthy default; clinical rules 6: left out, not routine."""
    assessment = assess({key: None})

    assert assessment["triage"] == "clinician_review_before_booking"
    [flag] = assessment["flags"]
    assert (flag["id"], flag["because"]) == ("UNSURE_STOP_ITEM", {key: "unanswered"})


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        pytest.param(
            {"bp": 190, "age_years": "old"},
            "'bp': unknown key; age_years: must be a number from 0 to 130 or null",
            id="several",
        ),
        pytest.param("[]", "the file must hold one JSON object", id="no-object"),
        pytest.param(
            '{"tms": "past", "ect": "past", "tms": "never", "ect": "never"}',
            "'ect', 'tms': given twice",
            id="twice",
        ),
        pytest.param(
            r'{"a\nb": 1, "a\nb": 2}', r"'a\nb': given twice", id="twice-two-lines"
        ),
        pytest.param(
            {"asq": {"q1": True}, "bp\n": 1, "unsure": ["x\ny"]},
            r"'bp\n': unknown key; unsure: 'x\ny' is an unknown key",
            id="names-on-two-lines",
        ),
        pytest.param('{"weight_kg": NaN}', "weight_kg: must be a number", id="nan"),
        pytest.param('{"weight_kg": 1e999}', "weight_kg: must be a number", id="huge"),
        pytest.param(
            f'{{"age_years": {"9" * 5000}}}', "not a JSON file (", id="digits"
        ),
        pytest.param('{"age_years": {"years": 42}}', "age_years: must", id="object"),
        pytest.param("null", "the file must hold one JSON object", id="null"),
        pytest.param("42", "the file must hold one JSON object", id="number"),
        pytest.param("[" * 100_000, "not a JSON file (", id="too-deep"),
        pytest.param('{"ect": ', "not a JSON file (", id="broken"),
        pytest.param("", "not a JSON file (", id="empty"),
    ],
)
def test_assess_refuses_a_bad_file_in_one_line(assess, content, problems):
    with pytest.raises(CommandError) as refusal:
        assess(content)

    line = str(refusal.value)
    assert f"facts.json: {problems}" in line
    assert "\n" not in line


def test_assess_names_every_key_that_is_wrong(assess):
    with pytest.raises(CommandError) as refusal:
        assess(dict.fromkeys([*KEYS, "unknown", "unsure", "unanswered"], {"no": "way"}))

    named = [each.split(":")[0] for each in str(refusal.value).split("; ")]
    first = named[0].rsplit("/", 1)[-1]
    assert first == "facts.json"
    assert [*KEYS][1:] == named[1 : len(KEYS)]
    assert named[len(KEYS) :] == ["'unknown'", "unsure", "unanswered"]


@pytest.mark.parametrize("encoded", [b"\xff\xfe", b"\x00", b"\xef\xbb\xbf{}"])
def test_assess_refuses_a_file_that_is_no_text(tmp_path, encoded):
    path = tmp_path / "facts.json"
    path.write_bytes(encoded)

    with pytest.raises(CommandError, match="not a JSON file"):
        call_command("assess", str(path))


def test_assess_refuses_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="No such file or directory"):
        call_command("assess", str(tmp_path / "nowhere.json"))
