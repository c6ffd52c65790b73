"""Widgets that Django does not have."""

import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

PARTS = {"month": _("Month"), "day": _("Day"), "year": _("Year")}


class DateInPartsWidget(forms.MultiWidget):
    """Ask for a date in three boxes, month first, as it is said in the US.

    No picker and no automatic jump to the next box. The template pack writes each
    part's label beside it.
    """

    use_fieldset = True
    autocomplete = {}

    def __init__(self, attrs=None):
        super().__init__({part: self._box(part) for part in PARTS}, attrs)

    def _box(self, part):
        # A month may be typed as a word, so its box keeps the full keyboard.
        attrs = {} if part == "month" else {"inputmode": "numeric"}
        if part in self.autocomplete:
            attrs["autocomplete"] = self.autocomplete[part]
        return forms.TextInput(attrs)

    def decompress(self, value):
        if isinstance(value, datetime.date):
            return [str(value.month), str(value.day), str(value.year)]
        return ["", "", ""]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for box, (part, label) in zip(
            context["widget"]["subwidgets"], PARTS.items(), strict=True
        ):
            box["part"] = part
            box["label"] = label
        return context


class DateOfBirthWidget(DateInPartsWidget):
    """A date in three boxes that a browser may fill with the person's birth date."""

    autocomplete = {"month": "bday-month", "day": "bday-day", "year": "bday-year"}
