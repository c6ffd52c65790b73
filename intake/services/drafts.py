"""A patient's unsent answers, and the pages that they lead to."""

from dataclasses import dataclass, replace
from functools import cached_property

from intake.eligibility.safety import Panel, panels_for
from intake.models import ConsultationRequest, QuestionnaireResponse, ResponseStatus
from intake.questionnaires import pages
from intake.questionnaires.asking import Again
from intake.questionnaires.changes import with_page
from intake.questionnaires.definition import Questionnaire
from intake.questionnaires.enabled import enabled_tree, without_disabled
from intake.questionnaires.initial import initial_answers
from intake.questionnaires.navigation import page_to_add
from intake.questionnaires.pages import Page
from intake.questionnaires.progress import (
    counted,
    next_unanswered,
    position,
    position_in_all,
    where_to_go_on,
)
from intake.questionnaires.tree import Node, merged
from intake.services.asking import again_in, asking_of
from intake.services.assessments import questionnaire_of
from intake.services.responses import Answers, answers_of


@dataclass(frozen=True)
class Draft:
    """What a patient has answered so far, and what is asked: all, or some ``again``."""

    response: QuestionnaireResponse
    questionnaire: Questionnaire
    answers: Answers
    again: Again | None = None

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """What the answers enable, worked out once for all that is shown."""
        return enabled_tree(self.questionnaire, self.answers)

    @property
    def asking(self) -> str:
        """What each page sends back, so that it answers what it was shown for."""
        return asking_of(self.response)

    @cached_property
    def all_pages(self) -> list[Page]:
        """The pages of all that the answers enable; each can be opened."""
        found = pages.pages_of(self.questionnaire, self.nodes)
        return self.again.marked(found) if self.again else found

    @cached_property
    def pages(self) -> list[Page]:
        """The pages that the patient is led through."""
        return self.again.only(self.all_pages) if self.again else self.all_pages

    @property
    def other_pages(self) -> list[Page]:
        """The pages that are not asked again."""
        led_through = {page.path for page in self.pages}
        return [page for page in self.all_pages if page.path not in led_through]

    @property
    def count(self) -> int:
        """How many questions the patient is led through."""
        return len(counted(self.pages))

    @property
    def words(self) -> str:
        """What the clinician who asks again says to the patient, if anything."""
        return (self.response.asked_by and self.response.asked_by.words) or ""

    @property
    def is_begun(self) -> bool:
        """Whether the patient has answered anything, or of what is asked again.

        What is hidden does not count, nor what the form began with.
        """
        if self.again:
            return bool(self.again.answered)
        initial = initial_answers(self.questionnaire.sections)
        shown = (answer for page in self.pages for answer in page.answers.items())
        return any(initial.get(link_id) != given for link_id, given in shown)

    @property
    def next_page(self) -> Page | None:
        """The first page on which something is open; None when all is answered."""
        return next_unanswered(self.pages)

    @property
    def page_to_go_on(self) -> Page | None:
        """The page that the start leads to; None when nothing is left to ask."""
        is_new = not (self.is_begun or self.again)
        return self.pages[0] if is_new else where_to_go_on(self.pages)

    @property
    def panels(self) -> list[Panel]:
        """The help that the answers so far call for, in reach on every page.

        An old answer to what is asked again calls for none: staff are not told of it.
        """
        if not self.again:
            return panels_for(merged(self.nodes))
        current = self.again.current(self.answers)
        return panels_for(without_disabled(self.questionnaire, current))

    def page_at(self, path: str) -> Page | None:
        """Return the page with this path; it may be yet to be added."""
        return pages.page_with(self.all_pages, path) or pages.page_yet_to_be(
            self.questionnaire, self.answers, path
        )

    def pages_around(self, page: Page) -> list[Page]:
        """Return the pages the patient is led through, with ``page`` among them.

        It may be yet to be added, or one that is not asked again.
        """
        found = self.all_pages
        if not pages.page_with(found, page.path):
            answers = with_page(self.answers, page, page.answers)
            found = pages.pages(self.questionnaire, answers)
        if not self.again:
            return found
        wanted = {each.outermost for each in (*self.pages, page)}
        return [each for each in found if each.outermost in wanted]

    def position(self, page: Page) -> tuple[int, int] | None:
        """Return (3, 9) for the third of nine: of its section, or of those again."""
        return (position_in_all if self.again else position)(self.pages, page)

    def after_saving(self, page: Page, answers: Answers, *, asking: str) -> "Draft":
        """Return the draft with these answers, now that ``page`` is saved."""
        again = self.again
        if again and asking == self.asking:
            again = again.after_answering(page)
        return replace(self, answers=answers, again=again)

    def page_to_add(self, page: Page) -> Page | None:
        """Return the page on which a further entry of the list ``page`` is added."""
        return page_to_add(self.questionnaire, self.answers, page)


def open_answers(consultation_request: ConsultationRequest) -> Draft | None:
    """Open the answers not sent yet, and record the look; None when they are sent."""
    response = (
        consultation_request.responses.filter(status=ResponseStatus.IN_PROGRESS)
        .select_related(
            "consultation_request__location", "asked_by__assessment__response"
        )
        .first()
    )
    if response is None:
        return None
    return Draft(
        response,
        questionnaire_of(response),
        answers_of(response),
        again=again_in(response),
    )
