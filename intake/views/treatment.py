"""The patient signs the consent to treatment, and reads it again."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clinic.access import purposes
from clinic.access.decorators import patient_page
from clinic.access.models import LinkPurpose
from clinic.audit.recording import record
from intake import services
from intake.models import ConsentKind
from intake.views.consents import page_to_sign
from intake.views.questionnaire import consultation_request_of

course_page = patient_page(LinkPurpose.COURSE)


@course_page
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request):
    """Show the text to read and sign; then lead to where the course goes on."""
    consultation_request = consultation_request_of(request)
    if not services.may_sign_treatment(consultation_request):
        return render(request, "intake/treatment_not_open.html", status=409)
    text = services.treatment_text_to_sign(consultation_request)
    if text is None:
        return redirect("intake:treatment-signed")
    try:
        page = page_to_sign(
            request, consultation_request, text, "intake/treatment_consent.html"
        )
    except (services.TextChanged, services.NotNow):
        return consent(request)
    return page or redirect(purposes.landing(LinkPurpose.COURSE))


@course_page
@require_safe
def signed(request):
    """Show the text as it was signed last, to read or print, and what comes next.

    Once the decision is taken back, nothing comes next; the copy stays.
    """
    consultation_request = consultation_request_of(request)
    consent = (
        consultation_request.consents.filter(text__kind=ConsentKind.TREATMENT)
        .select_related("text", "consultation_request__location")
        .first()
    )
    if consent is None:
        return redirect("intake:treatment-consent")
    record("view", consent, fields=["signature"])
    context = {
        "consent": consent,
        "is_open": services.may_sign_treatment(consultation_request),
    }
    return render(request, "intake/treatment_signed.html", context)
