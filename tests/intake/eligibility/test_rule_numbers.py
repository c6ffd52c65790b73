"""A rule names every number of the policy that it depends on, and no rule another."""

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from intake.eligibility.facts import from_json
from intake.eligibility.policy import (
    DOSE,
    SHIPPED,
    Number,
    Policy,
    PolicyRefused,
    values,
)
from intake.eligibility.rules import RULES
from intake.eligibility.rules.rule import Rule
from tests.intake.eligibility.anybody import made_up

# After how long a decision no longer opens infusions; no rule reads it.
OF_NO_RULE = {"review_valid_days"}


def is_of(rule: Rule, name: str) -> bool:
    return name in rule.numbers or (name.startswith(DOSE) and DOSE in rule.numbers)


def other_numbers() -> st.SearchStrategy[dict[str, Number]]:
    """Every number of the policy at one of its hard limits."""
    return st.fixed_dictionaries(
        {
            name: st.sampled_from([value.lower, value.upper])
            for name, value in values().items()
        }
    )


def moved_for(rule: Rule, numbers: dict[str, Number]) -> Policy | None:
    """Return a policy that differs only in numbers that the rule does not name."""
    others = {name: n for name, n in numbers.items() if not is_of(rule, name)}
    try:
        return Policy.from_values(others)
    except PolicyRefused:
        return None


@given(person=made_up(), numbers=other_numbers())
def test_a_rule_depends_on_no_number_that_it_does_not_name(
    person: dict[str, Any], numbers: dict[str, Number]
):
    facts = from_json(person)

    for rule in RULES:
        policy = moved_for(rule, numbers)
        if policy is not None:
            assert rule.flag(facts, policy) == rule.flag(facts, SHIPPED), rule.id


def test_a_rule_names_the_numbers_in_its_text():
    for rule in RULES:
        in_text = {*re.findall(r"{policy\.(\w+)}", rule.text), *rule.below.values()}
        assert in_text <= set(rule.numbers), rule.id


def test_every_number_is_of_a_rule():
    named = {name for rule in RULES for name in rule.numbers}

    known = {DOSE if name.startswith(DOSE) else name for name in values()}
    assert named == known - OF_NO_RULE


def test_text_under_a_policy_leaves_open_what_a_patient_answers():
    texts = {rule.id: rule.text_under(SHIPPED) for rule in RULES}

    assert texts["CV_MI_UNDER_6W"] == (
        "Heart attack […] weeks ago (<6 weeks): EU labelled contraindication."
    )
    assert texts["CV_MI_6W_6M"] == (
        "Heart attack 6-25 weeks ago. Cardiology clearance before booking."
    )
