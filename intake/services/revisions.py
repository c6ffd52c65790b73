"""What a patient has changed since the answers that were sent before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clinic.audit.recording import record
from intake.models import Assessment, QuestionnaireResponse, ResponseStatus
from intake.questionnaires.differences import Difference, differences
from intake.questionnaires.pages import pages
from intake.questionnaires.summary import Section, summary
from intake.services.assessments import questionnaire_of

Flags = list[dict[str, Any]]


@dataclass(frozen=True)
class Revision:
    """How answers and flags differ from those of the answers sent at ``since``.

    ``is_partial`` when only some questions were asked again: the other answers are
    those of then, or with ``is_older`` of before.
    """

    since: datetime
    is_partial: bool
    is_older: bool
    differences: list[Difference]
    new_flags: Flags
    gone_flags: Flags


def revision_of(
    assessment: Assessment, now: Sequence[Section], language: str
) -> Revision | None:
    """Compare with what was sent before; None for the first answers.

    ``now`` says the answers that were assessed, in ``language``.
    """
    before = _sent_before(assessment.response)
    if before is None or before.sent_at is None:
        return None
    flags_before, flags = _flags_of(before), assessment.flags
    record("view", before, fields=["answers"])
    shown = pages(questionnaire_of(before), before.answers)
    return Revision(
        since=before.sent_at,
        is_partial=assessment.response.asked_by_id is not None,
        is_older=before.asked_by_id is not None,
        differences=differences(summary(shown, language), now),
        new_flags=without(flags, flags_before),
        gone_flags=without(flags_before, flags),
    )


def _sent_before(response: QuestionnaireResponse) -> QuestionnaireResponse | None:
    return (
        QuestionnaireResponse.objects.filter(
            consultation_request=response.consultation_request_id,
            status=ResponseStatus.COMPLETED,
            started_at__lt=response.started_at,
        )
        .order_by("-sent_at")
        .first()
    )


def _flags_of(response: QuestionnaireResponse) -> Flags:
    assessment = response.assessments.filter(is_provisional=False).latest("made_at")
    record("view", assessment, fields=["flags"])
    flags: Flags = assessment.flags
    return flags


def without(flags: Flags, others: Flags) -> Flags:
    """Return the flags that are not among the others, or not with this severity."""
    known = {(flag["id"], flag["severity"]) for flag in others}
    return [flag for flag in flags if (flag["id"], flag["severity"]) not in known]
