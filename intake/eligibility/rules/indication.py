"""Indication and the way home (clinical rules, section E)."""

from intake.eligibility.facts import Facts
from intake.eligibility.levels import Severity
from intake.eligibility.policy import DOSE, Policy
from intake.eligibility.rules.rule import Found, Rule, found, says
from intake.eligibility.scores import phq9_total
from intake.eligibility.trials import adequate_drugs, has_failed


def _too_few_failed_trials(facts: Facts, policy: Policy) -> Found:
    trials = facts["antidepressant_trials"]
    if facts["primary_reason"] != "depression" or trials is None:
        return None
    failed = {
        drug
        for trial in trials
        if has_failed(trial, policy)
        for drug in adequate_drugs(trial, policy)
    }
    return found(len(failed) < policy.failed_trials)


def _severe_depression(facts: Facts, policy: Policy) -> Found:
    total = phq9_total(facts["phq9"])
    return found(total is not None and total >= policy.phq9_severe, total=total)


def _little_depression(facts: Facts, policy: Policy) -> Found:
    total = phq9_total(facts["phq9"])
    is_low = total is not None and total < policy.phq9_baseline
    return found(is_low and facts["primary_reason"] == "depression", total=total)


RULES = (
    Rule(
        id="TRD_NOT_MET",
        severity=Severity.RELATIVE,
        reads=("primary_reason", "antidepressant_trials"),
        numbers=("failed_trials", "trial_weeks", DOSE),
        when=_too_few_failed_trials,
        text="Depression is the reason, but fewer than {policy.failed_trials} adequate "
        "failed trials recorded (dose and >={policy.trial_weeks} weeks).",
        source="FDA TRD definition; Delphi/TRD reviews",
    ),
    Rule(
        id="PHQ9_SEVERE",
        severity=Severity.CAUTION,
        reads=("phq9",),
        numbers=("phq9_severe",),
        when=_severe_depression,
        text="PHQ-9 {total} (>={policy.phq9_severe} severe).",
        source="Kroenke 2001 bands",
    ),
    Rule(
        id="PHQ9_BELOW_10",
        severity=Severity.CAUTION,
        reads=("phq9", "primary_reason"),
        numbers=("phq9_baseline",),
        when=_little_depression,
        text="Depression is the reason, but PHQ-9 {total} is below "
        "{policy.phq9_baseline}. Check indication / baseline.",
        source="HEDIS DRR-E uses >9 as baseline",
    ),
    says(
        "NO_RIDE_HOME",
        Severity.CAUTION,
        "has_ride_home",
        False,
        text="No ride home arranged: do not infuse until solved.",
        source="Spravato USPI: no driving until next day after restful sleep",
    ),
)
