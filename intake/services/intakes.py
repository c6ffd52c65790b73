"""What a clinician reads before deciding: flags first, then the answers behind them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from clinic.audit.recording import record
from clinic.models import User
from intake.eligibility.facts import WHY
from intake.models import (
    Assessment,
    ConsultationRequest,
    QuestionnaireResponse,
    RequestStatus,
    Review,
)
from intake.questionnaires.summary import Row, Section, summary
from intake.services.responses import questionnaire_of

LANGUAGE = "en"


@dataclass(frozen=True)
class ShownFlag:
    """One flag with the patient's own words, ``(question, answer)``, that raised it."""

    id: str
    severity: str
    text: str
    source: str
    words: list[tuple[str, str]]


@dataclass(frozen=True)
class Intake:
    """One request as the clinician's page shows it; without answers yet all is empty."""

    consultation_request: ConsultationRequest
    response: QuestionnaireResponse | None
    assessment: Assessment | None
    flags: list[ShownFlag]
    sections: list[Section]
    scores: dict[str, Any]
    reviews: list[Review]


def review_queue(actor: User) -> QuerySet[ConsultationRequest]:
    """Return the requests that wait for a clinician: urgent first, then oldest.

    Answers not sent yet are among them when one of them is urgent.
    """
    latest = Assessment.objects.filter(
        response__consultation_request=OuterRef("pk")
    ).order_by("-made_at")
    waiting = (
        ConsultationRequest.objects.with_answers_for(actor)
        .annotate(triage_rank=Subquery(latest.values("triage_rank")[:1]))
        .select_related("patient", "location", "assignee")
    )
    answered = waiting.filter(status=RequestStatus.ANSWERED)
    alerted = waiting.filter(alerts__resolved_at=None, alerts__isnull=False)
    return (answered | alerted).distinct().order_by("-triage_rank", "received_at")


def read_intake(consultation_request: ConsultationRequest) -> Intake:
    """Open the latest answers, flags, scores and decisions, and record the look."""
    assessment = (
        Assessment.objects.filter(response__consultation_request=consultation_request)
        .select_related("response__questionnaire", "policy")
        .order_by("-made_at")
        .first()
    )
    reviews = list(consultation_request.reviews.select_related("signed_by"))
    record("view", consultation_request.patient, fields=["name", "born_on"])
    record("view", consultation_request, fields=["about"])
    record("view", reviews, fields=["decision", "reason"])
    if assessment is None:
        return Intake(consultation_request, None, None, [], [], {}, reviews)
    response = assessment.response
    record("view", assessment, fields=["flags", "scores"])
    record("view", response, fields=["answers"])
    sections = summary(questionnaire_of(response), response.answers, LANGUAGE)
    return Intake(
        consultation_request,
        response,
        assessment,
        [_shown(flag, sections) for flag in assessment.flags],
        sections,
        assessment.scores,
        reviews,
    )


def _shown(flag: dict[str, Any], sections: Iterable[Section]) -> ShownFlag:
    links = {link for key in flag["because"] for link in WHY.get(key, ())}
    rows = [row for section in sections for row in section.rows]
    return ShownFlag(
        id=flag["id"],
        severity=flag["severity"],
        text=flag["text"],
        source=flag["source"],
        words=[_words(row) for row in rows if row.link_id in links],
    )


def _words(row: Row) -> tuple[str, str]:
    return row.label, row.value
