"""The numbers of the rules: a manager drafts them, a clinician signs them."""

from collections.abc import Iterable, Mapping
from typing import Any

from crispy_forms.layout import Submit
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from intake.eligibility.policy import DOSE, Number, PolicyRefused
from intake.forms.signing import SigningForm
from intake.forms.staff import StaffForm
from intake.services import PolicyValue

CHANGED = _("The numbers have changed. Look again.")

LABELS = {
    "age_adult": _("Adult from the age of"),
    "age_older": _("Older from the age of"),
    "bp_raised_systolic": _("Raised blood pressure: top number from"),
    "bp_raised_diastolic": _("Raised blood pressure: bottom number from"),
    "bp_high_systolic": _("High blood pressure: top number from"),
    "bp_high_diastolic": _("High blood pressure: bottom number from"),
    "bp_severe_systolic": _("Severe blood pressure: top number from"),
    "bp_severe_diastolic": _("Severe blood pressure: bottom number from"),
    "bp_recent_days": _("A blood pressure reading is recent for"),
    "mi_recent_weeks": _("A heart attack is recent for"),
    "mi_past_weeks": _("A heart attack is to be noted for"),
    "stroke_recent_weeks": _("A stroke is recent for"),
    "bmi_low": _("Low body mass index: below"),
    "bmi_high": _("High body mass index: from"),
    "bmi_sleep_apnea": _("High body mass index with sleep apnea: from"),
    "audit_c_male": _("AUDIT-C is positive for men from"),
    "audit_c_other": _("AUDIT-C is positive for others from"),
    "audit_c_high": _("AUDIT-C is high from"),
    "drug_uses": _("Uses of a drug are positive from"),
    "phq9_severe": _("PHQ-9 is severe from"),
    "phq9_baseline": _("PHQ-9 is a baseline to track from"),
    "failed_trials": _("Depression resists treatment from"),
    "trial_weeks": _("A trial of a medicine is long enough from"),
    "cns_depressants": _("Depressants of the nervous system add up from"),
    "review_valid_days": _("A decision after the consultation opens infusions for"),
}


SECTIONS = {
    "safety": _("Safety now"),
    "heart": _("Blood pressure and heart"),
    "medical": _("Age, pregnancy and other conditions"),
    "psychiatric": _("Mental health, alcohol and drugs"),
    "indication": _("Reason and way home"),
    "medicines": _("Medicines"),
}


def label_of(name: str) -> str:
    """Return the words for a value, by its name in the policy."""
    if name.startswith(DOSE):
        dose = _("Adequate dose a day of %(medicine)s: from")
        return str(dose % {"medicine": name.removeprefix(DOSE)})
    return str(LABELS[name])


class DraftForm(StaffForm):
    """One number field for each value that may be moved, between its hard limits."""

    button = _("Save the draft")

    def __init__(self, data: Any = None, *, values: Iterable[PolicyValue]) -> None:
        super().__init__(data)
        movable = [each for each in values if not each.value.is_fixed]
        for each in movable:
            self.fields[_field_name(each.name)] = _number_field(each)
        self._names = {_field_name(each.name): each.name for each in movable}

    def numbers(self) -> dict[str, Number]:
        """Return the numbers by name. Call it on a valid form."""
        given = {self._names[key]: value for key, value in self.cleaned_data.items()}
        return {name: _plain(number) for name, number in given.items()}

    def add_changed(self, values: Iterable[PolicyValue]) -> None:
        """Say that the draft was edited, and where it has another number by now."""
        typed = self.numbers()
        self.add_error(None, CHANGED)
        for each in values:
            if not each.value.is_fixed and typed[each.name] != each.number:
                words = _("The numbers have %(number)s here by now")
                self.add_error(
                    _field_name(each.name), words % {"number": _plain(each.number)}
                )

    def add_refusal(self, refused: PolicyRefused) -> None:
        """Say beside the field what is wrong with numbers that do not fit together."""
        fields = {name: key for key, name in self._names.items()}
        for problem in refused.problems:
            name, _separator, what = problem.partition(": ")
            other = what.removeprefix("must be above ")
            words = _("This must be above “%(other)s”") % {"other": label_of(other)}
            self.add_error(fields[name], words)


def _number_field(each: PolicyValue) -> forms.FloatField:
    limits = {"lower": _plain(each.value.lower), "upper": _plain(each.value.upper)}
    whole = isinstance(each.value.lower, int) and isinstance(each.value.upper, int)
    words = _("Enter a number from %(lower)s to %(upper)s") % limits
    kind = forms.IntegerField if whole else forms.FloatField
    return kind(
        label=label_of(each.name),
        initial=_plain(each.number),
        min_value=each.value.lower,
        max_value=each.value.upper,
        help_text=_("%(lower)s to %(upper)s %(unit)s. %(source)s")
        % (limits | {"unit": each.value.unit, "source": each.value.source}),
        widget=forms.TextInput({"inputmode": "decimal", "class": "input--short"}),
        error_messages=dict.fromkeys(
            ["required", "invalid", "min_value", "max_value"], words
        ),
    )


def _plain(number: Number) -> Number:
    return int(number) if number == int(number) else number


def _field_name(name: str) -> str:
    return name.replace(" ", "-")


class SignForm(SigningForm):
    """A box for each value that waits; its second button stands for all of them."""

    button = _("Sign the selected numbers")

    names = forms.MultipleChoiceField(
        label=_("Which numbers do you sign?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Select the numbers you sign"),
            "invalid_choice": CHANGED,
        },
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        waiting: list[PolicyValue],
        request: HttpRequest,
    ) -> None:
        super().__init__(data, request=request)
        self.fields["names"].choices = [(one.name, _shown(one)) for one in waiting]
        self.fields["names"].required = "all" not in (data or {})
        self.helper.add_input(
            Submit("all", _("Sign all of them"), css_class="button--quiet")
        )

    @property
    def chosen(self) -> list[str]:
        """The names of the values to sign. Read it of a valid form."""
        everything = [name for name, _label in self.fields["names"].choices]
        return everything if "all" in self.data else self.cleaned_data["names"]


def _shown(one: PolicyValue) -> str:
    words = {
        "label": label_of(one.name),
        "number": _plain(one.number),
        "before": _plain(one.before),
        "unit": one.value.unit,
    }
    if one.is_changed:
        return str(_("%(label)s %(number)s %(unit)s, before %(before)s") % words)
    return str(_("%(label)s %(number)s %(unit)s") % words)
