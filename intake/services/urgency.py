"""What is urgent in a patient's answers, saved or not, and the alert that it raises.

Whatever shows the patient where to get help counts, flag or not.
"""

from dataclasses import dataclass

from django.db import transaction

from clinic.audit.recording import record
from intake.eligibility import safety
from intake.models import ConsultationRequest, Policy, QuestionnaireResponse
from intake.questionnaires.definition import Questionnaire
from intake.questionnaires.enabled import enabled_tree
from intake.questionnaires.tree import merged
from intake.services.alerts import alerted_reasons, raise_alert
from intake.services.asking import again_in, current_answers
from intake.services.assessments import (
    LANGUAGE,
    NOTHING,
    Answers,
    facts_in,
    kept_assessment,
    questionnaire_of,
    refresh_provisional,
    words_of,
)
from intake.services.steps import locked

NOT_SAVED = "(not saved)"


@dataclass(frozen=True)
class Urgent:
    """What is urgent, in the words a clinician reads.

    ``flags`` are the texts of the flags, ``answers`` the questions whose answers showed
    help, each with what was answered.
    """

    flags: list[str]
    answers: list[str]

    @property
    def reasons(self) -> list[str]:
        return [*self.flags, *self.answers]


def urgent_in(
    response: QuestionnaireResponse, answers: Answers, unsaved: Answers = NOTHING
) -> Urgent:
    """Return what is urgent in these answers, and all of ``unsaved`` beside them."""
    questionnaire = questionnaire_of(response)
    nodes = enabled_tree(questionnaire, answers)
    found = facts_in(response, nodes, unsaved)
    flags = safety.urgent(found, Policy.objects.effective().numbers)
    saved = _in_words(questionnaire, safety.calls_for_help(merged(nodes)))
    late = [f"{words} {NOT_SAVED}" for words in _in_words(questionnaire, unsaved)]
    return Urgent([flag.text for flag in flags], [*saved, *late])


def alert_if_worse(draft: QuestionnaireResponse, before: Answers, now: Answers) -> None:
    """Alert when something is urgent that was not, or not so, in the answers before.

    It is decided on the answers: one taken back and given again alerts again. Joins the
    caller's transaction, in which the request is locked.
    """
    refresh_provisional(draft, now)
    urgent = urgent_in(draft, now)
    if urgent.reasons and {*urgent.reasons} - {*urgent_in(draft, before).reasons}:
        _alert(draft, now, urgent)


def alert_if_unheard(response: QuestionnaireResponse) -> None:
    """Alert when something is urgent that no alert of the request has named.

    Joins the caller's transaction, in which the request is locked.
    """
    now = urgent_in(response, response.answers)
    if {*now.reasons} - _heard(response):
        _alert(response, response.answers, now)


def alert_of_unsaved(consultation_request: ConsultationRequest, given: Answers) -> None:
    """Alert staff of worrying answers that came too late to be saved.

    The alert names them; the stored answers stay as they are.
    """
    with transaction.atomic(durable=True):
        response = locked(consultation_request).responses.latest("started_at")
        record("view", response, fields=["answers"])
        answers = current_answers(response)
        _alert(response, answers, urgent_in(response, answers, given))


def alert_of_refused(response: QuestionnaireResponse, given: Answers) -> None:
    """Alert staff of worrying answers on a page that was refused.

    Of what an alert has named before nobody is told again; the stored answers stay as
    they are.
    """
    with transaction.atomic(durable=True):
        locked(response.consultation_request)
        record("view", response, fields=["answers"])
        answers = current_answers(response)
        now = urgent_in(response, answers, given)
        if {*now.reasons} - _heard(response):
            _alert(response, answers, now)


def _heard(response: QuestionnaireResponse) -> set[str]:
    """Return the words of what somebody was alerted of, and need not be again.

    What was asked again must be named by an alert raised since then, or by one that is
    not resolved.
    """
    heard = alerted_reasons(response.consultation_request)
    if (again := again_in(response)) and (review := response.asked_by):
        carried_over = urgent_in(response, again.carried_over(response.answers))
        heard &= {*carried_over.reasons}
        heard |= alerted_reasons(response.consultation_request, since=review.signed_at)
    return heard


def _alert(response: QuestionnaireResponse, answers: Answers, urgent: Urgent) -> None:
    assessment = kept_assessment(response, answers)
    raise_alert(assessment, flags=urgent.flags, answers=urgent.answers)


def _in_words(questionnaire: Questionnaire, answers: Answers) -> list[str]:
    """Return the questions, each with its answer."""
    return [
        f"{item.text.in_language(LANGUAGE)} – {words_of(item, answer)}"
        for link_id, given in answers.items()
        for item in [questionnaire.item(link_id)]
        for answer in given
    ]
