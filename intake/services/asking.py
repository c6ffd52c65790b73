"""A patient is asked some of the questions again: which, and in which draft."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.audit.recording import record
from intake.eligibility.answers import UNSURE
from intake.eligibility.questions import IN_RELATIVE_TIME
from intake.eligibility.questions.instruments import ASQ_LINKS, INSTRUMENTS
from intake.models import (
    Assessment,
    Decision,
    QuestionnaireResponse,
    ResponseStatus,
    Review,
)
from intake.questionnaires.asking import Again
from intake.questionnaires.definition import Item
from intake.questionnaires.pages import Page, pages
from intake.questionnaires.progress import counted
from intake.services import scores
from intake.services.assessments import Answers, questionnaire_of
from intake.services.origins import given_at

Choices = list[tuple[str, list[tuple[str, str]]]]
"""Titles, each with its questions: linkId and text."""

NAMES = dict.fromkeys(ASQ_LINKS, "ASQ") | {
    link: each.name for each in scores.INSTRUMENTS.values() for link in each.links
}
"""What a set of questions that is asked as a whole is called, by each linkId."""

OPEN = {UNSURE, "declined"}
"""The codes of answers that leave a question open."""

CARRIED_OVER_FOR = timedelta(days=14)
"""How old an answer in relative time may get, by then wrong by two weeks.

Chosen by this product: the span that the PHQ-9 and the GAD-7 ask about, and less than
every limit in days or weeks of the policy.
"""


class QuestionsRefused(Exception):
    """Why questions are not asked again."""


class NothingAsked(QuestionsRefused):
    """More information is needed, but no question is named."""


class NotAsking(QuestionsRefused):
    """The decision asks for nothing, so it can hold no question and no words."""


class UnknownQuestion(QuestionsRefused):
    """The patient was never asked what is to be asked again."""


def check_asked(
    assessment: Assessment, decision: Decision, asked: Sequence[str], words: str
) -> None:
    """Raise a ``QuestionsRefused`` unless the decision may ask just this."""
    if decision != Decision.MORE_INFORMATION:
        if asked or words:
            raise NotAsking
        return
    if not asked:
        raise NothingAsked
    response = assessment.response
    record("view", response, fields=["answers"])
    shown = pages(questionnaire_of(response), response.answers)
    if not {*asked} <= {page.item.link_id for page in counted(shown)}:
        raise UnknownQuestion


def ask_again(review: Review) -> QuestionnaireResponse:
    """Return the unsent response in which the patient answers what ``review`` asks.

    A new one holds the answers that were reviewed and stays with their version of the
    questionnaire, also when another is active by now: the questions to ask again are
    that version's. One that is open already keeps its answers, and all that this review
    asks is open again in it: what the patient reads has changed.
    """
    reviewed = review.assessment.response
    draft = review.consultation_request.responses.filter(
        status=ResponseStatus.IN_PROGRESS
    ).first()
    if draft is None:
        record("view", reviewed, fields=["answers"])
        now = timezone.now()
        draft = QuestionnaireResponse.objects.create(
            consultation_request=review.consultation_request,
            questionnaire_id=reviewed.questionnaire_id,
            answers=reviewed.answers,
            asked_by=review,
            language=reviewed.language,
            started_at=now,
            saved_at=now,
        )
    else:
        _ask_anew(draft, review)
    record("change", draft)
    return draft


def again_in(response: QuestionnaireResponse) -> Again | None:
    """Return what the response asks again, and record the look; None if it asks all."""
    review = response.asked_by
    if review is None:
        return None
    record("view", response, fields=["answered_again"])
    record("view", review, fields=["asked", "words"])
    return Again(
        questionnaire_of(response),
        asked=_too_old(response, review).union(review.asked),
        answered=frozenset(response.answered_again or ()),
        wholes=INSTRUMENTS,
        chosen_anew=IN_RELATIVE_TIME,
    )


def current_answers(response: QuestionnaireResponse) -> Answers:
    """Return the answers without those that are asked again and not given again yet."""
    again = again_in(response)
    return again.current(response.answers) if again else response.answers


def asking_of(response: QuestionnaireResponse) -> str:
    """Return what tells one asking from the next in the same draft; empty in the first.

    It tells nothing else: a page sends it back.
    """
    review_id = response.asked_by_id
    return hashlib.sha256(review_id.bytes).hexdigest() if review_id else ""


def questions_to_ask(
    shown: Sequence[Page], behind_flags: Collection[str], language: str
) -> Choices:
    """Return every question that may be asked again, by section.

    A set that is asked as a whole is one of them, named by the linkId of its first.
    First come those behind the flags, which are given by linkId, and those left open:
    not answered, declined, or "not sure".
    """
    likely = {
        page.outermost.link_id
        for page in shown
        for item in page.asks
        if item.link_id in behind_flags or _is_open(page, item)
    }
    first: list[tuple[str, str]] = []
    sections: dict[str, list[tuple[str, str]]] = {}
    offered: set[frozenset[str]] = set()
    for page in counted(shown):
        whole = _whole_of(page.item.link_id)
        if whole in offered:
            continue
        offered.add(whole)
        question = page.item.link_id, words_of_asked(page.item, language)
        if whole & likely:
            first.append(question)
        else:
            title = page.section.text.in_language(language)
            sections.setdefault(title, []).append(question)
    groups = [(_("Behind the flags, or left open"), first), *sections.items()]
    return [(title, questions) for title, questions in groups if questions]


def words_of_asked(item: Item, language: str) -> str:
    """Return what is asked again with this question, in words."""
    if name := NAMES.get(item.link_id):
        return _("%(name)s, all its questions") % {"name": name}
    return item.text.in_language(language)


def _whole_of(link_id: str) -> frozenset[str]:
    alone = frozenset({link_id})
    return next((whole for whole in INSTRUMENTS if link_id in whole), alone)


def _ask_anew(draft: QuestionnaireResponse, review: Review) -> None:
    """Let an open draft ask what ``review`` asks.

    What was answered in it and is not asked by this review stays answered.
    """
    answered = {*(draft.answered_again or ())}
    draft.asked_by, draft.answered_again = review, None
    if (again := again_in(draft)) and answered:
        draft.answered_again = sorted(answered - again.renewed)
    draft.save(update_fields=["asked_by", "answered_again"])


def _too_old(response: QuestionnaireResponse, review: Review) -> frozenset[str]:
    """Return what was answered in relative time before, but too long ago by now."""
    reviewed = review.assessment.response
    oldest = (response.sent_at or timezone.now()) - CARRIED_OVER_FOR
    questionnaire = questionnaire_of(reviewed)
    items = (questionnaire.find(link_id) for link_id in IN_RELATIVE_TIME)
    names = {questionnaire.shown_in(item).link_id for item in items if item}
    given = given_at(reviewed, names)
    return frozenset(name for name, at in given.items() if at and at < oldest)


def _is_open(page: Page, item: Item) -> bool:
    given = page.answers.get(item.link_id)
    return not given or (item.is_question and not OPEN.isdisjoint(map(str, given)))
