"""What happens around staff login, from the hooks of Django and allauth.

The one place with signals: neither library calls us any other way.
"""

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    authenticator_used,
)
from django.contrib import messages
from django.contrib.auth.signals import (
    user_logged_in,
    user_logged_out,
    user_login_failed,
)
from django.dispatch import receiver
from django.utils.translation import gettext as _

from clinic.access import actors, reauthentication, second_factor
from clinic.access.middleware import UNSAVED_KEY, restart_clock
from clinic.audit.models import Action, Outcome
from clinic.audit.recording import acting_as, record
from clinic.models import User


@receiver(user_logged_in)
def begin_staff_session(sender, request, user, **kwargs):
    """End a patient's session in this browser, start the clock, say what was lost."""
    if request.session.pop(UNSAVED_KEY, False):
        words = _("Your sign-in had ended. What you sent was not saved.")
        messages.warning(request, words)
    for key in (actors.ENTERED_KEY, actors.CONFIRMED_KEY):
        request.session.pop(key, None)
    restart_clock(request)
    reauthentication.mark_given(request)
    request.actor = user
    with acting_as(user):
        note(Action.LOGIN, user)


@receiver(user_logged_out)
def record_logout(sender, user, **kwargs):
    if user is not None:
        note(Action.LOGOUT, user)


@receiver(user_login_failed)
def record_failed_login(sender, credentials, **kwargs):
    """Name the account that was tried; what was typed may be a password."""
    tried = User.objects.filter(username=credentials.get("username"))
    record(Action.LOGIN, tried, outcome=Outcome.REFUSED)


@receiver(authenticator_used)
def record_second_factor(sender, request, user, **kwargs):
    second_factor.mark_passed(request, user)
    note(Action.SECOND_FACTOR, user)


@receiver(authentication_failed)
def record_failed_second_factor(sender, user, **kwargs):
    note(Action.SECOND_FACTOR, user, outcome=Outcome.REFUSED)


@receiver(authenticator_added)
def record_enrolment(sender, request, user, authenticator, **kwargs):
    """Count an enrolment as a second factor shown: it asked for a code."""
    if authenticator.type == Authenticator.Type.TOTP:
        second_factor.mark_passed(request, user)
    note(Action.ENROL, user, authenticator.type)


@receiver(authenticator_removed)
def record_removal(sender, request, user, authenticator, **kwargs):
    if authenticator.type == Authenticator.Type.TOTP:
        second_factor.forget(request)
    note(Action.UNENROL, user, authenticator.type)


@receiver(authenticator_reset)
def record_new_recovery_codes(sender, user, authenticator, **kwargs):
    note(Action.CREDENTIALS, user, authenticator.type)


@receiver([password_changed, password_reset])
def record_new_password(sender, user, **kwargs):
    note(Action.CREDENTIALS, user, "password")


def note(
    action: Action, user: User, *fields: str, outcome: Outcome = Outcome.OK
) -> None:
    """Record what was done to an account; ``user`` may be a lazy object of Django's."""
    record(action, User(pk=user.pk), fields=fields, outcome=outcome)
