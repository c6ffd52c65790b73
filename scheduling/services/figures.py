"""The figures of a location for a period: from the first request to the last infusion.

A dozen aggregates over columns in clear, whatever the number of requests.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

from django.db.models import (
    Count,
    DateField,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Sum,
    TextChoices,
)
from django.db.models.functions import TruncWeek
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.models import Location, RoomKind
from clinic.periods import Period, monday_of
from intake.models import ConsultationRequest, RequestEventKind
from intake.services import figures as intake
from scheduling.intervals import Interval, merge, subtract
from scheduling.models import (
    Appointment,
    AppointmentStatus,
    Course,
    Reservation,
    ServiceKind,
)
from scheduling.services.diary import diary_of
from scheduling.slots import hours_there

CAME = [AppointmentStatus.ARRIVED, AppointmentStatus.FULFILLED]
NOTHING = timedelta(0)


class Step(TextChoices):
    """How far a request came. What a clinician decided is sealed, and no step."""

    ASKED = "asked", _("Asked for a consultation")
    SENT = "sent", _("Questionnaire sent")
    ANSWERED = "answered", _("Questionnaire answered")
    REVIEWED = "reviewed", _("Reviewed by a clinician")
    BOOKED = "booked", _("Consultation booked")
    CAME = "came", _("Came to the consultation")
    BEGUN = "begun", _("First infusion given")
    FINISHED = "finished", _("All infusions of a series given")


EVENTS = {
    Step.SENT: RequestEventKind.QUESTIONNAIRE_SENT,
    Step.ANSWERED: RequestEventKind.ANSWERED,
    Step.REVIEWED: RequestEventKind.REVIEWED,
}


@dataclass(frozen=True)
class VisitsOfWeek:
    """What became of the visits that were to begin in a week, up to now."""

    monday: date
    came: int = 0
    missed: int = 0
    cancelled: int = 0
    unmarked: int = 0


@dataclass(frozen=True)
class ChairsOfWeek:
    """Hours for which chairs were taken, of those in which they could have been."""

    monday: date
    taken: timedelta
    open: timedelta

    @property
    def share(self) -> float:
        """Between 0 and 1, or more where chairs were taken outside the hours."""
        return self.taken / self.open if self.open else 0


@dataclass(frozen=True)
class Figures:
    """What a manager sees; weeks are named by their Monday, and none is left out.

    ``steps`` are those of the requests that came in the period, up to today.
    """

    location: Location
    period: Period
    weeks: Sequence[tuple[date, int]]
    first_answers: intake.FirstAnswers
    completion: intake.Completion
    steps: Sequence[tuple[Step, int]]
    visits: Sequence[VisitsOfWeek]
    chairs: Sequence[ChairsOfWeek]

    @property
    def asked(self) -> int:
        return sum(count for _monday, count in self.weeks)

    @property
    def all_visits(self) -> VisitsOfWeek:
        return VisitsOfWeek(
            self.period.first,
            came=sum(week.came for week in self.visits),
            missed=sum(week.missed for week in self.visits),
            cancelled=sum(week.cancelled for week in self.visits),
            unmarked=sum(week.unmarked for week in self.visits),
        )

    @property
    def all_chairs(self) -> ChairsOfWeek:
        return ChairsOfWeek(
            self.period.first,
            taken=sum((week.taken for week in self.chairs), NOTHING),
            open=sum((week.open for week in self.chairs), NOTHING),
        )


def read_figures(location: Location, period: Period) -> Figures:
    """Count what happened at ``location`` in ``period``, in its own time.

    Fourteen queries, one more for each version of a questionnaire that this process has
    not read yet.
    """
    requests = intake.requests_received(location, period)
    by_week = intake.count_by_week(requests, location.zone)
    return Figures(
        location=location,
        period=period,
        weeks=[(monday, by_week.get(monday, 0)) for monday in period.mondays],
        first_answers=intake.first_answers(requests),
        completion=intake.completion(requests),
        steps=_steps(requests, sum(by_week.values())),
        visits=_visits(location, period),
        chairs=_chairs(location, period),
    )


def _steps(
    requests: "QuerySet[ConsultationRequest]", asked: int
) -> list[tuple[Step, int]]:
    reached = intake.count_reaching(requests, list(EVENTS.values()))
    counts = {
        Step.ASKED: asked,
        **{step: reached.get(kind, 0) for step, kind in EVENTS.items()},
        **_consultations(requests),
        **_series(requests),
    }
    return [(step, counts[step]) for step in Step]


def _consultations(requests: "QuerySet[ConsultationRequest]") -> dict[Step, int]:
    consultations = Appointment.objects.outside_courses().filter(
        consultation_request__in=requests
    )
    booked = ~Q(status=AppointmentStatus.PROPOSED)
    found = consultations.aggregate(
        booked=Count("consultation_request", distinct=True, filter=booked),
        came=Count("consultation_request", distinct=True, filter=Q(status__in=CAME)),
    )
    return {Step.BOOKED: found["booked"], Step.CAME: found["came"]}


def _series(requests: "QuerySet[ConsultationRequest]") -> dict[Step, int]:
    given = Q(
        appointments__service__kind=ServiceKind.INFUSION,
        appointments__status=AppointmentStatus.FULFILLED,
    )
    courses = Course.objects.filter(consultation_request__in=requests)
    found = courses.annotate(given=Count("appointments", filter=given)).aggregate(
        begun=Count("consultation_request", distinct=True, filter=Q(given__gt=0)),
        finished=Count(
            "consultation_request", distinct=True, filter=Q(given__gte=F("planned"))
        ),
    )
    return {Step.BEGUN: found["begun"], Step.FINISHED: found["finished"]}


def _visits(location: Location, period: Period) -> list[VisitsOfWeek]:
    begins_at, ends_at = period.window(location.zone)
    due = Appointment.objects.filter(
        location=location,
        starts_at__gte=begins_at,
        starts_at__lt=min(ends_at, timezone.now()),
    )
    week = TruncWeek("starts_at", tzinfo=location.zone, output_field=DateField())
    rows = due.order_by().annotate(week=week).values("week")
    found = rows.annotate(
        came=Count("pk", filter=Q(status__in=CAME)),
        missed=Count("pk", filter=Q(status=AppointmentStatus.NOSHOW)),
        cancelled=Count("pk", filter=Q(status=AppointmentStatus.CANCELLED)),
        unmarked=Count("pk", filter=Q(status=AppointmentStatus.BOOKED)),
    )
    by_week = {row.pop("week"): row for row in found}
    return [
        VisitsOfWeek(monday, **by_week.get(monday, {})) for monday in period.mondays
    ]


def _chairs(location: Location, period: Period) -> list[ChairsOfWeek]:
    chairs = list(location.rooms.filter(kind=RoomKind.INFUSION_CHAIR))
    window = period.window(location.zone)
    taken = _taken(chairs, location, window)
    opened = _by_week(_open(location, window), location, period)
    return [
        ChairsOfWeek(
            monday,
            taken=taken.get(monday, NOTHING),
            open=len(chairs) * opened.get(monday, NOTHING),
        )
        for monday in period.mondays
    ]


def _taken(
    chairs: Iterable, location: Location, window: Interval
) -> dict[date, timedelta]:
    """Return by week for how long chairs are reserved; visits end the day they began.

    Also to be cleaned, and for what is on offer: nobody else can have them then.
    """
    reserved = Reservation.objects.standing(timezone.now()).filter(
        room__in=chairs, during__overlap=window
    )
    week = TruncWeek(
        F("during__startswith"), tzinfo=location.zone, output_field=DateField()
    )
    length = ExpressionWrapper(
        F("during__endswith") - F("during__startswith"), output_field=DurationField()
    )
    rows = reserved.order_by().annotate(week=week).values_list("week")
    return dict(rows.annotate(length=Sum(length)))


def _open(location: Location, window: Interval) -> list[Interval]:
    """Return when somebody works there, without the closures."""
    people_and_rooms = diary_of(location, window)
    worked = chain.from_iterable(
        hours_there(person, location.zone, window)
        for person in people_and_rooms.practitioners
    )
    return subtract(merge(worked), people_and_rooms.closures)


def _by_week(
    intervals: Iterable[Interval], location: Location, period: Period
) -> dict[date, timedelta]:
    """Add up by Monday what lies in the period; hours end the day they begin."""
    by_week: dict[date, timedelta] = {}
    for starts_at, ends_at in intervals:
        day = _local_day(starts_at, location)
        if period.first <= day <= period.last:
            monday = monday_of(day)
            length = ends_at - starts_at
            by_week[monday] = by_week.get(monday, NOTHING) + length
    return by_week


def _local_day(moment: datetime, location: Location) -> date:
    return moment.astimezone(location.zone).date()
