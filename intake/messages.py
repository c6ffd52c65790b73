"""The mails that intake sends. None names a treatment, a reason or an answer."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.access.links import link_for
from clinic.access.models import LinkPurpose
from clinic.outbox.kinds import Mail, message
from clinic.outbox.letters import called, letter
from clinic.outbox.preferences import preferences_address
from clinic.outbox.wordings import Letter
from intake import wordings
from intake.decisions import may_choose_time
from intake.gates import may_sign_treatment, treatment_text_to_sign
from intake.models import (
    ConsultationRequest,
    QuestionnaireResponse,
    RequestStatus,
    StaffAlert,
)


@message(
    "request-received",
    model=ConsultationRequest,
    label=gettext_lazy("Request received"),
)
def request_received(consultation_request: ConsultationRequest) -> Mail:
    words = wordings.RECEIVED.filled(reference=consultation_request.reference)
    return letter(
        words.subject,
        *words.paragraphs,
        name=called(consultation_request.patient),
    )


@message(
    "request-waiting",
    model=ConsultationRequest,
    label=gettext_lazy("A request is waiting"),
)
def request_waiting(consultation_request: ConsultationRequest) -> Mail | None:
    if consultation_request.status not in {RequestStatus.NEW, RequestStatus.SUSPECT}:
        return None
    return letter(
        _("A new request is waiting"),
        _("Somebody asks for an appointment at %s.") % consultation_request.location,
        link=_staff_address(
            "admin:intake_consultationrequest_change", consultation_request
        ),
        link_text=_("Open the request"),
    )


@message(
    "questionnaire-ready",
    model=ConsultationRequest,
    label=gettext_lazy("Link to the questionnaire"),
)
def questionnaire_ready(consultation_request: ConsultationRequest) -> Mail | None:
    return _questionnaire(consultation_request, wordings.READY)


@message(
    "questionnaire-more",
    model=ConsultationRequest,
    label=gettext_lazy("Link to some more questions"),
)
def questionnaire_more(consultation_request: ConsultationRequest) -> Mail | None:
    return _questionnaire(consultation_request, wordings.MORE)


@message(
    wordings.UNFINISHED,
    model=QuestionnaireResponse,
    label=gettext_lazy("Reminder of questions that are left"),
)
def questionnaire_unfinished(response: QuestionnaireResponse) -> Mail | None:
    unfinished = QuestionnaireResponse.objects.unfinished(timezone.now())
    if not unfinished.filter(pk=response.pk).exists():
        return None
    consultation_request = response.consultation_request
    words = wordings.LEFT.filled(days=wordings.QUESTIONNAIRE_DAYS)
    return letter(
        words.subject,
        *words.paragraphs,
        name=called(consultation_request.patient),
        link=_questionnaire_link(consultation_request),
        link_text=_("Go on"),
        unsubscribe=preferences_address(consultation_request.patient),
    )


@message(
    "answers-waiting",
    model=ConsultationRequest,
    label=gettext_lazy("A review is waiting"),
)
def answers_waiting(consultation_request: ConsultationRequest) -> Mail | None:
    if consultation_request.status != RequestStatus.ANSWERED:
        return None
    return letter(
        _("A review is waiting"),
        _("A request at %s waits for a clinician.") % consultation_request.location,
        link=_staff_address("intake:review-detail", consultation_request),
        link_text=_("Open the review"),
    )


@message(
    "time-to-choose",
    model=ConsultationRequest,
    label=gettext_lazy("Link to choose a time"),
)
def time_to_choose(consultation_request: ConsultationRequest) -> Mail | None:
    if not may_choose_time(consultation_request):
        return None
    words = wordings.TIME_TO_CHOOSE.filled(days=wordings.BOOKING_DAYS)
    return letter(
        words.subject,
        *words.paragraphs,
        name=called(consultation_request.patient),
        link=link_for(
            consultation_request.patient,
            LinkPurpose.BOOK,
            consultation_request,
            expires_at=timezone.now() + timedelta(days=wordings.BOOKING_DAYS),
        ),
        link_text=_("Choose a time"),
    )


@message(
    "consent-waiting",
    model=ConsultationRequest,
    label=gettext_lazy("Link to read and sign"),
)
def consent_waiting(consultation_request: ConsultationRequest) -> Mail | None:
    if not may_sign_treatment(consultation_request):
        return None
    if treatment_text_to_sign(consultation_request) is None:
        return None
    words = wordings.CONSENT.filled(days=wordings.COURSE_DAYS)
    return letter(
        words.subject,
        *words.paragraphs,
        name=called(consultation_request.patient),
        link=link_for(
            consultation_request.patient,
            LinkPurpose.COURSE,
            consultation_request,
            expires_at=timezone.now() + timedelta(days=wordings.COURSE_DAYS),
        ),
        link_text=_("Read and sign"),
    )


@message(
    "call-needed",
    model=ConsultationRequest,
    label=gettext_lazy("A patient is to be called"),
)
def call_needed(consultation_request: ConsultationRequest) -> Mail | None:
    if not consultation_request.needs_call:
        return None
    return letter(
        _("Please call a patient"),
        _("A clinician has decided on a request at %s. Please call the patient.")
        % consultation_request.location,
        _("What is booked is not cancelled because of it."),
        link=_staff_address(
            "admin:intake_consultationrequest_change", consultation_request
        ),
        link_text=_("Open the request"),
    )


@message("staff-alert", model=StaffAlert, label=gettext_lazy("Alert"))
def staff_alert(alert: StaffAlert) -> Mail | None:
    if alert.acknowledged_at:
        return None
    return letter(
        _("An urgent intake needs review"),
        _("Please look at it now and say that you have it."),
        _("If nobody does, the next person on the list is told."),
        link=_staff_address("intake:alert", alert),
        link_text=_("Open the alert"),
    )


@message("alert-taken", model=StaffAlert, label=gettext_lazy("Alert for clinicians"))
def alert_taken(alert: StaffAlert) -> Mail | None:
    if alert.resolved_at:
        return None
    return letter(
        _("An urgent intake needs a clinician"),
        _("Somebody who cannot read the answers has taken it."),
        _("Please look at it now. Only a clinician can resolve it."),
        link=_staff_address("intake:alert", alert),
        link_text=_("Open the alert"),
    )


def _questionnaire(
    consultation_request: ConsultationRequest, of: Letter
) -> Mail | None:
    if consultation_request.status != RequestStatus.QUESTIONNAIRE_SENT:
        return None
    words = of.filled(days=wordings.QUESTIONNAIRE_DAYS)
    return letter(
        words.subject,
        *words.paragraphs,
        name=called(consultation_request.patient),
        link=_questionnaire_link(consultation_request),
        link_text=_("Answer the questions"),
    )


def _questionnaire_link(consultation_request: ConsultationRequest) -> str:
    return link_for(
        consultation_request.patient,
        LinkPurpose.QUESTIONNAIRE,
        consultation_request,
        expires_at=timezone.now() + timedelta(days=wordings.QUESTIONNAIRE_DAYS),
    )


def _staff_address(name: str, about: ConsultationRequest | StaffAlert) -> str:
    return settings.PUBLIC_URL + reverse(name, args=[about.pk])
