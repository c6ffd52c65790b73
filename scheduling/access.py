"""What earlier apps learn: whom staff see, what is booked, where patient links lead."""

from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from clinic.access import purposes
from clinic.access.models import LinkPurpose
from clinic.models import Location, Patient, User
from clinic.visibility import patients_through
from intake.appointments import (
    booked_through,
    consulted_through,
    expected_through,
    mailed_about,
    treated_through,
)
from intake.models import ConsultationRequest, RequestStatus
from intake.opening import closed_through
from intake.services import may_choose_time
from scheduling.models import Appointment, Closure, WaitlistOffer


def patients_with_appointments(user: User):
    return Appointment.objects.visible_to(user).values("patient")


def ends_of_appointments(consultation_request: ConsultationRequest):
    return consultation_request.appointments.kept().values_list("ends_at", flat=True)


def requests_expected(since: datetime, until: datetime):
    starting = Appointment.objects.booked().filter(
        starts_at__gte=since, starts_at__lt=until
    )
    return starting.order_by().values("consultation_request")


def start_of_consultation(request_id: OuterRef) -> Subquery:
    """The last one counts: who missed the first has booked another."""
    consultations = Appointment.objects.kept().outside_courses()
    latest = consultations.filter(consultation_request=request_id).order_by(
        "-starts_at"
    )
    return Subquery(latest.values("starts_at")[:1])


def count_of_infusions(consultation_request: ConsultationRequest) -> int:
    booked = consultation_request.appointments.to_come(timezone.now())
    return booked.treatments().count()


def closures_since(location: Location, since: datetime):
    """Closures of the location or of the whole clinic, not of one practitioner."""
    here = Q(location=None) | Q(location=location)
    closures = Closure.objects.filter(here, practitioner=None, ends_at__gt=since)
    return closures.values_list("starts_at", "ends_at")


def pages_of_visits(consultation_request: ConsultationRequest) -> dict[UUID, str]:
    """Return what its patient is mailed about; of a course no page is the desk's."""
    appointments = consultation_request.appointments.values_list("pk", flat=True)
    courses = consultation_request.courses.values_list("pk", flat=True)
    offers = WaitlistOffer.objects.filter(
        entry__consultation_request=consultation_request
    ).values_list("pk", "entry")
    return {
        **{pk: _admin_page("appointment", pk) for pk in appointments},
        **dict.fromkeys(courses, ""),
        **{pk: _admin_page("waitlistentry", entry) for pk, entry in offers},
    }


def requests_to_book(patient: Patient):
    """Requests found suitable: a link that only leads to "call us" is not mailed."""
    return [
        consultation_request
        for consultation_request in patient.consultation_requests.filter(
            status=RequestStatus.REVIEWED
        )
        if may_choose_time(consultation_request)
    ]


def appointments_to_come(patient: Patient):
    return patient.appointments.booked().filter(ends_at__gt=timezone.now())


def offers_to_answer(patient: Patient):
    return WaitlistOffer.objects.standing(timezone.now()).filter(entry__patient=patient)


def _admin_page(model: str, pk: UUID) -> str:
    return reverse(f"admin:scheduling_{model}_change", args=[pk])


patients_through(patients_with_appointments)
booked_through(ends_of_appointments)
expected_through(requests_expected)
consulted_through(start_of_consultation)
treated_through(count_of_infusions)
closed_through(closures_since)
mailed_about(pages_of_visits)
purposes.register(
    LinkPurpose.BOOK, "scheduling:appointment-book", still_open=requests_to_book
)
purposes.register(
    LinkPurpose.APPOINTMENT, "scheduling:appointment", still_open=appointments_to_come
)
purposes.register(
    LinkPurpose.WAITLIST, "scheduling:appointment", still_open=offers_to_answer
)
purposes.lead_on(LinkPurpose.COURSE, "scheduling:course")
