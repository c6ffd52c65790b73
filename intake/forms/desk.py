"""The steps that the front desk takes with one request, each a form with one button."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.fields import DateOfBirthField, EmailAddressField, PhoneField
from clinic.models import User
from intake import services
from intake.forms.staff import ERRORS_OF_PATIENT, StaffForm
from intake.models import ConsultationRequest
from intake.models.requests import CALLS


def long_text(label, error="", **options) -> forms.CharField:
    """Return a field of a few lines; with an ``error`` it has to be filled in."""
    return forms.CharField(
        label=label,
        required=bool(error),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": error},
        **options,
    )


class DeskForm(StaffForm):
    """One step with ``about``: ``verb`` does it, ``done`` says that it is done."""

    verb: Callable[..., None]
    done = ""

    def __init__(self, *args, about: ConsultationRequest, actor: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.about, self.actor = about, actor

    def arguments(self) -> dict[str, Any]:
        """Return what was typed, as the verb takes it."""
        return self.cleaned_data


class AcceptForm(DeskForm):
    verb = staticmethod(services.accept_request)
    button = _("Accept as a real request")
    done = _("The request is in the queue, and the patient is told that we have it.")


class AssignForm(DeskForm):
    verb = staticmethod(services.assign_request)
    button = _("Assign the request")
    done = _("The request is assigned.")

    to = forms.ModelChoiceField(
        label=_("Who takes care of it?"),
        queryset=User.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": _("Select who takes care of it"),
            "invalid_choice": _("Select somebody who works at the location"),
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = services.may_be_assigned([self.about.location])
        self.fields["to"].label_from_instance = self._name_of

    def _name_of(self, person: User) -> str:
        return _("%s (you)") % person if person == self.actor else str(person)


class CallForm(DeskForm):
    verb = staticmethod(services.log_call)
    button = _("Log the call")
    done = _("The call is in the history.")

    kind = forms.ChoiceField(
        label=_("How did the call go?"),
        choices=CALLS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select how the call went")},
    )
    note = long_text(_("Note"))


class NoteForm(DeskForm):
    verb = staticmethod(services.add_note)
    button = _("Write a note")
    done = _("The note is in the history.")

    note = long_text(
        _("What do you want to write down?"),
        _("Enter the note"),
        help_text=_("It cannot be changed later. The patient does not see it."),
    )


class ContactForm(DeskForm):
    verb = staticmethod(services.correct_contact)
    button = _("Correct name or contact")
    done = _("The contact data is corrected.")

    name = forms.CharField(
        label=_("Name"),
        max_length=128,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages=ERRORS_OF_PATIENT["name"],
    )
    born_on = DateOfBirthField(
        label=_("Date of birth"),
        help_text=_("The patient types it to open their own pages."),
        error_messages=ERRORS_OF_PATIENT["born_on"],
    )
    email = EmailAddressField(
        label=_("Email address"),
        help_text=_("With another one, links that were mailed before stop working."),
        error_messages=ERRORS_OF_PATIENT["email"],
    )
    phone = PhoneField(
        label=_("Phone number"),
        max_length=32,
        error_messages=ERRORS_OF_PATIENT["phone"],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.fields:
            self.initial[name] = getattr(self.about.patient, name)
        for name in ("email", "phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        name = " ".join(data["name"].split())
        return {"contact": services.Contact(**{**data, "name": name})}


class SendQuestionnaireForm(DeskForm):
    verb = staticmethod(services.send_questionnaire)
    button = _("Send the questionnaire")
    done = _("The link to the questionnaire is on its way.")


class OfferTimesForm(DeskForm):
    verb = staticmethod(services.offer_times)
    button = _("Send the link to choose a time")
    done = _("The link to choose a time is on its way.")


class CloseForm(DeskForm):
    verb = staticmethod(services.close_request)
    button = _("Close the request")
    done = _("The request is closed.")

    reason = long_text(_("Why is it closed?"), _("Enter why the request is closed"))


class ReferForm(DeskForm):
    verb = staticmethod(services.refer_request)
    button = _("Refer on, and close")
    done = _("The request is closed as referred on.")

    referred_to = long_text(
        _("Where is the patient referred to, and why?"),
        _("Enter where the patient is referred to"),
        help_text=_("Nothing is mailed: tell the patient yourself."),
    )


class ReopenForm(DeskForm):
    verb = staticmethod(services.reopen_request)
    button = _("Open the request again")
    done = _("The request is open again. Links that were closed have to be sent again.")

    reason = long_text(_("Why is it opened again?"), _("Enter why it is opened again"))
