"""What staff type: words to search for, a decision, an outcome."""

from collections.abc import Mapping

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout, Submit
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from clinic.layout import Revealing
from intake import services
from intake.json_file import NotReadable, read_json
from intake.models import Assessment, Decision

LARGEST_FILE = 5 * 1024 * 1024


NOT_ASKING = {
    "asked": _("Only “Need more information” asks questions again. Unselect them"),
    "words": _("Only “Need more information” shows words to the patient. Remove them"),
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


class DecisionForm(StaffForm):
    """A clinician's decision and its reason."""

    button = _("Sign")

    decision = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=Decision,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select a decision")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept with the decision. The patient does not see it."),
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Enter the reason for the decision")},
    )


class ReviewForm(DecisionForm):
    """A decision on answers. ``to_ask`` are the questions to ask again, by section."""

    field_order = ("decision", "asked", "words", "reason")

    asked = forms.MultipleChoiceField(
        label=_("Which questions should the patient answer again?"),
        help_text=_(
            "A set of questions with a score, such as the PHQ-9, is asked as a whole. "
            "What depends on an answer is asked with it. When the answers are older "
            "than 14 days, so are the blood pressure and how long ago something was. "
            "All other answers stay as they are."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("These questions have changed. Select them again"),
        },
    )
    words = forms.CharField(
        label=_("Words to the patient"),
        help_text=_("Shown above the questions. They go by no mail."),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args, to_ask: services.Choices = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["asked"].choices = to_ask
        again = Div(Field("asked", template="intake/questions_to_ask.html"), "words")
        reveals = {Decision.MORE_INFORMATION.value: again}
        self.helper.layout = Layout(Revealing("decision", reveals=reveals), "reason")

    def clean(self):
        given = super().clean()
        decision = given.get("decision")
        if decision == Decision.MORE_INFORMATION:
            if not (given.get("asked") or "asked" in self.errors):
                self.add_error("asked", _("Select at least one question"))
        elif decision:
            for name, sentence in NOT_ASKING.items():
                if given.get(name):
                    self.add_error(name, sentence)
        return given


def typed_so_far(posted: QueryDict) -> dict[str, str | list[str]]:
    """Return what a ``ReviewForm`` begins with to show again what is not sent yet."""
    one = {name: posted.get(name, "") for name in ("decision", "words", "reason")}
    return one | {"asked": posted.getlist("asked")}


class FlagForm(forms.Form):
    """Which flag of which assessment a button stands for."""

    assessment = forms.UUIDField()
    flag = forms.IntegerField()

    def is_of(self, assessment: Assessment) -> bool:
        return self.is_valid() and self.cleaned_data["assessment"] == assessment.pk


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


class OutcomeForm(StaffForm):
    button = _("Resolve the alert")

    outcome = forms.CharField(
        label=_("What was done?"),
        help_text=_("Who reached the patient, when, and how the patient is."),
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Enter what was done")},
    )
