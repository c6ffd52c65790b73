"""Locking what a visit may need, finding its slot, and reserving what it takes."""

from datetime import datetime, timedelta
from functools import partial
from typing import cast
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from clinic.audit.recording import record
from clinic.models import Location, Patient, Practitioner, Room
from scheduling import slots
from scheduling.hours import whole_day
from scheduling.models import (
    Appointment,
    AppointmentStatus,
    Reservation,
    WaitlistOffer,
)
from scheduling.models.waitlist import WaitlistOfferQuerySet
from scheduling.series import NoSeries, Obstacle
from scheduling.services.diary import free_slots
from scheduling.services.refusals import DatesDoNotFit, SlotTaken


def lock_all(location: Location, patient: Patient) -> None:
    """Lock everybody and every room that a visit at ``location`` may take.

    Always in the order practitioners, rooms, patient, each by id; after them the
    request, then the appointment. Rows that merely refer to these need not wait.
    """
    for rows in (
        Practitioner.objects.filter(locations=location),
        Room.objects.filter(location=location),
        Patient.objects.filter(pk=patient.pk),
    ):
        list(
            rows.select_for_update(no_key=True, of=("self",))
            .order_by("pk")
            .values_list("pk")
        )


def slot_at(
    starts_at: datetime,
    appointment: Appointment,
    *,
    ignoring_hours: bool = False,
    practitioner: Practitioner | None = None,
    notice: timedelta | None = None,
) -> slots.Slot:
    """Return the free slot that starts then, with nothing that ran out left on it.

    With whom the course's patient wishes, if they are free. Raises ``SlotTaken``.
    ``ignoring_hours``, ``practitioner`` and ``notice`` as in ``free_slots``.
    """
    find = partial(
        free_slots,
        appointment.service,
        appointment.location,
        appointment.patient,
        from_at=starts_at,
        until_at=starts_at + timedelta(microseconds=1),
        letting_go=[appointment],
        ignoring_hours=ignoring_hours,
        notice=notice,
    )
    wished = appointment.course and appointment.course.wished_practitioner
    found = (wished and find(practitioner=wished)) or find(practitioner=practitioner)
    if not found:
        raise SlotTaken
    let_go_of_holds_on(found[0], appointment.patient)
    return found[0]


def let_go_of_holds_on(slot: slots.Slot, patient: Patient) -> None:
    """Free what holds and offers that ran out still reserve of what the slot needs.

    Each is locked first, so that one which is confirmed at this moment stays: then the
    slot's own reservation is refused.
    """
    in_the_way = Reservation.objects.filter(
        Q(place__in=[part.place_id for part in slot.parts])
        | Q(room__in=[part.room_id for part in slot.parts])
        | Q(patient=patient),
        during__overlap=(slot.starts_at, slot.ends_at + slot.buffer),
    )
    now = timezone.now()
    run_out = Appointment.objects.expired_holds(now).filter(
        pk__in=in_the_way.values("appointment")
    )
    locked = list(run_out.select_for_update().order_by("pk"))
    Appointment.objects.filter(pk__in=[hold.pk for hold in locked]).delete()
    free_what_is_offered(
        WaitlistOffer.objects.run_out(now).filter(pk__in=in_the_way.values("offer"))
    )


def free_what_is_offered(offers: WaitlistOfferQuerySet) -> list[WaitlistOffer]:
    """Lock the offers and free what they reserve; return those that were."""
    locked = list(offers.select_for_update().order_by("pk"))
    Reservation.objects.filter(offer__in=locked).delete()
    return locked


def put_at(appointment: Appointment, slot: slots.Slot) -> None:
    """Store the appointment at the slot's time and reserve what it takes there.

    Raises ``DatesDoNotFit`` where the patient is treated on that day already.
    """
    if is_second_treatment(appointment, slot.starts_at):
        raise DatesDoNotFit(NoSeries(0, Obstacle.GAP))
    practitioner_id = _practitioner_of(slot)
    _save_at(appointment, slot.starts_at, slot.ends_at, practitioner_id)
    appointment.reservations.all().delete()
    reserve(slot, appointment.patient, appointment=appointment)
    record("change", appointment)


def is_second_treatment(appointment: Appointment, starts_at: datetime) -> bool:
    """Say whether it is a treatment, and its patient has another on that local day."""
    if not appointment.service.is_treatment:
        return False
    zone = appointment.location.zone
    day = whole_day(starts_at.astimezone(zone).date(), zone)
    return other_treatments(appointment).filter(during__overlap=day).exists()


def other_treatments(appointment: Appointment) -> QuerySet[Reservation]:
    """Return what is reserved for its patient's other treatments, one for each.

    Dates that are moved together are let go of before, and so are not among them. One
    that was missed was none.
    """
    others = Appointment.objects.treatments().exclude(pk=appointment.pk)
    return Reservation.objects.standing(timezone.now()).filter(
        patient=appointment.patient,
        appointment__in=others.exclude(status=AppointmentStatus.NOSHOW),
    )


def put_on_offer(offer: WaitlistOffer, slot: slots.Slot) -> None:
    """Store the offer of the slot and reserve what the visit would take."""
    offer.starts_at, offer.ends_at = slot.starts_at, slot.ends_at
    offer.practitioner_id = _practitioner_of(slot)
    offer.save(force_insert=True)
    reserve(slot, offer.patient, offer=offer)
    record("add", offer)


def put_at_offer(appointment: Appointment, offer: WaitlistOffer) -> None:
    """Store the appointment at the time on offer; what is reserved for that is its."""
    _save_at(appointment, offer.starts_at, offer.ends_at, offer.practitioner_id)
    appointment.reservations.all().delete()
    offer.reservations.update(appointment=appointment, offer=None)
    record("change", appointment)


def _save_at(
    appointment: Appointment,
    starts_at: datetime,
    ends_at: datetime,
    practitioner_id: UUID | None,
) -> None:
    """A ride that was confirmed for another time is to be confirmed again."""
    if appointment.starts_at != starts_at:
        appointment.ride_confirmed_at = None
    appointment.starts_at, appointment.ends_at = starts_at, ends_at
    appointment.practitioner_id = practitioner_id
    appointment.changed_at = timezone.now()
    appointment.save()


def _practitioner_of(slot: slots.Slot) -> UUID | None:
    people = (part.practitioner_id for part in slot.parts if part.practitioner_id)
    return cast("UUID | None", next(people, None))


def reserve(
    slot: slots.Slot, patient: Patient, **holder: Appointment | WaitlistOffer
) -> None:
    """Reserve for ``holder`` each phase's person and room, and the patient throughout.

    Then the last room once more, while it is cleaned.
    """
    whole_visit = (slot.starts_at, slot.ends_at)
    wanted: list[dict] = [{"patient": patient, "during": whole_visit}]
    for part in slot.parts:
        during = (part.starts_at, part.ends_at)
        wanted.append({"room_id": part.room_id, "during": during})
        if part.place_id:
            wanted.append({"place_id": part.place_id, "during": during})
    if slot.buffer:
        cleaning = (slot.ends_at, slot.ends_at + slot.buffer)
        wanted.append({"room_id": slot.parts[-1].room_id, "during": cleaning})
    Reservation.objects.bulk_create(
        Reservation(**holder, **values) for values in wanted
    )
