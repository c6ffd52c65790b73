"""A patient's unsent answers, and the pages that they lead to."""

from dataclasses import dataclass
from functools import cached_property

from intake.eligibility.safety import Panel, panels_for
from intake.models import ConsultationRequest, QuestionnaireResponse, ResponseStatus
from intake.questionnaires import pages
from intake.questionnaires.changes import with_page
from intake.questionnaires.definition import Questionnaire
from intake.questionnaires.enabled import enabled_tree
from intake.questionnaires.initial import initial_answers
from intake.questionnaires.navigation import page_to_add
from intake.questionnaires.pages import Page
from intake.questionnaires.progress import next_unanswered
from intake.questionnaires.tree import Node, merged
from intake.services.assessments import questionnaire_of
from intake.services.responses import Answers, answers_of


@dataclass(frozen=True)
class Draft:
    """What a patient has answered so far. ``dataclasses.replace`` it after a save."""

    response: QuestionnaireResponse
    questionnaire: Questionnaire
    answers: Answers

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """What the answers enable, worked out once for all that is shown."""
        return enabled_tree(self.questionnaire, self.answers)

    @cached_property
    def pages(self) -> list[Page]:
        return pages.pages_of(self.questionnaire, self.nodes)

    @property
    def is_begun(self) -> bool:
        """Whether the patient has answered anything.

        What is hidden does not count, nor what the form began with.
        """
        initial = initial_answers(self.questionnaire.sections)
        shown = (answer for page in self.pages for answer in page.answers.items())
        return any(initial.get(link_id) != given for link_id, given in shown)

    @property
    def next_page(self) -> Page | None:
        """The first page on which something is open; None when all is answered."""
        return next_unanswered(self.pages)

    @property
    def panels(self) -> list[Panel]:
        """The help that the answers so far call for, in reach on every page."""
        return panels_for(merged(self.nodes))

    def page_at(self, path: str) -> Page | None:
        """Return the page with this path; it may be yet to be added."""
        return pages.page_with(self.pages, path) or pages.page_yet_to_be(
            self.questionnaire, self.answers, path
        )

    def pages_around(self, page: Page) -> list[Page]:
        """Return the pages with ``page`` among them; it may be yet to be added."""
        if pages.page_with(self.pages, page.path):
            return self.pages
        answers = with_page(self.answers, page, page.answers)
        return pages.pages(self.questionnaire, answers)

    def page_to_add(self, page: Page) -> Page | None:
        """Return the page on which a further entry of the list ``page`` is added."""
        return page_to_add(self.questionnaire, self.answers, page)


def open_answers(consultation_request: ConsultationRequest) -> Draft | None:
    """Open the answers not sent yet, and record the look; None when they are sent."""
    response = (
        consultation_request.responses.filter(status=ResponseStatus.IN_PROGRESS)
        .select_related("consultation_request__location")
        .first()
    )
    if response is None:
        return None
    return Draft(response, questionnaire_of(response), answers_of(response))
