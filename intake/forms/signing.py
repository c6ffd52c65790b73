"""What asks for the password again where the login is old; a clinician signs so."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinic.access import reauthentication
from intake.forms.staff import StaffForm


class ReauthenticatedForm(StaffForm):
    """A form that asks for the password where the login is old.

    The question stands on the form itself, so that nothing typed there is lost to it.
    """

    password_help: str | Promise
    password_missing: str | Promise

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._request = request
        if reauthentication.is_due(request):
            self.fields["password"] = self._password_field()

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not self.errors and not self._is_confirmed(given):
            self.add_error("password", _("This is not your password"))
        return given

    def _is_confirmed(self, given: dict[str, Any]) -> bool:
        return "password" not in given or reauthentication.is_given(
            self._request, given["password"]
        )

    def _password_field(self) -> forms.CharField:
        return forms.CharField(
            label=_("Your password"),
            help_text=self.password_help,
            strip=False,
            max_length=4000,
            widget=forms.PasswordInput({"autocomplete": "current-password"}),
            error_messages={"required": self.password_missing},
        )


class SigningForm(ReauthenticatedForm):
    """A form whose button signs."""

    password_help = _("You logged in some time ago. Signing asks for it again.")
    password_missing = _("Enter your password to sign")
