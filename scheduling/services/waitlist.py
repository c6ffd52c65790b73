"""The waitlist: joining and leaving it, and answering the times it offers.

Each verb locks the request, then the entry, the appointment and the offer. A time on
offer is reserved for whom it is offered to, so an answer needs no other lock.
"""

from typing import cast
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from clinic.access import links
from clinic.access.actors import Actor
from clinic.access.models import LinkPurpose
from clinic.audit.recording import record
from clinic.db import atomic_refusing
from clinic.models import User
from intake.models import ConsultationRequest, RequestEventKind, RequestStatus
from intake.services import advance
from scheduling.models import (
    Appointment,
    AppointmentStatus,
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
    NAMED_BY_DATABASE,
    BookingRefusal,
    NothingToBook,
    NotNow,
    OfferGone,
    repeated_on_collision,
)
from scheduling.services.reserving import free_what_is_offered, put_at_offer
from scheduling.services.steps import locked, locked_request, tell_of


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
        slot.starts_at < appointment.starts_at for slot in times_to_move(appointment)
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


@repeated_on_collision
def take_offer(offer: WaitlistOffer, *, actor: Actor) -> Appointment:
    """Give the patient the time on offer: move what is booked, or book it.

    It stays the same calendar entry, and the patient is told as of any move or booking.
    Taking twice is taking once. Raises ``OfferGone``, or as ``move_appointment`` and
    ``hold_time``; then the offer is as it was, and so is the appointment.
    """
    with atomic_refusing(**NAMED_BY_DATABASE):
        entry = locked_entry(offer.entry)
        fresh = _locked_offer(offer, entry)
        if fresh.status == OfferStatus.TAKEN:
            return cast("Appointment", entry.appointment)
        if not fresh.is_open:
            raise OfferGone
        refusal = why_not(entry, fresh)
        if refusal is None:
            taken = _moved if entry.appointment else _booked
            entry.appointment = taken(entry, fresh, actor)
            _settle([fresh], OfferStatus.TAKEN)
            end(entry, WaitlistEnd.TAKEN)
    # Raised outside, so that the look at the review stays recorded.
    if refusal:
        raise refusal
    return cast("Appointment", entry.appointment)


@repeated_on_collision
def decline_offer(offer: WaitlistOffer) -> None:
    """Free the time on offer for the next; the patient keeps what they have, and waits.

    Declining twice is declining once. Raises ``OfferGone`` once it was taken or has run
    out, and then nothing changes.
    """
    with transaction.atomic(durable=True):
        fresh = _locked_offer(offer, locked_entry(offer.entry))
        if fresh.status == OfferStatus.DECLINED:
            return
        if not fresh.is_open:
            raise OfferGone
        let_go_of(WaitlistOffer.objects.filter(pk=fresh.pk), OfferStatus.DECLINED)


def why_not(entry: WaitlistEntry, offer: WaitlistOffer) -> BookingRefusal | None:
    """Return what stands against giving the patient that time, or None.

    The entry is locked, with all it refers to.
    """
    if entry.appointment is None:
        refusal = why_not_open(entry.consultation_request)
        return refusal() if refusal else None
    try:
        check_changeable(entry.appointment)
    except BookingRefusal as too_late:
        return too_late
    return why_not_movable(entry.appointment, offer.starts_at)


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
    _settle(free_what_is_offered(offers), status)


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


def _locked_offer(offer: WaitlistOffer, entry: WaitlistEntry) -> WaitlistOffer:
    fresh = WaitlistOffer.objects.select_for_update().get(pk=offer.pk)
    fresh.entry = entry
    return fresh


def _settle(offers: list[WaitlistOffer], status: OfferStatus) -> None:
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


def _moved(entry: WaitlistEntry, offer: WaitlistOffer, actor: Actor) -> Appointment:
    appointment = cast("Appointment", entry.appointment)
    appointment.sequence += 1
    put_at_offer(appointment, offer)
    tell_of(appointment, RequestEventKind.MOVED, "appointment-moved", actor)
    return appointment


def _booked(entry: WaitlistEntry, offer: WaitlistOffer, actor: Actor) -> Appointment:
    """Book a first time; what the patient held meanwhile is let go."""
    consultation_request = entry.consultation_request
    consultation_request.appointments.held().outside_courses().delete()
    appointment = Appointment(
        consultation_request=consultation_request,
        patient=entry.patient,
        service=entry.service,
        location=entry.location,
        status=AppointmentStatus.BOOKED,
    )
    put_at_offer(appointment, offer)
    links.finish(entry.patient, LinkPurpose.BOOK, consultation_request.pk)
    advance(consultation_request, RequestStatus.SCHEDULED)
    tell_of(appointment, RequestEventKind.SCHEDULED, "appointment-booked", actor)
    return appointment
