"""One request as the front desk works on it; the admin shows it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from clinic.audit.recording import record
from intake import services
from intake.forms.request import DAYS as DAY_CHOICES
from intake.forms.request import TIMES as TIME_CHOICES
from intake.forms.staff import CallForm, CloseForm, SendQuestionnaireForm
from intake.models import RequestStatus

DAYS = dict(DAY_CHOICES)
TIMES = dict(TIME_CHOICES)
FORMS = {
    "call": CallForm,
    "questionnaire": SendQuestionnaireForm,
    "close": CloseForm,
}


def work_on(request, consultation_request, site_context):
    """Show the request with its history; log a call, send the questionnaire, close."""
    action = request.POST.get("action")
    forms = {
        name: form_class(request.POST if name == action else None, prefix=name)
        for name, form_class in FORMS.items()
    }
    form = forms.get(action)
    if form is not None and form.is_valid():
        if not request.user.has_perm(
            "intake.change_consultationrequest", consultation_request
        ):
            raise PermissionDenied
        _carry_out(request, consultation_request, action, form.cleaned_data)
        return redirect(
            "admin:intake_consultationrequest_change", consultation_request.pk
        )
    return _page(request, consultation_request, site_context, forms, form)


def _carry_out(request, consultation_request, action, data):
    """Do what a form asks; say so, or say that somebody else was quicker."""
    claim = {"actor": request.actor, "version": _version(request)}
    try:
        if action == "call":
            services.log_call(
                consultation_request, data["kind"], note=data["note"], **claim
            )
        elif action == "questionnaire":
            services.send_questionnaire(consultation_request, **claim)
        else:
            services.close_request(consultation_request, reason=data["reason"], **claim)
    except services.ChangedMeanwhile:
        messages.warning(
            request,
            _(
                "Somebody else has worked on this request meanwhile. Look at the history."
            ),
        )
    except services.AlreadyClosed:
        messages.warning(request, _("This request is closed already."))
    else:
        messages.success(request, _("Done."))


def _version(request):
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() else 0


def _page(request, consultation_request, site_context, forms, form):
    patient = consultation_request.patient
    events = list(consultation_request.events.select_related("by"))
    record("view", patient, fields=["name", "born_on", "email", "phone"])
    record("view", consultation_request, fields=["preferred_days", "preferred_times"])
    record("view", events, fields=["note"])
    context = {
        **site_context,
        "title": str(consultation_request),
        "consultation_request": consultation_request,
        "patient": patient,
        "days": [DAYS[day] for day in consultation_request.preferred_days],
        "times": [TIMES[time] for time in consultation_request.preferred_times],
        "events": events,
        "appointments": consultation_request.appointments.select_related("location"),
        "forms": forms,
        "form": form,
        "is_open": consultation_request.status != RequestStatus.CLOSED,
    }
    return TemplateResponse(
        request, "admin/intake/consultationrequest/work.html", context
    )
