"""Safety now: suicide risk and blood-pressure emergency (clinical rules, section A)."""

from intake.eligibility.answers import UNANSWERED
from intake.eligibility.blood_pressure import READING, Band, band, reading
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
    if any(asq.get(item) is True for item in RECENT_THOUGHTS):
        return found(True, answer="positive on a recent-thoughts item (1-3)")
    declined = ", ".join(item for item, answer in asq.items() if answer is None)
    return found(
        bool(declined), answer=f"item declined ({declined}), taken as positive"
    )


def _past_attempt(facts: Facts, policy: Policy) -> Found:
    asq = facts["asq"] or {}
    return found(asq.get("q4") is True, when=asq.get("q4_when", "when not stated"))


def _item_9(facts: Facts, policy: Policy) -> Found:
    """Any score above zero; declined counts, not yet answered does not."""
    *_, item_9 = facts["phq9"] or [UNANSWERED]
    answered = "declined" if item_9 is None else item_9
    return found(item_9 not in (0, UNANSWERED), value=answered)


def _crisis(facts: Facts, policy: Policy) -> Found:
    is_severe = band(facts, policy) == Band.SEVERE
    return found(is_severe and facts["bp_symptoms_now"] is True, bp=reading(facts))


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
        when=_crisis,
        text="Reported BP {bp} (>={policy.bp_severe_systolic} or "
        ">={policy.bp_severe_diastolic}) WITH symptoms: possible hypertensive "
        "emergency. Patient was told to call 911.",
        source="2017 ACC/AHA; 2025 AHA/ACC; Spravato USPI emergency-care advice",
    ),
)
