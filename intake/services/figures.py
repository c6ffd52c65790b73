"""What a manager counts of requests and questionnaires: how many, never who.

All of it comes from columns in clear. What patients answered and what a clinician
decided stay sealed, so nothing here tells of them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import (
    Count,
    DateField,
    DurationField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.functions import TruncWeek
from django.utils import timezone
from django.utils.translation import get_language

from clinic.db import Percentile
from clinic.models import Location
from clinic.periods import Period
from intake.models import (
    ConsultationRequest,
    QuestionnaireResponse,
    RequestEvent,
    RequestEventKind,
    RequestStatus,
    ResponseStatus,
)
from intake.questionnaires.definition import Questionnaire
from intake.services.assessments import loaded

# What a patient hears of. That a call was tried is no answer, nor is a note.
ANSWERS = [
    RequestEventKind.LEFT_MESSAGE,
    RequestEventKind.SPOKE,
    RequestEventKind.QUESTIONNAIRE_SENT,
    RequestEventKind.SCHEDULED,
]
LIMITS = [
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(days=1),
    timedelta(days=2),
    timedelta(days=7),
]
FEWEST_TO_NAME_A_PAGE = 5


@dataclass(frozen=True)
class FirstAnswers:
    """How long those who used the form waited to hear from the clinic, day and night.

    ``within`` counts the answers given within each of ``LIMITS``, and not within the
    one before; ``later`` those after the last. Nobody answered, no ``median``.
    """

    asked: int
    answered: int
    median: timedelta | None
    ninth_tenth: timedelta | None
    within: Sequence[tuple[timedelta, int]]

    @property
    def later(self) -> int:
        return self.answered - sum(count for _limit, count in self.within)

    @property
    def waiting(self) -> int:
        return self.asked - self.answered


@dataclass(frozen=True)
class Stop:
    """A page that was the last one saved, and by how many."""

    title: str
    count: int


@dataclass(frozen=True)
class Completion:
    """What became of the questionnaires that were sent out.

    Who was away for two days has stopped: before the first page, or after one of
    ``stops``, in the order of the form. Pages where fewer than five stopped are not
    named; ``elsewhere`` counts all of those together.
    """

    sent_out: int
    sent_back: int
    under_way: int
    not_begun: int
    stops: Sequence[Stop]
    elsewhere: int


def requests_received(
    location: Location, period: Period
) -> "QuerySet[ConsultationRequest]":
    """Return the requests that came in the period, without suspected spam."""
    begins_at, ends_at = period.window(location.zone)
    received = ConsultationRequest.objects.filter(
        location=location, received_at__gte=begins_at, received_at__lt=ends_at
    )
    return received.exclude(status=RequestStatus.SUSPECT)


def count_by_week(
    requests: "QuerySet[ConsultationRequest]", zone: ZoneInfo
) -> dict[date, int]:
    """Return how many came, by the Monday of the week; weeks without any are not in."""
    week = TruncWeek("received_at", tzinfo=zone, output_field=DateField())
    return dict(
        requests.order_by()
        .annotate(week=week)
        .values_list("week")
        .annotate(count=Count("pk"))
    )


def first_answers(requests: "QuerySet[ConsultationRequest]") -> FirstAnswers:
    """Tell how long it took to the first answer; calls and walk-ins need none."""
    taken_at_the_desk = RequestEvent.objects.filter(
        consultation_request=OuterRef("pk"),
        kind=RequestEventKind.RECEIVED,
        by__isnull=False,
    )
    waited = F("answered_at") - F("received_at")
    found = (
        requests.filter(~Exists(taken_at_the_desk))
        .annotate(answered_at=Min("events__at", filter=Q(events__kind__in=ANSWERS)))
        .aggregate(
            asked=Count("pk"),
            answered=Count("answered_at"),
            median=Percentile(waited, fraction=0.5, output_field=DurationField()),
            ninth=Percentile(waited, fraction=0.9, output_field=DurationField()),
            **{f"within_{number}": _within(number) for number in range(len(LIMITS))},
        )
    )
    return FirstAnswers(
        asked=found["asked"],
        answered=found["answered"],
        median=found["median"],
        ninth_tenth=found["ninth"],
        within=[
            (limit, found[f"within_{number}"]) for number, limit in enumerate(LIMITS)
        ],
    )


def count_reaching(
    requests: "QuerySet[ConsultationRequest]", kinds: Sequence[RequestEventKind]
) -> Mapping[str, int]:
    """Return how many of the requests have an event of each kind, or several."""
    events = RequestEvent.objects.filter(
        consultation_request__in=requests, kind__in=kinds
    )
    counted = events.order_by().values_list("kind")
    return dict(counted.annotate(Count("consultation_request", distinct=True)))


def completion(requests: "QuerySet[ConsultationRequest]") -> Completion:
    """Tell how many sent their answers, and after which page the others stopped.

    Questions that a clinician asks once more do not count.
    """
    responses = QuestionnaireResponse.objects.filter(
        consultation_request__in=requests, asked_by=None
    ).order_by()
    totals = responses.aggregate(
        out=Count("pk"), back=Count("pk", filter=Q(status=ResponseStatus.COMPLETED))
    )
    left = responses.left(timezone.now())
    rows = left.values_list("questionnaire", "last_page").annotate(count=Count("pk"))
    stopped = list(rows.order_by("questionnaire__version"))
    at_pages = _stops([row for row in stopped if row[1]])
    named = [stop for stop in at_pages if stop.count >= FEWEST_TO_NAME_A_PAGE]
    return Completion(
        sent_out=totals["out"],
        sent_back=totals["back"],
        under_way=totals["out"] - totals["back"] - sum(row[2] for row in stopped),
        not_begun=sum(count for _version, page, count in stopped if not page),
        stops=named,
        elsewhere=sum(stop.count for stop in at_pages if stop not in named),
    )


def _within(number: int) -> Count:
    inside = Q(answered_at__lte=F("received_at") + LIMITS[number])
    if number:
        inside &= Q(answered_at__gt=F("received_at") + LIMITS[number - 1])
    return Count("pk", filter=inside)


def _stops(rows: Sequence[tuple]) -> list[Stop]:
    """Add up the versions of a form; a page is called as in the last that has it."""
    counts: Counter[str] = Counter()
    pages: dict[str, tuple[int, str]] = {}
    for version, link_id, count in rows:
        counts[link_id] += count
        pages[link_id] = _place_and_title(loaded(version), link_id)
    in_order = sorted(counts, key=pages.__getitem__)
    return [Stop(pages[link_id][1], counts[link_id]) for link_id in in_order]


def _place_and_title(questionnaire: Questionnaire, link_id: str) -> tuple[int, str]:
    item = questionnaire.item(link_id)
    place = questionnaire.items.index(item)
    return place, item.text.in_language(get_language() or "") or link_id
