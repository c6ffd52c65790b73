"""Moving several dates of a course at once, and letting a series go on or end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from clinic.access.actors import Actor
from clinic.audit.recording import record
from clinic.db import atomic_refusing
from clinic.models import User
from clinic.opening.wall_clock import instant
from clinic.outbox.services import tell
from intake.models import RequestEventKind
from scheduling import series
from scheduling.models import (
    Appointment,
    Course,
    CourseOutcome,
    CourseStatus,
    Reservation,
)
from scheduling.services.cancelling import check_changeable
from scheduling.services.courses import locked_course, tell_of_dates
from scheduling.services.gates import check_gate
from scheduling.services.planning import (
    as_slot,
    check_dates,
    course_of,
    free_dates,
    infusions,
    plan_dates,
)
from scheduling.services.refusals import (
    NAMED_BY_DATABASE,
    DatesDoNotFit,
    NotNow,
    SlotTaken,
    repeated_on_collision,
)
from scheduling.services.reserving import put_at, slot_at
from scheduling.services.steps import locked, staff_of
from scheduling.slots import Slot


@dataclass(frozen=True)
class NewDate:
    """Where an appointment would go; not ``as_wished`` if that time was not free."""

    appointment: Appointment
    slot: Slot
    as_wished: bool

    @property
    def stays(self) -> bool:
        return self.slot.starts_at == self.appointment.starts_at


def shifted_dates(appointment: Appointment, starts_at: datetime) -> list[NewDate]:
    """Return where this and the later dates would go; nothing is changed.

    Each goes as many days on, or back, as this one, at its own hour; if this one stays
    on its day, all go as many minutes on or back. Where that is not free the planner
    finds another time. Raises ``SlotTaken`` when ``starts_at`` itself
    is not free, ``DatesDoNotFit`` when there is no way to keep gap and window.
    """
    course = course_of(appointment)
    dates = infusions(course)
    moved = [each for each in dates if each.starts_at >= appointment.starts_at]
    kept = [as_slot(each) for each in dates if each not in moved]
    free = {slot.starts_at: slot for slot in free_dates(course, moved)}
    if starts_at not in free:
        raise SlotTaken
    wished = _wished(moved, starts_at)
    found = [free[start] for start in wished.values() if start in free]
    _fitting(check_dates(course, found, kept))
    if rest := len(moved) - len(found):
        planned = plan_dates(
            course, [*kept, *found], rest, letting_go=moved, after=starts_at
        )
        found = sorted(
            [*found, *_fitting(planned).slots], key=lambda slot: slot.starts_at
        )
    return [
        NewDate(each, slot, slot.starts_at == wished[each])
        for each, slot in zip(moved, found, strict=True)
    ]


@repeated_on_collision
def move_dates(
    course: Course, starts: Mapping[UUID, datetime], *, actor: Actor
) -> Course:
    """Move the appointments named by id, all or none, and tell of them in one mail.

    They stay the same calendar entries. Raises ``GateClosed``, ``TooLate``,
    ``SlotTaken``, ``DatesDoNotFit`` or ``Busy``, and then the old times stand.
    """
    with atomic_refusing(**NAMED_BY_DATABASE):
        fresh = locked_course(course)
        moved = [
            each
            for each in fresh.appointments.filter(pk__in=starts)
            if each.starts_at != starts[each.pk]
        ]
        if not moved:
            return fresh
        _free_times_of(moved, actor)
        for each in moved:
            _put(each, starts[each.pk])
        _check_all(fresh, moved)
        fresh.version += 1
        fresh.save(update_fields=["version"])
        record("change", fresh)
        tell_of_dates(fresh, RequestEventKind.MOVED, "dates-moved", actor)
    return fresh


@repeated_on_collision
def let_go_on(course: Course, *, actor: User) -> Course:
    """Note that a clinician lets the series go on, and tell the patient to choose.

    Twice is once. Raises ``GateClosed``, ``NotNow`` where it has ended, or ``Busy``,
    and then nothing is noted or sent.
    """
    with atomic_refusing(**NAMED_BY_DATABASE):
        fresh = locked_course(course)
        if fresh.status == CourseStatus.COMPLETED:
            raise NotNow
        if fresh.gone_ahead_at is None:
            fresh.gone_ahead_at, fresh.gone_ahead_by = timezone.now(), actor
            fresh.save(update_fields=["gone_ahead_at", "gone_ahead_by"])
            record("change", fresh)
            tell("dates-to-choose", fresh, to=fresh.patient)
    return fresh


@repeated_on_collision
def end_course(
    course: Course, outcome: CourseOutcome, *, reason: str, actor: User
) -> Course:
    """Record remission, or that the treatment is stopped; held dates are let go.

    What is booked stands until somebody cancels it: raises ``NotNow`` while there is an
    appointment to come, and then nothing is recorded. Ended twice is ended once.
    """
    with atomic_refusing(**NAMED_BY_DATABASE):
        fresh = Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
        if fresh.status == CourseStatus.COMPLETED:
            return fresh
        if fresh.appointments.to_come(timezone.now()).exists():
            raise NotNow
        fresh.appointments.held().delete()
        fresh.status = CourseStatus.COMPLETED
        fresh.outcome, fresh.end_reason = outcome, reason or None
        fresh.ended_at, fresh.ended_by = timezone.now(), actor
        fresh.save()
        record("change", fresh)
    return fresh


def _wished(
    moved: Iterable[Appointment], starts_at: datetime
) -> dict[Appointment, datetime]:
    """Shift each as the first is, in local time: by days, or else within its day."""
    first, *later = moved
    zone = first.location.zone
    old, new = _wall(first.starts_at, zone), _wall(starts_at, zone)
    by = (new.date() - old.date()) or (new - old)
    return {first: starts_at} | {
        each: instant(_wall(each.starts_at, zone) + by, zone) for each in later
    }


def _wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


def _fitting(found: series.Proposal | series.NoSeries) -> series.Proposal:
    """Return the proposal; where there is none raise ``DatesDoNotFit``."""
    if isinstance(found, series.NoSeries):
        raise DatesDoNotFit(found)
    return found


def _free_times_of(moved: Iterable[Appointment], actor: Actor) -> None:
    """Lock the appointments and let their old times go, so that they may swap."""
    for each in moved:
        fresh = locked(each)
        if staff_of(actor) is None:
            check_changeable(fresh)
    Reservation.objects.filter(appointment__in=moved).delete()


def _put(appointment: Appointment, starts_at: datetime) -> None:
    slot = slot_at(starts_at, appointment)
    appointment.sequence += 1
    put_at(appointment, slot)


def _check_all(course: Course, moved: list[Appointment]) -> None:
    """Refuse the whole move if gap, window or gate do not hold for the new dates."""
    stay = [as_slot(each) for each in infusions(course) if each not in moved]
    _fitting(check_dates(course, map(as_slot, moved), stay))
    last = max(each.starts_at for each in moved)
    check_gate(course.consultation_request, last)
