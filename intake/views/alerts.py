"""One alert: whom to call, who takes it, how it ended."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from clinic.audit.recording import record
from intake import services
from intake.forms.staff import ResolutionForm
from intake.models import StaffAlert

ACT = "intake.acknowledge_staffalert"
BEFORE_THE_END = {"acknowledge", "tried"}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def alert(request, alert_id):
    """Show an alert; take it, log calls, then resolve it: that takes a clinician."""
    alert = _visible(request, alert_id)
    consultation_request = alert.consultation_request
    may_read = request.user.has_perm("intake.view_answers", consultation_request)
    is_end = request.method == "POST" and BEFORE_THE_END.isdisjoint(request.POST)
    form = ResolutionForm(request.POST if is_end else None)
    if request.method == "POST":
        may_act = request.user.has_perm(ACT, consultation_request)
        if not may_act or (is_end and not may_read):
            raise PermissionDenied
        if _is_done(request, alert, form):
            return redirect("intake:alert", alert.pk)
        alert = _visible(request, alert_id)
    record("view", consultation_request.patient, fields=["name", "born_on", "phone"])
    record("view", consultation_request, fields=["may_leave_message"])
    if may_read:
        record("view", alert, fields=["reasons", "contacts", "outcome", "note"])
    context = {
        "alert": alert,
        "tries": services.tries_of(alert),
        "form": form,
        "may_read": may_read,
    }
    return render(request, "intake/alert.html", context)


def _visible(request, alert_id):
    return get_object_or_404(
        StaffAlert.objects.visible_to(request.actor).select_related(
            "consultation_request__patient", "consultation_request__location"
        ),
        pk=alert_id,
    )


def _is_done(request, alert, form):
    """Do what the button says; if somebody was quicker, say who and keep the text."""
    try:
        if "acknowledge" in request.POST:
            services.acknowledge_alert(alert, actor=request.actor)
        elif request.POST.get("tried") in services.TRIES:
            services.log_try(alert, request.POST["tried"], actor=request.actor)
        elif form.is_valid():
            resolution = services.Resolution(**form.cleaned_data)
            services.resolve_alert(alert, resolution, actor=request.actor)
        else:
            return False
    except services.AlreadyAcknowledged as refusal:
        messages.warning(
            request, _("%(person)s has taken it already.") % {"person": refusal.by}
        )
    except services.AlreadyResolved as refusal:
        form.add_error(
            None,
            _("%(person)s has resolved it already. Your text was not written down.")
            % {"person": refusal.by},
        )
        return False
    except services.NotAcknowledged:
        form.add_error(None, _("Take care of it first, then write what was done."))
        return False
    return True
