"""The ways between pages: on, back, and to what is yet to be added."""

from collections.abc import Sequence

from intake.questionnaires.changes import with_entry
from intake.questionnaires.definition import Questionnaire
from intake.questionnaires.pages import Page, pages
from intake.questionnaires.values import Answers


def page_after(pages: Sequence[Page], page: Page) -> Page | None:
    """Return the next page.

    That is after a list the one behind what was added, and after the last page of an
    entry its list.
    """
    return _neighbour(pages, page)


def page_before(pages: Sequence[Page], page: Page) -> Page | None:
    """Return the page for the back link: before the first of an entry its list."""
    return _neighbour(pages[::-1], page)


def page_to_add(
    questionnaire: Questionnaire, answers: Answers, page: Page
) -> Page | None:
    """Return the first page of a further entry of the list ``page``.

    None where no more may be added, or an entry would have no page.
    """
    index = len(page.answers.get(page.item.link_id, ()))
    if page.item.max_occurs is not None and index >= page.item.max_occurs:
        return None
    added = pages(questionnaire, with_entry(answers, page, index))
    place = (*page.place, index)
    return next(
        (each for each in added if page.is_list_of(each) and each.place == place), None
    )


def _neighbour(pages: Sequence[Page], page: Page) -> Page | None:
    paths = [each.path for each in pages]
    later = pages[paths.index(page.path) + 1 :]
    found = next((each for each in later if each.is_beside(page)), None)
    if found or not page.lists:
        return found
    return next(each for each in pages if each.is_list_of(page))
