"""What a clinician looks for in an intake: pressure, medicines, trials, wishes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake.eligibility.blood_pressure import Band, band_at_any_age, reading
from intake.eligibility.facts import Facts
from intake.eligibility.medicines import Drug, drugs_in
from intake.eligibility.policy import Policy
from intake.eligibility.trials import Lack, Trial, has_failed, lacks, lowest_dose
from intake.questionnaires.summary import Row, Section

MEDICINE, MEDICINE_NAME = "medicine", "medicine-name"
TRIAL, TRIAL_NAME = "antidepressant", "antidepressant-name"
PRESSURE = "bp-"
IN_THE_READING = {"bp-known", "bp-systolic", "bp-diastolic"}
WISHES = {"hopes", "own-questions"}
# That there are entries says as much.
LISTED = {"medicines-any": MEDICINE, "antidepressants-tried": TRIAL}
# Each says that there is nothing to look into, where no flag came of it.
NO = (["no"], ["never"], [False])

CLASSES = {
    "atypical_ad": gettext_lazy("other antidepressant"),
    "bp_lowering_dual_use": gettext_lazy("lowers blood pressure, has other uses"),
    "cyp_inducer": gettext_lazy("CYP inducer"),
    "cyp_inhibitor": gettext_lazy("CYP inhibitor"),
    "glp1": gettext_lazy("GLP-1"),
    "maoi": gettext_lazy("MAOI"),
    "mood_stabiliser": gettext_lazy("mood stabilizer"),
    "nmda_other": gettext_lazy("blocks NMDA"),
    "no_interaction_common": gettext_lazy("no interaction"),
    "snri": gettext_lazy("SNRI"),
    "ssri": gettext_lazy("SSRI"),
    "tca": gettext_lazy("TCA"),
}
NOT_FAILED = {
    "remission": gettext_lazy("No: it helped"),
    "stopped_side_effect": gettext_lazy("No: stopped for side effects"),
    "unknown": gettext_lazy("No: the result is not known, or it was not taken daily"),
}

Flags = Iterable[dict[str, Any]]


@dataclass(frozen=True)
class Pressure:
    """The last reading as it is written, its band in words, and when and where."""

    reading: str
    band: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class ShownMedicine:
    """One that is taken: as typed, what the list knows it as, and what it raised.

    ``known_as`` is empty where no name in it is listed.
    """

    name: str
    rows: Sequence[Row]
    known_as: Sequence[str]
    flags: Sequence[dict[str, Any]]


@dataclass(frozen=True)
class ShownTrial:
    """One antidepressant tried; what it lacks to be adequate, and whether it failed."""

    name: str
    rows: Sequence[Row]
    lacks: Sequence[str]
    failed: str


@dataclass(frozen=True)
class ShownSection:
    """Answers to look into, and the questions that were answered with "No"."""

    title: str
    rows: Sequence[Row]
    said_no: Sequence[str]


@dataclass(frozen=True)
class Overview:
    """What is asked of the body first; None or empty where it was not asked."""

    pressure: Pressure | None
    medicines: Sequence[ShownMedicine]
    trials: Sequence[ShownTrial]
    wishes: Sequence[Row]


def overview(
    sections: Sequence[Section], facts: Facts, policy: Policy, flags: Flags
) -> Overview:
    """Return what the answers in ``sections`` and the facts read from them come to."""
    rows = [row for section in sections for row in section.rows]
    return Overview(
        pressure=_pressure(rows, facts, policy),
        medicines=_medicines(sections, facts, list(flags)),
        trials=_trials(sections, facts, policy),
        wishes=[row for row in rows if row.link_id in WISHES and row.value],
    )


def without_overview(
    sections: Sequence[Section], flagged: Collection[str]
) -> list[ShownSection]:
    """Return the other answers; those ``flagged``, by linkId, are no mere "No"."""
    lists = {section.lists[-1].link_id for section in sections if section.lists}
    others = [
        (section.title, row)
        for section in sections
        if not _is_entry_of(section, MEDICINE) and not _is_entry_of(section, TRIAL)
        for row in section.rows
        if _is_other(row, lists)
    ]
    return [
        _shown(title, [row for _title, row in around], flagged)
        for title, around in groupby(others, key=itemgetter(0))
    ]


def _shown(title: str, rows: Sequence[Row], flagged: Collection[str]) -> ShownSection:
    said_no = [row for row in rows if _says_no(row) and row.link_id not in flagged]
    return ShownSection(
        title,
        [row for row in rows if row not in said_no],
        [row.label for row in said_no],
    )


def _says_no(row: Row) -> bool:
    return list(row.page.answers.get(row.link_id, ())) in NO


def _is_other(row: Row, lists: Collection[str]) -> bool:
    is_wish = row.link_id in WISHES and bool(row.value)
    is_listed = LISTED.get(row.link_id) in lists
    return not (is_wish or is_listed or row.link_id.startswith(PRESSURE))


def _is_entry_of(section: Section, list_id: str) -> bool:
    return bool(section.lists) and section.lists[-1].link_id == list_id


def _pressure(rows: Iterable[Row], facts: Facts, policy: Policy) -> Pressure | None:
    about = [row for row in rows if row.link_id.startswith(PRESSURE)]
    if not about:
        return None
    is_known = facts["bp_systolic"] is not None or facts["bp_diastolic"] is not None
    return Pressure(
        reading=reading(facts) if is_known else "",
        band=_band_words(facts, policy) if is_known else "",
        rows=[
            row for row in about if not is_known or row.link_id not in IN_THE_READING
        ],
    )


def _band_words(facts: Facts, policy: Policy) -> str:
    raised = f"{policy.bp_raised_systolic}/{policy.bp_raised_diastolic}"
    high = f"{policy.bp_high_systolic}/{policy.bp_high_diastolic}"
    severe = f"{policy.bp_severe_systolic}/{policy.bp_severe_diastolic}"
    return {
        Band.BELOW: _("Below %(limit)s") % {"limit": raised},
        Band.RAISED: _("Raised: %(limit)s or more") % {"limit": raised},
        Band.HIGH: _("High: %(limit)s or more") % {"limit": high},
        Band.SEVERE: _("Severe: %(limit)s or more") % {"limit": severe},
    }[band_at_any_age(facts, policy)]


def _medicines(
    sections: Iterable[Section], facts: Facts, flags: Sequence[dict[str, Any]]
) -> list[ShownMedicine]:
    """Return those of the list, then those that only other answers say are taken."""
    listed = [
        _medicine(_named(section, MEDICINE_NAME), _told(section, MEDICINE_NAME), flags)
        for section in sections
        if _is_entry_of(section, MEDICINE)
    ]
    names = {medicine.name for medicine in listed}
    others = [name for name in facts["medications"] or () if name not in names]
    return [*listed, *(_medicine(name, [], flags) for name in others)]


def _medicine(
    name: str, rows: Sequence[Row], flags: Sequence[dict[str, Any]]
) -> ShownMedicine:
    drugs = drugs_in(name)
    raised = {drug.flag for drug in drugs}
    return ShownMedicine(
        name,
        rows,
        known_as=[_known_as(drug) for drug in drugs],
        flags=[flag for flag in flags if flag["id"] in raised],
    )


def _known_as(drug: Drug) -> str:
    words = CLASSES.get(drug.drug_class, drug.drug_class.replace("_", " "))
    return f"{drug.generic} ({words})"


def _trials(
    sections: Iterable[Section], facts: Facts, policy: Policy
) -> list[ShownTrial]:
    """Return each trial with what the rules make of it, unless it is left open."""
    entries = [section for section in sections if _is_entry_of(section, TRIAL)]
    known = facts["antidepressant_trials"] or ()
    judged = known if len(known) == len(entries) else [None] * len(entries)
    return [
        ShownTrial(
            _named(section, TRIAL_NAME),
            _told(section, TRIAL_NAME),
            lacks=_lacks_in_words(trial, policy) if trial else [_("Not complete")],
            failed=_failed_in_words(trial, policy) if trial else "",
        )
        for section, trial in zip(entries, judged, strict=True)
    ]


def _lacks_in_words(trial: Trial, policy: Policy) -> list[str]:
    words = {
        Lack.LISTED: _("not a listed antidepressant"),
        Lack.DOSE_KNOWN: _("the dose is not known"),
        Lack.DOSE: _("%(lowest)g mg a day or more is needed")
        % {"lowest": lowest_dose(trial, policy) or 0},
        Lack.WEEKS_KNOWN: _("the time is not known"),
        Lack.WEEKS: _("%(weeks)d weeks or more are needed")
        % {"weeks": policy.trial_weeks},
    }
    return [words[lack] for lack in lacks(trial, policy)]


def _failed_in_words(trial: Trial, policy: Policy) -> str:
    if has_failed(trial, policy):
        return _("Yes")
    return str(NOT_FAILED.get(trial["outcome"], _("No: not adequate")))


def _named(section: Section, name: str) -> str:
    return next(row.value for row in section.rows if row.link_id == name)


def _told(section: Section, name: str) -> list[Row]:
    return [row for row in section.rows if row.value and row.link_id != name]
