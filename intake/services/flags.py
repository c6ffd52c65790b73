"""That a clinician has looked at what the rules found."""

from django.db import transaction
from django.utils import timezone

from clinic.audit.recording import record
from clinic.models import User
from intake.models import Assessment, FlagAcknowledgement


class UnknownFlag(Exception):
    """The assessment has no flag in this place."""


def acknowledge_flag(assessment: Assessment, position: int, *, actor: User) -> None:
    """Keep that ``actor`` has looked at the flag in this place of ``assessment.flags``.

    The first who looked is kept; to look again changes nothing. Signing waits for none
    of it. Raises ``UnknownFlag``.
    """
    record("view", assessment, fields=["flags"])
    if position not in range(len(assessment.flags)):
        raise UnknownFlag
    with transaction.atomic(durable=True):
        acknowledgement, is_new = FlagAcknowledgement.objects.get_or_create(
            assessment=assessment,
            position=position,
            defaults={"by": actor, "at": timezone.now()},
        )
        if is_new:
            record("change", acknowledgement)
