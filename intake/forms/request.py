"""What a request asks, and the public form with the answers as its page shows them."""

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext_lazy as _

from clinic.access.forms import GuardedForm
from clinic.fields import DateOfBirthField, EmailAddressField, PhoneField
from clinic.models import Location
from intake.models import About
from intake.services import RequestDetails

DAYS = [
    ("monday", _("Monday")),
    ("tuesday", _("Tuesday")),
    ("wednesday", _("Wednesday")),
    ("thursday", _("Thursday")),
    ("friday", _("Friday")),
    ("saturday", _("Saturday")),
]
TIMES = [
    ("morning", _("Morning")),
    ("midday", _("Midday")),
    ("afternoon", _("Afternoon")),
]
ASKED = [
    "name",
    "born_on",
    "email",
    "phone",
    "may_leave_message",
    "location",
    "preferred_days",
    "preferred_times",
    "about",
]
NO_WISH = {"preferred_days": _("Any day"), "preferred_times": _("Any time")}
YES_OR_NO = [("yes", _("Yes")), ("no", _("No"))]


class RequestFields(forms.Form):
    """Who asks, how to reach them, and when they would like to come."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=128,
        widget=forms.TextInput({"autocomplete": "name", "spellcheck": "false"}),
        error_messages={"required": _("Enter your name")},
    )
    born_on = DateOfBirthField(
        label=_("Date of birth"),
        help_text=_(
            "We ask for this so that only you can open your answers later. "
            "For example, 3 27 1988"
        ),
    )
    email = EmailAddressField(
        label=_("Email address"),
        help_text=_("We send you a link. No health facts go by email."),
    )
    phone = PhoneField(
        label=_("Phone number"),
        help_text=_("We call you on this number."),
        max_length=32,
        error_messages={
            "required": _("Enter your phone number"),
            "phone": _("Enter a phone number with the area code"),
        },
    )
    may_leave_message = forms.ChoiceField(
        label=_("May we leave a message that names the clinic?"),
        help_text=_("Think about who else may hear it."),
        choices=YES_OR_NO,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Select yes if we may leave a message"),
            "invalid_choice": _("Select yes or no"),
        },
    )
    location = forms.ModelChoiceField(
        label=_("Which clinic would you like to visit?"),
        queryset=Location.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": _("Select which clinic you would like to visit"),
            "invalid_choice": _("Select a clinic from the list"),
        },
    )
    preferred_days = forms.MultipleChoiceField(
        label=_("Which days suit you?"),
        choices=DAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Select days from the list")},
    )
    preferred_times = forms.MultipleChoiceField(
        label=_("What time of day suits you?"),
        choices=TIMES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Select times from the list")},
    )
    about = forms.ChoiceField(
        label=_("What would you like help with?"),
        choices=About,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Select what you would like help with"),
            "invalid_choice": _("Select an answer from the list"),
        },
    )

    def clean_name(self) -> str:
        """Return the name on one line, whatever was pasted."""
        return " ".join(self.cleaned_data["name"].split())

    def details(self) -> RequestDetails:
        """Return what was typed, ready to be submitted."""
        data = self.cleaned_data
        return RequestDetails(
            name=data["name"],
            born_on=data["born_on"],
            email=data["email"],
            phone=data["phone"],
            location=data["location"],
            preferred_days=data["preferred_days"],
            preferred_times=data["preferred_times"],
            about=data["about"],
            may_leave_message=data["may_leave_message"] == "yes",
        )


class ConsultationRequestForm(RequestFields, GuardedForm):
    """The form on the public page, in the patient's own words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["location"].queryset = Location.objects.accepting_requests()
        self.use_required_attribute = False
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *ASKED,
            *self.guard_fields,
            Submit("check", _("Continue")),
        )

    def typed(self) -> list[tuple[str, str]]:
        """Return names and values as they were posted, for a page to carry along."""
        return [
            (name, value)
            for name, values in self.data.lists()
            if name.startswith(tuple(self.fields))
            for value in values
        ]

    def rows(self) -> list[dict[str, Any]]:
        """Return what was typed as the check page shows it: field and value."""
        return [{"field": self[name], "value": self._said(name)} for name in ASKED]

    def _said(self, name: str) -> str:
        value = self.cleaned_data[name]
        if not value:
            return str(NO_WISH[name])
        if isinstance(value, date):
            return date_format(value, "F j, Y")
        choices = getattr(self.fields[name], "choices", None)
        if choices is None or isinstance(value, Location):
            return str(value)
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(str(dict(choices)[code]) for code in chosen)
