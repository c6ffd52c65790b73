"""The desk puts a patient on the waitlist."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from clinic.audit.recording import record
from intake.models import ConsultationRequest
from scheduling import services
from scheduling.forms.desk import refusal_words
from scheduling.forms.waitlist import DeskWaitlistForm
from scheduling.models import Appointment, BookingRules
from scheduling.views.steps import form_page, posted

RIGHT = "scheduling.change_waitlistentry"
JOINED = _("The patient is on the list, and is written to when a time comes free.")


@form_page
@never_cache
def join(request, appointment_id):
    """Put the patient of an appointment on the list for an earlier time."""
    appointment = get_object_or_404(
        Appointment.objects.visible_to(request.actor).select_related(
            "consultation_request__location__booking_rules",
            "location__booking_rules",
            "patient",
            "service",
        ),
        pk=appointment_id,
    )
    if appointment.is_of_series:
        raise Http404
    record("view", appointment)
    return _join(request, appointment.consultation_request, appointment)


@form_page
@never_cache
def join_without_date(request, request_id):
    """Put the patient on the list for a first time for the consultation."""
    consultation_request = get_object_or_404(
        ConsultationRequest.objects.visible_to(request.actor).select_related(
            "location__booking_rules", "patient"
        ),
        pk=request_id,
    )
    if services.consultation_service(consultation_request.location) is None:
        raise Http404
    return _join(request, consultation_request, None)


def _join(request, consultation_request, appointment):
    if not request.user.has_perm(RIGHT, consultation_request):
        raise PermissionDenied
    record("view", consultation_request.patient, fields=["name"])
    service = services.service_to_wait_for(consultation_request, appointment)
    form = DeskWaitlistForm(
        posted(request),
        service=service,
        rules=BookingRules.of(consultation_request.location),
        entry=services.waiting_for(consultation_request, appointment),
        button=_("Put on the list"),
    )
    if form.is_valid():
        try:
            wishes = form.wishes()
            entry = services.join_waitlist(consultation_request, appointment, **wishes)
            messages.success(request, JOINED)
            return redirect("admin:scheduling_waitlistentry_change", entry.pk)
        except services.Busy:
            form.say_busy()
        except services.BookingRefusal as refusal:
            form.add_error(None, refusal_words(refusal))
    context = {
        "consultation_request": consultation_request,
        "appointment": appointment,
        "service": service,
        "form": form,
    }
    template = "scheduling/desk/waitlist.html"
    return render(request, template, context, status=form.status)
