"""Whether the person in this session has shown a second factor."""

from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from clinic.models import User

SESSION_KEY = "second_factor_of"


def mark_passed(request: HttpRequest, user: User) -> None:
    """Note that ``user`` showed a second factor; login keeps the note."""
    request.session[SESSION_KEY] = str(user.pk)


def forget(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)


def has_passed(request: HttpRequest) -> bool:
    return request.session.get(SESSION_KEY) == str(request.user.pk)


def has_one(user: User) -> bool:
    """Whether ``user`` has enrolled an app that shows one-time codes."""
    return Authenticator.objects.filter(
        user=user, type=Authenticator.Type.TOTP
    ).exists()
