"""Choosing the dates of a series, and who drives the patient home."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext_lazy as _

from clinic.fields import PhoneField
from clinic.models import Practitioner
from scheduling.forms.booking import TAKEN, BusyForm, ShownForm, TimeOfDayField, aware
from scheduling.models import Weekday
from scheduling.series import NoSeries, Obstacle
from scheduling.services import (
    Busy,
    CourseWishes,
    DatesDoNotFit,
    NewDate,
    SlotTaken,
)

# What a patient may wish for: how often, and on which days; none means any.
RHYTHMS: dict[str, tuple[str, int, Sequence[int]]] = {
    "mon-thu": (_("Mondays and Thursdays"), 2, [Weekday.MONDAY, Weekday.THURSDAY]),
    "tue-fri": (_("Tuesdays and Fridays"), 2, [Weekday.TUESDAY, Weekday.FRIDAY]),
    "mon-wed-fri": (
        _("Mondays, Wednesdays and Fridays"),
        3,
        [Weekday.MONDAY, Weekday.WEDNESDAY, Weekday.FRIDAY],
    ),
    "two": (_("Twice a week, on any days"), 2, []),
    "three": (_("Three times a week, on any days"), 3, []),
}


GONE = _(
    "A time was just taken. We put another one in its place. Check the dates again."
)

NO_NAME = _("Enter the name of who drives you home")
NO_PHONE = _("Enter the phone number of your driver")


def why_not(found: NoSeries) -> str:
    """Say in plain words why dates cannot be had."""
    return {
        Obstacle.DAYS: _("There are not enough free times. Call us."),
        Obstacle.GAP: _("That time is too close to another visit."),
        Obstacle.WINDOW: _("The visits would be too far apart. Call us."),
    }[found.obstacle]


def why_refused(refusal: DatesDoNotFit | SlotTaken) -> str:
    """Say why the dates that were asked for cannot be had."""
    return why_not(refusal.why) if isinstance(refusal, DatesDoNotFit) else TAKEN


class VerbForm(BusyForm):
    """A form whose verb may refuse; then it says why, with all that was typed."""

    use_required_attribute = False

    def carries_out(self, verb: Callable[[], object]) -> bool:
        """Say whether ``verb`` did what it is for."""
        try:
            verb()
        except DatesDoNotFit as refusal:
            self.add_error(None, why_refused(refusal))
        except SlotTaken:
            self.add_error(None, GONE)
        except Busy:
            self.say_busy()
        else:
            return True
        return False


class WishesForm(VerbForm):
    """How often and when the patient would like to come."""

    rhythm = forms.ChoiceField(
        label=_("Which days suit you best?"),
        help_text=_("You can change each date on the next page."),
        choices=[(key, words) for key, (words, _times, _days) in RHYTHMS.items()],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Select which days suit you best"),
            "invalid_choice": _("Select one of the answers"),
        },
    )
    time_of_day = TimeOfDayField(label=_("What time of day?"))

    with_whom = forms.ChoiceField(
        label=_("Who would you like to see?"),
        help_text=_("We try. Another of our team may see you when they are not free."),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Select who, or anyone"),
            "invalid_choice": _("Select one of the answers"),
        },
    )
    start = forms.TypedChoiceField(
        label=_("From when can you come?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Select from when you can come"),
            "invalid_choice": _("Select one of the answers"),
        },
    )

    field_order = ["start", "rhythm", "time_of_day", "with_whom"]

    def __init__(self, *args, people: Sequence[Practitioner], today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["start"].choices = [
            (0, _("As soon as possible")),
            *((weeks, self._from(weeks)) for weeks in (1, 2, 3)),
        ]
        if len(people) > 1:
            self.fields["with_whom"].choices = [
                ("anyone", _("Anyone")),
                *((str(person.pk), str(person)) for person in people),
            ]
        else:
            del self.fields["with_whom"]
        self.helper = FormHelper()
        self.helper.attrs = {"data-once": ""}
        self.helper.add_input(Submit("propose", _("Show me dates")))

    def _in_weeks(self, weeks: int) -> date:
        return self.today + timedelta(weeks=weeks)

    def _from(self, weeks: int) -> str:
        return _("From %s") % date_format(self._in_weeks(weeks), "l, F j")

    def wishes(self) -> CourseWishes:
        _words, times_a_week, weekdays = RHYTHMS[self.cleaned_data["rhythm"]]
        with_whom = self.cleaned_data.get("with_whom", "anyone")
        return CourseWishes(
            times_a_week=times_a_week,
            weekdays=list(weekdays),
            time_of_day=self.cleaned_data["time_of_day"],
            wished_start_on=self._in_weeks(self.cleaned_data["start"]),
            wished_practitioner_id=None if with_whom == "anyone" else UUID(with_whom),
        )


class DriverForm(VerbForm):
    """Who drives the patient home; both fields, or neither as long as nobody knows."""

    driver_name = forms.CharField(
        label=_("Who drives you home?"),
        help_text=_("Not sure yet? Leave it blank. We will ask you again."),
        required=False,
        max_length=128,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": NO_NAME},
    )
    driver_phone = PhoneField(
        label=_("Their phone number"),
        help_text=_("We call this number only on the day you are here."),
        required=False,
        max_length=32,
        error_messages={
            "required": NO_PHONE,
            "phone": _("Enter a phone number with the area code"),
        },
    )

    def __init__(self, *args, button: str, driver=None, must_know=False, **kwargs):
        initial = {f"driver_{part}": words for part, words in (driver or {}).items()}
        super().__init__(*args, initial=initial, **kwargs)
        if must_know:
            self.fields["driver_name"].help_text = ""
            for field in self.fields.values():
                field.required = True
        self.fields["driver_phone"].widget.attrs["autocomplete"] = "off"
        self.helper = FormHelper()
        self.helper.attrs = {"data-once": ""}
        self.helper.add_input(Submit("book", button))

    def clean(self):
        name = self.cleaned_data.get("driver_name")
        phone = self.cleaned_data.get("driver_phone")
        if phone and not name and "driver_name" not in self.errors:
            self.add_error("driver_name", NO_NAME)
        if name and not phone and "driver_phone" not in self.errors:
            self.add_error("driver_phone", NO_PHONE)

    def driver(self) -> dict[str, str] | None:
        """Return name and phone as ``services.book_dates`` takes them."""
        name = " ".join(self.cleaned_data["driver_name"].split())
        if not name:
            return None
        return {"name": name, "phone": self.cleaned_data["driver_phone"]}


class BookDatesForm(ShownForm, DriverForm):
    """The dates as they were shown, and who drives the patient home."""


class NewDatesForm(VerbForm):
    """The dates that were shown, so that nothing else is moved than what was read."""

    shown = forms.CharField(widget=forms.HiddenInput)

    def clean_shown(self) -> dict[UUID, datetime]:
        try:
            pairs = (each.split("@") for each in self.cleaned_data["shown"].split())
            return {UUID(pk): aware(starts_at) for pk, starts_at in pairs}
        except ValueError:
            raise forms.ValidationError(GONE) from None

    @staticmethod
    def value_of(new_dates: Sequence[NewDate]) -> str:
        """Return what ``shown`` is for these dates."""
        return " ".join(
            f"{each.appointment.pk}@{each.slot.starts_at.isoformat()}"
            for each in new_dates
        )
