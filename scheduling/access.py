"""Which patients staff see through appointments, and where patient links lead."""

from django.utils import timezone

from clinic.access import purposes
from clinic.access.models import LinkPurpose
from clinic.models import Patient, User
from clinic.visibility import patients_through
from intake.models import RequestStatus
from scheduling.models import Appointment


def patients_with_appointments(user: User):
    return Appointment.objects.visible_to(user).values("patient")


def requests_to_book(patient: Patient):
    return patient.consultation_requests.filter(status=RequestStatus.REVIEWED)


def appointments_to_come(patient: Patient):
    return patient.appointments.booked().filter(ends_at__gt=timezone.now())


patients_through(patients_with_appointments)
purposes.register(
    LinkPurpose.BOOK, "scheduling:appointment-book", still_open=requests_to_book
)
purposes.register(
    LinkPurpose.APPOINTMENT, "scheduling:appointment", still_open=appointments_to_come
)
