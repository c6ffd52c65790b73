"""What every page may name without being told."""

import phonenumbers
from django.conf import settings


def clinic(request):
    """Give templates the clinic's name and phone, as text and as a link."""
    number = phonenumbers.parse(settings.CLINIC_PHONE, "US")
    return {
        "clinic_name": settings.CLINIC_NAME,
        "clinic_phone": phonenumbers.format_number(
            number, phonenumbers.PhoneNumberFormat.NATIONAL
        ),
        "clinic_phone_href": phonenumbers.format_number(
            number, phonenumbers.PhoneNumberFormat.RFC3966
        ),
    }
