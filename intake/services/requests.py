"""A request as the public form makes it: stored once, and told of."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from clinic.access.roles import Role
from clinic.access.submissions import once
from clinic.audit.recording import record
from clinic.models import Location, Patient, User
from clinic.outbox.services import tell
from intake.eligibility.age import age_on
from intake.models import (
    ConsultationRequest,
    Policy,
    RequestEventKind,
    RequestStatus,
)
from intake.opening import open_time_of
from intake.promises import answer_due
from intake.services.patients import identity
from intake.services.steps import record_event, tell_role


@dataclass(frozen=True)
class RequestDetails:
    """What the public form asks. ``preferred_*`` are codes; empty means no wish."""

    name: str
    born_on: date
    email: str
    phone: str
    location: Location
    preferred_days: list[str]
    preferred_times: list[str]
    about: str
    may_leave_message: bool


def adult_age() -> int:
    """Return the age in years from which the form may be used."""
    age: int = Policy.objects.effective().numbers.age_adult
    return age


def is_too_young(born_on: date, location: Location) -> bool:
    """Say whether somebody born then may not use the form for adults today."""
    today = timezone.now().astimezone(location.zone).date()
    return age_on(born_on, today) < adult_age()


def submit_request(
    details: RequestDetails, *, submission_id: str, is_suspect: bool
) -> ConsultationRequest:
    """Store a request, tell the patient it has come and the front desk it waits.

    Sending the same form again gives the same request and tells nobody twice. A suspect
    one waits in its own queue, and nobody is told before it is accepted: a robot must
    not have the clinic write to strangers.
    """
    with (
        transaction.atomic(durable=True),
        once("request", submission_id, details) as submission,
    ):
        if submission.result_id:
            return ConsultationRequest.objects.get(pk=submission.result_id)
        status = RequestStatus.SUSPECT if is_suspect else RequestStatus.NEW
        consultation_request = _store(details, status)
        record_event(consultation_request, RequestEventKind.RECEIVED)
        submission.keep(consultation_request)
        if is_suspect:
            record_event(consultation_request, RequestEventKind.SUSPECTED)
        else:
            tell_received(consultation_request)
    return consultation_request


def take_request(
    details: RequestDetails,
    came_by: str,
    *,
    is_spoken: bool,
    submission_id: str,
    actor: User,
) -> ConsultationRequest:
    """Store what somebody asked for on the phone or at the desk; it is ``actor``'s.

    ``came_by`` says in words how they asked, for the history; ``is_spoken`` whether the
    two have just spoken, so that no first call is due. Nobody is told. Sending the same
    form again gives the same request.
    """
    with (
        transaction.atomic(durable=True),
        once("desk-request", submission_id, (details, came_by)) as submission,
    ):
        if submission.result_id:
            return ConsultationRequest.objects.get(pk=submission.result_id)
        consultation_request = _store(
            details,
            RequestStatus.NEW,
            assignee=actor,
            called=RequestEventKind.SPOKE if is_spoken else "",
        )
        record_event(
            consultation_request, RequestEventKind.RECEIVED, by=actor, note=came_by
        )
        submission.keep(consultation_request)
    return consultation_request


def tell_received(consultation_request: ConsultationRequest) -> None:
    """Tell the patient that the request has come, and the front desk that it waits."""
    tell("request-received", consultation_request, to=consultation_request.patient)
    tell_role(Role.FRONT_DESK, "request-waiting", consultation_request)


def _store(
    details: RequestDetails,
    status: RequestStatus,
    assignee: User | None = None,
    called: str = "",
) -> ConsultationRequest:
    now = timezone.now()
    patient = Patient.objects.create(
        **identity(
            name=details.name,
            born_on=details.born_on,
            email=details.email,
            phone=details.phone,
        )
    )
    consultation_request = ConsultationRequest.objects.create(
        patient=patient,
        location=details.location,
        about=details.about,
        preferred_days=details.preferred_days,
        preferred_times=details.preferred_times,
        may_leave_message=details.may_leave_message,
        status=status,
        assignee=assignee,
        called=called,
        called_at=now if called else None,
        received_at=now,
        due_at=answer_due(now, open_time_of(details.location, now)),
    )
    record("change", patient)
    record("change", consultation_request)
    return consultation_request
