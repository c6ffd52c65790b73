"""Some of the questions asked again, and what their new answers open.

A question is named by the linkId of what its page is about: of the question, of a group
that is shown as one page, or of a whole list.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from intake.questionnaires.pages import Page


@dataclass(frozen=True)
class Again:
    """What a patient is asked again.

    ``asked`` names the questions, ``answered`` those of them answered since. ``before``
    has every linkId that the answers as they were then put on a page.
    """

    asked: frozenset[str]
    answered: frozenset[str]
    before: frozenset[str]

    @classmethod
    def of(
        cls, asked: Iterable[str], answered: Iterable[str], before: Iterable[Page]
    ) -> "Again":
        """Return it with ``before`` read from the pages as they were then."""
        link_ids = {link_id for page in before for link_id in _link_ids(page)}
        return cls(frozenset(asked), frozenset(answered), frozenset(link_ids))

    def marked(self, pages: Iterable[Page]) -> list[Page]:
        """Return all the pages; those not answered again yet are awaited."""
        awaited = self.asked - self.answered
        return [
            replace(page, is_awaited=True)
            if page.item.link_id in awaited and not page.lists
            else page
            for page in pages
        ]

    def only(self, pages: Sequence[Page]) -> list[Page]:
        """Return the pages asked again, and those that new answers have opened.

        Whatever must be answered and is not is among them: nothing required is skipped.
        A list comes as a whole.
        """
        opened = {
            page.outermost.link_id
            for page in pages
            if not (page.is_answered and _link_ids(page) <= self.before)
        }
        wanted = self.asked | opened
        return [page for page in pages if page.outermost.link_id in wanted]

    def after_answering(self, page: Page) -> "Again":
        """Return it with the page answered; a list is answered on its own page."""
        if page.lists:
            return self
        return replace(self, answered=self.answered | {page.item.link_id})


def _link_ids(page: Page) -> set[str]:
    return {item.link_id for item in (page.item, *page.questions)}
