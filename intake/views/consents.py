"""The patient signs what stands before the questions, and reads it again."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clinic.audit.recording import record
from intake import services
from intake.forms.consents import ConsentForm
from intake.models import Consent
from intake.views.questionnaire import (
    consultation_request_of,
    onward,
    questionnaire_page,
    signing_first,
)


@questionnaire_page
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request, kind):
    """Show a text to read and sign, then lead to the next one or to the questions."""
    consultation_request = consultation_request_of(request)
    if kind not in services.BEFORE_QUESTIONS:
        raise Http404
    texts = services.texts_to_sign(consultation_request)
    text = next((text for text in texts if text.kind == kind), None)
    if text is None:
        return _onward(consultation_request)
    try:
        page = page_to_sign(
            request, consultation_request, text, "intake/consent_to_sign.html"
        )
    except services.TextChanged:
        return sign(request, kind)
    return page or _onward(consultation_request)


@questionnaire_page
@require_safe
def signed_list(request):
    """Show what the patient has signed, with a copy of each."""
    consents = _own(request)
    record("view", consents, fields=["signature"])
    return render(request, "intake/consents.html", {"consents": consents})


@questionnaire_page
@require_safe
def signed_copy(request, consent_id):
    """Show one text as it was signed, to read or print."""
    consent = get_object_or_404(_own(request), pk=consent_id)
    record("view", consent, fields=["signature"])
    return render(request, "intake/consent.html", {"consent": consent})


def page_to_sign(request, consultation_request, text, template):
    """Show ``text`` to read and sign; None once it is signed as it was posted.

    Whoever signs a text that has changed meanwhile reads the new one first.
    """
    is_outdated = request.method == "POST" and request.POST.get("seen") != text.sha256
    form = _form(request, consultation_request, text, is_outdated=is_outdated)
    if form.is_valid():
        services.sign_consent(consultation_request, text.kind, **form.signed())
        return None
    signed_before = _own(request).filter(text__kind=text.kind).exclude(text=text)
    context = {
        "text": text,
        "form": form,
        "is_changed": is_outdated or signed_before.exists(),
    }
    return render(request, template, context, status=409 if is_outdated else 200)


def _form(request, consultation_request, text, *, is_outdated):
    """Return the form as it was posted; under another text only the name is kept."""
    if request.method == "POST" and not is_outdated:
        patient = consultation_request.patient
        record("view", patient, fields=["name"])
        return ConsentForm(request.POST, name=patient.name)
    name = request.POST.get("signature", "")
    return ConsentForm(initial={"seen": text.sha256, "signature": name})


def _onward(consultation_request):
    """Lead to what is to be signed next; after the last on with the questions."""
    if signing := signing_first(consultation_request):
        return signing
    draft = services.open_answers(consultation_request)
    return redirect(onward(draft) if draft else "intake:questionnaire-sent")


def _own(request):
    return Consent.objects.visible_to(request.actor).select_related(
        "text", "consultation_request__location"
    )
