"""What a clinician decides on an intake, and which of its flags are looked at."""

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from clinic.layout import Revealing
from intake import services
from intake.forms.signing import SigningForm
from intake.models import Assessment, Decision

NOT_ASKING = {
    "asked": _("Only “Need more information” asks questions again. Unselect them"),
    "words": _("Only “Need more information” shows words to the patient. Remove them"),
}


class DecisionForm(SigningForm):
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
        help_text=_("Shown on the page where the patient starts. They go by no mail."),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args, to_ask: services.Choices = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["asked"].choices = to_ask
        again = Div(Field("asked", template="intake/questions_to_ask.html"), "words")
        reveals = {Decision.MORE_INFORMATION.value: again}
        rest = [name for name in ("reason", "password") if name in self.fields]
        self.helper.layout = Layout(Revealing("decision", reveals=reveals), *rest)

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
