"""The forms of patient links and of a forgotten password; guards against robots."""

import uuid
from datetime import timedelta

from allauth.account.forms import ResetPasswordForm
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, Submit
from django import forms
from django.contrib.auth.forms import UsernameField
from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clinic.access import limits
from clinic.fields import DateOfBirthField, EmailAddressField
from clinic.layout import Question
from clinic.models import User
from clinic.outbox.services import tell, this_minute

LIFE_OF_A_FORM = timedelta(hours=24)
FASTEST_PERSON = timedelta(seconds=3)


class GuardedForm(forms.Form):
    """A public form that knows its own copies, and marks robots but refuses nobody.

    ``submission`` is a signed id given out with the empty form: pass ``submission_id``
    to ``submissions.once``. Lay out ``*self.guard_fields`` anywhere before the button.
    A form sent faster than a person can, or after a day, is shown again as typed.
    """

    submission = forms.CharField(widget=forms.HiddenInput, required=False)
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}),
    )
    guard_fields = (
        "submission",
        Div("website", css_class="visually-hidden", aria_hidden="true"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["submission"].initial = self.new_submission()

    @classmethod
    def signer(cls) -> signing.TimestampSigner:
        return signing.TimestampSigner(salt=f"{cls.__module__}.{cls.__name__}")

    @classmethod
    def new_submission(cls) -> str:
        return cls.signer().sign(str(uuid.uuid4()))

    def clean_submission(self):
        signed = self.cleaned_data["submission"]
        try:
            submission_id = self.signer().unsign(signed, max_age=LIFE_OF_A_FORM)
        except signing.BadSignature as error:
            data = self.data.copy()  # type: ignore[attr-defined]
            data[self.add_prefix("submission")] = self.new_submission()
            self.data = data
            raise forms.ValidationError(
                _("This page was open for a long time. Check it and send it again.")
            ) from error
        return submission_id

    def clean(self):
        """Ask to look again if no person is as fast; other errors ask that anyway."""
        if not self.errors and self._is_too_fast(self["submission"].data):
            self.add_error("submission", _("Check what you typed, then send it again."))

    @property
    def submission_id(self) -> str:
        return self.cleaned_data["submission"]

    def is_suspect(self, request: HttpRequest, form: str) -> bool:
        """Count a valid sending; say whether a robot made it or it is one too many.

        ``form`` names the limits. Nobody is turned away: a suspect request is answered
        like any other and waits in its own queue.
        """
        within_limits = limits.allow_form(form, request, self.cleaned_data["email"])
        return bool(self.cleaned_data["website"]) or not within_limits

    def _is_too_fast(self, signed: str) -> bool:
        try:
            self.signer().unsign(signed, max_age=FASTEST_PERSON)
        except signing.SignatureExpired:
            return False
        return True


class BirthDateForm(forms.Form):
    """The one question that opens a patient's own pages."""

    born_on = DateOfBirthField(
        label=_("What is your date of birth?"),
        help_text=_("We ask so that only you can open this. For example, 3 27 1988"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(Question("born_on"), Submit("go_on", _("Continue")))


class NewLinkForm(forms.Form):
    """Where to send a fresh link."""

    email = EmailAddressField(
        label=_("Email address"),
        help_text=_("Use the address that you gave us before."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"data-once": ""}
        self.helper.layout = Layout("email", Submit("send", _("Send me a new link")))


class ForgottenPasswordForm(ResetPasswordForm):
    """Mails staff a way to set a new password, from the outbox.

    An unknown address costs the same work: a message about nobody, which is never sent.
    """

    def save(self, request: HttpRequest, **kwargs) -> str:
        for user in self.users or [User()]:
            tell("password-forgotten", user, to=user, dedupe=this_minute())
        return self.cleaned_data["email"]


class PersonForm(forms.ModelForm):
    """Somebody who works here; to the address a link to set a password is mailed."""

    email = EmailAddressField(
        label=_("Email address"),
        # A browser would offer the address of who types, who is somebody else.
        widget=forms.EmailInput({"autocomplete": "off", "class": "vTextField"}),
        error_messages={"required": _("Enter an email address")},
    )

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email", "is_active"]
        field_classes = {"username": UsernameField}

    def clean_username(self):
        """Refuse a name that differs from another's by capital letters alone."""
        username = self.cleaned_data["username"]
        others = User.objects.exclude(pk=self.instance.pk)
        if others.filter(username__iexact=username).exists():
            raise forms.ValidationError(_("Somebody else has this username."))
        return username
