"""Widgets that Django does not have."""

import datetime

from django import forms
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

LIBRARY = "vendor/accessible-autocomplete/accessible-autocomplete.min.js"
PARTS = {"month": _("Month"), "day": _("Day"), "year": _("Year")}


class PartsWidget(forms.MultiWidget):
    """Several boxes for one answer, with a label beside each: ``{part: label}``."""

    use_fieldset = True
    labels = {}

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for box, (part, label) in zip(
            context["widget"]["subwidgets"], self.labels.items(), strict=True
        ):
            box["part"] = part
            box["label"] = label
        return context


class DateInPartsWidget(PartsWidget):
    """Ask for a date in three boxes, month first, as it is said in the US.

    No picker and no automatic jump to the next box. The template pack writes each
    part's label beside it. Takes a date, or the year or month of one: "1988-03".
    """

    labels = PARTS
    autocomplete = {}

    def __init__(self, attrs=None):
        super().__init__({part: self._box(part) for part in self.labels}, attrs)

    def _box(self, part):
        # A month may be typed as a word, so its box keeps the full keyboard.
        attrs = {} if part in ("month", "time") else {"inputmode": "numeric"}
        if part in self.autocomplete:
            attrs["autocomplete"] = self.autocomplete[part]
        return forms.TextInput(attrs)

    def decompress(self, value):
        if isinstance(value, datetime.date):
            return [str(value.month), str(value.day), str(value.year)]
        year, _dash, month = (value or "").partition("-")
        return [month.lstrip("0"), "", year]


class DateTimeInPartsWidget(DateInPartsWidget):
    """Ask for a date in three boxes and for a time of day in a fourth."""

    labels = PARTS | {"time": _("Time")}

    def decompress(self, value):
        is_moment = isinstance(value, datetime.datetime)
        moment = value.astimezone(timezone.get_current_timezone()) if is_moment else ""
        time = time_text(moment.time()) if moment else ""
        return [*super().decompress(moment or value), time]


class TimeWidget(forms.TextInput):
    """One box for a time of day, as people write it."""

    def format_value(self, value):
        if isinstance(value, datetime.time):
            return time_text(value)
        return super().format_value(value)


class QuantityWidget(PartsWidget):
    """Ask for a number, and choose its unit: ``(number, unit)``."""

    labels = {"value": _("Number"), "unit": _("Unit")}

    def __init__(self, units):
        number = forms.TextInput({"inputmode": "decimal"})
        super().__init__({"value": number, "unit": forms.Select(choices=units)})

    def decompress(self, value):
        return list(value or ("", ""))


class AutocompleteInput(forms.TextInput):
    """A box for a text; with script it suggests these names, and takes any other."""

    class Media:
        css = {"all": ["css/autocomplete.css"]}
        js = [
            forms.Script(LIBRARY, defer=True),
            forms.Script("js/autocomplete.js", defer=True),
        ]

    def __init__(self, names):
        super().__init__(
            {
                "data-names": "\n".join(names),
                "data-found": _("Names found:"),
                "data-usage": _(
                    "When names are found, go through them with the up and down arrows "
                    "and choose one with Enter."
                ),
            }
        )


def has_halves():
    """Whether the active language tells times by am and pm."""
    return bool({"P", "a", "A"} & set(formats.get_format("TIME_FORMAT")))


def time_text(time):
    """Return a time as ``TimeField`` reads it: "2:30 pm", or "14:30"."""
    seconds = f":{time.second:02}" if time.second else ""
    if not has_halves():
        return f"{time.hour:02}:{time.minute:02}{seconds}"
    half = "pm" if time.hour >= 12 else "am"
    return f"{time.hour % 12 or 12}:{time.minute:02}{seconds} {half}"


class DateOfBirthWidget(DateInPartsWidget):
    """A date in three boxes that a browser may fill with the person's birth date."""

    autocomplete = {"month": "bday-month", "day": "bday-day", "year": "bday-year"}
