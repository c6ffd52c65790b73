"""Of which location, and for which days, a manager reads the figures."""

from datetime import date

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clinic.fields import DateInPartsField
from clinic.models import Location
from clinic.periods import Period

YEARS = (2000, 2199)
LONGEST_IN_DAYS = 371  # 53 weeks


class PeriodForm(forms.Form):
    """Sent by GET: it names days and a location, and no patient."""

    use_required_attribute = False

    location = forms.ModelChoiceField(
        label=_("Location"),
        queryset=Location.objects.none(),
        to_field_name="slug",
        empty_label=None,
        error_messages={
            "required": _("Select a location"),
            "invalid_choice": _("Select a location from the list"),
        },
    )
    first = DateInPartsField(label=_("First day"))
    last = DateInPartsField(label=_("Last day"))

    def __init__(self, *args, locations: "QuerySet[Location]", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["location"].queryset = locations
        self.helper = FormHelper()
        # The template has the form tag, and a button that is no part of the address.
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean_first(self) -> date:
        return _in_the_calendar(self.cleaned_data["first"])

    def clean_last(self) -> date:
        return _in_the_calendar(self.cleaned_data["last"])

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last:
            if last < first:
                self.add_error("last", _("The last day must not be before the first"))
            elif (last - first).days >= LONGEST_IN_DAYS:
                self.add_error("last", _("Choose at most 53 weeks at a time"))
        return cleaned

    def period(self) -> Period:
        """Return the days that were chosen. Call it on a valid form."""
        return Period(self.cleaned_data["first"], self.cleaned_data["last"])


def _in_the_calendar(day: date) -> date:
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise forms.ValidationError(_("Enter a year from 2000 to 2199"))
    return day
