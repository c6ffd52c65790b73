"""A request that staff take down on the phone or at the desk."""

from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.models import User
from intake import services
from intake.forms.request import ASKED, RequestFields
from intake.forms.staff import ERRORS_OF_PATIENT
from intake.models import About

RIGHT = "intake.add_consultationrequest"
CAME_BY = [
    ("phone", _("By phone")),
    ("desk", _("At the desk")),
    ("other", _("Another way")),
]
SPOKEN = {"phone", "desk"}
# As staff read them, who ask somebody else.
LABELS = {
    "name": _("Name"),
    "phone": _("Phone number"),
    "location": _("Location"),
    "preferred_days": _("Which days suit the patient?"),
    "preferred_times": _("What time of day suits the patient?"),
    "about": _("What is the help for?"),
}
NOT_TOLD = {About.BY_PHONE: _("Not told yet")}
ERRORS = ERRORS_OF_PATIENT | {
    "may_leave_message": {"required": _("Select whether we may leave a message")},
    "location": {
        "required": _("Select the location"),
        "invalid_choice": _("Select a location from the list"),
    },
    "about": {"required": _("Select what the help is for")},
}
HELP = {
    "born_on": _("The patient types it to open their own pages."),
    "email": _("The questionnaire is sent there. No health facts go by email."),
    "phone": "",
    "may_leave_message": "",
}


class TakenRequestForm(RequestFields):
    """The public form's questions, in the words of who asks them; knows its copies."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    came_by = forms.ChoiceField(
        label=_("How did they ask?"),
        choices=CAME_BY,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select how they asked")},
    )

    use_required_attribute = False
    field_order = ["came_by", *ASKED]

    def __init__(self, *args, actor: User, **kwargs):
        super().__init__(*args, initial={"submission": uuid4()}, **kwargs)
        self.fields["location"].queryset = actor.locations_with(RIGHT)
        for name, label in LABELS.items():
            self.fields[name].label = label
        for name, help_text in HELP.items():
            self.fields[name].help_text = help_text
        for name, errors in ERRORS.items():
            self.fields[name].error_messages |= errors
        self.fields["about"].choices = [
            (code, NOT_TOLD.get(code, label)) for code, label in About.choices
        ]
        for name in ("name", "email", "phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "came_by", *ASKED, "submission", Submit("take", _("Save the request"))
        )

    def clean(self):
        data = super().clean()
        born_on, location = data.get("born_on"), data.get("location")
        if born_on and location and services.is_too_young(born_on, location):
            age = services.adult_age()
            self.add_error(
                "born_on", _("Requests are for people of %s years or older") % age
            )
        return data

    def is_spoken(self) -> bool:
        return self.cleaned_data["came_by"] in SPOKEN

    def came_by_words(self) -> str:
        return str(dict(CAME_BY)[self.cleaned_data["came_by"]])
