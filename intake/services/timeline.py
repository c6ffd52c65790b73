"""All that was done about a request and mailed to its patient, in one list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinic.audit.recording import record
from clinic.outbox.models import Message, MessageStatus, RecipientType
from intake.appointments import pages_of_visits
from intake.models import ConsultationRequest, RequestEvent, RequestEventKind
from intake.wordings import UNFINISHED

MAILS_AT_MOST = 200

# Without a name behind it these are done by the patient, the others by nobody.
DONE_BY_PATIENTS = {
    RequestEventKind.RECEIVED,
    RequestEventKind.CONSENTED,
    RequestEventKind.ANSWERED,
    RequestEventKind.SCHEDULED,
    RequestEventKind.MOVED,
    RequestEventKind.CANCELLED,
}
THE_PATIENT = _("the patient")
BY_ITSELF = _("automatically")
TO_THE_PATIENT = _("mail to the patient")

# The step of the front desk that sends a mail of this kind again.
SENT_AGAIN_BY = {
    "questionnaire-ready": "questionnaire",
    "questionnaire-more": "questionnaire",
    UNFINISHED: "questionnaire",
    "time-to-choose": "times",
}


@dataclass(frozen=True)
class Line:
    """One line: an event of the history, or a mail to the patient without its words.

    A mail stands at the time it was sent, else at which it was or is to leave. ``page``
    is where staff see what it is about, ``step`` the step that sends it again; only
    the newest mail of a step has one, once it no longer waits to be sent.
    """

    at: datetime
    what: str | Promise
    by: str | Promise
    note: str = ""
    mail: Message | None = None
    page: str = ""
    step: str = ""


@dataclass(frozen=True)
class Timeline:
    """The newest line first; ``is_cut`` where there are more mails than are shown."""

    lines: list[Line]
    is_cut: bool


def read_timeline(consultation_request: ConsultationRequest) -> Timeline:
    """Return the history and the newest mails; the look at the notes is recorded."""
    events = list(consultation_request.events.select_related("by"))
    record("view", events, fields=["note"])
    pages = pages_of_visits(consultation_request)
    mails = _newest_mails(consultation_request, pages)
    shown = mails[:MAILS_AT_MOST]
    lines = [*map(_line_of_event, events), *_lines_of_mails(shown, pages)]
    lines.sort(key=attrgetter("at"), reverse=True)
    return Timeline(lines, is_cut=len(mails) > len(shown))


def _newest_mails(
    consultation_request: ConsultationRequest, pages: Mapping[UUID, str]
) -> list[Message]:
    """Return the mails to the patient about the request, the answers and the visits.

    Also those about the patient, such as new links; one more than are shown.
    """
    patient_id = consultation_request.patient_id
    responses = consultation_request.responses.values_list("pk", flat=True)
    to_patient = Message.objects.filter(
        recipient_type=RecipientType.PATIENT,
        recipient_id=patient_id,
        about_id__in=[consultation_request.pk, patient_id, *responses, *pages],
    )
    return list(to_patient.order_by("-due_at")[: MAILS_AT_MOST + 1])


def _line_of_event(event: RequestEvent) -> Line:
    kind = RequestEventKind(event.kind)
    nobody = THE_PATIENT if kind in DONE_BY_PATIENTS else BY_ITSELF
    by = str(event.by) if event.by else nobody
    return Line(event.at, kind.label, by, note=event.note)


def _lines_of_mails(mails: list[Message], pages: Mapping[UUID, str]) -> list[Line]:
    lines, steps = [], set()
    for mail in mails:
        step = SENT_AGAIN_BY.get(mail.kind, "")
        may_send = step not in steps and mail.status != MessageStatus.QUEUED
        lines.append(
            Line(
                mail.sent_at or mail.due_at,
                mail.label,
                TO_THE_PATIENT,
                mail=mail,
                page=pages.get(mail.about_id, ""),
                step=step if may_send else "",
            )
        )
        steps.add(step)
    return lines
