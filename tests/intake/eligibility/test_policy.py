import pytest

from intake.eligibility.policy import SHIPPED, Policy, PolicyRefused, values


def refused(numbers):
    with pytest.raises(PolicyRefused) as refusal:
        Policy.from_values(numbers)
    return refusal.value.problems


def test_from_values_gives_back_what_as_values_gave():
    assert Policy.from_values(SHIPPED.as_values()) == SHIPPED


def test_from_values_takes_the_shipped_number_for_one_left_out():
    policy = Policy.from_values({"stroke_recent_weeks": 26}, version="2")

    assert policy.stroke_recent_weeks == 26
    assert policy.mi_recent_weeks == SHIPPED.mi_recent_weeks
    assert policy.version == "2"


def test_from_values_changes_a_minimum_dose():
    policy = Policy.from_values({"dose sertraline": 100})

    assert policy.minimum_doses["sertraline"] == 100
    assert policy.minimum_doses["fluoxetine"] == 20


def test_from_values_names_all_problems_at_once():
    assert refused({"bp": 1, "bp_severe_systolic": 190, "age_adult": "18"}) == [
        "'bp': unknown value",
        "bp_severe_systolic: must be 180 mmHg",
        "age_adult: must be a number",
    ]


def test_from_values_refuses_bands_out_of_order():
    assert refused({"bp_raised_systolic": 150, "bp_high_systolic": 150}) == [
        "bp_high_systolic: must be above bp_raised_systolic"
    ]


@pytest.mark.parametrize("name", values())
def test_every_value_is_refused_just_outside_its_hard_range(name):
    value = values()[name]

    assert value.refusal(value.number) == ""
    assert value.refusal(value.lower) == ""
    assert value.refusal(value.upper) == ""
    assert value.refusal(value.lower - 0.1) != ""
    assert value.refusal(value.upper + 0.1) != ""


@pytest.mark.parametrize("number", [None, "6", True, [6], float("nan")])
def test_a_value_is_refused_when_it_is_no_number(number):
    assert values()["mi_recent_weeks"].refusal(number) != ""


def test_every_range_is_written_as_short_as_a_dose():
    ranges = [limit for each in values().values() for limit in (each.lower, each.upper)]

    assert [limit for limit in ranges if len(f"{limit}") > len("18.15")] == []


def test_every_value_names_its_unit_and_source():
    assert all(value.unit and value.source for value in values().values())


def test_shipped_policy_is_version_1():
    assert SHIPPED.version == "1"
    assert SHIPPED.as_values() == {
        name: value.number for name, value in values().items()
    }
