"""A course as the clinician reads it: its dates, what is left, and what comes next."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from clinic.audit.recording import record
from intake.decisions import current_review
from intake.models import Review, ReviewStage
from scheduling import series
from scheduling.models import (
    Appointment,
    AppointmentStatus,
    Course,
    CourseStatus,
    ServiceKind,
)
from scheduling.services.planning import (
    Progress,
    as_slot,
    infusions,
    plan_dates,
    progress_of,
)


@dataclass(frozen=True)
class CourseReading:
    """What the page shows of a course.

    ``appointments`` are all that were booked, the cancelled too; ``window`` is its
    first and last local day. ``decision`` is the newest after the consultation, if it
    has one. ``way_on`` is the planner's word on the infusions without
    a date, ``next_booster_on`` when one would be due: each None where there is nothing
    to say.
    """

    course: Course
    decision: Review | None
    appointments: Sequence[Appointment]
    progress: Progress
    window: tuple[date, date] | None
    way_on: series.Proposal | series.NoSeries | None
    is_paused: bool
    follow_up: Appointment | None
    next_booster_on: date | None


def read_course(course: Course) -> CourseReading:
    """Open the course, with its outcome and who it is about, and record the look."""
    record("view", course.patient, fields=["name", "born_on"])
    record("view", course, fields=["outcome", "end_reason"])
    appointments = list(
        course.appointments.exclude(status=AppointmentStatus.PROPOSED).select_related(
            "location", "practitioner__user", "service"
        )
    )
    record("view", appointments)
    progress = progress_of(course)
    standing = [
        each for each in infusions(course) if each.status != AppointmentStatus.PROPOSED
    ]
    return CourseReading(
        course=course,
        decision=_decision_on(course),
        appointments=appointments,
        progress=progress,
        window=_window(course, standing),
        way_on=_way_on(course, standing, progress),
        is_paused=_is_paused(course),
        follow_up=_follow_up(appointments),
        next_booster_on=_next_booster_on(course, appointments, progress),
    )


def _decision_on(course: Course) -> Review | None:
    review = current_review(course.consultation_request, ReviewStage.CONSULTATION)
    if review:
        record("view", review, fields=["decision"])
    return review


def _window(
    course: Course, standing: Sequence[Appointment]
) -> tuple[date, date] | None:
    if not standing:
        return None
    first = _local_day(standing[0])
    return first, first + timedelta(days=course.window_days - 1)


def _way_on(
    course: Course, standing: Sequence[Appointment], progress: Progress
) -> series.Proposal | series.NoSeries | None:
    if not progress.missing or not standing or course.status == CourseStatus.COMPLETED:
        return None
    held = course.appointments.held()
    return plan_dates(course, map(as_slot, standing), progress.missing, list(held))


def _is_paused(course: Course) -> bool:
    """Whether the rest of the series waits for a clinician's word."""
    is_open = course.status != CourseStatus.COMPLETED
    return is_open and course.pause_after is not None and course.gone_ahead_at is None


def _follow_up(appointments: Sequence[Appointment]) -> Appointment | None:
    """Return the last one that was not cancelled."""
    kept = [
        each
        for each in _kept(appointments)
        if each.service.kind == ServiceKind.FOLLOW_UP
    ]
    return kept[-1] if kept else None


def _next_booster_on(
    course: Course, appointments: Sequence[Appointment], progress: Progress
) -> date | None:
    """Return a month after the last infusion or booster, once all infusions are given.

    Monthly boosters after a series: clinical.md 5.
    """
    treatments = [each for each in _kept(appointments) if each.service.is_treatment]
    is_over = course.status == CourseStatus.COMPLETED
    is_under_way = progress.missing or progress.given < progress.planned
    if is_over or is_under_way or any(each.is_to_come for each in treatments):
        return None
    return month_after(_local_day(treatments[-1]))


def month_after(day: date) -> date:
    """Return the same day of the next month, or its last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _kept(appointments: Sequence[Appointment]) -> list[Appointment]:
    gone = {AppointmentStatus.CANCELLED, AppointmentStatus.NOSHOW}
    return [each for each in appointments if each.status not in gone]


def _local_day(appointment: Appointment) -> date:
    return timezone.localdate(appointment.starts_at, appointment.location.zone)
