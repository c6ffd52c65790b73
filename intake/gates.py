"""What stands before an infusion: a clinician's decision and the patient's consent.

Both are read from what was signed. Nothing else opens the way.
"""

from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from clinic.audit.recording import record
from intake.decisions import current_review
from intake.models import (
    ConsentKind,
    ConsentText,
    ConsultationRequest,
    Decision,
    Policy,
    RequestStatus,
    Review,
    ReviewStage,
)


class Missing(TextChoices):
    """What an infusion waits for; the labels are for staff, the desk included."""

    REVIEW = "review", _("A decision after the consultation that opens infusions")
    REVIEW_TOO_OLD = "review_too_old", _("A new decision: the last one is too old")
    CONSENT = "consent", _("The signed consent to treatment")


def infusion_gate(
    consultation_request: ConsultationRequest, at: datetime
) -> set[Missing]:
    """Return what is missing for an infusion that begins ``at``: to book it, nothing.

    It takes the consent to the current text, signed for this request, and a suitable
    decision after the consultation that is younger than ``Policy.review_valid_days`` by
    then and that no later decision speaks against.

    Who books holds the lock of the request from before this call to the commit: signing
    a decision or a consent takes it too. A text or a policy that comes into force
    meanwhile holds from the next call on. Whether the request is closed is the caller's
    to ask.
    """
    missing = set()
    review = opening_review(consultation_request)
    if review is None:
        missing.add(Missing.REVIEW)
    elif at >= _too_old_at(review):
        missing.add(Missing.REVIEW_TOO_OLD)
    if treatment_text_to_sign(consultation_request):
        missing.add(Missing.CONSENT)
    return missing


def infusions_open_until(
    consultation_request: ConsultationRequest,
) -> datetime | None:
    """Return when the decision that opens infusions is too old; None without one."""
    review = opening_review(consultation_request)
    return _too_old_at(review) if review else None


def opening_review(consultation_request: ConsultationRequest) -> Review | None:
    """Return the suitable review after the consultation, if none since says otherwise.

    That may be one on newer answers: a patient is never treated against the last word.
    """
    review = current_review(consultation_request, ReviewStage.CONSULTATION)
    if review is None:
        return None
    since = consultation_request.reviews.current().filter(
        signed_at__gte=review.signed_at
    )
    record("view", since, fields=["decision"])
    is_open = all(each.decision == Decision.SUITABLE for each in since)
    return review if is_open else None


def treatment_text_to_sign(
    consultation_request: ConsultationRequest,
) -> ConsentText | None:
    """Return the current treatment text, unless it is signed for this request."""
    text = ConsentText.objects.current().get(kind=ConsentKind.TREATMENT)
    is_signed = consultation_request.consents.filter(text=text).exists()
    return None if is_signed else text


def may_sign_treatment(consultation_request: ConsultationRequest) -> bool:
    """Say whether the patient is asked for the treatment consent, signed or not."""
    is_closed = consultation_request.status == RequestStatus.CLOSED
    return not is_closed and opening_review(consultation_request) is not None


def _too_old_at(review: Review) -> datetime:
    numbers = Policy.objects.effective().numbers
    return review.signed_at + timedelta(days=numbers.review_valid_days)
