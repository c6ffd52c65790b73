"""Which dates a course could have: its own dates, the diary, and the pure planner."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import cast
from zoneinfo import ZoneInfo

from django.utils import timezone

from clinic.opening.wall_clock import instant
from intake.models import ConsultationRequest
from scheduling import series
from scheduling.models import (
    Appointment,
    AppointmentStatus,
    Course,
    SeriesRules,
    ServiceKind,
)
from scheduling.models.appointments import AppointmentQuerySet
from scheduling.services.diary import free_slots, times_to_book
from scheduling.slots import Part, Slot, TimeOfDay

# Planned over so many days: the first date may come late, the last one after that.
PLANNED_AHEAD = timedelta(days=42)


def course_of(appointment: Appointment) -> Course:
    """Return the course of an appointment that is known to be part of one."""
    return cast("Course", appointment.course)


def infusions(course: Course) -> list[Appointment]:
    """Return what counts in the series, in order."""
    standing = course.appointments.of_series()
    return list(standing.select_related("location", "patient", "service"))


def missing_dates(course: Course, dates: Sequence[Appointment]) -> int:
    """Return how many infusions have no date yet, and may get one.

    After ``pause_after`` infusions the rest waits until a clinician lets it go on.
    """
    may_have = course.planned
    if course.pause_after and not course.gone_ahead_at:
        may_have = course.pause_after
    return max(0, may_have - len(dates))


@dataclass(frozen=True)
class ProposedDate:
    """A date that is held, and the wishes that it could not keep."""

    appointment: Appointment
    unmet: tuple[series.Unmet, ...]


@dataclass(frozen=True)
class ProposedDates:
    """The dates that are held, in order; ``missing`` have none yet, or none any more.

    ``hold_until`` is when the first of them is let go; it may be over.
    """

    dates: list[ProposedDate]
    missing: int
    hold_until: datetime | None

    @property
    def is_held(self) -> bool:
        return self.hold_until is not None and self.hold_until > timezone.now()


@dataclass(frozen=True)
class Progress:
    """How far a series is: infusions given, with a date to come, and without one.

    ``given`` are those that are over and not marked as missed. ``missing`` are those
    that may get a date now.
    """

    planned: int
    given: int
    to_come: int
    missing: int

    @property
    def waiting(self) -> int:
        """How many get their date only when a clinician lets the series go on."""
        return max(0, self.planned - self.given - self.to_come - self.missing)


def proposed_dates(course: Course) -> ProposedDates:
    """Return the dates that are held for the course, and what each leaves unmet."""
    standing = infusions(course)
    held = [each for each in standing if each.status == AppointmentStatus.PROPOSED]
    others = [as_slot(each) for each in standing if each not in held]
    found = check_dates(course, map(as_slot, held), others) if held else None
    unmet = found.unmet if isinstance(found, series.Proposal) else [()] * len(held)
    return ProposedDates(
        dates=[ProposedDate(*each) for each in zip(held, unmet, strict=True)],
        missing=missing_dates(course, standing),
        hold_until=min(filter(None, (each.hold_until for each in held)), default=None),
    )


def progress_of(course: Course) -> Progress:
    """Return how far the series is; held dates are not counted."""
    booked = [
        each for each in infusions(course) if each.status != AppointmentStatus.PROPOSED
    ]
    now = timezone.now()
    given = sum(each.ends_at <= now for each in booked)
    return Progress(
        planned=course.planned,
        given=given,
        to_come=len(booked) - given,
        missing=missing_dates(course, booked),
    )


def plan_dates(
    course: Course,
    fixed: Iterable[Slot],
    count: int,
    letting_go: Collection[Appointment] = (),
    after: datetime | None = None,
) -> series.Proposal | series.NoSeries:
    """Return the best ``count`` dates beside those that stay.

    All are ``after`` that time, or else not before the day that the patient wished for.
    """
    wished_on = course.wished_start_on if after is None else None
    start_on = max(_today(course), wished_on or date.min)
    wishes = replace(wishes_of(course, count), earliest_on=start_on)
    free = free_dates(course, letting_go, from_on=start_on)
    if after:
        free = [slot for slot in free if slot.starts_at > after]
    return series.plan(free, wishes, course.location.zone, fixed=_sorted(fixed))


def check_dates(
    course: Course, picked: Iterable[Slot], fixed: Iterable[Slot]
) -> series.Proposal | series.NoSeries:
    """Say what picked dates leave unmet, or which hard rule they break."""
    chosen = _sorted(picked)
    wishes = wishes_of(course, len(chosen))
    return series.plan(chosen, wishes, course.location.zone, fixed=_sorted(fixed))


def other_dates(course: Course, appointment: Appointment) -> list[Slot]:
    """Return every time that one date may have, best first; the one it has is among."""
    return _beside_the_others(course, appointment, free_dates(course, [appointment]))


def _beside_the_others(
    course: Course, appointment: Appointment, free: Iterable[Slot]
) -> list[Slot]:
    others = [as_slot(each) for each in infusions(course) if each != appointment]
    return series.alternatives(free, others, wishes_of(course, 1), course.location.zone)


def progress_for(consultation_request: ConsultationRequest) -> Progress:
    """Return how far the request's series is, or would be before it begins."""
    course = consultation_request.courses.open().first()
    if course:
        return progress_of(course)
    rules = SeriesRules.of(consultation_request.location)
    may_have = rules.pause_after or rules.infusions
    return Progress(planned=rules.infusions, given=0, to_come=0, missing=may_have)


@dataclass(frozen=True)
class TimesToMove:
    """Where an appointment may be moved to; the first of ``fitting`` is the best.

    Those ``with_later`` only suit if the later dates of the series move too.
    """

    fitting: list[Slot]
    with_later: list[Slot]


def times_to_move(appointment: Appointment) -> TimesToMove:
    """Return every free time for it: in a series by how it suits, else the earliest."""
    if appointment.is_of_series:
        return _times_in_series(course_of(appointment), appointment)
    free = times_to_book(
        appointment.service,
        appointment.location,
        appointment.patient,
        letting_go=[appointment],
    )
    if appointment.service.is_treatment:
        treatments = appointment.patient.appointments.treatments()
        others = treatments.exclude(pk=appointment.pk)
        free = _off_their_days(free, others, appointment.location.zone)
    return TimesToMove(free, [])


def _times_in_series(course: Course, appointment: Appointment) -> TimesToMove:
    free = free_dates(course, [appointment])
    fitting = _beside_the_others(course, appointment, free)
    if appointment == infusions(course)[-1]:
        return TimesToMove(fitting, [])
    known = {slot.starts_at for slot in fitting}
    return TimesToMove(fitting, [each for each in free if each.starts_at not in known])


def free_dates(
    course: Course,
    letting_go: Collection[Appointment] = (),
    *,
    from_on: date | None = None,
) -> list[Slot]:
    """Return the free times of six weeks, as if ``letting_go`` were not booked.

    From now on or from a later day. With whom the patient wishes, wherever they are
    free.
    """
    from_at = timezone.now()
    if from_on:
        midnight = datetime.combine(from_on, time.min)
        from_at = max(from_at, instant(midnight, course.location.zone))
    find = partial(
        free_slots,
        course.service,
        course.location,
        course.patient,
        from_at=from_at,
        until_at=from_at + PLANNED_AHEAD,
        letting_go=letting_go,
    )
    boosters = course.patient.appointments.filter(service__kind=ServiceKind.BOOSTER)
    free = _off_their_days(find(), boosters, course.location.zone)
    if wished := course.wished_practitioner:
        with_them = {slot.starts_at: slot for slot in find(practitioner=wished)}
        free = [with_them.get(slot.starts_at, slot) for slot in free]
    return free


def _off_their_days(
    free: Iterable[Slot], others: AppointmentQuerySet, zone: ZoneInfo
) -> list[Slot]:
    """Leave out the local days on which one of the others is still to come."""
    starts = others.to_come(timezone.now()).values_list("starts_at", flat=True)
    days = {starts_at.astimezone(zone).date() for starts_at in starts}
    return [each for each in free if each.starts_at.astimezone(zone).date() not in days]


def wishes_of(course: Course, count: int) -> series.Wishes:
    """Return what the planner is to keep for ``count`` more dates."""
    return series.Wishes(
        earliest_on=_today(course),
        count=count,
        times_a_week=course.times_a_week,
        least_gap_days=course.least_gap_days,
        window_days=course.window_days,
        weekdays=frozenset(course.weekdays),
        time_of_day=TimeOfDay(course.time_of_day) if course.time_of_day else None,
        practitioner_id=course.wished_practitioner_id,
    )


def as_slot(appointment: Appointment) -> Slot:
    """Return the time that an appointment takes, as the planner reads it."""
    part = Part(
        phase=0,
        practitioner_id=appointment.practitioner_id,
        place_id=None,
        room_id=None,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
    )
    return Slot(appointment.starts_at, appointment.ends_at, (part,))


def _today(course: Course) -> date:
    return timezone.now().astimezone(course.location.zone).date()


def _sorted(slots: Iterable[Slot]) -> list[Slot]:
    return sorted(slots, key=lambda slot: slot.starts_at)
