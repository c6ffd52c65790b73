"""What a patient signs: the current texts, each once, and again when they change.

What stands before the questions is signed once for all of a patient's requests, the
consent to treatment for each.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from clinic.access.actors import Actor
from clinic.audit.recording import record
from clinic.db import atomic_refusing
from clinic.models import User
from intake.consents import NoConsent, Words
from intake.gates import may_sign_treatment
from intake.models import (
    Consent,
    ConsentKind,
    ConsentText,
    ConsultationRequest,
    RequestEventKind,
)
from intake.services.questionnaires import StoredMeanwhile
from intake.services.steps import NotNow, locked, record_event

BEFORE_QUESTIONS: list[str] = [ConsentKind.PRIVACY, ConsentKind.CONTACT]
"""What is signed before the first question, in this order."""


class TextChanged(Exception):
    """The text that was shown is no longer the one to sign."""


@dataclass(frozen=True)
class Consents:
    """What a patient has signed, the latest first, and what is not signed yet."""

    signed: list[Consent]
    to_sign: list[ConsentText]


def texts_to_sign(consultation_request: ConsultationRequest) -> list[ConsentText]:
    """Return the current texts that the patient has not signed, in their order."""
    texts = (
        ConsentText.objects.current()
        .filter(kind__in=BEFORE_QUESTIONS)
        .exclude(consents__patient=consultation_request.patient_id)
    )
    return sorted(texts, key=lambda text: BEFORE_QUESTIONS.index(text.kind))


def sign_consent(
    consultation_request: ConsultationRequest,
    kind: ConsentKind | str,
    *,
    seen: str,
    signature: str,
) -> Consent:
    """Sign the current text of ``kind`` for the patient; twice is once.

    ``seen`` is the hash of the text that was shown. Raises ``TextChanged`` when the
    current one has another, and ``NotNow`` for the treatment where no decision after
    the consultation opens the way; then nothing is signed.
    """
    with transaction.atomic(durable=True):
        fresh = locked(consultation_request)
        if kind == ConsentKind.TREATMENT and not may_sign_treatment(fresh):
            raise NotNow
        text = ConsentText.objects.current().get(kind=kind)
        if text.sha256 != seen:
            raise TextChanged
        consent, is_new = Consent.objects.get_or_create(
            consultation_request=fresh,
            text=text,
            defaults={
                "patient_id": fresh.patient_id,
                "text_sha256": seen,
                "signature": signature,
                "signed_at": timezone.now(),
            },
        )
        if is_new:
            record("change", consent)
            record_event(fresh, RequestEventKind.CONSENTED, note=str(text))
    return consent


def read_consents(
    consultation_request: ConsultationRequest, *, actor: Actor
) -> Consents:
    """Open what ``actor`` may see of the patient's consents, and record the look."""
    signed = (
        Consent.objects.visible_to(actor)
        .filter(patient=consultation_request.patient_id)
        .select_related("text", "patient")
    )
    record("view", signed, fields=["signature"])
    return Consents(list(signed), texts_to_sign(consultation_request))


def publish_consent(kind: ConsentKind | str, words: Words) -> tuple[ConsentText, bool]:
    """Make ``words`` the text of ``kind`` to sign; who signed the one before is asked.

    Returns the text and whether it is new: the current one again changes nothing.
    Raises ``NoConsent`` or ``StoredMeanwhile``, and then nothing is stored.
    """
    with atomic_refusing(consenttext_version_is_unique=StoredMeanwhile):
        current = ConsentText.objects.current().filter(kind=kind).first()
        if current and current.sha256 == words.sha256:
            return current, False
        return store_next_version(kind, words), True


def store_next_version(
    kind: ConsentKind | str, words: Words, *, by: User | None = None
) -> ConsentText:
    """Store ``words`` as the newest version, in the caller's transaction.

    Raises ``NoConsent``.
    """
    current = ConsentText.objects.current().filter(kind=kind).first()
    text = ConsentText(
        kind=kind,
        version=current.version + 1 if current else 1,
        title=words.title,
        body=words.body,
        sha256=words.sha256,
        published_at=timezone.now(),
        published_by=by,
    )
    try:
        text.clean_fields(exclude={"published_by"})
    except ValidationError as invalid:
        raise NoConsent("; ".join(invalid.messages)) from invalid
    text.save(force_insert=True)
    return text
