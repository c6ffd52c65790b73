"""What a clinician reads before deciding: flags first, then the answers behind them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import Any

from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce, JSONArray

from clinic.audit.recording import record
from clinic.models import User
from intake.appointments import has_appointment
from intake.eligibility.facts import WHY, from_kept
from intake.eligibility.medicines import drugs_in, flags_of_medicines
from intake.eligibility.questions.treatments import READ_AS_WORDS
from intake.models import (
    About,
    Assessment,
    ConsultationRequest,
    FlagAcknowledgement,
    QuestionnaireResponse,
    RequestStatus,
    ReviewStage,
    StaffAlert,
)
from intake.questionnaires.pages import pages
from intake.questionnaires.summary import Row, Section, summary
from intake.services.asking import Choices, current_answers, questions_to_ask
from intake.services.assessments import questionnaire_of
from intake.services.origins import given_at
from intake.services.overview import (
    Overview,
    ShownSection,
    overview,
    without_overview,
)
from intake.services.policy_changes import PolicyChange, policy_change_of
from intake.services.reviews import ShownReview, shown_reviews
from intake.services.revisions import Revision, revision_of
from intake.services.scores import (
    FIRST_LINKS,
    ITEM_9,
    ShownScore,
    shown_scores,
    without_items,
)

LANGUAGE = "en"

# The sections that a clinician reads before others, and the one that holds the scores.
HEART = ["heart"]
HISTORY = ["medicines", "health", "mental-health", "substances"]
TREATMENTS = ["treatments", "pain"]
SCORED = ["mood"]

# Where one of the answers behind a fact raised the flag alone.
WORDS = {"SUI_PHQ9_ITEM9": {ITEM_9}}


@dataclass(frozen=True)
class ShownFlag:
    """One flag with the patient's own words, ``(question, answer)``, that raised it.

    ``seen`` says who has looked at it; ``position`` is its place in the assessment.
    """

    position: int
    id: str
    severity: str
    text: str
    source: str
    words: list[tuple[str, str]]
    seen: FlagAcknowledgement | None


@dataclass(frozen=True)
class Intake:
    """One request as the clinician reads it; before the first answers all is empty.

    ``reviews`` are the decisions on the answers and ``after_consultation`` those after
    it, the newest first. ``alerts`` are those not resolved first, then the others, the
    latest before. ``overview`` says what a clinician looks for; ``heart``, ``history``,
    ``treatments`` and ``rest`` are the other answers, ``scores`` the instruments that
    the patient was asked, ``mood`` what was asked beside them.
    ``to_ask`` are the questions that may be asked again, ``revision`` what differs from
    answers before, ``policy_change`` what a policy signed since finds in these.
    """

    consultation_request: ConsultationRequest
    reviews: list[ShownReview]
    after_consultation: list[ShownReview]
    alerts: list[StaffAlert]
    is_booked: bool
    response: QuestionnaireResponse | None = None
    assessment: Assessment | None = None
    flags: Sequence[ShownFlag] = ()
    overview: Overview | None = None
    heart: Sequence[ShownSection] = ()
    history: Sequence[ShownSection] = ()
    treatments: Sequence[ShownSection] = ()
    scores: Sequence[ShownScore] = ()
    mood: Sequence[Row] = ()
    rest: Sequence[ShownSection] = ()
    to_ask: Choices = field(default_factory=list)
    revision: Revision | None = None
    policy_change: PolicyChange | None = None

    @property
    def about(self) -> str:
        """What the patient asks the consultation for, in the words of the form."""
        about = self.consultation_request.about
        return str(dict(About.choices).get(about, about))

    @property
    def flags_not_seen(self) -> int:
        """How many flags nobody has looked at yet."""
        return sum(flag.seen is None for flag in self.flags)


def review_queue(actor: User) -> QuerySet[ConsultationRequest]:
    """Return the requests that wait for a clinician, each with its ``open_alerts``.

    Those with an alert that is not resolved come first, answers sent or not, then the
    gravest, then those whose newest answers wait longest: ``waiting_since``, in UTC.
    Open alerts are few and are looked up at once, by a query, so that indexes find what
    waits among all that is done. One subquery gives the order of all; what a page shows
    PostgreSQL then looks up for its rows alone.
    """
    unresolved = StaffAlert.objects.unresolved()
    alerted = list(unresolved.values_list("consultation_request", flat=True))
    latest = Assessment.objects.filter(
        response__consultation_request=OuterRef("pk")
    ).order_by("-made_at")
    waiting = (
        ConsultationRequest.objects.with_answers_for(actor)
        .annotate(
            triage_rank=Subquery(latest.values("triage_rank")[:1]),
            waiting_since=Coalesce(
                Subquery(latest.values("made_at")[:1]), F("received_at")
            ),
            is_alerted=ExpressionWrapper(
                Q(pk__in=alerted), output_field=BooleanField()
            ),
        )
        .filter(Q(status=RequestStatus.ANSWERED) | Q(is_alerted=True))
        .select_related("patient", "location", "assignee")
        .prefetch_related(Prefetch("alerts", unresolved, to_attr="open_alerts"))
    )
    gravest_first = JSONArray(-F("triage_rank"), F("made_at"))
    order = Subquery(latest.values(order=gravest_first)[:1]).asc(nulls_last=True)
    return waiting.order_by("-is_alerted", order, "received_at")


def latest_assessment(consultation_request: ConsultationRequest) -> Assessment | None:
    """Return what the rules made of the newest answers, sent or not."""
    return (
        Assessment.objects.filter(response__consultation_request=consultation_request)
        .select_related("response__questionnaire", "policy")
        .defer("response__questionnaire__resource")
        .order_by("-made_at")
        .first()
    )


def read_intake(consultation_request: ConsultationRequest) -> Intake:
    """Open the latest answers, flags and scores, and every alert and decision.

    The look is recorded.
    """
    record("view", consultation_request.patient, fields=["name", "born_on", "phone"])
    record("view", consultation_request, fields=["about"])
    intake = Intake(
        consultation_request,
        reviews=shown_reviews(consultation_request, ReviewStage.INTAKE),
        after_consultation=shown_reviews(
            consultation_request, ReviewStage.CONSULTATION
        ),
        alerts=_alerts_of(consultation_request),
        is_booked=has_appointment(consultation_request),
    )
    assessment = latest_assessment(consultation_request)
    return _with_answers(intake, assessment) if assessment else intake


def _with_answers(intake: Intake, assessment: Assessment) -> Intake:
    response = assessment.response
    record("view", assessment, fields=["facts", "flags", "scores"])
    record("view", response, fields=["answers"])
    is_sent = not assessment.is_provisional
    answers = response.answers if is_sent else current_answers(response)
    shown = pages(questionnaire_of(response), answers)
    sections = summary(shown, LANGUAGE)
    flagged = _links_behind(assessment.flags)
    parts = [_sections_of(each, sections) for each in (HEART, HISTORY, TREATMENTS)]
    mood = _sections_of(SCORED, sections)
    placed = [*mood, *chain.from_iterable(parts)]
    rest = [section for section in sections if section not in placed]
    heart, history, treatments, others = (
        without_overview(each, flagged) for each in (*parts, rest)
    )
    scores = shown_scores(assessment.scores, sections, _carried_over(response))
    return replace(
        intake,
        response=response,
        assessment=assessment,
        flags=_shown_flags(assessment, sections),
        overview=overview(
            sections,
            from_kept(assessment.facts),
            assessment.policy.numbers,
            assessment.flags,
        ),
        heart=heart,
        history=history,
        treatments=treatments,
        scores=scores,
        mood=without_items((row for each in mood for row in each.rows), scores),
        rest=others,
        to_ask=questions_to_ask(shown, flagged, LANGUAGE),
        revision=revision_of(assessment, sections, LANGUAGE),
        policy_change=policy_change_of(assessment, answers),
    )


def _carried_over(response: QuestionnaireResponse) -> dict[str, datetime]:
    if response.asked_by_id is None:
        return {}
    given = given_at(response, FIRST_LINKS)
    return {link: at for link, at in given.items() if at and at != response.sent_at}


def _alerts_of(consultation_request: ConsultationRequest) -> list[StaffAlert]:
    alerts = consultation_request.alerts.select_related(
        "acknowledged_by", "resolved_by"
    ).order_by(F("resolved_at").desc(nulls_first=True), "-raised_at")
    record("view", alerts, fields=["reasons", "contacts", "outcome", "note"])
    return list(alerts)


def _sections_of(places: Iterable[str], sections: Sequence[Section]) -> list[Section]:
    """Return the sections of these places, in the order of the places."""
    return [
        each
        for place in places
        for each in sections
        if each.rows[0].page.section.link_id == place
    ]


def _links_behind(flags: Iterable[dict[str, Any]]) -> set[str]:
    """Return the linkIds of the answers that raised the flags."""
    return {
        link
        for flag in flags
        for link in WORDS.get(flag["id"])
        or {link for key in flag["because"] for link in WHY.get(key, ())}
    }


def _shown_flags(
    assessment: Assessment, sections: Sequence[Section]
) -> list[ShownFlag]:
    rows = [row for section in sections for row in section.rows]
    acknowledged = assessment.acknowledgements.select_related("by")
    seen = {each.position: each for each in acknowledged}
    return [
        _shown(flag, rows, position, seen.get(position))
        for position, flag in enumerate(assessment.flags)
    ]


def _shown(
    flag: dict[str, Any],
    rows: Iterable[Row],
    position: int,
    seen: FlagAcknowledgement | None,
) -> ShownFlag:
    links = _links_behind([flag])
    return ShownFlag(
        position=position,
        id=flag["id"],
        severity=flag["severity"],
        text=flag["text"],
        source=flag["source"],
        words=[
            (row.label, row.value)
            for row in rows
            if row.link_id in links and _is_behind(row, flag["id"])
        ],
        seen=seen,
    )


def _is_behind(row: Row, flag_id: str) -> bool:
    """Say whether a flag on a medicine is on the one that this row names, if any."""
    if flag_id not in flags_of_medicines():
        return True
    return row.link_id in READ_AS_WORDS and any(
        drug.flag == flag_id for drug in drugs_in(row.value)
    )
