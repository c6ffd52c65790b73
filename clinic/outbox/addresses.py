"""Which addresses a mail can go to."""

from django.core.exceptions import ValidationError
from django.core.mail.message import sanitize_address
from django.core.validators import validate_email


def is_safe_address(address: str) -> bool:
    """Whether a mail to ``address`` reaches one mailbox and cannot forge a header."""
    local, _, _ = address.partition("@")
    has_one_mailbox = address.count("@") == 1 and '"' not in address and local.isascii()
    return has_one_mailbox and _can_be_sent_to(address)


def _can_be_sent_to(address: str) -> bool:
    try:
        validate_email(address)
        # As sending does: some domains that look right cannot be written in ASCII.
        sanitize_address(("", address), "utf-8")
    except (ValidationError, ValueError):
        return False
    return True
