"""Choosing a time, and cancelling an appointment."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext_lazy as _

from clinic.models import Location, Practitioner
from scheduling.models import Appointment, AppointmentStatus, BookingRules, Service
from scheduling.slots import Slot, TimeOfDay, at_time_of_day, by_day

DAYS_SHOWN = 5
# Times of these can be told in every zone.
YEARS = range(2000, 2200)
PARTS_OF_DAY = [
    (TimeOfDay.MORNING, _("Morning")),
    (TimeOfDay.AFTERNOON, _("Afternoon")),
]
ANY_TIME = "any"
TAKEN = _("That time has just been taken. Choose another time.")
CHANGED = _("You have chosen another time since then. Check it before you book.")
BUSY = _("We could not save this just now, and nothing has changed. Please try again.")


class BusyForm(forms.Form):
    """A form that can say, with all that was typed, that it could not be saved.

    ``status`` is what its page is then answered with.
    """

    status = 200

    def say_busy(self) -> None:
        self.status = 503
        self.add_error(None, BUSY)


class TimeOfDayField(forms.ChoiceField):
    """A part of the day, or "" for any; one of the answers has to be given."""

    default_error_messages = {
        "required": _("Select a time of day, or any time"),
        "invalid_choice": _("Select one of the answers"),
    }

    def __init__(self, **kwargs):
        super().__init__(
            choices=[(ANY_TIME, _("Any time")), *PARTS_OF_DAY],
            widget=forms.RadioSelect,
            **kwargs,
        )

    def clean(self, value):
        chosen = super().clean(value)
        return "" if chosen == ANY_TIME else chosen


class TimesFilter(forms.Form):
    """Which times to show, from the query string; what makes no sense is left out."""

    when = forms.ChoiceField(
        label=_("Time of day"),
        widget=forms.RadioSelect,
        choices=[("", _("Any time")), *PARTS_OF_DAY],
    )
    who = forms.ChoiceField(label=_("With whom"), widget=forms.RadioSelect)
    first_day = forms.DateField(required=False, widget=forms.HiddenInput)
    chosen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, people: Sequence[Practitioner], **kwargs):
        super().__init__(*args, **kwargs)
        if len(people) > 1:
            self.fields["who"].choices = [
                ("", _("Anyone")),
                *((str(person.pk), str(person)) for person in people),
            ]
        else:
            del self.fields["who"]

    def clean(self):
        self.errors.clear()


class TimeForm(BusyForm):
    """One of the free times, on whichever day; those of some days are shown."""

    starts_at = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={"required": _("Select a time"), "invalid_choice": TAKEN},
    )

    def __init__(self, *args, slots: Sequence[Slot], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].choices = [(_value(slot), "") for slot in slots]

    def show(self, days: dict[date, list[Slot]], zone: ZoneInfo) -> None:
        """Offer these days' times, each day as a group of its own."""
        self.fields["starts_at"].widget.choices = [
            (
                date_format(day, "l, F j"),
                [(_value(slot), _label(slot, zone)) for slot in slots],
            )
            for day, slots in days.items()
        ]

    def clean_starts_at(self) -> datetime:
        return datetime.fromisoformat(self.cleaned_data["starts_at"])

    def say_taken(self) -> None:
        """Say beside the field that the time chosen has just gone."""
        self.errors.pop("starts_at", None)
        self.add_error("starts_at", TAKEN)


class TimesPage:
    """Five days of free times from the first that has any, and the ways to more.

    The filter is read from the query string; the choice, if made, from the body. A time
    chosen before other days were asked for stays chosen, in front of those days. Who is
    ``moving`` is not shown the time they have; sent again, that choice still stands.
    The first of ``slots`` is the one suggested; those ``with_later`` are shown too, and
    suit only if later visits move along. ``people`` are those to choose among;
    ``elsewhere`` is a location with an earlier time, and that time, if there is one.
    """

    elsewhere: tuple[Location, Slot] | None = None

    def __init__(
        self,
        request: HttpRequest,
        location: Location,
        service: Service | None,
        slots: Sequence[Slot],
        moving: Appointment | None = None,
        people: Sequence[Practitioner] = (),
        with_later: Sequence[Slot] = (),
    ):
        self.location, self.service, self.moving = location, service, moving
        self.filter = TimesFilter(self.asked(request), people=people)
        self.filter.is_valid()
        wanted = self.filter.cleaned_data
        self.time_of_day = wanted.get("when", "")
        self.practitioner = person_asked_for(request.GET, people)
        self.chosen = wanted.get("chosen", "")
        fitting = self._others(slots)
        self.suggested = fitting[0] if fitting else None
        self.has_times_with_later = bool(with_later)
        in_order = sorted(
            [*fitting, *self._others(with_later)], key=lambda slot: slot.starts_at
        )
        self.days = by_day(in_order, location.zone)
        self.first_day = self._first_day(wanted.get("first_day"))
        self.form = self.form_for(request, [*slots, *with_later])
        self.form.show(self._days_shown(), location.zone)

    def _others(self, slots: Sequence[Slot]) -> list[Slot]:
        """Leave out the time that is moved, and other times of day than asked for."""
        if self.time_of_day:
            slots = at_time_of_day(slots, self.location.zone, self.time_of_day)
        current = self.moving.starts_at if self.moving else None
        return [slot for slot in slots if slot.starts_at != current]

    def asked(self, request: HttpRequest) -> Mapping[str, str]:
        """Return what ``TimesFilter`` reads."""
        return request.GET

    def form_for(self, request: HttpRequest, slots: Sequence[Slot]) -> TimeForm:
        return TimeForm(
            request.POST if request.method == "POST" else None,
            slots=slots,
            initial={"starts_at": self.chosen},
        )

    @property
    def is_of_series(self) -> bool:
        """Whether the times go beside other dates, so that some suit better."""
        return bool(self.moving and self.moving.is_of_series)

    @property
    def may_move_later(self) -> bool:
        """Whether later visits of a series could be moved along."""
        is_of_series = self.is_of_series
        return is_of_series and self.moving.status == AppointmentStatus.BOOKED

    @property
    def minutes(self) -> int:
        return sum(phase.minutes for phase in self.service.phases.all())

    @property
    def suggested_value(self) -> str:
        return _value(self.suggested)

    @property
    def later_day(self) -> date | None:
        """Where the next page begins, if there are times on it or after it."""
        day = self.first_day + timedelta(days=DAYS_SHOWN)
        return day if any(other >= day for other in self.days) else None

    @property
    def earlier_day(self) -> date | None:
        """Where the page before begins, if there are times before this one."""
        if not any(day < self.first_day for day in self.days):
            return None
        return max(self.first_day - timedelta(days=DAYS_SHOWN), self._today())

    def query_from(self, posted: QueryDict) -> str:
        """Return the query string of the days asked for; filter and choice stay."""
        return urlencode(
            {
                "when": self.time_of_day,
                "who": self.practitioner.pk if self.practitioner else "",
                "first_day": posted["first_day"],
                "chosen": posted.get("starts_at", ""),
            }
        )

    def _first_day(self, wanted: date | None) -> date:
        today = self._today()
        horizon = BookingRules.of(self.location).horizon
        if wanted and today <= wanted <= today + horizon:
            return wanted
        return next(iter(self.days), today)

    def _days_shown(self) -> dict[date, list[Slot]]:
        shown = [self.first_day + timedelta(days=count) for count in range(DAYS_SHOWN)]
        chosen = {
            day: [slot]
            for day, slots in self.days.items()
            for slot in slots
            if _value(slot) == self.chosen and day not in shown
        }
        days = {day: self.days.get(day, []) for day in shown}
        if self.is_of_series:
            # Other times may be free on the days left out; they would not fit.
            days = {day: slots for day, slots in days.items() if slots}
        return chosen | days

    def _today(self) -> date:
        return timezone.now().astimezone(self.location.zone).date()


class ButtonForm(BusyForm):
    """Nothing to fill in: pressing the button is the answer."""


class ShownForm(BusyForm):
    """A form that is refused when what was shown is not what would be booked.

    ``shown`` stands for what is held now. Another tab of the same patient may have
    changed it since their page was made.
    """

    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, shown: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_other = self.is_bound and self.data.get("shown", shown) != shown
        self.show(shown)

    def show(self, shown: str) -> None:
        """Let what is shown from now on be this."""
        self.initial["shown"] = shown
        if self.is_bound:
            self.data = self.data.copy()
            self.data["shown"] = shown

    def clean(self):
        if self.is_other:
            raise forms.ValidationError(CHANGED)
        return super().clean()


class DeskCancelForm(BusyForm):
    """Why, in the words of the front desk."""

    reason = forms.CharField(
        label=_("Why is it cancelled?"),
        help_text=_("Kept in the history. The patient does not see it."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Enter why the appointment is cancelled")},
    )


def person_asked_for(
    query: QueryDict, people: Sequence[Practitioner]
) -> Practitioner | None:
    """Return whom of the people the query names, if it names one."""
    return next((each for each in people if str(each.pk) == query.get("who")), None)


def start_asked_for(query: QueryDict) -> datetime | None:
    """Return the start that the query names, in UTC, if it names one."""
    try:
        return aware(query.get("starts_at", ""))
    except ValueError:
        return None


def aware(typed: str) -> datetime:
    """Return the time in UTC; ValueError if it is none, or has no zone."""
    starts_at = datetime.fromisoformat(typed)
    if starts_at.tzinfo is None or starts_at.year not in YEARS:
        raise ValueError(typed)
    return starts_at.astimezone(UTC)


def _value(slot: Slot) -> str:
    return slot.starts_at.astimezone(UTC).isoformat()


def _label(slot: Slot, zone: ZoneInfo) -> str:
    return date_format(slot.starts_at.astimezone(zone), "g:i a")
