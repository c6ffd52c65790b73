"""Offering times that have come free to who waits for one: a scan, not an event.

It reads nothing but the database, so whatever freed a time, and however long nothing
ran, the next scan finds it.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from clinic.db import atomic_refusing
from clinic.outbox.quiet_hours import out_of_quiet_hours
from clinic.outbox.services import tell
from scheduling import waitlist
from scheduling.hours import whole_day
from scheduling.intervals import Interval
from scheduling.models import (
    Appointment,
    BookingRules,
    OfferStatus,
    Reservation,
    WaitlistEnd,
    WaitlistEntry,
    WaitlistOffer,
)
from scheduling.models.services import TREATMENTS
from scheduling.services.answering import why_not
from scheduling.services.diary import NO_NOTICE, free_slots
from scheduling.services.refusals import (
    NAMED_BY_DATABASE,
    Busy,
    OfferGone,
    SlotTaken,
    repeated_on_collision,
)
from scheduling.services.reserving import lock_all, put_on_offer, slot_at
from scheduling.services.waitlist import end, let_go_of, locked_entry
from scheduling.slots import TimeOfDay

# Nobody is written to more often than this, whatever comes free.
BETWEEN_OFFERS = timedelta(days=1)


def offer_freed_times(now: datetime) -> int:
    """Offer each time that is free to the best match; return how many offers are new.

    Offers that were not answered in time are let go first, and who has no use of the
    list any more is taken off it. Safe to run twice and in parallel: each entry is
    locked, has one offer at a time and the same time only once. None is made, and none
    ends, in quiet hours.
    """
    _let_run_out(now)
    waiting = [entry for entry in _entries() if _is_of_use(entry)]
    return sum(
        _offer_at(list(entries), now) for _place, entries in groupby(waiting, _place)
    )


def _let_run_out(now: datetime) -> None:
    with transaction.atomic(durable=True):
        let_go_of(WaitlistOffer.objects.run_out(now), OfferStatus.EXPIRED)


def _entries() -> Sequence[WaitlistEntry]:
    """Return who waits, those of one service at one location side by side."""
    standing = WaitlistEntry.objects.standing().select_related(
        "appointment__location__booking_rules",
        "consultation_request",
        "location__booking_rules",
        "patient",
        "service",
    )
    return standing.prefetch_related("offers", "service__phases").order_by(
        "location_id", "service_id"
    )


def _place(entry: WaitlistEntry) -> tuple[UUID, UUID]:
    return entry.location_id, entry.service_id


def _is_of_use(entry: WaitlistEntry) -> bool:
    """Say whether they may still take a time; take them off the list if not."""
    if entry.is_of_use:
        return True
    with suppress(Busy):
        _take_off(entry)
    return False


@repeated_on_collision
def _take_off(entry: WaitlistEntry) -> None:
    with transaction.atomic(durable=True):
        fresh = locked_entry(entry)
        if not fresh.is_of_use:
            end(fresh, WaitlistEnd.OVER)


def _offer_at(entries: Sequence[WaitlistEntry], now: datetime) -> int:
    """Offer what is free to those who wait for one service at one location."""
    location, service = entries[0].location, entries[0].service
    expires_at = now + BookingRules.of(location).time_to_answer
    is_day = all(
        moment == out_of_quiet_hours(moment, location.zone)
        for moment in (now, expires_at)
    )
    asked = [entry for entry in entries if _may_be_asked(entry, now, expires_at)]
    if not (asked and is_day and service.is_offered):
        return 0
    free = free_slots(
        service,
        location,
        None,
        from_at=expires_at,
        until_at=now + BookingRules.of(location).horizon,
        notice=NO_NOTICE,
    )
    waiting = _waiting(asked, expires_at, now)
    by_id: dict[Hashable, WaitlistEntry] = {entry.pk: entry for entry in asked}
    return sum(
        _offer(by_id[pk], slot.starts_at, expires_at)
        for pk, slot in waitlist.match(free, waiting, location.zone)
    )


def _may_be_asked(entry: WaitlistEntry, now: datetime, expires_at: datetime) -> bool:
    """Whether they have nothing to answer, were left in peace, and could still move."""
    offered_at = max((offer.offered_at for offer in entry.offers.all()), default=None)
    is_rested = offered_at is None or offered_at + BETWEEN_OFFERS <= now
    return is_rested and entry.may_move_at(expires_at)


def _waiting(
    entries: Sequence[WaitlistEntry], expires_at: datetime, now: datetime
) -> list[waitlist.Waiting]:
    busy = _busy(entries, now)
    return [
        waitlist.Waiting(
            id=entry.pk,
            joined_at=entry.joined_at,
            earliest_at=expires_at + entry.notice,
            booked_at=entry.appointment.starts_at if entry.appointment else None,
            time_of_day=TimeOfDay(entry.time_of_day) if entry.time_of_day else None,
            busy=busy[entry.patient_id],
            offered=frozenset(offer.starts_at for offer in entry.offers.all()),
        )
        for entry in entries
    ]


def _busy(
    entries: Sequence[WaitlistEntry], now: datetime
) -> dict[UUID, list[Interval]]:
    """Return by patient when they have an appointment, a hold or another offer.

    Who waits for a treatment cannot come on any day that they have another one.
    """
    busy = defaultdict(list)
    zone, is_treatment = entries[0].location.zone, entries[0].service.is_treatment
    moved = {entry.appointment_id for entry in entries}
    taken = Reservation.objects.standing(now).filter(
        patient__in=[entry.patient_id for entry in entries], during__endswith__gt=now
    )
    for patient_id, during, appointment_id, kind in taken.values_list(
        "patient_id", "during", "appointment_id", "appointment__service__kind"
    ):
        interval = during.lower, during.upper
        if is_treatment and kind in TREATMENTS and appointment_id not in moved:
            interval = whole_day(during.lower.astimezone(zone).date(), zone)
        busy[patient_id].append(interval)
    return busy


def _offer(entry: WaitlistEntry, starts_at: datetime, expires_at: datetime) -> bool:
    """Offer the time and say so; False where another transaction was faster."""
    try:
        return _make_offer(entry, starts_at, expires_at)
    except (SlotTaken, Busy):
        return False


@repeated_on_collision
def _make_offer(
    entry: WaitlistEntry, starts_at: datetime, expires_at: datetime
) -> bool:
    """Reserve the time for the patient and tell them, if all still stands.

    Who may not have it any more, as after another decision, is taken off the list.
    """
    with atomic_refusing(**NAMED_BY_DATABASE):
        lock_all(entry.location, entry.patient)
        fresh = locked_entry(entry)
        offer = WaitlistOffer(
            entry=fresh,
            starts_at=starts_at,
            offered_at=timezone.now(),
            expires_at=expires_at,
        )
        if fresh.ended_at or not _is_first(offer):
            return False
        if refusal := why_not(fresh, offer):
            if not isinstance(refusal, OfferGone):
                end(fresh, WaitlistEnd.OVER)
            return False
        put_on_offer(offer, slot_at(starts_at, _visit(fresh), notice=NO_NOTICE))
        tell("time-offered", offer, to=fresh.patient, not_after=expires_at)
    return True


def _is_first(offer: WaitlistOffer) -> bool:
    """Whether a scan at the same time has not offered them a time already."""
    entry = offer.entry
    since = offer.offered_at - BETWEEN_OFFERS
    has_newer = entry.offers.filter(offered_at__gt=since).exists()
    return entry.is_earlier(offer.starts_at) and not has_newer


def _visit(entry: WaitlistEntry) -> Appointment:
    """Return the visit that a free time is looked for, as if it were a new one."""
    return Appointment(
        service=entry.service, location=entry.location, patient=entry.patient
    )
