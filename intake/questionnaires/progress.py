"""How far a patient is: positions, what is open, and the rows of the task list."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from intake.questionnaires.navigation import page_after
from intake.questionnaires.pages import Heading, Page, PageKind


class Status(StrEnum):
    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"


@dataclass(frozen=True)
class SectionProgress:
    """``page`` is where the patient goes on in it, or its first when none is open."""

    section: Heading
    status: Status
    page: Page


def next_unanswered(pages: Sequence[Page]) -> Page | None:
    """Return the first page on which something that must be answered is not."""
    return next((page for page in pages if not page.is_answered), None)


def where_to_go_on(pages: Sequence[Page]) -> Page | None:
    """Return the page for a patient who comes back; None when none is left.

    That is the one after the last answer before anything open. A page that may stay
    empty does not tell whether it was seen, nor a list whether it is whole: neither is
    passed over.
    """
    done = list(takewhile(lambda page: page.is_answered, pages))
    while done and not done[-1].answers:
        done.pop()
    if not done or done[-1].kind == PageKind.LIST:
        return next(iter(pages[len(done) :]), None)
    return page_after(pages, done[-1])


def position(pages: Sequence[Page], page: Page) -> tuple[int, int] | None:
    """Return (3, 9) for the third of nine questions in its section."""
    own = [each for each in pages if each.section == page.section]
    return position_in_all(own, page)


def position_in_all(pages: Sequence[Page], page: Page) -> tuple[int, int] | None:
    """Return (3, 9) for the third of nine questions.

    A list counts once, however much was added to it; its inner pages and pages without
    a question have no position.
    """
    paths = [each.path for each in counted(pages)]
    return (paths.index(page.path) + 1, len(paths)) if page.path in paths else None


def counted(pages: Sequence[Page]) -> list[Page]:
    """Return the pages that count as a question each: a whole group, a whole list."""
    return [page for page in pages if page.asks and not page.lists]


def progress(pages: Sequence[Page]) -> list[SectionProgress]:
    """Return one row for each section that asks something, in order."""
    sections: dict[Heading, list[Page]] = {}
    for page in pages:
        sections.setdefault(page.section, []).append(page)
    return [
        SectionProgress(section, _status(own), _first_to_open(own))
        for section, own in sections.items()
        if any(page.asks for page in own)
    ]


def _first_to_open(pages: Sequence[Page]) -> Page:
    return (next_unanswered(pages) and where_to_go_on(pages)) or pages[0]


def _status(pages: Sequence[Page]) -> Status:
    """Judge a section by its answers; without any it is not started.

    Those from before do not count where others are awaited.
    """
    if not any(page.answers for page in pages if not page.is_awaited):
        return Status.NOT_STARTED
    if next_unanswered(pages):
        return Status.IN_PROGRESS
    return Status.COMPLETED
