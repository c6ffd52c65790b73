"""Which decision on a request holds, and whether it opens the way to booking."""

from clinic.audit.recording import record, unshown
from intake.models import (
    ConsultationRequest,
    Decision,
    RequestStatus,
    Review,
    ReviewStage,
)


def current_review(
    consultation_request: ConsultationRequest, stage: ReviewStage
) -> Review | None:
    """Return the review of ``stage`` that holds, or None."""
    return consultation_request.reviews.current().filter(stage=stage).first()


def has_suitable_review(
    consultation_request: ConsultationRequest, stage: ReviewStage
) -> bool:
    """Say whether a clinician's decision of ``stage`` opens the way to booking.

    Who acts on the answer holds the lock of the request, so that no other decision
    comes between.
    """
    review = current_review(consultation_request, stage)
    if review is None:
        return False
    record("view", review, fields=["decision"])
    return review.decision == Decision.SUITABLE


def last_decision(consultation_request: ConsultationRequest) -> str:
    """Return the newest decision that holds, of either stage, or "" before the first.

    For software to go by, such as which steps to offer: whoever shows it records that.
    """
    with unshown():
        review = consultation_request.reviews.current().first()
        return review.decision if review else ""


def may_choose_time(consultation_request: ConsultationRequest) -> bool:
    """Say whether the patient may book now: found suitable, and nothing is booked."""
    return consultation_request.status == RequestStatus.REVIEWED and (
        has_suitable_review(consultation_request, ReviewStage.INTAKE)
    )
