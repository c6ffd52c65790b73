"""What every step with an appointment shares: its locks, its history, who is told."""

from uuid import UUID

from clinic.access.actors import Actor
from clinic.models import User
from clinic.outbox.services import tell
from intake.models import ConsultationRequest, RequestEventKind
from intake.services import record_event
from scheduling.models import Appointment
from scheduling.services.refusals import SlotTaken


def locked_request(pk: UUID) -> ConsultationRequest:
    """Return the request as it is now, locked until the caller's transaction ends."""
    return ConsultationRequest.objects.select_for_update(no_key=True).get(pk=pk)


def locked(appointment: Appointment) -> Appointment:
    """Lock the appointment and read it anew; a hold that was let go is gone."""
    try:
        return (
            Appointment.objects.select_related("location__booking_rules")
            .select_for_update(of=("self",))
            .get(pk=appointment.pk)
        )
    except Appointment.DoesNotExist:
        raise SlotTaken from None


def tell_of(
    appointment: Appointment,
    event: RequestEventKind,
    kind: str,
    actor: Actor,
    *,
    note: str = "",
) -> None:
    """Tell the desk by the history, and the patient once for each calendar version."""
    record_event(appointment.consultation_request, event, by=staff_of(actor), note=note)
    version = str(appointment.sequence)
    tell(kind, appointment, to=appointment.patient, dedupe=version)


def staff_of(actor: Actor) -> User | None:
    """Return who of the staff acts, or None where the patient does."""
    return actor if isinstance(actor, User) else None
