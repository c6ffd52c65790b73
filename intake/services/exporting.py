"""Requests as a file for a spreadsheet: who asked, how to phone them, how far it is."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.audit.models import Action
from clinic.audit.recording import record
from clinic.models import User
from intake.models import ConsultationRequest
from intake.table_files import as_csv

EXPORT = "intake.export_consultationrequest"
EXPORTED_AT_MOST = 2000

Cell = Callable[[ConsultationRequest], str]


class TooMany(Exception):
    """More requests than one file may hold."""


def exportable(
    requests: QuerySet[ConsultationRequest], actor: User
) -> QuerySet[ConsultationRequest]:
    """Return those of ``requests`` at locations where ``actor`` may export."""
    return requests.filter(location__in=actor.locations_with(EXPORT))


def export_requests(requests: QuerySet[ConsultationRequest], *, actor: User) -> bytes:
    """Return those that ``actor`` may export as CSV, oldest first; see ``as_csv``.

    A row each, under the titles of ``EXPORTED_COLUMNS``; times are the location's. Each
    request and patient in it is recorded. Raises ``TooMany`` above
    ``EXPORTED_AT_MOST``, and then nothing is opened.
    """
    oldest_first = exportable(requests, actor).order_by("received_at", "pk")
    with_people = oldest_first.select_related("patient", "location", "assignee")
    rows = list(with_people[: EXPORTED_AT_MOST + 1])
    if len(rows) > EXPORTED_AT_MOST:
        raise TooMany
    record(Action.EXPORT, rows, fields=["may_leave_message"])
    patients = [row.patient for row in rows]
    record(Action.EXPORT, patients, fields=["name", "phone"])
    titles, cells = zip(*EXPORTED_COLUMNS, strict=True)
    return as_csv([map(str, titles), *([cell(row) for cell in cells] for row in rows)])


def _may_leave_message(row: ConsultationRequest) -> str:
    return _("Yes") if row.may_leave_message else _("No")


def _local(row: ConsultationRequest, at: datetime) -> str:
    return f"{at.astimezone(row.location.zone):%Y-%m-%d %H:%M}"


EXPORTED_COLUMNS: list[tuple[str | Promise, Cell]] = [
    (gettext_lazy("Request"), lambda row: row.reference),
    (gettext_lazy("Name"), lambda row: row.patient.name),
    (gettext_lazy("Phone"), lambda row: row.patient.phone),
    (gettext_lazy("May we leave a message?"), _may_leave_message),
    (gettext_lazy("Status"), lambda row: str(row.get_status_display())),
    (gettext_lazy("Received"), lambda row: _local(row, row.received_at)),
    (gettext_lazy("Due"), lambda row: _local(row, row.due_at)),
    (gettext_lazy("Location"), lambda row: row.location.name),
    (gettext_lazy("Assigned"), lambda row: str(row.assignee or "")),
]
