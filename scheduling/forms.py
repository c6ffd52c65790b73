"""Choosing a time, and saying why an appointment is cancelled."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext_lazy as _

from clinic.models import Location, Patient
from scheduling.models import Appointment, Service
from scheduling.services import HORIZON, free_slots
from scheduling.slots import Slot, TimeOfDay, at_time_of_day, by_day, earliest

DAYS_SHOWN = 5
TAKEN = _("That time has just been taken. Choose another time.")


class TimesFilter(forms.Form):
    """Which times to show; anything that makes no sense is left out."""

    when = forms.ChoiceField(
        label=_("Time of day"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("", _("Any time")),
            (TimeOfDay.MORNING, _("Morning")),
            (TimeOfDay.AFTERNOON, _("Afternoon")),
        ],
    )
    first_day = forms.DateField(required=False, widget=forms.HiddenInput)


class TimeForm(forms.Form):
    """One of the free times of a few days, each day a group of its own."""

    starts_at = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={"required": _("Select a time"), "invalid_choice": TAKEN},
    )

    def __init__(
        self, *args, slots: Iterable[Slot], location: Location, first_day: date
    ):
        super().__init__(*args)
        self.use_required_attribute = False
        zone = location.zone
        days = by_day(slots, zone)
        self.fields["starts_at"].choices = [
            (
                date_format(day, "l, F j"),
                [(_value(slot), _label(slot, zone)) for slot in days.get(day, [])],
            )
            for day in days_from(first_day)
        ]

    def clean_starts_at(self) -> datetime:
        return datetime.fromisoformat(self.cleaned_data["starts_at"])

    def is_taken(self) -> None:
        """Say beside the field that the time chosen has just gone."""
        if self.is_valid():
            self.add_error("starts_at", TAKEN)


class TimesPage:
    """Five days of free times from the first that has any, and the ways to more.

    The filter is read from the query string; the choice, if made, from the body.
    """

    def __init__(
        self,
        request: HttpRequest,
        location: Location,
        patient: Patient,
        service: Service,
        moving: Appointment | None = None,
    ):
        self.location, self.service, self.moving = location, service, moving
        self.filter = TimesFilter(request.GET)
        self.filter.is_valid()
        wanted = self.filter.cleaned_data
        slots = _slots(location, patient, service, moving)
        if wanted.get("when"):
            slots = at_time_of_day(slots, location.zone, wanted["when"])
        self.earliest = earliest(slots)
        self.first_day = wanted.get("first_day") or self._day_of_earliest()
        self.form = TimeForm(
            request.POST or None,
            slots=slots,
            location=location,
            first_day=self.first_day,
        )

    @property
    def minutes(self) -> int:
        return sum(phase.minutes for phase in self.service.phases.all())

    @property
    def later_day(self) -> date:
        return self.first_day + timedelta(days=DAYS_SHOWN)

    @property
    def earlier_day(self) -> date | None:
        """The page before, unless it lies in the past."""
        day = self.first_day - timedelta(days=DAYS_SHOWN)
        return day if self.first_day > self._today() else None

    def _today(self) -> date:
        return timezone.now().astimezone(self.location.zone).date()

    def _day_of_earliest(self) -> date:
        if self.earliest is None:
            return self._today()
        return self.earliest.starts_at.astimezone(self.location.zone).date()


class CancelForm(forms.Form):
    """Why, in the patient's own words, if they wish to say."""

    reason = forms.CharField(
        label=_("Why are you cancelling?"),
        help_text=_("You do not have to say."),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )


def days_from(first_day: date) -> list[date]:
    """Return the days that one page of times shows."""
    return [first_day + timedelta(days=number) for number in range(DAYS_SHOWN)]


def _slots(
    location: Location,
    patient: Patient,
    service: Service | None,
    moving: Appointment | None,
) -> list[Slot]:
    if service is None:
        return []
    now = timezone.now()
    return free_slots(
        service,
        location,
        patient,
        from_at=now,
        until_at=now + HORIZON,
        moving=moving,
    )


def _value(slot: Slot) -> str:
    return slot.starts_at.astimezone(UTC).isoformat()


def _label(slot: Slot, zone) -> str:
    return date_format(slot.starts_at.astimezone(zone), "g:i a")
