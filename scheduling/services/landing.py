"""How much waits for somebody of staff today, in numbers: nobody is named."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q, QuerySet

from clinic.models import Location, User
from clinic.outbox.models import Message
from intake.models import ConsultationRequest, Policy
from intake.queues import OPEN, SUSPECT, Queue, Whose, parts_of
from intake.services import consultation_queue, review_queue
from scheduling.hours import whole_day
from scheduling.models import Appointment, WaitlistEntry
from scheduling.services.refilling import to_refill

MAIL_IS_LATE = timedelta(minutes=10)
DESK_QUEUES = [
    Queue.LATE,
    Queue.NEW,
    Queue.CALL,
    Queue.MINE,
    Queue.CLINICIAN,
    Queue.SUSPECT,
]


@dataclass(frozen=True)
class DeskWork:
    """How many requests are in each queue, since when the oldest new one waits."""

    counts: dict[Queue, int]
    oldest_new_at: datetime | None
    mine_late: int


@dataclass(frozen=True)
class Decisions:
    """How many requests wait for a clinician; ``mine`` are assigned to who asks."""

    intakes: int
    mine: int
    booked: int


@dataclass(frozen=True)
class Arrivals:
    """How many are still to arrive at a location on its own today."""

    location: Location
    day: date
    to_come: int


@dataclass(frozen=True)
class Times:
    """How many cancelled times nobody has taken, and how many wait for one."""

    to_refill: int
    waiting: int


@dataclass(frozen=True)
class MailQueue:
    """How many mails were given up, and since when the oldest should have left."""

    dead: int
    waiting_since: datetime | None


def urgent_requests(user: User) -> int:
    """Return how many requests have an alert that nobody has resolved."""
    requests = ConsultationRequest.objects.visible_to(user)
    return Queue.URGENT.of(requests, user).count()


def desk_work(user: User) -> DeskWork:
    """Count what waits in the queues of requests, with one query."""
    requests = ConsultationRequest.objects.visible_to(user).with_is_unreached()
    late_and_mine = Queue.LATE.condition(user) & Q(assignee=user)
    counted = {
        queue.value: Count("pk", filter=queue.condition(user)) for queue in DESK_QUEUES
    }
    found = requests.filter(OPEN | SUSPECT).aggregate(
        **counted,
        oldest_new_at=Min("received_at", filter=Queue.NEW.condition(user)),
        mine_late=Count("pk", filter=late_and_mine),
    )
    counts = {queue: found[queue.value] for queue in DESK_QUEUES}
    return DeskWork(counts, found["oldest_new_at"], found["mine_late"])


def decisions_waiting(user: User) -> Decisions:
    """Count what the lists of a clinician hold, with three queries."""
    parts = dict(parts_of(review_queue(user), user))
    booked = consultation_queue(user).count()
    return Decisions(parts[Whose.ALL], parts[Whose.MINE], booked)


def is_policy_drafted() -> bool:
    """Say whether the numbers of a draft wait for signatures, with one query."""
    return Policy.objects.drafts().exists()


def arrivals_today(user: User, now: datetime) -> list[Arrivals]:
    """Count who is still to arrive, location by location, with two queries."""
    locations = list(
        user.locations_with("scheduling.view_appointment").order_by("name")
    )
    to_come = Appointment.objects.booked().filter(_today_at(locations, now))
    counted = to_come.order_by().values("location").annotate(number=Count("pk"))
    numbers = dict(counted.values_list("location", "number"))
    return [
        Arrivals(
            location,
            now.astimezone(location.zone).date(),
            numbers.get(location.pk, 0),
        )
        for location in locations
    ]


def times_to_fill(user: User, now: datetime) -> Times:
    """Count times without a patient and patients without a time, with two queries."""
    cancelled = to_refill(Appointment.objects.visible_to(user), now)
    waiting = WaitlistEntry.objects.visible_to(user).standing()
    return Times(cancelled.count(), waiting.count())


def mail_queue() -> MailQueue:
    """Say whether mail leaves, with two queries; it belongs to no location."""
    return MailQueue(Message.objects.dead().count(), Message.objects.oldest_waiting())


def mail_is_late_since(now: datetime) -> datetime | None:
    """Return when the oldest mail should have left, if that is over ten minutes ago."""
    since = Message.objects.oldest_waiting()
    return since if since and since + MAIL_IS_LATE < now else None


def closed_to_requests(user: User) -> QuerySet[Location]:
    """Return the locations that ``user`` keeps and that take no requests."""
    kept = user.locations_with("clinic.change_location")
    return kept.exclude(pk__in=Location.objects.accepting_requests().values("pk"))


def _today_at(locations: Iterable[Location], now: datetime) -> Q:
    """Return the condition to start today, by the clock of each location."""
    in_zone: dict[ZoneInfo, list[Location]] = defaultdict(list)
    for location in locations:
        in_zone[location.zone].append(location)
    nowhere = Q(pk__in=[])
    return reduce(
        or_,
        (_on_day(there, zone, now) for zone, there in in_zone.items()),
        nowhere,
    )


def _on_day(locations: list[Location], zone: ZoneInfo, now: datetime) -> Q:
    begins, ends = whole_day(now.astimezone(zone).date(), zone)
    return Q(location__in=locations, starts_at__gte=begins, starts_at__lt=ends)
