"""Every number of the policy: where it begins or ends what raises a flag.

One row for each rule and each number that it turns on. The words that raise a flag are
in ``test_words``, what rules make of each other in ``test_rules``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

import pytest

from intake.eligibility.assessment import assess
from intake.eligibility.facts import from_json
from intake.eligibility.medicines import shipped_minimum_doses
from intake.eligibility.policy import DOSE, SHIPPED, values
from intake.eligibility.rules import RULES
from tests.intake.eligibility.patients import facts_of, healthy_but

FROM = (False, True, True)
BELOW = (True, False, False)
ABOVE = (False, False, True)
UP_TO = (True, True, False)


@dataclass(frozen=True)
class Boundary:
    """``raised`` says if the rule's flag is there just under, at and just over it.

    ``person`` are the facts of somebody at a given number.
    """

    rule: str
    raised: tuple[bool, bool, bool]
    number: float
    value: str
    person: Callable[[Any], dict[str, Any]]
    step: float = 1

    def raises(self, number, policy=SHIPPED):
        facts = from_json(self.person(number))
        return self.rule in {flag.id for flag in assess(facts, policy).flags}

    def policy(self, number):
        """The shipped policy with another number in this place."""
        if not self.value.startswith(DOSE):
            return replace(SHIPPED, **{self.value: number})
        drug = self.value.removeprefix(DOSE)
        doses = SHIPPED.minimum_doses | {drug: number}
        return replace(SHIPPED, minimum_doses=MappingProxyType(doses))


def holds(key, **others):
    """Somebody whose ``key`` is the number."""
    return lambda number: {key: number, **others}


HYPERTENSION = {"htn_known": True, "htn_treated": True, "htn_controlled": "yes"}
NO_READING_BUT = {"bp_systolic": None, "bp_diastolic": None}


def in_a_treated_patient(key, **others):
    return holds(key, **HYPERTENSION, **others)


def with_bmi(**others):
    """A metre tall, so that the weight in kg is the index."""
    return lambda number: {"height_cm": 100, "weight_kg": number, **others}


def phq9_of(**others):
    """Eight items that add up to the number; none is item 9."""
    return lambda total: {
        "phq9": [min(3, max(0, total - 3 * place)) for place in range(8)] + [0],
        **others,
    }


def failed(drug, dose_mg, weeks):
    outcome = "no_response"
    return {"drug": drug, "dose_mg": dose_mg, "weeks": weeks, "outcome": outcome}


ADEQUATE = [failed(drug, 900, 12) for drug in ("Zoloft", "Effexor", "Elavil")]


def tried(*trials):
    return {"primary_reason": "depression", "antidepressant_trials": [*trials]}


def with_the_dose(drug):
    """Somebody who failed another antidepressant, and this one at the dose."""
    other = next(each for each in ADEQUATE[:2] if each["drug"] != BRANDS.get(drug))
    return lambda dose_mg: tried(other, failed(drug, dose_mg, 12))


BRANDS = {"sertraline": "Zoloft"}
DEPRESSANTS = ["Xanax", "Ambien", "oxycodone"]

BOUNDARIES = [
    # Blood pressure: either number is enough, and a reading may be 90 days old.
    *(
        Boundary("BP_CRISIS_SYMPTOMS", FROM, number, value, person)
        for number, value, person in [
            (180, "bp_severe_systolic", holds("bp_systolic", bp_symptoms_now=True)),
            (120, "bp_severe_diastolic", holds("bp_diastolic", bp_symptoms_now=True)),
        ]
    ),
    Boundary(
        "BP_CRISIS_SYMPTOMS",
        *(UP_TO, 90, "bp_recent_days"),
        holds("bp_days_ago", bp_systolic=180, unanswered=["bp_symptoms_now"]),
    ),
    Boundary("BP_SEVERE", FROM, 180, "bp_severe_systolic", holds("bp_systolic")),
    Boundary("BP_SEVERE", FROM, 120, "bp_severe_diastolic", holds("bp_diastolic")),
    Boundary(
        "BP_SEVERE", UP_TO, 90, "bp_recent_days", holds("bp_days_ago", bp_systolic=180)
    ),
    Boundary("BP_160_100", FROM, 160, "bp_high_systolic", holds("bp_systolic")),
    Boundary("BP_160_100", BELOW, 180, "bp_severe_systolic", holds("bp_systolic")),
    Boundary("BP_160_100", FROM, 100, "bp_high_diastolic", holds("bp_diastolic")),
    Boundary("BP_160_100", BELOW, 120, "bp_severe_diastolic", holds("bp_diastolic")),
    Boundary(
        "BP_160_100", UP_TO, 90, "bp_recent_days", holds("bp_days_ago", bp_systolic=160)
    ),
    Boundary("BP_140_90", FROM, 140, "bp_raised_systolic", holds("bp_systolic")),
    Boundary("BP_140_90", BELOW, 160, "bp_high_systolic", holds("bp_systolic")),
    Boundary("BP_140_90", FROM, 90, "bp_raised_diastolic", holds("bp_diastolic")),
    Boundary("BP_140_90", BELOW, 100, "bp_high_diastolic", holds("bp_diastolic")),
    Boundary(
        "BP_140_90", UP_TO, 90, "bp_recent_days", holds("bp_days_ago", bp_systolic=140)
    ),
    Boundary("BP_UNKNOWN", ABOVE, 90, "bp_recent_days", holds("bp_days_ago")),
    Boundary(
        *("BP_UNKNOWN_HTN", ABOVE, 90, "bp_recent_days"),
        in_a_treated_patient("bp_days_ago"),
    ),
    Boundary(
        *("HTN_CONTROLLED", BELOW, 140, "bp_raised_systolic"),
        in_a_treated_patient("bp_systolic"),
    ),
    Boundary(
        *("HTN_CONTROLLED", BELOW, 90, "bp_raised_diastolic"),
        in_a_treated_patient("bp_diastolic"),
    ),
    Boundary(
        *("HTN_CONTROLLED", ABOVE, 90, "bp_recent_days"),
        in_a_treated_patient("bp_days_ago", bp_systolic=140),
    ),
    Boundary(
        *("HTN_UNCONTROLLED", FROM, 140, "bp_raised_systolic"),
        in_a_treated_patient("bp_systolic"),
    ),
    Boundary(
        *("HTN_UNCONTROLLED", FROM, 90, "bp_raised_diastolic"),
        in_a_treated_patient("bp_diastolic"),
    ),
    Boundary(
        *("HTN_UNCONTROLLED", UP_TO, 90, "bp_recent_days"),
        in_a_treated_patient("bp_days_ago", bp_systolic=140),
    ),
    # Heart and brain, in weeks.
    Boundary("CV_MI_UNDER_6W", BELOW, 6, "mi_recent_weeks", holds("mi_weeks_ago")),
    Boundary("CV_MI_6W_6M", FROM, 6, "mi_recent_weeks", holds("mi_weeks_ago")),
    Boundary("CV_MI_6W_6M", BELOW, 26, "mi_past_weeks", holds("mi_weeks_ago")),
    Boundary("CV_MI_PAST", FROM, 26, "mi_past_weeks", holds("mi_weeks_ago")),
    Boundary(
        *("CV_STROKE_UNDER_3M", BELOW, 13, "stroke_recent_weeks"),
        holds("stroke_tia_weeks_ago"),
    ),
    Boundary(
        *("CV_STROKE_PAST", FROM, 13, "stroke_recent_weeks"),
        holds("stroke_tia_weeks_ago"),
    ),
    # Age and weight.
    Boundary("AGE_UNDER_18", BELOW, 18, "age_adult", holds("age_years")),
    Boundary("AGE_65_PLUS", FROM, 65, "age_older", holds("age_years")),
    Boundary(
        *("OSA_HIGH_RISK", FROM, 35, "bmi_sleep_apnea"),
        with_bmi(sleep_apnea="treated"),
        step=0.5,
    ),
    Boundary(
        *("OSA_TREATED", BELOW, 35, "bmi_sleep_apnea"),
        with_bmi(sleep_apnea="treated"),
        step=0.5,
    ),
    Boundary("BMI_EXTREME", FROM, 40, "bmi_high", with_bmi(), step=0.5),
    Boundary("BMI_EXTREME", BELOW, 16, "bmi_low", with_bmi(), step=0.5),
    # Alcohol, where the cut differs by sex, and drugs.
    *(
        Boundary(
            *("ALC_AUDITC_POS", FROM, number, value),
            holds("audit_c_total", sex_at_birth=sex),
        )
        for sex, number, value in [
            ("male", 4, "audit_c_male"),
            ("female", 3, "audit_c_other"),
            ("unknown", 3, "audit_c_other"),
        ]
    ),
    *(
        Boundary(
            *("ALC_AUDITC_HIGH", FROM, 8, "audit_c_high"),
            holds("audit_c_total", sex_at_birth=sex),
        )
        for sex in ("male", "female", "unknown")
    ),
    Boundary(
        "DRUG_SCREEN_POS", FROM, 1, "drug_uses", holds("drug_use_times_past_year")
    ),
    # Depression and its treatment.
    Boundary("PHQ9_SEVERE", FROM, 20, "phq9_severe", phq9_of()),
    Boundary("PHQ9_BELOW_10", BELOW, 10, "phq9_baseline", phq9_of()),
    Boundary(
        *("TRD_NOT_MET", BELOW, 2, "failed_trials"),
        lambda number: tried(*ADEQUATE[:number]),
    ),
    Boundary(
        *("TRD_NOT_MET", BELOW, 6, "trial_weeks"),
        lambda weeks: tried(ADEQUATE[1], failed("Zoloft", 900, weeks)),
    ),
    *(
        Boundary("TRD_NOT_MET", BELOW, mg, DOSE + drug, with_the_dose(drug))
        for drug, mg in shipped_minimum_doses().items()
    ),
    Boundary(
        *("MED_CNS_MULTI", FROM, 2, "cns_depressants"),
        lambda number: {"medications": DEPRESSANTS[:number]},
    ),
]
EACH_BOUNDARY = pytest.mark.parametrize(
    "boundary", BOUNDARIES, ids=lambda row: f"{row.rule}-{row.value}-{row.number}"
)


@EACH_BOUNDARY
def test_flag_is_raised_on_its_side_of_the_boundary(boundary):
    number, step = boundary.number, boundary.step

    raised = tuple(
        boundary.raises(each) for each in (number - step, number, number + step)
    )

    assert raised == boundary.raised


@EACH_BOUNDARY
def test_moving_the_number_of_the_policy_moves_the_boundary(boundary):
    number, step = boundary.number, boundary.step

    less, more = (
        boundary.raises(number, boundary.policy(moved))
        for moved in (number - step, number + step)
    )

    assert (less, more) == (boundary.raised[2], boundary.raised[0])


# Its boundary is in `tests/intake/test_gates.py`.
READ_BY_THE_GATE = {"review_valid_days"}


@EACH_BOUNDARY
def test_boundary_is_where_the_shipped_policy_has_it(boundary):
    assert boundary.number == SHIPPED.as_values()[boundary.value]


def test_every_number_of_the_policy_is_a_boundary():
    read_by_rules = set(values()) - READ_BY_THE_GATE

    assert {boundary.value for boundary in BOUNDARIES} == read_by_rules


def verdicts(people, policy):
    """Which rule finds something in which of these people."""
    return {
        (rule.id, number)
        for number, facts in enumerate(people)
        for rule in RULES
        if rule.when(facts, policy) is not None
    }


def test_no_rule_turns_on_a_number_without_a_row():
    """At a boundary, whatever reads its number changes when that is moved by one."""
    rows = [row for row in BOUNDARIES if not row.value.startswith(DOSE)]
    people = [from_json(row.person(row.number)) for row in rows]
    shipped = verdicts(people, SHIPPED)

    turning = {
        (rule_id, value)
        for value, row in {row.value: row for row in rows}.items()
        for moved in (row.number - row.step, row.number + row.step)
        for rule_id, _ in verdicts(people, row.policy(moved)) ^ shipped
    }

    assert turning == {(row.rule, row.value) for row in rows}


QUOTES_A_NUMBER = {("BP_140_90", 140), ("BP_140_90", 90)}
"""In the words of the label, which stay as they are when a clinic moves its own."""


def test_no_text_of_a_rule_repeats_a_number_of_the_policy():
    texts = {rule.id: rule.text for rule in RULES}

    repeated = {
        (row.rule, row.number)
        for row in BOUNDARIES
        if re.search(rf"\b{row.number}\b", texts[row.rule])
    }

    assert repeated == QUOTES_A_NUMBER


def long_ago(link, day):
    return {link: "yes", f"{link}-when": "past-year", f"{link}-on": day}


@pytest.mark.parametrize(
    ("answers", "raised"),
    [
        pytest.param(healthy_but(**answers), {raised}, id=name)
        for name, raised, answers in [
            # 15 June 2030 is the day of the answers.
            ("mi-41-days", "CV_MI_UNDER_6W", long_ago("heart-attack", "2030-05-05")),
            ("mi-42-days", "CV_MI_6W_6M", long_ago("heart-attack", "2030-05-04")),
            ("mi-181-days", "CV_MI_6W_6M", long_ago("heart-attack", "2029-12-16")),
            ("mi-182-days", "CV_MI_PAST", long_ago("heart-attack", "2029-12-15")),
            ("stroke-90-days", "CV_STROKE_UNDER_3M", long_ago("stroke", "2030-03-17")),
            ("stroke-91-days", "CV_STROKE_PAST", long_ago("stroke", "2030-03-16")),
            (
                "reading-90-days",
                "BP_160_100",
                long_ago("bp", "2030-03-17") | {"bp-systolic": 160},
            ),
            (
                "reading-91-days",
                "BP_UNKNOWN",
                long_ago("bp", "2030-03-16") | {"bp-systolic": 160},
            ),
        ]
    ],
)
def test_days_count_as_whole_weeks_from_the_form(answers, raised):
    flags = assess(facts_of(answers), SHIPPED).flags

    assert {flag.id for flag in flags} == raised


@pytest.mark.parametrize(
    ("today", "raised"),
    [
        pytest.param(date(2006, 2, 2), {"AGE_UNDER_18"}, id="day-before-18"),
        pytest.param(date(2006, 2, 3), set(), id="birthday-18"),
        pytest.param(date(2053, 2, 2), set(), id="day-before-65"),
        pytest.param(date(2053, 2, 3), {"AGE_65_PLUS"}, id="birthday-65"),
    ],
)
def test_age_counts_from_the_birthday(today, raised):
    flags = assess(facts_of(healthy_but(), on=today), SHIPPED).flags

    assert {flag.id for flag in flags} == raised
