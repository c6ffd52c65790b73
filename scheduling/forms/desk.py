"""Choosing a time at the desk, and why something is overridden."""

from collections.abc import Mapping, Sequence

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from intake.services import Missing
from scheduling import services
from scheduling.forms.booking import TAKEN, TimeForm, TimesPage, start_asked_for
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


class WhoForm(forms.Form):
    """Whom the desk looks for; the same words as in its queue."""

    use_required_attribute = False

    words = forms.CharField(
        label=_("Reference, name, email or phone"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Type what to search for"),
            "max_length": _("Type at most 200 letters to search for"),
        },
    )


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

    ``is_outside`` shows also the times outside the hours. A time that the query names
    comes chosen, with its day first; ``is_not_offered`` says that it is not among them.
    Of the ``free`` times those that cannot be booked are not shown; who sends one all
    the same is told why not.
    """

    # Days without a time are shown, too.
    is_of_series = False

    def __init__(
        self,
        request: HttpRequest,
        *args,
        free: Sequence[Slot],
        is_outside: bool,
        **kwargs,
    ):
        self.is_outside, self.free = is_outside, free
        self.wanted = start_asked_for(request.GET)
        super().__init__(request, *args, **kwargs)
        offered = [slot.starts_at for slots in self.days.values() for slot in slots]
        self.is_not_offered = bool(self.wanted) and self.wanted not in offered

    def asked(self, request: HttpRequest) -> Mapping[str, str]:
        day = starts_at = ""
        if self.wanted:
            day = self.wanted.astimezone(self.location.zone).date().isoformat()
            starts_at = self.wanted.isoformat()
        return {
            "first_day": request.POST.get("first_day")
            or request.POST.get("shown_day")
            or request.GET.get("first_day", day),
            "chosen": request.POST.get("starts_at", starts_at),
        }

    def form_for(self, request: HttpRequest, slots: Sequence[Slot]) -> DeskTimeForm:
        is_sent = request.method == "POST" and not is_other_times(request)
        return DeskTimeForm(
            request.POST if is_sent else None,
            slots=self.free,
            initial={
                "starts_at": self.chosen,
                "reason": request.POST.get("reason", ""),
            },
        )


def is_other_times(request: HttpRequest) -> bool:
    """Say whether other times are asked for, rather than one of those taken."""
    return not OTHER_TIMES.isdisjoint(request.POST)
