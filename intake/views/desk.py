"""One request as the front desk works on it; the admin shows it."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from clinic.access.submissions import AlreadyReceived
from clinic.audit.recording import record
from intake import services
from intake.appointments import has_appointment_to_come
from intake.decisions import last_decision
from intake.forms.desk import (
    AcceptForm,
    AssignForm,
    CallForm,
    CloseForm,
    ContactForm,
    NoteForm,
    OfferTimesForm,
    ReferForm,
    ReopenForm,
    SendQuestionnaireForm,
)
from intake.forms.request import DAYS as DAY_CHOICES
from intake.forms.request import TIMES as TIME_CHOICES
from intake.forms.staff import version_seen
from intake.forms.taking import TakenRequestForm
from intake.models import Decision, RequestStatus
from intake.queues import (
    TONES,
    came_of_calls,
    is_to_phone,
    next_action,
    next_step,
    when_due,
)

DAYS = dict(DAY_CHOICES)
TIMES = dict(TIME_CHOICES)
FORMS = {
    "accept": AcceptForm,
    "call": CallForm,
    "questionnaire": SendQuestionnaireForm,
    "times": OfferTimesForm,
    "assign": AssignForm,
    "note": NoteForm,
    "contact": ContactForm,
    "close": CloseForm,
    "refer": ReferForm,
    "reopen": ReopenForm,
}
TO_THE_END = ["assign", "note", "contact", "close", "refer"]
WHILE_WAITING = ["call", "questionnaire", *TO_THE_END]
OFFERED = {
    RequestStatus.SUSPECT: ["accept", "note", "close"],
    RequestStatus.NEW: WHILE_WAITING,
    RequestStatus.QUESTIONNAIRE_SENT: WHILE_WAITING,
    RequestStatus.ANSWERED: ["call", *TO_THE_END],
    RequestStatus.REVIEWED: ["call", "times", *TO_THE_END],
    RequestStatus.SCHEDULED: ["call", *TO_THE_END],
    RequestStatus.CLOSED: ["note", "reopen"],
}
# The patient may not expect to be seen.
NOT_WHILE_BOOKED = {"close", "refer"}
TAKEN = _("The request is in the queue, and assigned to you.")
SENT_BEFORE = _(
    "This form was sent before, with other answers, and those are kept. Look for the "
    "request in the queue."
)
REFUSALS = {
    services.ChangedMeanwhile: _(
        "Somebody has worked on this request since you opened it. "
        "Look at the history, then send what you typed again."
    ),
    services.AlreadyClosed: _(
        "This request is closed, so what you typed was not written down."
    ),
    services.AlreadyCorrect: _("Nothing was changed: this is what we have already."),
    services.NotNow: _("This step does not fit the request now. Look at its status."),
    services.NotSuitable: _("No time can be chosen: ask the clinician who decided."),
    services.AlertNotResolved: _(
        "An alert on this request is not resolved. Open it: a clinician resolves it "
        "first."
    ),
    services.StillBooked: _(
        "The patient has an appointment. Cancel it first, then close the request."
    ),
}


def work_on(request, consultation_request, site_context):
    """Show the request with its history, and the steps that can be taken now."""
    may_work = request.user.has_perm(
        "intake.change_consultationrequest", consultation_request
    )
    action = request.POST.get("action")
    form_of = partial(_form, request, consultation_request)
    if action in FORMS and not may_work:
        raise PermissionDenied
    form = form_of(action, request.POST) if action in FORMS else None
    if form and form.is_valid() and _is_done(request, consultation_request, form):
        messages.success(request, form.done)
        # With the queue that one came from, and past the header to what was done.
        return redirect(f"{request.get_full_path()}#content-start")
    about = {
        "is_to_choose_time": _is_to_choose_time(consultation_request),
        "is_to_come": has_appointment_to_come(consultation_request),
    }
    names = _offered(consultation_request, **about) if may_work else []
    forms = {name: form_of(name) for name in names}
    if form:
        forms[action] = form
    return _page(request, consultation_request, site_context | about, forms, form)


def take_down(request, site_context):
    """Take down a request on somebody's behalf; it is assigned to who writes it."""
    typed = request.POST if request.method == "POST" else None
    form = TakenRequestForm(typed, actor=request.user)
    if form.is_valid():
        try:
            taken = services.take_request(
                form.details(),
                form.came_by_words(),
                is_spoken=form.is_spoken(),
                submission_id=str(form.cleaned_data["submission"]),
                actor=request.user,
            )
        except AlreadyReceived:
            form.add_error(None, SENT_BEFORE)
        else:
            messages.success(request, TAKEN)
            return redirect("admin:intake_consultationrequest_change", taken.pk)
    context = {**site_context, "title": _("Take a request"), "form": form}
    return TemplateResponse(
        request, "admin/intake/consultationrequest/take.html", context
    )


def _form(request, consultation_request, name, typed=None):
    about, actor = consultation_request, request.user
    return FORMS[name](typed, prefix=name, about=about, actor=actor)


def _offered(consultation_request, *, is_to_choose_time, is_to_come):
    """Return the steps to offer now: none that would be refused."""
    left_out = set() if is_to_choose_time else {"times"}
    if is_to_come:
        left_out |= NOT_WHILE_BOOKED
    names = OFFERED[consultation_request.status]
    return [name for name in names if name not in left_out]


def _is_to_choose_time(consultation_request):
    return (
        consultation_request.status == RequestStatus.REVIEWED
        and last_decision(consultation_request) == Decision.SUITABLE
    )


def _is_done(request, consultation_request, form):
    """Do what the form asks; where that is refused, it says why and keeps its text."""
    try:
        form.verb(
            consultation_request,
            actor=request.actor,
            version=version_seen(request.POST),
            **form.arguments(),
        )
    except services.RequestRefusal as refusal:
        form.add_error(None, REFUSALS[type(refusal)])
        consultation_request.refresh_from_db(
            fields=[
                "status",
                "needs_call",
                "called",
                "called_at",
                "version",
                "assignee",
            ]
        )
        return False
    return True


def _page(request, consultation_request, site_context, forms, form):
    patient = consultation_request.patient
    record("view", patient, fields=["name", "born_on", "email", "phone"])
    record(
        "view",
        consultation_request,
        fields=["preferred_days", "preferred_times", "may_leave_message"],
    )
    duplicates = services.likely_duplicates(consultation_request, actor=request.actor)
    context = {
        **site_context,
        "title": str(consultation_request),
        "consultation_request": consultation_request,
        "tone": TONES[consultation_request.status],
        "next_action": next_action(consultation_request),
        "step": next_step(consultation_request),
        "due": when_due(consultation_request),
        "came_of_calls": came_of_calls(consultation_request),
        "is_to_phone": is_to_phone(consultation_request),
        "patient": patient,
        "days": [DAYS[day] for day in consultation_request.preferred_days],
        "times": [TIMES[time] for time in consultation_request.preferred_times],
        "duplicates": [each for each in duplicates if not each.unlinked],
        "unlinked": [each for each in duplicates if each.unlinked],
        "person": services.read_person(consultation_request, actor=request.actor),
        "timeline": services.read_timeline(consultation_request),
        "consents": services.read_consents(consultation_request, actor=request.actor),
        "appointments": consultation_request.appointments.exclude(
            status="proposed"
        ).select_related("location", "service"),
        "forms": forms,
        "form": form,
    }
    return TemplateResponse(
        request, "admin/intake/consultationrequest/work.html", context
    )
