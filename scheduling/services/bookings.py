"""Holding, booking, moving and cancelling: one locked, constrained write each.

The exclusion constraints make a double booking impossible; the locks make the refusal
prompt, and keep two bookings that collide from waiting for each other.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from clinic.access.actors import Actor
from clinic.audit.recording import record
from clinic.db import atomic_refusing
from clinic.models import Location, Patient, Practitioner, Room, User
from clinic.outbox.services import tell
from intake.models import (
    ConsultationRequest,
    RequestEventKind,
    RequestStatus,
    ReviewStage,
)
from intake.services import has_suitable_review, record_event
from scheduling import slots
from scheduling.models import Appointment, AppointmentStatus, Reservation, Service
from scheduling.services.diary import consultation_service, free_slots

HOLD = timedelta(minutes=10)
CHANGE_NOTICE = timedelta(hours=24)
TRIES = 3
COLLISIONS = {"40P01", "40001", "55P03"}


class BookingRefusal(Exception):
    """Why nothing was booked, moved or cancelled."""


class SlotTaken(BookingRefusal):
    """Somebody else has the time."""


class NotReviewed(BookingRefusal):
    """No clinician has found a consultation suitable."""


class TooLate(BookingRefusal):
    """The appointment is over, cancelled, or too near to be changed by the patient."""


SLOT_TAKEN = {
    "reservation_place_not_double_booked": SlotTaken,
    "reservation_room_not_double_booked": SlotTaken,
    "reservation_patient_not_double_booked": SlotTaken,
    "appointment_is_one_at_a_time_for_a_request": SlotTaken,
}

P = ParamSpec("P")
R = TypeVar("R")


def repeated_on_collision(verb: Callable[P, R]) -> Callable[P, R]:
    """Repeat the whole transaction, three times at most, when it met another one.

    A deadlock, a serialization failure or a lock that was not to be had does not mean
    that a time is taken, so nobody is told so.
    """

    @wraps(verb)
    def repeated(*args: P.args, **kwargs: P.kwargs) -> R:
        for _ in range(TRIES - 1):
            try:
                return verb(*args, **kwargs)
            except OperationalError as error:
                if getattr(error.__cause__, "pgcode", None) not in COLLISIONS:
                    raise
        return verb(*args, **kwargs)

    return repeated


@repeated_on_collision
def hold_time(
    consultation_request: ConsultationRequest, starts_at: datetime
) -> Appointment:
    """Hold a free time for ten minutes while the patient checks it.

    Another time held for the same request is let go. Raises ``NotReviewed`` or
    ``SlotTaken``, and then nothing is held and nothing let go.
    """
    location, patient = consultation_request.location, consultation_request.patient
    service = consultation_service(location)
    if service is None:
        raise SlotTaken
    with atomic_refusing(**SLOT_TAKEN):
        lock(location, patient)
        if not has_suitable_review(consultation_request, ReviewStage.INTAKE):
            raise NotReviewed
        consultation_request.appointments.filter(
            status=AppointmentStatus.PROPOSED
        ).delete()
        slot = _slot_at(starts_at, service, location, patient)
        appointment = Appointment.objects.create(
            consultation_request=consultation_request,
            patient=patient,
            service=service,
            location=location,
            practitioner_id=_practitioner_of(slot),
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            status=AppointmentStatus.PROPOSED,
            hold_until=timezone.now() + HOLD,
            changed_at=timezone.now(),
        )
        _reserve(appointment, slot)
        record("change", appointment)
    return appointment


@repeated_on_collision
def book_held(appointment: Appointment, *, actor: Actor) -> Appointment:
    """Book the time that was held, and tell the patient.

    A hold that has run out still counts unless somebody else took the time meanwhile.
    Booking twice is booking once. Raises ``NotReviewed`` or ``SlotTaken``, and then
    nothing is booked or sent.
    """
    with transaction.atomic(durable=True):
        held = Appointment.objects.select_for_update().filter(pk=appointment.pk).first()
        if held is None:
            raise SlotTaken
        if held.status != AppointmentStatus.PROPOSED:
            return held
        consultation_request = held.consultation_request
        if not has_suitable_review(consultation_request, ReviewStage.INTAKE):
            raise NotReviewed
        held.status = AppointmentStatus.BOOKED
        held.hold_until = None
        held.save(update_fields=["status", "hold_until"])
        record("change", held)
        _mark(consultation_request, RequestStatus.SCHEDULED)
        _write_down(held, RequestEventKind.SCHEDULED, actor)
        _tell_patient(held, "appointment-booked")
    return held


@repeated_on_collision
def move_appointment(
    appointment: Appointment, starts_at: datetime, *, actor: Actor
) -> Appointment:
    """Move a booked appointment to a free time; it stays the same calendar entry.

    Raises ``TooLate`` or ``SlotTaken``, and then the old time stands.
    """
    with atomic_refusing(**SLOT_TAKEN):
        lock(appointment.location, appointment.patient)
        moved = _changeable(appointment)
        slot = _slot_at(
            starts_at, moved.service, moved.location, moved.patient, moving=moved
        )
        moved.reservations.all().delete()
        moved.starts_at, moved.ends_at = slot.starts_at, slot.ends_at
        moved.practitioner_id = _practitioner_of(slot)
        moved.sequence += 1
        moved.changed_at = timezone.now()
        moved.save()
        _reserve(moved, slot)
        record("change", moved)
        _write_down(moved, RequestEventKind.MOVED, actor)
        _tell_patient(moved, "appointment-moved")
    return moved


@repeated_on_collision
def cancel_appointment(appointment: Appointment, *, actor: Actor, reason: str) -> None:
    """Cancel a booked appointment and free its time; who, when and why are kept.

    Raises ``TooLate``, and then nothing is cancelled. Cancelling twice is once.
    """
    with transaction.atomic(durable=True):
        cancelled = _locked(appointment)
        if cancelled.status == AppointmentStatus.CANCELLED:
            return
        cancelled = _changeable(appointment)
        cancelled.status = AppointmentStatus.CANCELLED
        cancelled.cancelled_at = cancelled.changed_at = timezone.now()
        cancelled.cancelled_by = actor if isinstance(actor, User) else None
        cancelled.cancel_reason = reason
        cancelled.sequence += 1
        cancelled.save()
        cancelled.reservations.all().delete()
        record("change", cancelled)
        _mark(cancelled.consultation_request, RequestStatus.REVIEWED)
        _write_down(cancelled, RequestEventKind.CANCELLED, actor)
        _tell_patient(cancelled, "appointment-cancelled")


def lock(location: Location, patient: Patient) -> None:
    """Lock everybody and every room that a visit at ``location`` may take.

    Always in the order practitioners, rooms, patient, each by id.
    """
    for rows in (
        Practitioner.objects.filter(locations=location),
        Room.objects.filter(location=location),
        Patient.objects.filter(pk=patient.pk),
    ):
        list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _slot_at(
    starts_at: datetime,
    service: Service,
    location: Location,
    patient: Patient,
    moving: Appointment | None = None,
) -> slots.Slot:
    """Return the free slot that starts then, with no hold that ran out left on it."""
    found = free_slots(
        service,
        location,
        patient,
        from_at=starts_at,
        until_at=starts_at + timedelta(microseconds=1),
        moving=moving,
    )
    if not found:
        raise SlotTaken
    _let_go_of_holds_on(found[0], patient)
    return found[0]


def _let_go_of_holds_on(slot: slots.Slot, patient: Patient) -> None:
    """Delete the holds that ran out and still reserve something the slot needs."""
    Appointment.objects.expired_holds(timezone.now()).filter(
        Q(reservations__place__in=[part.place_id for part in slot.parts])
        | Q(reservations__room__in=[part.room_id for part in slot.parts])
        | Q(patient=patient),
        starts_at__lt=slot.ends_at,
        ends_at__gt=slot.starts_at,
    ).delete()


def _reserve(appointment: Appointment, slot: slots.Slot) -> None:
    """Reserve each phase's person and room, and the patient for the whole visit."""
    for part in slot.parts:
        during = (part.starts_at, part.ends_at)
        if part.place_id:
            Reservation.objects.create(
                appointment=appointment, place_id=part.place_id, during=during
            )
        Reservation.objects.create(
            appointment=appointment, room_id=part.room_id, during=during
        )
    Reservation.objects.create(
        appointment=appointment,
        patient=appointment.patient,
        during=(slot.starts_at, slot.ends_at),
    )


def _practitioner_of(slot: slots.Slot):
    return next((part.practitioner_id for part in slot.parts), None)


def _locked(appointment: Appointment) -> Appointment:
    return Appointment.objects.select_for_update().get(pk=appointment.pk)


def _changeable(appointment: Appointment) -> Appointment:
    fresh = _locked(appointment)
    is_near = fresh.starts_at < timezone.now() + CHANGE_NOTICE
    if fresh.status != AppointmentStatus.BOOKED or is_near:
        raise TooLate
    return fresh


def _mark(consultation_request: ConsultationRequest, status: RequestStatus) -> None:
    consultation_request.status = status
    consultation_request.version += 1
    consultation_request.save(update_fields=["status", "version"])
    record("change", consultation_request)


def _write_down(appointment: Appointment, kind: RequestEventKind, actor: Actor) -> None:
    record_event(
        appointment.consultation_request,
        kind,
        by=actor if isinstance(actor, User) else None,
    )


def _tell_patient(appointment: Appointment, kind: str) -> None:
    """Tell the patient, once for each version of the appointment."""
    version = str(appointment.sequence)
    tell(kind, appointment, to=appointment.patient, dedupe=version)
