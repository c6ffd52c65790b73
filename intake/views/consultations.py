"""Who waits for a decision after the consultation, and the decision, signed."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from intake import services
from intake.appointments import first_end, infusions_to_come
from intake.forms.decisions import DecisionForm
from intake.forms.staff import version_seen
from intake.views.reviews import (
    ALERT_STANDS,
    CHANGED,
    request_to_decide,
    shown_queue,
)


@require_safe
@never_cache
@permission_required("intake.view_answers", raise_exception=True)
def consultation_list(request):
    """Show who is booked and not decided on: alerts first, then as they come."""
    queue = shown_queue(services.consultation_queue(request.actor), request)
    context = {**queue, "now": timezone.now()}
    return render(request, "intake/consultation_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permission_required("intake.view_answers", raise_exception=True)
def consultation_review(request, request_id):
    """Show flags and decisions; sign the one after the consultation."""
    consultation_request = request_to_decide(request, request_id)
    posted = request.POST if request.method == "POST" else None
    form = DecisionForm(posted, request=request)
    if form.is_valid() and _is_signed(request, consultation_request, form):
        messages.success(request, _("Your decision is signed."))
        return redirect("intake:consultation-list")
    missing = services.infusion_gate(consultation_request, timezone.now())
    context = {
        "intake": services.read_intake(consultation_request),
        "person": services.read_person(consultation_request, actor=request.actor),
        "consents": services.read_consents(consultation_request, actor=request.actor),
        "missing": [part for part in services.Missing if part in missing],
        "may_decide": services.may_decide(consultation_request),
        "still_to_come": _consultation_to_come(consultation_request),
        "infusions_to_come": infusions_to_come(consultation_request),
        "desk_tells": services.desk_tells(consultation_request),
        "form": form,
    }
    return render(request, "intake/consultation_review.html", context)


def _consultation_to_come(consultation_request):
    """Return when the consultation ends, if it is not over."""
    ends_at = first_end(consultation_request)
    return ends_at if ends_at and ends_at > timezone.now() else None


def _is_signed(request, consultation_request, form):
    """Sign what the form says; where that is refused, say why and keep its text."""
    try:
        services.sign_consultation(
            consultation_request,
            form.cleaned_data["decision"],
            reason=form.cleaned_data["reason"],
            actor=request.actor,
            version=version_seen(request.POST),
        )
    except services.NotReady:
        form.add_error(None, _("There is no consultation to decide on."))
    except services.AlertStands:
        form.add_error(None, ALERT_STANDS)
    except services.ChangedMeanwhile:
        form.add_error(None, CHANGED)
        consultation_request.refresh_from_db(fields=["status", "version"])
    return not form.errors
