"""Patients whose way to an appointment is open, as many as a benchmark needs."""

from django.test import Client
from django.utils import timezone

from benchmarks.web import Visitor, Web
from clinic.access.models import LinkPurpose
from clinic.models import Location
from intake.models import ConsultationRequest, RequestStatus, Review
from tests.clinic.access.people import come_in
from tests.factories import ConsultationRequestFactory, PatientFactory
from tests.scheduling.stories import ready


def ready_many(location: Location, count: int) -> list[ConsultationRequest]:
    """Store requests that were found suitable: the first by the services, then copies.

    A copy has the review of the first, by which the gate is opened.
    """
    first = ready(location)
    review = first.reviews.get()
    return [first, *(_copy(first, review) for _ in range(count - 1))]


def _copy(first: ConsultationRequest, review: Review) -> ConsultationRequest:
    consultation_request = ConsultationRequestFactory(
        patient=PatientFactory(),
        location=first.location,
        status=RequestStatus.REVIEWED,
    )
    Review.objects.create(
        consultation_request=consultation_request,
        assessment=review.assessment,
        stage=review.stage,
        decision=review.decision,
        reason=review.reason,
        signed_by=review.signed_by,
        signed_at=timezone.now(),
    )
    return consultation_request


def visitor(web: Web, consultation_request: ConsultationRequest) -> Visitor:
    """Let the patient come by the link, from a network address of their own."""
    octets = consultation_request.pk.bytes[:3]
    client = Client(REMOTE_ADDR="10." + ".".join(map(str, octets)))
    come_in(
        client,
        consultation_request.patient,
        purpose=LinkPurpose.BOOK,
        about=consultation_request,
    )
    return web.visitor(client)
