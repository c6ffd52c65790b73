"""Who waits for a date at a location: to be seen first, or for the rest of a series."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, F, Prefetch, Q

from clinic.audit.recording import record
from clinic.models import Location, User
from intake.models import (
    ConsultationRequest,
    Decision,
    RequestStatus,
    Review,
    ReviewStage,
)
from scheduling.models import (
    Appointment,
    AppointmentStatus,
    Course,
    Service,
    ServiceKind,
)
from scheduling.services.diary import consultation_service
from scheduling.services.planning import missing_dates

LISTED_AT_MOST = 50
DATED = [
    AppointmentStatus.BOOKED,
    AppointmentStatus.ARRIVED,
    AppointmentStatus.FULFILLED,
]


@dataclass(frozen=True)
class Undated:
    """A request with the service that has no date yet, and how many dates it needs."""

    consultation_request: ConsultationRequest
    service: Service
    missing: int = 1


def undated(location: Location, *, actor: User) -> list[Undated]:
    """Return who waits there for a date, who asked first first; record the look.

    Of requests that were found suitable and of courses the newest fifty each.
    Eight queries, whatever their number.
    """
    found = [*_consultations(location, actor), *_infusions(location, actor)]
    if found:
        patients = [each.consultation_request.patient for each in found]
        record("list", patients, fields=["name"])
    return sorted(found, key=lambda each: each.consultation_request.received_at)


def _consultations(location: Location, actor: User) -> Iterator[Undated]:
    service = consultation_service(location)
    if service is None:
        return
    reviews = Review.objects.current().filter(stage=ReviewStage.INTAKE)
    requests = (
        ConsultationRequest.objects.visible_to(actor)
        .filter(location=location, status=RequestStatus.REVIEWED)
        .select_related("patient")
        .prefetch_related(Prefetch("reviews", reviews))
        .order_by("-received_at")[:LISTED_AT_MOST]
    )
    for each in _found_suitable(list(requests)):
        yield Undated(each, service)


def _found_suitable(
    requests: Iterable[ConsultationRequest],
) -> Iterator[ConsultationRequest]:
    reviews = [review for each in requests for review in each.reviews.all()]
    if reviews:
        record("view", reviews, fields=["decision"])
    for each in requests:
        if any(one.decision == Decision.SUITABLE for one in each.reviews.all()):
            yield each


def _infusions(location: Location, actor: User) -> Iterator[Undated]:
    is_dated = Q(service__kind=ServiceKind.INFUSION, status__in=DATED)
    dated = Appointment.objects.filter(is_dated).only("course")
    is_dated_of_course = Q(
        appointments__service__kind=ServiceKind.INFUSION,
        appointments__status__in=DATED,
    )
    courses = (
        Course.objects.visible_to(actor)
        .open()
        .filter(location=location)
        .alias(dates=Count("appointments", filter=is_dated_of_course))
        .filter(dates__lt=F("planned"))
        .select_related("consultation_request__patient", "service")
        .prefetch_related(Prefetch("appointments", dated))
        .order_by("-created_at")[:LISTED_AT_MOST]
    )
    for course in courses:
        if missing := missing_dates(course, course.appointments.all()):
            yield Undated(course.consultation_request, course.service, missing)
