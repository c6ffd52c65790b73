"""Asking for the password once more: who signs is who logged in, not who sits there."""

import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest

from clinic.audit.models import Action
from clinic.audit.recording import record
from clinic.models import User

SESSION_KEY = "password_given_at"


def mark_given(request: HttpRequest) -> None:
    """Note that somebody has just signed in, or given the password again."""
    request.session[SESSION_KEY] = time.time()


def is_due(request: HttpRequest) -> bool:
    """Whether the password was given too long ago to sign without it."""
    age = time.time() - request.session.get(SESSION_KEY, 0)
    return age > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def is_given(request: HttpRequest, password: str) -> bool:
    """Check the password of who is signed in, and note that it was given.

    Recorded and throttled as at login. Raises ``ValidationError`` after too many that
    were wrong; until the next may be tried none is looked at.
    """
    if not get_adapter().reauthenticate(request.user, password):
        return False
    mark_given(request)
    record(Action.LOGIN, User(pk=request.user.pk), fields=["password"])
    return True
