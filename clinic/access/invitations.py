"""Letting somebody who works here set a password that nobody else knows."""

from django.conf import settings
from django.db import transaction

from clinic.audit.models import Action
from clinic.audit.recording import record
from clinic.models import User
from clinic.outbox.services import tell, this_minute

VALID_DAYS = settings.PASSWORD_RESET_TIMEOUT // (24 * 3600)


@transaction.atomic
def invite(person: User) -> None:
    """Mail ``person`` a link to set a password, and record it; joins a transaction.

    Within a minute one mail leaves; to who no longer works here none does.
    """
    record(Action.CREDENTIALS, person, fields=["invitation"])
    tell("password-invitation", person, to=person, dedupe=this_minute())
