"""What staff type: words to search for, a file, how an alert ended."""

from collections.abc import Mapping

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from intake.json_file import NotReadable, read_json
from intake.models import AlertContact, AlertOutcome

LARGEST_FILE = 5 * 1024 * 1024
# What is wrong with who a patient is, in the words of staff, who ask somebody else.
ERRORS_OF_PATIENT = {
    "name": {"required": _("Enter the name")},
    "born_on": {
        "required": _("Enter the date of birth"),
        "past": _("Check the year of birth"),
    },
    "email": {"required": _("Enter the email address")},
    "phone": {
        "required": _("Enter the phone number"),
        "phone": _("Enter a phone number with the area code"),
    },
}


def version_seen(posted: Mapping[str, str]) -> int:
    """Return the version of the request that the page showed, or 0, which fits none."""
    typed = posted.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


class StaffForm(forms.Form):
    """A form with one button, whose words are ``button``."""

    button = _("Save")
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.add_input(Submit(self.prefix or "save", self.button))


class SearchForm(forms.Form):
    words = forms.CharField(
        max_length=200,
        error_messages={
            "required": _("Type what to search for."),
            "max_length": _("Type at most 200 letters to search for."),
        },
    )


class ImportForm(StaffForm):
    """A FHIR R4 Questionnaire as a file; ``resource`` is what it holds."""

    button = _("Import")

    file = forms.FileField(
        label=_("Questionnaire"),
        help_text=_("A FHIR R4 Questionnaire as a JSON file, up to 5 MB."),
        error_messages={
            "required": _("Choose a file"),
            "empty": _("The file is empty"),
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file must not be larger than 5 MB"))
        try:
            self.resource = read_json(file.read())
        except NotReadable as why:
            raise forms.ValidationError(
                _("The file cannot be read: %(why)s"), params={"why": why}
            ) from why
        return file


class ResolutionForm(StaffForm):
    """How an alert ended. Not to have reached anybody is no way to end it."""

    button = _("Resolve the alert")

    contacts = forms.MultipleChoiceField(
        label=_("With whom did somebody speak?"),
        choices=AlertContact.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _(
                "Choose with whom. Until somebody is reached, the alert stays open"
            )
        },
    )
    outcome = forms.ChoiceField(
        label=_("How is the patient?"),
        choices=AlertOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the patient is")},
    )
    note = forms.CharField(
        label=_("What was done?"),
        help_text=_("When and how the patient was reached, and what you agreed on."),
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Enter what was done")},
    )
