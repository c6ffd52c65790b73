"""What came of some requests of a load test: answers, flags, a clinician's decision."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from random import Random

from clinic.access.roles import Role
from clinic.models import Location, User
from intake.models import (
    Assessment,
    Decision,
    QuestionnaireResponse,
    RequestEvent,
    RequestEventKind,
    ResponseStatus,
    Review,
    ReviewStage,
)
from scheduling.load.answers import Form
from scheduling.load.copying import copy
from scheduling.load.patients import Asked, Intake, midnight, new_id
from scheduling.load.shares import Share

# How much of the time from the request to the last midnight was over by then.
SENT, ANSWERED, REVIEWED = 0.2, 0.5, 0.8


def answers_at(
    place: Location,
    part: Share,
    intake: Intake,
    form: Form,
    people: Mapping[Role, User],
    random: Random,
) -> None:
    """Store the answers of those who wait for a clinician, and of some who are booked.

    Those were found suitable before.
    """
    booked = intake.to_come[: part.reviewed]
    to_decide = [_assessed(asked, place, form, random) for asked in intake.to_decide]
    reviewed = [_assessed(asked, place, form, random) for asked in booked]
    copy([assessment.response for assessment in [*to_decide, *reviewed]])
    copy([*to_decide, *reviewed])
    reviews = [
        _review(assessment, at(asked, REVIEWED), people[Role.CLINICIAN], random)
        for asked, assessment in zip(booked, reviewed, strict=True)
    ]
    copy(reviews)
    copy(
        [
            RequestEvent(
                id=new_id(random),
                consultation_request_id=asked.request_id,
                kind=kind,
                by=by,
                at=at(asked, share),
                note="",
            )
            for asked, kind, share, by in _steps(intake.to_decide, booked, people)
        ]
    )


def at(asked: Asked, share: float) -> datetime:
    """Return when this share of the time from the request to today was over."""
    return asked.received_at + (midnight() - asked.received_at) * share


def _assessed(asked: Asked, place: Location, form: Form, random: Random) -> Assessment:
    """Return what the rules make of invented answers, which are its ``response``."""
    sent_at = at(asked, ANSWERED)
    answered = form.answered(
        asked.born_on, sent_at.astimezone(place.zone).date(), random
    )
    response = QuestionnaireResponse(
        id=new_id(random),
        consultation_request_id=asked.request_id,
        questionnaire_id=form.version_id,
        answers=answered.answers,
        language="en",
        status=ResponseStatus.COMPLETED,
        started_at=at(asked, SENT),
        saved_at=sent_at,
        sent_at=sent_at,
    )
    return Assessment(
        id=new_id(random),
        response=response,
        policy=form.policy,
        facts=answered.facts.as_json(),
        flags=[flag.as_json() for flag in answered.assessment.flags],
        scores=dict(answered.assessment.scores),
        triage_rank=int(answered.assessment.triage),
        is_provisional=False,
        made_at=sent_at,
    )


def _review(
    assessment: Assessment, signed_at: datetime, clinician: User, random: Random
) -> Review:
    return Review(
        id=new_id(random),
        consultation_request_id=assessment.response.consultation_request_id,
        assessment=assessment,
        stage=ReviewStage.INTAKE,
        decision=Decision.SUITABLE.value,
        reason="Nothing against it",
        is_final=True,
        signed_by=clinician,
        signed_at=signed_at,
    )


def _steps(
    to_decide: list[Asked], reviewed: list[Asked], people: Mapping[Role, User]
) -> Iterator[tuple[Asked, RequestEventKind, float, User | None]]:
    """Give the lines of the history since the request was received."""
    for asked in [*to_decide, *reviewed]:
        yield asked, RequestEventKind.QUESTIONNAIRE_SENT, SENT, people[Role.FRONT_DESK]
        yield asked, RequestEventKind.ANSWERED, ANSWERED, None
    for asked in reviewed:
        yield asked, RequestEventKind.REVIEWED, REVIEWED, people[Role.CLINICIAN]
