"""The waitlist: joining and leaving it.

Each verb locks the request, then the entry and the appointment.
"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from clinic.audit.recording import record
from clinic.models import User
from intake.models import ConsultationRequest
from scheduling.models import (
    Appointment,
    OfferStatus,
    Service,
    WaitlistEnd,
    WaitlistEntry,
    WaitlistOffer,
)
from scheduling.models.waitlist import WaitlistOfferQuerySet
from scheduling.services.bookings import why_not_movable, why_not_open
from scheduling.services.cancelling import check_changeable
from scheduling.services.diary import consultation_service
from scheduling.services.planning import times_to_move
from scheduling.services.refusals import (
    NothingToBook,
    NotNow,
    repeated_on_collision,
)
from scheduling.services.reserving import free_what_is_offered
from scheduling.services.steps import locked, locked_request


def waiting_for(
    consultation_request: ConsultationRequest, appointment: Appointment | None
) -> WaitlistEntry | None:
    """Return the entry that stands for what is booked, or for a first time."""
    standing = consultation_request.waitlist_entries.standing()
    return standing.filter(appointment=appointment).first()


def waiting_as(appointment: Appointment) -> WaitlistEntry | None:
    """Return the entry that stands for an earlier time than the appointment's."""
    return waiting_for(appointment.consultation_request, appointment)


def has_earlier_time(appointment: Appointment) -> bool:
    """Say whether an earlier time is free this moment, without any waiting."""
    return any(
        slot.starts_at < appointment.starts_at
        for slot in times_to_move(appointment).fitting
    )


def service_to_wait_for(
    consultation_request: ConsultationRequest, appointment: Appointment | None
) -> Service:
    """Return what the patient would come for; raise ``NothingToBook`` if nothing."""
    if appointment:
        return appointment.service
    service = consultation_service(consultation_request.location)
    if service is None:
        raise NothingToBook
    return service


@repeated_on_collision
def join_waitlist(
    consultation_request: ConsultationRequest,
    appointment: Appointment | None = None,
    *,
    time_of_day: str = "",
    notice_hours: int | None = None,
) -> WaitlistEntry:
    """Put the patient on the list for an earlier time than ``appointment``.

    Without one, for a first time for the consultation. ``time_of_day`` is empty for
    any; ``notice_hours`` None for the location's own notice. Who is on the list stays
    in their place, with the new wishes. Raises ``NotNow`` for an infusion of a series,
    ``NothingToBook``, or why no other time may be had, as ``check_movable`` and
    ``check_open`` do; and then nobody is put on it.
    """
    with transaction.atomic(durable=True):
        fresh = locked_request(consultation_request.pk)
        moved = _movable(appointment, fresh) if appointment else None
        refusal = (
            why_not_movable(moved, moved.starts_at) if moved else why_not_open(fresh)
        )
        if refusal is None:
            entry = _standing(fresh, moved, service_to_wait_for(fresh, moved))
            entry.time_of_day, entry.notice_hours = time_of_day, notice_hours
            entry.save()
            record("change", entry)
    # Raised outside, so that the look at the review stays recorded.
    if refusal:
        raise refusal
    return entry


@repeated_on_collision
def leave_waitlist(entry: WaitlistEntry) -> None:
    """Take the patient off the list at their wish; what is on offer is free again.

    Leaving twice is leaving once. Raises ``Busy``.
    """
    with transaction.atomic(durable=True):
        end(locked_entry(entry), WaitlistEnd.LEFT)


@repeated_on_collision
def close_waitlist_entry(entry: WaitlistEntry, *, actor: User, reason: str) -> None:
    """Take the patient off the list at the desk; the rest is as ``leave_waitlist``.

    The reason is kept, sealed.
    """
    with transaction.atomic(durable=True):
        fresh = locked_entry(entry)
        fresh.ended_by, fresh.end_reason = actor, reason
        end(fresh, WaitlistEnd.CLOSED)


def end(entry: WaitlistEntry, how: WaitlistEnd) -> None:
    """End the waiting of a locked entry and withdraw what is on offer to it.

    What has ended stays as it ended.
    """
    if entry.ended_at:
        return
    let_go_of(entry.offers.open(), OfferStatus.WITHDRAWN)
    entry.ended_at, entry.ended_as = timezone.now(), how
    entry.save()
    record("change", entry)


def let_go_of(offers: WaitlistOfferQuerySet, status: OfferStatus) -> None:
    """Free what the offers reserve, and keep what became of them."""
    settle(free_what_is_offered(offers), status)


def locked_entry(entry: WaitlistEntry) -> WaitlistEntry:
    """Lock the request, the entry and the appointment, and read them anew."""
    consultation_request = locked_request(entry.consultation_request_id)
    fresh = _fresh(entry.pk)
    fresh.consultation_request = consultation_request
    if fresh.appointment:
        fresh.appointment = locked(fresh.appointment)
        fresh.appointment.consultation_request = consultation_request
    return fresh


def _fresh(pk: UUID) -> WaitlistEntry:
    related = ["appointment", "location__booking_rules", "patient", "service"]
    entries = WaitlistEntry.objects.select_related(*related)
    return entries.select_for_update(of=("self",), no_key=True).get(pk=pk)


def settle(offers: list[WaitlistOffer], status: OfferStatus) -> None:
    """Keep what became of the offers, which are locked."""
    for offer in offers:
        offer.status, offer.settled_at = status, timezone.now()
        offer.save(update_fields=["status", "settled_at"])
        record("change", offer)


def _movable(
    appointment: Appointment, consultation_request: ConsultationRequest
) -> Appointment:
    """Lock the appointment; raise ``NotNow`` or ``TooLate`` if it cannot be moved."""
    moved = locked(appointment)
    moved.consultation_request = consultation_request
    if moved.is_of_series:
        raise NotNow
    check_changeable(moved)
    return moved


def _standing(
    consultation_request: ConsultationRequest,
    appointment: Appointment | None,
    service: Service,
) -> WaitlistEntry:
    """Return the entry that stands, or a new one; one for another visit is over."""
    entries = consultation_request.waitlist_entries.standing()
    for entry in entries.filter(service=service).select_for_update(no_key=True):
        if entry.appointment_id == (appointment.pk if appointment else None):
            return entry
        end(entry, WaitlistEnd.OVER)
    return WaitlistEntry(
        consultation_request=consultation_request,
        patient=consultation_request.patient,
        service=service,
        location=consultation_request.location,
        appointment=appointment,
    )
