"""Form fields that Django does not have."""

import datetime
import re

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _

from clinic.outbox.addresses import is_safe_address
from clinic.widgets import PARTS, DateInPartsWidget, DateOfBirthWidget

LONGEST_LIFE_IN_YEARS = 125


class EmailAddressField(forms.EmailField):
    """An address that a mail can be sent to."""

    widget = forms.EmailInput({"autocomplete": "email", "spellcheck": "false"})
    default_error_messages = {
        "required": _("Enter your email address"),
        "invalid": _("Enter an email address like name@example.com"),
    }

    def __init__(self, **kwargs):
        super().__init__(max_length=254, **kwargs)

    def validate(self, value):
        super().validate(value)
        if value and not is_safe_address(value):
            raise ValidationError(self.error_messages["invalid"], code="invalid")


class DateInPartsField(forms.Field):
    """A ``datetime.date`` typed as month, day and year.

    Accepts "3", "03", "mar" or "March" as a month, and a whole date ("3/27/1988" or
    "1988-03-27") in any one box. Where ``may_be_partial``, only the year or the month
    may be typed: a str, "1988" or "1988-03". Errors name the boxes they are about in
    ``params["parts"]``.
    """

    widget = DateInPartsWidget
    default_error_messages = {
        "required": _("Enter the date"),
        "missing": _("The date must include a %(missing)s"),
        "year": _("Year must include 4 numbers"),
        "impossible": _("The date must be a real date"),
    }

    def __init__(self, *, may_be_partial=False, **kwargs):
        super().__init__(**kwargs)
        self.may_be_partial = may_be_partial

    def to_python(self, value):
        typed = [str(piece or "").strip() for piece in value or ["", "", ""]]
        if not any(typed):
            return None
        pieces = dict(zip(PARTS, _whole_date(typed) or typed, strict=True))
        if self.may_be_partial and pieces["year"] and not pieces["day"]:
            return self._part_of_date(pieces)
        if missing := [part for part in PARTS if not pieces[part]]:
            names = [str(PARTS[part]).lower() for part in missing]
            self.refuse("missing", missing, missing=get_text_list(names, _("and")))
        return self._date(pieces)

    def refuse(self, code, parts, **params):
        """Raise the error ``code`` about ``parts``."""
        raise ValidationError(
            self.error_messages[code], code=code, params={"parts": parts, **params}
        )

    def _part_of_date(self, pieces):
        day = self._date({**pieces, "month": pieces["month"] or "1", "day": "1"})
        return day.isoformat()[: 7 if pieces["month"] else 4]

    def _date(self, pieces):
        month = _month(pieces["month"])
        day = _number(pieces["day"])
        year = _number(pieces["year"])
        if month is None:
            self.refuse("impossible", ["month"])
        if year is None or len(pieces["year"]) != 4:
            self.refuse("year", ["year"])
        if day is None or not 1 <= day <= 31:
            self.refuse("impossible", ["day"])
        try:
            return datetime.date(year, month, day)
        except ValueError:
            self.refuse("impossible", list(PARTS))


class DateOfBirthField(DateInPartsField):
    """A birth date: a real date in the past and within a human life."""

    widget = DateOfBirthWidget
    default_error_messages = {
        "required": _("Enter your date of birth"),
        "missing": _("Date of birth must include a %(missing)s"),
        "impossible": _("Date of birth must be a real date"),
        "future": _("Date of birth must be in the past"),
        "past": _("Check the year you were born"),
    }

    def validate(self, value):
        super().validate(value)
        if value is None:
            return
        today = timezone.localdate()
        if value >= today:
            self.refuse("future", list(PARTS))
        if value.year < today.year - LONGEST_LIFE_IN_YEARS:
            self.refuse("past", ["year"])


def _whole_date(typed):
    """Split a date typed or pasted into one box: ``[month, day, year]``, or None."""
    text = " ".join(filter(None, typed)) if typed.count("") == 2 else ""
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        year, month, day = match.groups()
        return [month, day, year]
    if match := re.fullmatch(r"(\w+)[\s/.,-]+(\d{1,2})[\s/.,-]+(\d{4})", text):
        return list(match.groups())
    return None


def _number(text):
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None


def _month(text):
    """Return 1-12 for "3", "03", "mar", "Sept." or "March", else None."""
    number = _number(text)
    if number is not None:
        return number if 1 <= number <= 12 else None
    word = text.casefold().rstrip(".")
    for month, name in MONTHS.items():
        if len(word) >= 3 and str(name).casefold().startswith(word):
            return month
    return None


class PhoneField(forms.CharField):
    """A phone number as people write it; US numbers need no country code."""

    widget = forms.TextInput({"type": "tel", "autocomplete": "tel", "inputmode": "tel"})

    def clean(self, value):
        typed = super().clean(value)
        if not typed:
            return typed
        try:
            number = phonenumbers.parse(typed, "US")
        except phonenumbers.NumberParseException as error:
            raise ValidationError(self.error_messages["phone"]) from error
        if not phonenumbers.is_possible_number(number):
            raise ValidationError(self.error_messages["phone"])
        return typed
