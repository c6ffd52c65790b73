"""How a phone number is written for people to read."""

import phonenumbers
from phonenumbers import PhoneNumberFormat

US = 1


def as_read(typed: str) -> str:
    """Return the number in one form, "(555) 010-0199"; as typed where it is none.

    Without a country code it is a US number; any other keeps its code.
    """
    try:
        number = phonenumbers.parse(typed, "US")
    except phonenumbers.NumberParseException:
        return typed
    is_us = number.country_code == US
    form = PhoneNumberFormat.NATIONAL if is_us else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)
