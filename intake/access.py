"""Which patients staff see through their requests, and where patient links lead."""

from clinic.access import purposes
from clinic.access.models import LinkPurpose
from clinic.models import Patient, User
from clinic.visibility import patients_through
from intake.gates import may_sign_treatment
from intake.models import ConsultationRequest, RequestStatus, ReviewStage


def patients_with_requests(user: User):
    return ConsultationRequest.objects.visible_to(user).values("patient")


def requests_to_answer(patient: Patient):
    return patient.consultation_requests.filter(status=RequestStatus.QUESTIONNAIRE_SENT)


def requests_to_treat(patient: Patient):
    """Requests for which a clinician has found infusions suitable."""
    reviewed = patient.consultation_requests.filter(
        reviews__stage=ReviewStage.CONSULTATION
    )
    return [
        consultation_request
        for consultation_request in reviewed.distinct()
        if may_sign_treatment(consultation_request)
    ]


patients_through(patients_with_requests)
purposes.register(
    LinkPurpose.QUESTIONNAIRE,
    "intake:questionnaire-start",
    still_open=requests_to_answer,
)
purposes.register(
    LinkPurpose.COURSE, "intake:treatment-consent", still_open=requests_to_treat
)
