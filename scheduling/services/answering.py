"""Answering a time that is on offer: taking it, or keeping what one has.

Each verb locks the request, then the entry, the appointment and the offer. A time on
offer is reserved for whom it is offered to, so an answer needs no other lock.
"""

from typing import cast

from django.db import transaction

from clinic.access import links
from clinic.access.actors import Actor
from clinic.access.models import LinkPurpose
from clinic.db import atomic_refusing
from intake.models import RequestEventKind, RequestStatus
from intake.services import advance
from scheduling.models import (
    Appointment,
    AppointmentStatus,
    OfferStatus,
    WaitlistEnd,
    WaitlistEntry,
    WaitlistOffer,
)
from scheduling.services.bookings import why_not_movable, why_not_open
from scheduling.services.cancelling import check_changeable
from scheduling.services.refusals import (
    NAMED_BY_DATABASE,
    BookingRefusal,
    OfferGone,
    repeated_on_collision,
)
from scheduling.services.reserving import is_second_treatment, put_at_offer
from scheduling.services.steps import tell_of
from scheduling.services.waitlist import end, let_go_of, locked_entry, settle


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
            settle([fresh], OfferStatus.TAKEN)
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
    if is_second_treatment(entry.appointment, offer.starts_at):
        return OfferGone()
    return why_not_movable(entry.appointment, offer.starts_at)


def _locked_offer(offer: WaitlistOffer, entry: WaitlistEntry) -> WaitlistOffer:
    fresh = WaitlistOffer.objects.select_for_update().get(pk=offer.pk)
    fresh.entry = entry
    return fresh


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
