"""How far a patient has come, told through the services that really do it."""

from django.urls import reverse

from clinic.access.actors import PatientSession
from clinic.access.models import LinkPurpose
from clinic.access.roles import Role
from intake import addresses, services
from intake.models import (
    Assessment,
    ConsultationRequest,
    Decision,
    QuestionnaireResponse,
    RequestStatus,
    ResponseStatus,
)
from intake.questionnaires.initial import initial_answers
from intake.questionnaires.loading import load
from tests.factories import (
    RECEIVED_AT,
    ConsultationRequestFactory,
    UserFactory,
    staff,
)
from tests.intake.eligibility.patients import HEALTHY


def unsigned(**request) -> ConsultationRequest:
    """A request whose patient was sent the questionnaire."""
    consultation_request = ConsultationRequestFactory(**request)
    services.send_questionnaire(
        consultation_request, actor=UserFactory(), version=consultation_request.version
    )
    consultation_request.refresh_from_db()
    return consultation_request


def invited(**request) -> ConsultationRequest:
    """A request whose patient was sent the questionnaire and has signed the texts."""
    consultation_request = unsigned(**request)
    sign_consents(consultation_request)
    return consultation_request


def sign_consents(
    consultation_request: ConsultationRequest, signature: str = "Jordan Lee"
) -> None:
    """Let the patient sign what is still to be signed before the questions."""
    for text in services.texts_to_sign(consultation_request):
        services.sign_consent(
            consultation_request, text.kind, seen=text.sha256, signature=signature
        )


def sign_treatment(
    consultation_request: ConsultationRequest, signature: str = "Jordan Lee"
) -> None:
    """Let the patient sign the consent to treatment; refused where none is asked."""
    text = services.treatment_text_to_sign(consultation_request)
    services.sign_consent(
        consultation_request, text.kind, seen=text.sha256, signature=signature
    )


def asked(resource: dict, **request) -> ConsultationRequest:
    """A request whose patient is to answer a form that the clinic has imported."""
    consultation_request = ConsultationRequestFactory(
        status=RequestStatus.QUESTIONNAIRE_SENT, **request
    )
    version, _ = services.store_questionnaire(resource)
    QuestionnaireResponse.objects.create(
        consultation_request=consultation_request,
        questionnaire=version,
        answers=initial_answers(load(resource).sections),
        language="en",
        started_at=RECEIVED_AT,
        saved_at=RECEIVED_AT,
    )
    sign_consents(consultation_request)
    return consultation_request


def draft_of(consultation_request: ConsultationRequest) -> QuestionnaireResponse:
    return consultation_request.responses.get(status=ResponseStatus.IN_PROGRESS)


def address_of(draft: QuestionnaireResponse, path: str) -> str:
    """Return where this patient finds the page with this path."""
    token = addresses.page_token(draft.pk, path)
    return reverse("intake:questionnaire-page", args=[token])


def answered(answers=HEALTHY, **request) -> ConsultationRequest:
    """A request whose patient has sent ``answers``, healthy ones unless given."""
    consultation_request = invited(**request)
    draft = draft_of(consultation_request)
    draft.answers = answers
    draft.save()
    services.send_answers(draft)
    consultation_request.refresh_from_db()
    return consultation_request


def asking(decision: Decision) -> dict[str, list[str]]:
    """Return what a decision of this kind asks again: of more information, strokes."""
    return {"asked": ["stroke"]} if decision == Decision.MORE_INFORMATION else {}


def send_again(consultation_request: ConsultationRequest) -> None:
    """Let the patient answer what is asked again as it is, and send it."""
    draft = services.open_answers(consultation_request)
    while page := draft.next_page:
        assert page.is_complete
        services.save_page(draft.response, page.path, page.answers, asking=draft.asking)
        draft = services.open_answers(consultation_request)
    services.send_answers(draft.response)


def assessment_of(consultation_request: ConsultationRequest) -> Assessment:
    return Assessment.objects.get(
        response__consultation_request=consultation_request, is_provisional=False
    )


def resolve_alerts(
    consultation_request: ConsultationRequest, by, note: str = "Reached at home"
) -> None:
    """Let ``by`` resolve every alert: a decision waits for that."""
    for alert in consultation_request.alerts.all():
        services.acknowledge_alert(alert, actor=by)
        services.resolve_alert(alert, resolution(note), actor=by)


def resolution(note: str = "Reached at home") -> services.Resolution:
    """How an alert ends well."""
    return services.Resolution(["patient"], "safe", note)


def suitable(**request) -> ConsultationRequest:
    """A request that a clinician has found suitable."""
    consultation_request = answered(**request)
    services.sign_review(
        assessment_of(consultation_request),
        Decision.SUITABLE,
        reason="Nothing against it",
        actor=staff(Role.CLINICIAN, consultation_request.location),
    )
    consultation_request.refresh_from_db()
    return consultation_request


def session(
    consultation_request: ConsultationRequest, purpose: LinkPurpose, about=None
) -> PatientSession:
    """Return the patient at work, as if their link had been opened and confirmed."""
    about = about or consultation_request
    return PatientSession(consultation_request.patient_id, purpose, about.pk, about.pk)
