"""Some of the questions asked again, with all that rests on their answers.

A question is named by the linkId of what its page is about: of the question, of a group
that is shown as one page, or of a whole list.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from intake.questionnaires.definition import Questionnaire
from intake.questionnaires.pages import Page
from intake.questionnaires.values import Answers


@dataclass(frozen=True)
class Again:
    """What a patient is asked again.

    ``asked`` names the questions, ``answered`` all that were answered since, asked or
    not. With any of them goes what depends on it: it was answered to something else.
    ``wholes`` are sets of linkIds of which none is asked without the others,
    ``chosen_anew`` those whose answers of before are not shown as the answers of now.
    """

    questionnaire: Questionnaire
    asked: frozenset[str]
    answered: frozenset[str] = frozenset()
    wholes: tuple[frozenset[str], ...] = ()
    chosen_anew: frozenset[str] = frozenset()

    @cached_property
    def renewed(self) -> frozenset[str]:
        """The linkIds of all that is not carried over from before."""
        return self._with_dependents(self.asked | self.answered)

    @cached_property
    def awaited(self) -> frozenset[str]:
        """The linkIds of what is to be answered yet, with all on the same pages."""
        items = (self.questionnaire.find(link_id) for link_id in self.renewed)
        return frozenset(
            item.link_id
            for item in items
            if item
            and item.is_asked
            and self.questionnaire.shown_in(item).link_id not in self.answered
        )

    def marked(self, pages: Iterable[Page]) -> list[Page]:
        """Return all the pages; those not answered again yet are awaited."""
        return [self._awaited(page) if self._awaits(page) else page for page in pages]

    def only(self, pages: Sequence[Page]) -> list[Page]:
        """Return the pages asked again, and those that new answers call for.

        Whatever must be answered and is not is among them: nothing required is skipped.
        A list comes as a whole.
        """
        still_open = {page.outermost.link_id for page in pages if not page.is_answered}
        wanted = self._with_dependents(self.asked) | self.awaited | still_open
        return [page for page in pages if page.outermost.link_id in wanted]

    def after_answering(self, page: Page) -> "Again":
        """Return it with the page answered; a list is answered on its own page."""
        return self if page.lists else self._with(page)

    def current(self, answers: Answers) -> dict[str, Any]:
        """Return the answers without the old ones to what is awaited."""
        return _without(answers, self.awaited)

    def carried_over(self, answers: Answers) -> dict[str, Any]:
        """Return only the answers that nobody was asked for again."""
        return _without(answers, self.renewed)

    def before_saving(self, page: Page, answers: Answers) -> dict[str, Any]:
        """Return the current answers without those on a page not answered again yet.

        What was answered there before is news when it is answered the same.
        """
        is_news = not page.lists and page.item.link_id not in self.answered
        own = {item.link_id for item in page.asks} if is_news else set()
        return _without(self.current(answers), own)

    def after_saving(self, page: Page, answers: Answers) -> dict[str, Any]:
        """Return the current answers with those just saved on the page."""
        return self._with(page).current(answers)

    def _with(self, page: Page) -> "Again":
        return replace(self, answered=self.answered | {page.outermost.link_id})

    def _awaited(self, page: Page) -> Page:
        answers = _without(page.answers, self.chosen_anew)
        return replace(page, is_awaited=True, answers=answers)

    def _awaits(self, page: Page) -> bool:
        is_question = bool(page.asks) and not page.lists
        return is_question and page.item.link_id in self.awaited

    def _with_dependents(self, link_ids: Iterable[str]) -> frozenset[str]:
        found = frozenset(link_ids)
        while more := frozenset(self._next_to(found)) - found:
            found |= more
        return found

    def _next_to(self, found: frozenset[str]) -> Iterator[str]:
        for item in self.questionnaire.items:
            if item.link_id in found or self.questionnaire.needs(item) & found:
                yield from (item.link_id, self.questionnaire.shown_in(item).link_id)
        for whole in self.wholes:
            if whole & found:
                yield from whole


def _without(answers: Answers, link_ids: Collection[str]) -> dict[str, Any]:
    return {key: given for key, given in answers.items() if key not in link_ids}
