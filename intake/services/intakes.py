"""What a clinician reads before deciding: flags first, then the answers behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery

from clinic.audit.recording import record
from clinic.models import User
from intake.eligibility.answers import PHQ9_LINKS
from intake.eligibility.facts import WHY
from intake.models import (
    Assessment,
    ConsultationRequest,
    QuestionnaireResponse,
    RequestStatus,
    Review,
)
from intake.questionnaires.pages import pages
from intake.questionnaires.summary import Row, Section, summary
from intake.services.responses import questionnaire_of

LANGUAGE = "en"

# What a clinician reads right after the flags, and the section that holds the scores.
READ_FIRST = ["heart", "medicines", "treatments"]
SCORED = "mood"

# Where one of the answers behind a fact raised the flag alone.
WORDS = {"SUI_PHQ9_ITEM9": {PHQ9_LINKS[-1]}}


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
    """One request as the clinician reads it; before the first answers all is empty.

    ``first`` are the sections on body and treatments, ``mood`` the items behind the
    scores with ``item_9`` for itself, ``rest`` the other sections. ``superseded`` has
    the ids of the reviews that no longer hold.
    """

    consultation_request: ConsultationRequest
    reviews: list[Review]
    response: QuestionnaireResponse | None = None
    assessment: Assessment | None = None
    flags: Sequence[ShownFlag] = ()
    first: Sequence[Section] = ()
    mood: Sequence[Row] = ()
    rest: Sequence[Section] = ()

    @property
    def scores(self) -> dict[str, Any]:
        return self.assessment.scores if self.assessment else {}

    @property
    def item_9(self) -> Row | None:
        """The item on thoughts of death, which is never folded away."""
        return next((row for row in self.mood if row.link_id == PHQ9_LINKS[-1]), None)

    @property
    def superseded(self) -> set[UUID | None]:
        return {review.supersedes_id for review in self.reviews}


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
    gravest_first = F("triage_rank").desc(nulls_last=True)
    return (answered | alerted).distinct().order_by(gravest_first, "received_at")


def latest_assessment(consultation_request: ConsultationRequest) -> Assessment | None:
    """Return what the rules made of the newest answers, sent or not."""
    return (
        Assessment.objects.filter(response__consultation_request=consultation_request)
        .select_related("response__questionnaire", "policy")
        .order_by("-made_at")
        .first()
    )


def read_intake(consultation_request: ConsultationRequest) -> Intake:
    """Open the latest answers, flags, scores and decisions, and record the look."""
    reviews = list(consultation_request.reviews.select_related("signed_by"))
    record("view", consultation_request.patient, fields=["name", "born_on"])
    record("view", consultation_request, fields=["about"])
    record("view", reviews, fields=["decision", "reason"])
    assessment = latest_assessment(consultation_request)
    if assessment is None:
        return Intake(consultation_request, reviews)
    response = assessment.response
    record("view", assessment, fields=["flags", "scores"])
    record("view", response, fields=["answers"])
    shown = pages(questionnaire_of(response), response.answers)
    sections = summary(shown, LANGUAGE)
    first = [each for place in READ_FIRST for each in _sections_of(place, sections)]
    mood = _sections_of(SCORED, sections)
    return Intake(
        consultation_request,
        reviews,
        response=response,
        assessment=assessment,
        flags=[_shown(flag, sections) for flag in assessment.flags],
        first=first,
        mood=[row for section in mood for row in section.rows],
        rest=[section for section in sections if section not in [*first, *mood]],
    )


def _sections_of(place: str, sections: Sequence[Section]) -> list[Section]:
    return [each for each in sections if each.rows[0].page.section.link_id == place]


def _shown(flag: dict[str, Any], sections: Sequence[Section]) -> ShownFlag:
    behind = {link for key in flag["because"] for link in WHY.get(key, ())}
    links = WORDS.get(flag["id"], behind)
    rows = [row for section in sections for row in section.rows]
    return ShownFlag(
        id=flag["id"],
        severity=flag["severity"],
        text=flag["text"],
        source=flag["source"],
        words=[(row.label, row.value) for row in rows if row.link_id in links],
    )
