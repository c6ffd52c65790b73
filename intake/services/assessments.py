"""What the rules make of a patient's answers, computed once and kept."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.utils import timezone

from clinic.audit.recording import record
from intake import models
from intake.eligibility import facts
from intake.eligibility.assessment import assess
from intake.eligibility.questions.treatments import READ_AS_WORDS
from intake.models import Assessment, Policy, QuestionnaireResponse
from intake.questionnaires.definition import Item, Questionnaire
from intake.questionnaires.enabled import enabled_tree
from intake.questionnaires.loading import load
from intake.questionnaires.tree import Node, flat, merged

Answers = Mapping[str, list[Any]]
LANGUAGE = "en"  # of what the rules and the clinicians read
NOTHING: Answers = MappingProxyType({})


def questionnaire_of(response: QuestionnaireResponse) -> Questionnaire:
    """Return the definition, ready to use, that the response is pinned to."""
    return loaded(response.questionnaire_id)


@cache
def loaded(questionnaire_id: UUID) -> Questionnaire:
    """Return a version's definition, read once a process: no active one changes."""
    return load(models.Questionnaire.objects.get(pk=questionnaire_id).resource)


def facts_of(response: QuestionnaireResponse, answers: Answers) -> facts.Facts:
    """Return what the rules read from these answers of the patient."""
    return facts_in(response, enabled_tree(questionnaire_of(response), answers))


def facts_in(
    response: QuestionnaireResponse,
    nodes: Sequence[Node],
    unsaved: Answers = NOTHING,
) -> facts.Facts:
    """Return what the rules read from the questions that are enabled.

    ``unsaved`` are answers to questions that the others may have made pointless.
    """
    patient = response.consultation_request.patient
    record("view", patient, fields=["born_on"])
    asked = {node.item.link_id for node in flat(nodes)}
    return facts.from_answers(
        {**merged(map(_in_words, nodes)), **unsaved},
        asked=asked | unsaved.keys(),
        born_on=patient.born_on,
        on=_today(response),
    )


def _in_words(node: Node) -> Node:
    """Return the node with the words of the options where the rules read words."""
    values = node.values
    if node.item.link_id in READ_AS_WORDS:
        values = tuple(words_of(node.item, each) for each in values)
    return replace(node, values=values, nodes=tuple(map(_in_words, node.nodes)))


def words_of(item: Item, answer: Any) -> Any:
    """Return the words of the option chosen; any other answer as it is."""
    option = item.option(answer)
    return option.text.in_language(LANGUAGE) if option else answer


def store_assessment(
    response: QuestionnaireResponse, answers: Answers, *, is_provisional: bool
) -> Assessment:
    """Keep what the rules make of these answers, under the policy in force."""
    policy = Policy.objects.effective()
    found = facts_of(response, answers)
    result = assess(found, policy.numbers)
    assessment = Assessment.objects.create(
        response=response,
        policy=policy,
        facts=found.as_json(),
        flags=[flag.as_json() for flag in result.flags],
        scores=dict(result.scores),
        triage_rank=int(result.triage),
        is_provisional=is_provisional,
        made_at=timezone.now(),
    )
    record("change", assessment)
    return assessment


def kept_assessment(response: QuestionnaireResponse, answers: Answers) -> Assessment:
    """Return the newest assessment of the response, or a provisional one if none is."""
    newest = response.assessments.first()
    return newest or store_assessment(response, answers, is_provisional=True)


def refresh_provisional(draft: QuestionnaireResponse, answers: Answers) -> None:
    """Keep up what clinicians read of answers not sent yet, if they read any.

    A draft has an assessment once an answer was urgent. Facts that have not changed
    make no new one.
    """
    newest = draft.assessments.first()
    if newest is None:
        return
    record("view", newest, fields=["facts"])
    if newest.facts != facts_of(draft, answers).as_json():
        store_assessment(draft, answers, is_provisional=True)


def _today(response: QuestionnaireResponse) -> date:
    zone = response.consultation_request.location.zone
    return timezone.now().astimezone(zone).date()
