"""What every page may name without being told."""

import phonenumbers
from django.conf import settings

from clinic.phones import as_read


def clinic(request):
    """Give templates the clinic's name and phone, as text and as a link."""
    number = phonenumbers.parse(settings.CLINIC_PHONE, "US")
    return {
        "clinic_name": settings.CLINIC_NAME,
        "clinic_phone": as_read(settings.CLINIC_PHONE),
        "clinic_phone_href": phonenumbers.format_number(
            number, phonenumbers.PhoneNumberFormat.RFC3966
        ),
    }
