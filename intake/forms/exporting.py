"""Exporting requests: with the password again, where the login is old."""

from django.utils.translation import gettext_lazy as _

from intake.forms.signing import ReauthenticatedForm


class ExportForm(ReauthenticatedForm):
    button = _("Export")
    password_help = _("You logged in some time ago. Exporting asks for it again.")
    password_missing = _("Enter your password to export")
