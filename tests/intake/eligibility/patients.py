"""A patient's answers to the shipped questionnaire, and the facts they make."""

from datetime import date
from typing import Any

from intake.eligibility.facts import Facts, from_answers
from intake.instruments import resource
from intake.questionnaires.enabled import enabled_items
from intake.questionnaires.loading import load

QUESTIONNAIRE = load(resource("eligibility"))
TODAY = date(2030, 6, 15)
BORN_ON = date(1988, 2, 3)

SEVERAL_DAYS = "LA6569-3"
NOT_AT_ALL = "LA6568-5"
NEVER = "LA6270-8"

HEALTHY: dict[str, list[Any]] = {
    "sex-at-birth": ["female"],
    "can-be-pregnant": ["no"],
    "breastfeeding": ["no"],
    "body-known": ["yes"],
    "height-feet": [5],
    "height-inches": [6],
    "weight-pounds": [150],
    "primary-reason": ["anxiety"],
    "htn-known": ["no"],
    "bp-known": ["yes"],
    "bp-systolic": [118],
    "bp-diastolic": [74],
    "bp-when": ["past-week"],
    "aneurysm-avm": ["no"],
    "brain-bleed": ["no"],
    "heart-attack": ["no"],
    "stroke": ["no"],
    "angina": ["no"],
    "heart-failure": ["no"],
    "irregular-heartbeat": ["no"],
    "heart-valve": ["no"],
    "liver": ["no"],
    "thyroid": ["no"],
    "head-pressure": ["no"],
    "eye": ["no"],
    "seizures": ["no"],
    "sleep-apnea": ["no"],
    "lung": ["no"],
    "bladder": ["no"],
    "porphyria": ["no"],
    "schizophrenia": ["no"],
    "psychosis": ["no"],
    "psychosis-family": ["no"],
    "bipolar": ["no"],
    "mania-now": ["no"],
    "high-days": ["no"],
    "confusion": ["no"],
    "auditc-1": [NEVER],
    "druguse": ["none-past-year"],
    "substance-problem": ["no"],
    "ketamine-own": ["no"],
    "medicines-any": ["no"],
    "ketamine-allergy": ["no"],
    "allergies-any": ["no"],
    "antidepressants-tried": ["no"],
    "ect": ["never"],
    "tms": ["never"],
    "talk-therapy": ["current"],
    "ketamine-before": ["no"],
    **{f"phq9-{number}": [SEVERAL_DAYS] for number in range(1, 9)},
    "phq9-9": [NOT_AT_ALL],
    **{f"gad7-{number}": [SEVERAL_DAYS] for number in range(1, 8)},
    "pcptsd5-event": ["no"],
    **{f"asq-{number}": ["no"] for number in range(1, 5)},
    "ride-home": ["yes"],
}
"""Complete, and nothing in it worries anybody."""

MANY_ANSWERS = HEALTHY | {
    "can-be-pregnant": ["yes"],
    "pregnant": ["no"],
    "primary-reason": ["depression"],
    "htn-known": ["yes"],
    "htn-treated": ["yes"],
    "htn-controlled": ["yes"],
    "heart-attack": ["yes"],
    "heart-attack-when": ["over-a-year"],
    "heart-attack-more": ["One stent"],
    "irregular-heartbeat": ["yes"],
    "irregular-heartbeat-uncontrolled": ["no"],
    "thyroid": ["yes"],
    "thyroid-controlled": ["yes"],
    "eye": ["yes"],
    "eye-injury": ["no"],
    "eye-controlled": ["yes"],
    "seizures": ["yes"],
    "seizures-when": ["over-half-a-year"],
    "sleep-apnea": ["yes"],
    "sleep-apnea-cpap": ["yes"],
    "bladder": ["past"],
    "psychosis-family": ["yes"],
    "high-days": ["yes"],
    "high-trouble": ["no"],
    "auditc-1": ["LA18926-8"],
    "auditc-2": ["LA15694-5"],
    "auditc-3": [NEVER],
    "substance-problem": ["past"],
    "medicines-any": ["yes"],
    "medicine": [
        {"medicine-name": ["lisinopril"], "medicine-dose": ["10 mg"]},
        {"medicine-name": ["Synthroid"]},
    ],
    "allergies-any": ["yes"],
    "allergy": [{"allergy-to": ["penicillin"], "allergy-reaction": ["a rash"]}],
    "antidepressants-tried": ["yes"],
    "antidepressant": [
        {
            "antidepressant-name": [name],
            "antidepressant-dose": ["150"],
            "antidepressant-weeks": [8],
            "antidepressant-taken": ["most-days"],
            "antidepressant-outcome": ["partial"],
            "antidepressant-stopped": ["did-not-work"],
        }
        for name in ("Zoloft", "Effexor")
    ],
    "ect": ["past"],
    "tms": ["past"],
    "ketamine-before": ["yes"],
    "ketamine-before-result": ["helped"],
    "ketamine-home": ["no"],
    "phq9-10": ["LA6573-5"],
}
"""Complete, with much behind it, all under control: cautions, and nothing graver."""
MANY_ANSWERS.pop("pcptsd5-event")


HEALTHY_MAN = {
    link_id: given
    for link_id, given in (HEALTHY | {"sex-at-birth": ["male"]}).items()
    if link_id not in ("can-be-pregnant", "breastfeeding")
}

NO_PAGE_EMPTY = MANY_ANSWERS | {
    "request-about": ["chronic_pain"],
    "primary-reason": ["ptsd"],
    "irregular-heartbeat-more": ["It skips a beat at times"],
    "thyroid-test": ["last spring"],
    "eye-drops": ["latanoprost"],
    "seizures-medicine": ["none now"],
    "bladder-more": ["a stone, long ago"],
    "substance-problem-more": ["wine, years ago"],
    "medicine": [
        {"medicine-name": ["lisinopril"], "medicine-dose": ["10 mg"]},
        {"medicine-name": [{"text": "Synthroyd"}]},
        {"medicine-name": ["Tylenol PM"], "medicine-often": ["at night"]},
    ],
    "ect-times": [12],
    "tms-times": [30],
    "talk-therapy-kind": ["cbt", "emdr"],
    "talk-therapy-months": [18],
    "ketamine-before-how": ["by-drip", "by-nose"],
    "ketamine-before-last": ["two years ago"],
    "treatments-other": ["Light therapy"],
    "pain-kind": ["pain-nerve", "pain-migraine"],
    "pain-tried": ["tried-block", "tried-other"],
    **{f"peg-{number}": [f"peg-{number + 4}"] for number in range(1, 4)},
    "phq9-9": [SEVERAL_DAYS],
    **{f"pcl5-{number}": [f"pcl5-{number % 5}"] for number in range(1, 21)},
    "hopes": ["To sleep through"],
    "own-questions": ["May I drive the day after?"],
    "doctor-name": ["Dr. Ruiz"],
}
"""Pain, trauma and a worrying answer too, and something on every page there is."""


def healthy_but(**changed: Any) -> dict[str, list[Any]]:
    """Healthy answers with some changed: ``bp_systolic=190``; ``None`` drops one."""
    answers = dict(HEALTHY)
    for name, value in changed.items():
        answers.pop(name.replace("_", "-"), None)
        if value is not None:
            values = value if isinstance(value, list) else [value]
            answers[name.replace("_", "-")] = values
    return answers


def facts_of(answers: dict[str, list[Any]], *, on: date = TODAY) -> Facts:
    """The facts as the service makes them: enabled answers, questions asked."""
    asked = {node.item.link_id for node in enabled_items(QUESTIONNAIRE, answers)}
    kept = {link: given for link, given in answers.items() if link in asked}
    return from_answers(kept, asked=asked, born_on=BORN_ON, on=on)
