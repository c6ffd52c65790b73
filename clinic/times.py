"""Form fields for a time of day, and for a date with one."""

import datetime
import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.fields import DateInPartsField
from clinic.widgets import PARTS, DateTimeInPartsWidget, TimeWidget, has_halves

TIME = re.compile(
    r"(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?\s*(?:([ap])\.?\s*m\.?)?", re.IGNORECASE
)
NAMED = {"noon": datetime.time(12), "midnight": datetime.time(0)}


class TimeField(forms.Field):
    """A ``datetime.time`` in one box: "2:30 pm", "2 pm", "14:30", "noon".

    Where times are told by am and pm, "2:30" could be either, and is refused.
    """

    widget = TimeWidget
    default_error_messages = {
        "required": _("Enter a time"),
        "invalid": _("Enter a time of day, like 2:30 pm"),
        "half": _("Write am or pm after the time"),
    }

    def to_python(self, value):
        text = str(value or "").strip().lower()
        if not text or text in NAMED:
            return NAMED.get(text)
        match = TIME.fullmatch(text)
        if match is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        hour, minute, second = (int(part or 0) for part in match.groups()[:3])
        try:
            return datetime.time(self._hour(hour, match[4]), minute, second)
        except ValueError as error:
            message = self.error_messages["invalid"]
            raise ValidationError(message, code="invalid") from error

    def _hour(self, hour, half):
        """Return 0 to 23; raise ValueError for an hour that a half does not have."""
        if not half:
            if has_halves() and 1 <= hour <= 12:
                raise ValidationError(self.error_messages["half"], code="half")
            return hour
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        return hour % 12 + (12 if half == "p" else 0)


class DateTimeInPartsField(DateInPartsField):
    """A date in parts and a time of day: an aware ``datetime`` in the current zone.

    Without the time it is what ``DateInPartsField`` makes of the date.
    """

    widget = DateTimeInPartsWidget
    default_error_messages = {"no_date": _("Enter the whole date with the time")}

    def to_python(self, value):
        *date, time = value or ["", "", "", ""]
        day = super().to_python(date)
        at = self._time(time)
        if at is None:
            return day
        if not isinstance(day, datetime.date):
            self.refuse("no_date", list(PARTS))
        return datetime.datetime.combine(day, at, timezone.get_current_timezone())

    def _time(self, typed):
        try:
            return TimeField(required=False).clean(typed)
        except ValidationError as error:
            params = {"parts": ["time"]}
            raise ValidationError(error.message, error.code, params) from error
