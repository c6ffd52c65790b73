"""How far a patient is: positions, what is open, and the rows of the task list."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from intake.questionnaires.pages import Heading, Page


class Status(StrEnum):
    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"


@dataclass(frozen=True)
class SectionProgress:
    """``page`` is where the patient goes on: the first that is open, else the first."""

    section: Heading
    status: Status
    page: Page


def next_unanswered(pages: Sequence[Page]) -> Page | None:
    """Return the first page on which something that must be answered is not."""
    return next((page for page in pages if not page.is_answered), None)


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
        SectionProgress(section, _status(own), next_unanswered(own) or own[0])
        for section, own in sections.items()
        if any(page.asks for page in own)
    ]


def _status(pages: Sequence[Page]) -> Status:
    """Judge a section by its answers; without any it is not started.

    Those from before do not count where others are awaited.
    """
    if not any(page.answers for page in pages if not page.is_awaited):
        return Status.NOT_STARTED
    if next_unanswered(pages):
        return Status.IN_PROGRESS
    return Status.COMPLETED
