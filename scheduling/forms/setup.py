"""Hours and closures, as an administrator types them: in the location's own time."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.formsets import NamedFieldsFormSet
from clinic.opening.wall_clock import instant
from scheduling.models import Availability, AvailabilityException, Closure

TIMES = ("starts_at", "ends_at")
WORKS_ELSEWHERE = _("This person does not work at this location.")


class AvailabilityForm(forms.ModelForm):
    class Meta:
        model = Availability
        fields = [
            "practitioner",
            "location",
            "weekday",
            "starts",
            "ends",
            "valid_from",
            "valid_until",
        ]

    def clean(self):
        cleaned = super().clean()
        practitioner, location = cleaned.get("practitioner"), cleaned.get("location")
        if practitioner and location and location not in practitioner.locations.all():
            self.add_error("location", WORKS_ELSEWHERE)
        return cleaned


class AvailabilityExceptionForm(AvailabilityForm):
    """The hours of one day; without times the person is away."""

    class Meta:
        model = AvailabilityException
        fields = ["practitioner", "location", "day", "starts", "ends"]
        help_texts = {
            "day": _("The weekly hours at this location do not hold on this day."),
            "starts": _("Leave both times empty for a day away."),
        }


class WeeklyHoursFormSet(NamedFieldsFormSet):
    """Hours typed on the page of a person, which says where the person works."""

    def clean(self):
        super().clean()
        # Django hands on an empty body as a dict.
        chosen = self.data.getlist("locations") if self.forms else []
        for form in self.forms:
            location = form.cleaned_data.get("location")
            if location and str(location.pk) not in chosen and not self.is_gone(form):
                form.add_error("location", WORKS_ELSEWHERE)

    def is_gone(self, form):
        return self.can_delete and self._should_delete_form(form)


class ClosureForm(forms.ModelForm):
    """Dates and times as the clocks show them where it is closed."""

    class Meta:
        model = Closure
        fields = ["location", "practitioner", *TIMES, "reason"]
        field_classes = dict.fromkeys(TIMES, forms.SplitDateTimeField)
        widgets = dict.fromkeys(
            TIMES,
            # The admin's own widget tells how far the browser is from the server's UTC.
            forms.SplitDateTimeWidget(
                date_format="%Y-%m-%d",
                time_format="%H:%M",
                date_attrs={"type": "date", "aria-label": _("Date")},
                time_attrs={"type": "time", "aria-label": _("Time")},
            ),
        )
        labels = {"starts_at": _("Starts"), "ends_at": _("Ends")}
        help_texts = {
            "location": _("None: every location."),
            "practitioner": _("None: everybody."),
            "starts_at": _("In the location’s own time."),
            "ends_at": _(
                "In the location’s own time. All day: 12:00 a.m. of the next day."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            for name in TIMES:
                at = getattr(self.instance, name).astimezone(self.instance.zone)
                self.initial[name] = at.replace(tzinfo=None)

    def clean(self):
        cleaned = super().clean()
        closure = Closure(
            location=cleaned.get("location"), practitioner=cleaned.get("practitioner")
        )
        if closure.has_one_zone:
            for name in TIMES:
                if typed := cleaned.get(name):
                    cleaned[name] = instant(wall_time(typed), closure.zone)
        else:
            self.add_error(
                "location",
                _("Select a location: they do not all have the same time zone."),
            )
        return cleaned


def wall_time(typed: datetime) -> datetime:
    """Undo what the field made of it: it took what was typed for UTC."""
    return typed.replace(tzinfo=None)
