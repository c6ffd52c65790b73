"""Locking what a visit may need, finding its slot, and reserving what it takes."""

from datetime import datetime, timedelta
from functools import partial
from typing import cast
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from clinic.audit.recording import record
from clinic.models import Location, Patient, Practitioner, Room
from scheduling import slots
from scheduling.models import Appointment, Reservation
from scheduling.services.diary import free_slots
from scheduling.services.refusals import SlotTaken


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
) -> slots.Slot:
    """Return the free slot that starts then, with no hold that ran out left on it.

    With whom the course's patient wishes, if they are free. Raises ``SlotTaken``.
    ``ignoring_hours`` and ``practitioner`` as in ``free_slots``.
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
    )
    wished = appointment.course and appointment.course.wished_practitioner
    found = (wished and find(practitioner=wished)) or find(practitioner=practitioner)
    if not found:
        raise SlotTaken
    let_go_of_holds_on(found[0], appointment.patient)
    return found[0]


def let_go_of_holds_on(slot: slots.Slot, patient: Patient) -> None:
    """Delete the holds that ran out and still reserve something the slot needs.

    Each is locked first, so that one which is confirmed at this moment stays: then the
    slot's own reservation is refused.
    """
    in_the_way = Reservation.objects.filter(
        Q(place__in=[part.place_id for part in slot.parts])
        | Q(room__in=[part.room_id for part in slot.parts])
        | Q(patient=patient),
        during__overlap=(slot.starts_at, slot.ends_at + slot.buffer),
    )
    run_out = Appointment.objects.expired_holds(timezone.now()).filter(
        pk__in=in_the_way.values("appointment")
    )
    locked = list(run_out.select_for_update().order_by("pk"))
    Appointment.objects.filter(pk__in=[hold.pk for hold in locked]).delete()


def put_at(appointment: Appointment, slot: slots.Slot) -> None:
    """Store the appointment at the slot's time and reserve what it takes there.

    A ride that was confirmed for another time is to be confirmed again.
    """
    if appointment.starts_at != slot.starts_at:
        appointment.ride_confirmed_at = None
    appointment.starts_at, appointment.ends_at = slot.starts_at, slot.ends_at
    appointment.practitioner_id = _practitioner_of(slot)
    appointment.changed_at = timezone.now()
    appointment.save()
    appointment.reservations.all().delete()
    Reservation.objects.bulk_create(_reservations(appointment, slot))
    record("change", appointment)


def _practitioner_of(slot: slots.Slot) -> UUID | None:
    people = (part.practitioner_id for part in slot.parts if part.practitioner_id)
    return cast("UUID | None", next(people, None))


def _reservations(appointment: Appointment, slot: slots.Slot) -> list[Reservation]:
    """Each phase's person and room, and the patient for the whole visit.

    Then the last room once more, while it is cleaned.
    """
    whole_visit = (slot.starts_at, slot.ends_at)
    wanted: list[dict] = [{"patient": appointment.patient, "during": whole_visit}]
    for part in slot.parts:
        during = (part.starts_at, part.ends_at)
        wanted.append({"room_id": part.room_id, "during": during})
        if part.place_id:
            wanted.append({"place_id": part.place_id, "during": during})
    if slot.buffer:
        cleaning = (slot.ends_at, slot.ends_at + slot.buffer)
        wanted.append({"room_id": slot.parts[-1].room_id, "during": cleaning})
    return [Reservation(appointment=appointment, **values) for values in wanted]
