"""A patient's unsent answers, and the pages that they lead to."""

from dataclasses import dataclass
from functools import cached_property

from intake.eligibility.safety import Panel, panels_for
from intake.models import ConsultationRequest, QuestionnaireResponse, ResponseStatus
from intake.questionnaires import pages
from intake.questionnaires.definition import Questionnaire
from intake.questionnaires.enabled import without_disabled
from intake.questionnaires.pages import Page
from intake.questionnaires.progress import next_unanswered
from intake.services.assessments import questionnaire_of
from intake.services.responses import Answers, answers_of


@dataclass(frozen=True)
class Draft:
    """What a patient has answered so far. ``dataclasses.replace`` it after a save."""

    response: QuestionnaireResponse
    questionnaire: Questionnaire
    answers: Answers

    @cached_property
    def pages(self) -> list[Page]:
        return pages.pages(self.questionnaire, self.answers)

    @property
    def is_begun(self) -> bool:
        """Whether the patient has answered anything; what is hidden does not count."""
        return any(page.answers for page in self.pages)

    @property
    def next_page(self) -> Page | None:
        """The first page on which something is open; None when all is answered."""
        return next_unanswered(self.pages)

    @property
    def panels(self) -> list[Panel]:
        """The help that the answers so far call for, in reach on every page."""
        return panels_for(without_disabled(self.questionnaire, self.answers))

    def pages_around(self, page: Page) -> list[Page]:
        """Return the pages with ``page`` among them; it may be yet to be added."""
        answers = pages.with_page(self.answers, page, page.answers)
        return pages.pages(self.questionnaire, answers)

    def page_to_add(self, page: Page) -> Page:
        """Return the page on which a further entry of the list ``page`` is added."""
        return pages.page_to_add(self.questionnaire, self.answers, page.item)


def open_answers(consultation_request: ConsultationRequest) -> Draft | None:
    """Open the answers not sent yet, and record the look; None when they are sent."""
    response = (
        consultation_request.responses.filter(status=ResponseStatus.IN_PROGRESS)
        .select_related("questionnaire", "consultation_request__location")
        .first()
    )
    if response is None:
        return None
    return Draft(response, questionnaire_of(response), answers_of(response))
