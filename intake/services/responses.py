"""A patient's answers: saved page by page, assessed, sent."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from clinic.access.roles import Role
from clinic.audit.recording import record
from intake.models import (
    QuestionnaireResponse,
    RequestEventKind,
    RequestStatus,
    ResponseStatus,
)
from intake.questionnaires import changes
from intake.questionnaires.enabled import without_disabled
from intake.questionnaires.pages import Page, page_at, pages
from intake.questionnaires.validation import Problem, check
from intake.services.asking import again_in, asking_of
from intake.services.assessments import questionnaire_of, store_assessment
from intake.services.consents import texts_to_sign
from intake.services.steps import (
    AlreadyClosed,
    advance,
    locked,
    record_event,
    tell_role,
)
from intake.services.urgency import alert_if_unheard, alert_if_worse

Answers = dict[str, list[Any]]

ASKED_AGAIN = "This is asked again."


class AnswersRefused(Exception):
    """Why answers were not saved or not sent."""


class AlreadySent(AnswersRefused):
    """The answers were sent before; they are not changed any more."""


class NoSuchPage(AnswersRefused):
    """Other answers, given meanwhile, have made the page pointless."""


class EntryChanged(AnswersRefused):
    """The entry of a list that the page was about is another one by now."""


class ConsentMissing(AnswersRefused):
    """A text is not signed yet, or has changed since."""


class Incomplete(AnswersRefused):
    """Questions are still open: ``problems`` names them."""

    def __init__(self, problems: list[Problem]):
        super().__init__(f"{len(problems)} questions are open")
        self.problems = problems


def answers_of(response: QuestionnaireResponse) -> Answers:
    """Open the answers, and record the look."""
    record("view", response, fields=["answers"])
    return response.answers


def save_page(
    response: QuestionnaireResponse,
    path: str,
    given: Answers,
    *,
    seen: str = "",
    asking: str = "",
) -> Answers:
    """Save what was given on the page at ``path``; return all answers so far.

    Two devices do not undo each other: only this page changes, and in a list only an
    entry that is still as it was ``seen``, the page's fingerprint when it was shown;
    saving twice is saving once. What was asked again is answered by that, also by a
    list left as it is, but not by a page that was shown for another ``asking``. An
    urgent answer alerts the staff in the same transaction, also when the form is never
    sent. Raises ``AlreadySent``, ``NoSuchPage`` or ``EntryChanged``, and then nothing
    is saved.
    """

    def save(draft: QuestionnaireResponse, page: Page | None) -> None:
        if page is None:
            raise NoSuchPage
        changed = changes.with_page(draft.answers, page, given)
        if page.fingerprint != seen and changed != draft.answers:
            raise EntryChanged
        draft.answers = changed
        if asking == asking_of(draft):
            _note_answered_again(draft, page)

    return _change(response, path, save)


def remove_occurrence(
    response: QuestionnaireResponse, path: str, index: int, *, seen: Answers
) -> Answers:
    """Take back one of the things added to the list at ``path``; return what is left.

    Nothing is taken back when the answers there are no longer as they were ``seen``:
    pressing twice is pressing once. Raises ``AlreadySent``.
    """

    def remove(draft: QuestionnaireResponse, page: Page | None) -> None:
        if page is not None and page.answers == seen:
            draft.answers = changes.without_entry(draft.answers, page, index)

    return _change(response, path, remove)


def send_answers(response: QuestionnaireResponse) -> None:
    """Send the answers to the clinicians, with flags, scores and triage.

    Answers to questions that no longer apply are dropped. Raises ``AlreadySent``,
    ``AlreadyClosed``, ``ConsentMissing`` or ``Incomplete``, and then nothing is sent.
    """
    with transaction.atomic(durable=True):
        draft = _locked(response)
        if draft.consultation_request.status == RequestStatus.CLOSED:
            raise AlreadyClosed
        if texts_to_sign(draft.consultation_request):
            raise ConsentMissing
        questionnaire = questionnaire_of(draft)
        draft.answers = without_disabled(questionnaire, draft.answers)
        if problems := [*check(questionnaire, draft.answers), *_still_asked(draft)]:
            raise Incomplete(problems)
        draft.status = ResponseStatus.COMPLETED
        draft.sent_at = draft.saved_at = timezone.now()
        draft.save()
        record("change", draft)
        store_assessment(draft, draft.answers, is_provisional=False)
        alert_if_unheard(draft)
        _hand_to_clinicians(draft)


def _change(
    response: QuestionnaireResponse,
    path: str,
    change: Callable[[QuestionnaireResponse, Page | None], None],
) -> Answers:
    with transaction.atomic(durable=True):
        draft = _locked(response)
        questionnaire = questionnaire_of(draft)
        page = page_at(questionnaire, draft.answers, path)
        again = again_in(draft)
        before: Answers = draft.answers
        change(draft, page)
        now: Answers = draft.answers
        if page and questionnaire.is_for_everybody(page.outermost):
            draft.last_page = page.outermost.link_id
        draft.saved_at = timezone.now()
        draft.save(update_fields=["answers", "answered_again", "last_page", "saved_at"])
        record("change", draft)
        if again and page:
            before = again.before_saving(page, before)
            now = again.after_saving(page, now)
        if now != before:
            alert_if_worse(draft, before, now)
    answers: Answers = draft.answers
    return answers


def _note_answered_again(draft: QuestionnaireResponse, page: Page) -> None:
    if draft.asked_by_id and not page.lists:
        answered = {*(draft.answered_again or ()), page.item.link_id}
        draft.answered_again = sorted(answered)


def _still_asked(draft: QuestionnaireResponse) -> list[Problem]:
    """Return what was asked again and is not answered since."""
    again = again_in(draft)
    if again is None:
        return []
    shown = again.marked(pages(questionnaire_of(draft), draft.answers))
    return [
        Problem(page.item.link_id, ASKED_AGAIN) for page in shown if page.is_awaited
    ]


def _locked(response: QuestionnaireResponse) -> QuestionnaireResponse:
    """Lock the request, then the response: the order every verb takes them in."""
    consultation_request = locked(response.consultation_request)
    draft = QuestionnaireResponse.objects.select_for_update(no_key=True).get(
        pk=response.pk
    )
    if draft.status != ResponseStatus.IN_PROGRESS:
        raise AlreadySent
    draft.consultation_request = consultation_request
    return draft


def _hand_to_clinicians(draft: QuestionnaireResponse) -> None:
    advance(draft.consultation_request, RequestStatus.ANSWERED)
    record_event(draft.consultation_request, RequestEventKind.ANSWERED)
    tell_role(
        Role.CLINICIAN,
        "answers-waiting",
        draft.consultation_request,
        dedupe=str(draft.pk),
    )
