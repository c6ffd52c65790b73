"""Safety now: suicide risk and blood-pressure emergency (clinical rules, section A)."""

from intake.eligibility.answers import UNANSWERED
from intake.eligibility.blood_pressure import (
    READING,
    RECENT,
    SEVERE,
    Band,
    band,
    band_at_any_age,
    reading,
)
from intake.eligibility.facts import Facts
from intake.eligibility.levels import Severity
from intake.eligibility.policy import Policy
from intake.eligibility.rules.rule import Found, Rule, found

RECENT_THOUGHTS = ("q1", "q2", "q3")


def _thoughts_right_now(facts: Facts, policy: Policy) -> Found:
    return found((facts["asq"] or {}).get("q5") is True)


def _recent_thoughts(facts: Facts, policy: Policy) -> Found:
    """A yes to a recent-thoughts item, or any item that the patient declined."""
    asq = facts["asq"] or {}
    answers = []
    if any(asq.get(item) is True for item in RECENT_THOUGHTS):
        answers.append("positive on a recent-thoughts item (1-3)")
    if declined := ", ".join(item for item, answer in asq.items() if answer is None):
        answers.append(f"item declined ({declined}), taken as positive")
    return found(bool(answers), answer="; ".join(answers))


def _past_attempt(facts: Facts, policy: Policy) -> Found:
    asq = facts["asq"] or {}
    return found(asq.get("q4") is True, when=asq.get("q4_when", "when not stated"))


def _item_9(facts: Facts, policy: Policy) -> Found:
    """Any score above zero; declined counts, not yet answered does not."""
    *_, item_9 = facts["phq9"] or [UNANSWERED]
    answered = "declined" if item_9 is None else item_9
    return found(item_9 not in (0, UNANSWERED), value=answered)


def _crisis(facts: Facts, policy: Policy) -> Found:
    """A severe reading with symptoms that are not denied.

    Not sure of symptoms right now counts as having them, and both make a reading of any
    age urgent: an old number says nothing against what is felt now. Without any answer
    about symptoms a recent reading is urgent. All of this is this product's choice; it
    needs a clinician's word.
    """
    if facts["bp_symptoms_now"] is False:
        return None
    symptoms, is_now, told = _symptoms(facts)
    read = band_at_any_age if is_now else band
    is_severe = read(facts, policy) == Band.SEVERE
    return found(is_severe, bp=reading(facts), symptoms=symptoms, told=told)


def _symptoms(facts: Facts) -> tuple[str, bool, str]:
    """Return what was said of symptoms, if they may be there now, what is to be done.

    The questionnaire tells to call 911 whoever has them or is not sure.
    """
    if facts["bp_symptoms_now"] is True:
        return "WITH symptoms", True, "Patient was told to call 911."
    if facts.missing.get("bp_symptoms_now") == "unsure":
        return "and NOT SURE about symptoms", True, "Patient was told to call 911."
    return "and NO ANSWER about symptoms", False, "Ask the patient now."


RULES = (
    Rule(
        id="SUI_ASQ_ACUTE",
        severity=Severity.URGENT,
        reads=("asq",),
        when=_thoughts_right_now,
        text="ASQ acute positive: patient reports thoughts of suicide right now. "
        "Contact NOW; follow the clinic crisis procedure.",
        source="ASQ",
    ),
    Rule(
        id="SUI_ASQ_POS",
        severity=Severity.URGENT,
        reads=("asq",),
        when=_recent_thoughts,
        text="ASQ {answer}. Same-day brief suicide safety assessment needed.",
        source="ASQ",
    ),
    Rule(
        id="SUI_PHQ9_ITEM9",
        severity=Severity.URGENT,
        reads=("phq9",),
        when=_item_9,
        text="PHQ-9 item 9 = {value}. Same-day safety contact; do not rely on the "
        "total score.",
        source="PHQ-9; Simon 2013",
    ),
    Rule(
        id="SUI_PAST_ATTEMPT",
        severity=Severity.RELATIVE,
        reads=("asq",),
        when=_past_attempt,
        text="Lifetime suicide attempt reported ({when}). ASQ counts this as a "
        "positive screen: brief suicide safety assessment before booking.",
        source="ASQ; treating item 4 alone as not urgent is this product's choice",
    ),
    Rule(
        id="BP_CRISIS_SYMPTOMS",
        severity=Severity.URGENT,
        reads=(*READING, "bp_symptoms_now"),
        numbers=(*SEVERE, RECENT),
        when=_crisis,
        text="Reported BP {bp} (>={policy.bp_severe_systolic} or "
        ">={policy.bp_severe_diastolic}) {symptoms}: possible hypertensive "
        "emergency. {told}",
        source="2017 ACC/AHA; 2025 AHA/ACC; Spravato USPI emergency-care advice; not "
        "sure or no answer counting as symptoms is this product's choice",
    ),
)
