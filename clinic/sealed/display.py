"""Showing what may not open: one broken value must not take a page with it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from clinic.audit.recording import record_unreadable
from clinic.sealed.fields import Unreadable


def shown(instance: models.Model, attribute: str) -> Any:
    """Return ``instance.attribute``, or a sentence where a sealed value does not open.

    ``attribute`` may be a property made of sealed fields. What does not open is
    recorded. Never save what this returns.
    """
    try:
        return getattr(instance, attribute)
    except Unreadable as unreadable:
        record_unreadable(unreadable)
        return _("[unreadable: tell the administrator]")
