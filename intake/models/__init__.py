"""Tables of the intake, from the request to the signed review."""

from intake.models.alerts import AlertContact, AlertOutcome, StaffAlert
from intake.models.assessments import Assessment, FlagAcknowledgement
from intake.models.consents import Consent, ConsentDraft, ConsentKind, ConsentText
from intake.models.persons import SamePerson
from intake.models.policies import Policy, PolicySignature
from intake.models.questionnaires import (
    Questionnaire,
    QuestionnaireResponse,
    QuestionnaireStatus,
    ResponseStatus,
)
from intake.models.requests import (
    About,
    ConsultationRequest,
    RequestEvent,
    RequestEventKind,
    RequestStatus,
    unreached_patients,
)
from intake.models.reviews import Decision, Review, ReviewStage

__all__ = [
    "About",
    "AlertContact",
    "AlertOutcome",
    "Assessment",
    "Consent",
    "ConsentDraft",
    "ConsentKind",
    "ConsentText",
    "ConsultationRequest",
    "Decision",
    "FlagAcknowledgement",
    "Policy",
    "PolicySignature",
    "Questionnaire",
    "QuestionnaireResponse",
    "QuestionnaireStatus",
    "RequestEvent",
    "RequestEventKind",
    "RequestStatus",
    "ResponseStatus",
    "Review",
    "ReviewStage",
    "SamePerson",
    "StaffAlert",
    "unreached_patients",
]
