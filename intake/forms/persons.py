"""Linking the patients of two requests as one person, and taking that back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.forms.desk import long_text
from intake.forms.staff import StaffForm

READ_BY = _("Everybody who works on one of their requests reads this in its history.")


class ChosenForm(forms.Form):
    """Which request a button links with, or which link it takes back."""

    other = forms.UUIDField(required=False)
    link = forms.UUIDField(required=False)
    other_version = forms.IntegerField(required=False, min_value=1, max_value=10**9)


class LinkForm(StaffForm):
    button = _("Link as one person")
    done = _("The requests are linked as those of one person.")

    reason = long_text(
        _("How do you know that they are one person?"),
        _("Enter how you know that they are one person"),
        help_text=READ_BY,
    )


class UnlinkForm(StaffForm):
    button = _("Unlink")
    done = _("The requests are no longer linked. Nothing of either is lost.")

    reason = long_text(
        _("Why are they not one person?"),
        _("Enter why they are not one person"),
        help_text=READ_BY,
    )
