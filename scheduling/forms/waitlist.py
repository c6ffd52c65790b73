"""Wishes of who waits for an earlier time, and their answer to an offer."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from scheduling.forms.booking import ANY_TIME, BusyForm, TimeOfDayField
from scheduling.models import BookingRules, Service, WaitlistEntry

SHORT_NOTICE_HOURS = 4


class WaitlistForm(BusyForm):
    """Which times would suit, and at how short a notice."""

    use_required_attribute = False
    longer_notice = _("No, I need to know %s before")

    time_of_day = TimeOfDayField(label=_("What time of day suits you?"))
    short_notice = forms.ChoiceField(
        label=_("Could you come at short notice?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Select if you could come at short notice"),
            "invalid_choice": _("Select one of the answers"),
        },
    )

    def __init__(
        self,
        *args: Any,
        service: Service,
        rules: BookingRules,
        entry: WaitlistEntry | None,
        button: str,
        **kwargs: Any,
    ):
        super().__init__(*args, initial=_wishes_of(entry), **kwargs)
        self.fields["short_notice"].choices = [
            ("yes", _("Yes, %s hours before is enough") % SHORT_NOTICE_HOURS),
            ("no", self.longer_notice % _in_words(rules.notice_hours)),
        ]
        is_shorter = rules.notice_hours > SHORT_NOTICE_HOURS
        # Who is to fast for hours before has to know the day before (clinical.md 5).
        if service.is_treatment or not is_shorter:
            del self.fields["short_notice"]
        self.helper = FormHelper()
        self.helper.attrs = {"data-once": ""}
        self.helper.add_input(Submit("join", button))

    def wishes(self) -> dict[str, Any]:
        """Return what ``services.join_waitlist`` takes."""
        is_short = self.cleaned_data.get("short_notice") == "yes"
        return {
            "time_of_day": self.cleaned_data["time_of_day"],
            "notice_hours": SHORT_NOTICE_HOURS if is_short else None,
        }


class DeskWaitlistForm(WaitlistForm):
    """The same, in the words of staff, who ask the patient."""

    longer_notice = _("No, the patient needs to know %s before")

    time_of_day = TimeOfDayField(label=_("What time of day suits the patient?"))
    short_notice = forms.ChoiceField(
        label=_("Could the patient come at short notice?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Select if the patient could come at short notice"),
            "invalid_choice": _("Select one of the answers"),
        },
    )


class OfferForm(BusyForm):
    """The answer to an offer: the button that is pressed."""

    answer = forms.ChoiceField(choices=[("take", ""), ("keep", "")])


class TakeOffForm(BusyForm):
    """Why somebody is taken off the list, in the words of the front desk."""

    reason = forms.CharField(
        label=_("Why is the patient taken off the list?"),
        help_text=_("Kept with the entry. The patient does not see it."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Enter why the patient is taken off the list")},
    )


def _wishes_of(entry: WaitlistEntry | None) -> Mapping[str, str]:
    """Nothing is selected for who is not on the list yet."""
    if entry is None:
        return {}
    return {
        "time_of_day": entry.time_of_day or ANY_TIME,
        "short_notice": "no" if entry.notice_hours is None else "yes",
    }


def _in_words(hours: int) -> str:
    if hours % 24:
        return ngettext("%s hour", "%s hours", hours) % hours
    return ngettext("%s day", "%s days", hours // 24) % (hours // 24)
