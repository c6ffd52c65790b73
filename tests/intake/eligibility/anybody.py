"""Anybody: all that the vocabulary of clinical rules 6 lets a person be, or answer."""

from datetime import timedelta

from hypothesis import strategies as st

from intake.eligibility.facts import WHY
from intake.eligibility.policy import values
from intake.eligibility.vocabulary import ASQ_ITEMS, OUTCOMES, REASONS
from tests.intake.eligibility.patients import QUESTIONNAIRE, TODAY

NO_YES_UNSURE = ("no", "yes", "unsure")
NEVER_PAST_CURRENT = ("never", "past", "current")
NONE_PAST_CURRENT = ("none", "past", "current")
NONE_CONTROLLED_UNCONTROLLED = ("none", "controlled", "uncontrolled")

WORDS = {
    "sex_at_birth": ("female", "male", "unknown"),
    "primary_reason": REASONS,
    "htn_known": (False, True, None),
    "htn_treated": (None, True, False),
    "htn_controlled": (None, "yes", "no", "unsure"),
    "bp_symptoms_now": (False, True),
    "aneurysm_avm": NO_YES_UNSURE,
    "intracerebral_hemorrhage": NO_YES_UNSURE,
    "raised_icp": NO_YES_UNSURE,
    "porphyria": NO_YES_UNSURE,
    "ketamine_allergy": NO_YES_UNSURE,
    "angina": ("none", "stable", "unstable"),
    "heart_failure": ("none", "stable", "symptomatic"),
    "arrhythmia": NONE_CONTROLLED_UNCONTROLLED,
    "hyperthyroid": NONE_CONTROLLED_UNCONTROLLED,
    "eye_pressure": NONE_CONTROLLED_UNCONTROLLED,
    "seizures": NONE_CONTROLLED_UNCONTROLLED,
    "valve_disease_severe": (False, True),
    "lung_disease_severe": (False, True),
    "breastfeeding": (False, True),
    "psychosis_family": (False, True),
    "mdq_positive": (False, True),
    "dementia_or_delirium": (False, True),
    "liver_disease": ("none", "mild_moderate", "severe"),
    "pregnant": ("no", "yes", "unsure", "trying"),
    "sleep_apnea": ("none", "treated", "untreated"),
    "bladder": NONE_PAST_CURRENT,
    "psychosis": (*NONE_PAST_CURRENT, "schizophrenia"),
    "mania": ("none", "bipolar_stable", "current"),
    "sud_status": ("none", "remission", "active"),
    "ketamine_misuse": NONE_PAST_CURRENT,
    "ect": NEVER_PAST_CURRENT,
    "tms": NEVER_PAST_CURRENT,
    "psychotherapy": ("current", "never", "past"),
    "prior_ketamine": ("none", "helped", "no_benefit", "bad_reaction"),
    "has_ride_home": (True, False),
}
"""Every key that has words, and all of them; the first is the healthy one."""

NUMBERS = {
    "age_years": range(131),
    "weight_kg": range(1, 701),
    "height_cm": range(30, 281),
    "bp_systolic": range(1, 401),
    "bp_diastolic": range(1, 301),
    "bp_days_ago": range(400),
    "mi_weeks_ago": range(60),
    "stroke_tia_weeks_ago": range(60),
    "audit_c_total": range(13),
    "drug_use_times_past_year": range(4),
    "gad7_total": range(22),
    "pcl5_total": range(81),
}
MEDICINES = [
    *("Nardil", "theophylline", "Xanax", "Ambien", "Xyrem", "Fioricet", "oxycodone"),
    *("gabapentin", "LDN", "Adderall", "Sudafed", "Abilify", "Lamictal", "lithium"),
    *("carbamazepine", "grapefruit", "memantine", "Synthroid", "Ozempic"),
    *("lisinopril", "propranolol", "Zoloft", "my heart pill"),
]
TRIED = ["Zoloft", "Effexor", "Elavil", "something blue"]


def _near_the_boundaries(numbers):
    edges = {
        number
        for value in values().values()
        for number in (value.number - 1, value.number, value.number + 1)
    }
    inside = sorted(edge for edge in edges if edge in numbers)
    anywhere = st.integers(numbers[0], numbers[-1])
    return st.none() | st.sampled_from(inside) | anywhere if inside else anywhere


SCORE = st.none() | st.integers(0, 3)
TRIAL = st.fixed_dictionaries(
    {"drug": st.sampled_from(TRIED)},
    optional={
        "dose_mg": st.none() | st.sampled_from([25, 50, 150, 225]),
        "weeks": st.none() | st.integers(0, 12),
        "outcome": st.sampled_from(OUTCOMES),
    },
)
VALUES = {
    **{key: st.sampled_from(words) for key, words in WORDS.items()},
    **{key: _near_the_boundaries(numbers) for key, numbers in NUMBERS.items()},
    "phq9": st.none() | st.lists(SCORE, min_size=9, max_size=9),
    "asq": st.none()
    | st.fixed_dictionaries(
        {}, optional=dict.fromkeys(ASQ_ITEMS, st.none() | st.booleans())
    ),
    "medications": st.lists(st.sampled_from(MEDICINES), max_size=4),
    "antidepressant_trials": st.lists(TRIAL, max_size=3),
}
"""What each key of the vocabulary may hold."""


@st.composite
def made_up(draw, without=(), *, also_missing=True):
    """Facts as a file for ``manage.py assess`` has them; some keys left open."""
    free = {key: values for key, values in VALUES.items() if key not in without}
    person = draw(st.fixed_dictionaries({}, optional=free))
    for why in ("unanswered", "unsure") if also_missing else ():
        person[why] = draw(st.lists(st.sampled_from(sorted(free)), max_size=2))
    return person


def _families():
    """The questions that belong together: one fact, or one asked because of another."""
    families = [set(links) for links in WHY.values()]
    read = set().union(*families)
    for item in QUESTIONNAIRE.items:
        if item.link_id in read:
            around = (item, *QUESTIONNAIRE.ancestors(item))
            asked_after = {each.link_id for one in around for each in one.conditions}
            families.append({item.link_id} | (asked_after & read))
    merged = []
    for family in families:
        touching = [each for each in merged if each & family]
        merged = [each for each in merged if each not in touching]
        merged.append(family.union(*touching))
    return [sorted(filter(_is_in_no_list, family)) for family in merged]


def _is_in_no_list(link):
    return not QUESTIONNAIRE.lists(QUESTIONNAIRE.item(link))


FAMILIES = _families()


@st.composite
def answers_to(draw, links):
    """Any answers to these questions, each of which may be left out."""
    given_links = draw(st.sets(st.sampled_from(links)))
    return {
        link: draw(_answer(QUESTIONNAIRE.item(link)))
        for link in links
        if link in given_links
    }


@st.composite
def responses(draw, start, *, without=()):
    """A response that begins as ``start`` has it, some families answered anew."""
    others = [family for family in FAMILIES if family != without]
    answers = dict(start)
    for family in draw(st.lists(st.sampled_from(others), max_size=4)):
        answers = answered_anew(answers, family, draw(answers_to(family)))
    return answers


def answered_anew(answers, family, given):
    kept = {link: each for link, each in answers.items() if link not in family}
    return kept | given


def _answer(item):
    """A strategy for the answers to one question, or the entries of one list."""
    if item.is_list:
        return st.lists(_entry(item), min_size=1, max_size=3)
    if item.options:
        return st.sampled_from([[option.answer] for option in item.options])
    if item.type in ("integer", "decimal"):
        return _number(item).map(lambda number: [number])
    if item.type == "date":
        days = st.integers(0, 400).map(timedelta)
        return days.map(lambda ago: [(TODAY - ago).isoformat()])
    return st.sampled_from([[name] for name in TRIED])


def _entry(item):
    inside = [each for each in item.items if each.is_question]
    named, *others = inside
    return st.fixed_dictionaries(
        {named.link_id: st.sampled_from([[name] for name in _names(named)])},
        optional={each.link_id: _answer(each) for each in others},
    )


def _names(item):
    return TRIED if item.link_id.startswith("antidepressant") else MEDICINES


def _number(item):
    lowest = 0 if item.minimum is None else int(item.minimum)
    highest = lowest + 100_000 if item.maximum is None else int(item.maximum)
    anywhere = st.integers(lowest, highest)
    near = _near_the_boundaries(range(lowest, highest + 1))
    return anywhere | near.filter(lambda number: number is not None)
