"""Whom a message goes to: kept by reference, the address read when it leaves."""

import uuid

from clinic.models import Patient, UrgentContact, User
from clinic.outbox.models import RecipientType

Recipient = Patient | User | UrgentContact

_models: dict[RecipientType, type[Recipient]] = {
    RecipientType.PATIENT: Patient,
    RecipientType.USER: User,
    RecipientType.CONTACT: UrgentContact,
}


def recipient_type(recipient: Recipient) -> RecipientType:
    for kind, model in _models.items():
        if isinstance(recipient, model):
            return kind
    raise TypeError(f"No message can be sent to a {type(recipient).__name__}.")


def find(kind: str, pk: uuid.UUID) -> Recipient | None:
    """Return the person as they are now; None if gone, or no longer working here."""
    recipient = _models[RecipientType(kind)]._default_manager.filter(pk=pk).first()
    if isinstance(recipient, User) and not recipient.is_active:
        return None
    return recipient
