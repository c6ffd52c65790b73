"""Choosing a time at the desk, and why something is overridden."""

from collections.abc import Mapping, Sequence

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from intake.services import Missing
from scheduling import services
from scheduling.forms.booking import TAKEN, TimeForm, TimesPage
from scheduling.slots import Slot

AT_WORK = _("Somebody else is at work on this. Nothing was changed. Please try again.")
REFUSALS = {
    services.AlreadyBooked: _("The consultation is booked: move it instead."),
    services.NotReviewed: _("No review that stands found the patient suitable."),
    services.NothingToBook: _("This is not offered at the location."),
    services.NotNow: _("There is no series that this could be part of now."),
    services.TooLate: _("The appointment is over or cancelled."),
    services.SlotTaken: TAKEN,
    services.ReasonMissing: _("Give a reason: this is an exception."),
}

CLOSED = _("The request is closed.")
MISSING = _("Missing: %s.")
OTHER_TIMES = {"first_day", "show_outside"}


def refusal_words(refusal: services.BookingRefusal) -> str:
    """Say to the desk why something cannot be booked or moved now."""
    if isinstance(refusal, services.GateClosed):
        missing = [str(part.label) for part in Missing if part in refusal.missing]
        return MISSING % "; ".join(missing) if missing else CLOSED
    return REFUSALS[type(refusal)]


class DeskTimeForm(TimeForm):
    """A free time, and a reason where it or the way to it is not the usual one."""

    reason = forms.CharField(
        label=_("Why, if this is an exception?"),
        help_text=_(
            "Needed outside the hours, against the rhythm of a series, or without a "
            "suitable review. Kept in the history. The patient does not see it."
        ),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )

    def ask_for_reason(self) -> None:
        """Say beside the field that this needs one."""
        self.add_error("reason", _("Enter why you make an exception"))


class DeskTimesPage(TimesPage):
    """The same five days. Other days are asked for by POST, which keeps the reason.

    ``is_outside`` shows also the times outside the hours.
    """

    # Every free time is shown, also what does not suit the other dates of a series.
    is_of_series = False

    def __init__(self, request: HttpRequest, *args, is_outside: bool, **kwargs):
        self.is_outside = is_outside
        super().__init__(request, *args, **kwargs)

    def asked(self, request: HttpRequest) -> Mapping[str, str]:
        return {
            "first_day": request.POST.get("first_day")
            or request.POST.get("shown_day")
            or request.GET.get("first_day", ""),
            "chosen": request.POST.get("starts_at") or request.GET.get("starts_at", ""),
        }

    def form_for(self, request: HttpRequest, slots: Sequence[Slot]) -> DeskTimeForm:
        is_sent = request.method == "POST" and not is_other_times(request)
        return DeskTimeForm(
            request.POST if is_sent else None,
            slots=slots,
            initial={
                "starts_at": self.chosen,
                "reason": request.POST.get("reason", ""),
            },
        )


def is_other_times(request: HttpRequest) -> bool:
    """Say whether other times are asked for, rather than one of those taken."""
    return not OTHER_TIMES.isdisjoint(request.POST)
