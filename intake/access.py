"""Which patients staff see through their requests, and where patient links lead."""

from clinic.access import purposes
from clinic.access.models import LinkPurpose
from clinic.models import Patient, User
from clinic.visibility import patients_through
from intake.models import ConsultationRequest, RequestStatus


def patients_with_requests(user: User):
    return ConsultationRequest.objects.visible_to(user).values("patient")


def requests_to_answer(patient: Patient):
    return patient.consultation_requests.filter(status=RequestStatus.QUESTIONNAIRE_SENT)


patients_through(patients_with_requests)
purposes.register(
    LinkPurpose.QUESTIONNAIRE,
    "intake:questionnaire-start",
    still_open=requests_to_answer,
)
