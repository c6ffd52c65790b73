"""The free times at which the desk can book an appointment, or move it."""

from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from intake.services import infusions_open_until
from scheduling import series
from scheduling.models import (
    Appointment,
    AppointmentStatus,
    Course,
    Service,
    ServiceKind,
)
from scheduling.services.diary import NO_NOTICE
from scheduling.services.planning import as_slot, infusions, wishes_of
from scheduling.services.reserving import other_treatments
from scheduling.slots import Slot


def notice_at_desk(service: Service) -> timedelta | None:
    """Return how soon the desk books the service; None is the location's notice.

    A talk needs nothing prepared: who is on the phone may come in the next hour. Before
    a treatment the patient fasts and finds a driver.
    """
    return None if service.is_treatment else NO_NOTICE


def times_at_desk(
    appointment: Appointment, free: Iterable[Slot], *, is_outside: bool = False
) -> list[Slot]:
    """Return those of the free times that ``book_at_desk`` or ``move_at_desk`` takes.

    A treatment is on no day of another one, and only while the decision before it
    holds. A date of a series keeps gap and window, unless ``is_outside``: then it takes
    a reason. One without a course is not stored yet.
    """
    if not appointment.service.is_treatment:
        return list(free)
    decided = _while_decided(appointment, _off_days_of_others(appointment, free))
    course = _course_of(appointment)
    if course is None or is_outside:
        return decided
    return _beside_the_others(course, appointment, decided)


def _off_days_of_others(appointment: Appointment, free: Iterable[Slot]) -> list[Slot]:
    others = other_treatments(appointment)
    if _is_new_infusion(appointment):
        others = others.exclude(appointment__status=AppointmentStatus.PROPOSED)
    zone = appointment.location.zone
    days = {
        during.lower.astimezone(zone).date()
        for during in others.values_list("during", flat=True)
    }
    return [slot for slot in free if _day(slot, zone) not in days]


def _while_decided(appointment: Appointment, free: Iterable[Slot]) -> list[Slot]:
    ends_at = infusions_open_until(appointment.consultation_request)
    return [slot for slot in free if ends_at and slot.starts_at < ends_at]


def _beside_the_others(
    course: Course, appointment: Appointment, free: Iterable[Slot]
) -> list[Slot]:
    others = [each for each in infusions(course) if each != appointment]
    if _is_new_infusion(appointment):
        others = [each for each in others if each.status != AppointmentStatus.PROPOSED]
    wishes, zone = wishes_of(course, 1), course.location.zone
    return series.alternatives(free, map(as_slot, others), wishes, zone)


def _course_of(appointment: Appointment) -> Course | None:
    """Return the series that an infusion is part of, or would be."""
    if appointment.service.kind != ServiceKind.INFUSION:
        return None
    if _is_new_infusion(appointment):
        return appointment.consultation_request.courses.open().first()
    return appointment.course


def _is_new_infusion(appointment: Appointment) -> bool:
    """Whether it is being booked: dates of the series that are held are let go then."""
    is_infusion = appointment.service.kind == ServiceKind.INFUSION
    return is_infusion and appointment.course_id is None


def _day(slot: Slot, zone: ZoneInfo) -> date:
    return slot.starts_at.astimezone(zone).date()
