"""Appointments to look at, to cancel and to tell of again."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from clinic.audit.admin import PatientAdmin
from clinic.audit.recording import record
from scheduling import services
from scheduling.admin.times import told_in
from scheduling.forms.booking import DeskCancelForm
from scheduling.models import Appointment

CANCELLED = _("The appointment is cancelled. The patient is told by mail.")
SENT_AGAIN = _("The confirmation is sent again.")
NOT_SENT_AGAIN = _("Nothing is sent: the appointment is over or cancelled.")


class RefillFilter(admin.SimpleListFilter):
    """Cancelled times that the front desk may still fill, or all."""

    title = _("cancelled times")
    parameter_name = "refill"

    def lookups(self, request, model_admin):
        return [("yes", _("To refill"))]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return services.to_refill(queryset, timezone.now())
        return queryset


@admin.register(Appointment)
class AppointmentAdmin(PatientAdmin):
    """To look at; cancelling has a page of its own, moving is the patient's."""

    list_display = ["starts", "patient_name", "location", "practitioner", "status"]
    list_filter = ["status", RefillFilter, "location"]
    list_select_related = ["patient", "location", "practitioner__user"]
    ordering = ["starts_at"]
    fields = [
        "patient_name",
        "consultation_request",
        "service",
        "location",
        "practitioner",
        "starts",
        "status",
        "cancelled",
        "cancelled_by",
    ]

    @admin.display(description=_("Starts"), ordering="starts_at")
    def starts(self, appointment):
        return told_in(appointment.location.zone, appointment.starts_at)

    def name_of(self, row):
        return f"{row.service.get_kind_display()}, {self.starts(row)}"

    @admin.display(description=_("Cancelled at"))
    def cancelled(self, appointment):
        if appointment.cancelled_at is None:
            return self.get_empty_value_display()
        return told_in(appointment.location.zone, appointment.cancelled_at)

    def get_queryset(self, request):
        """Holds that have run out are nobody's times any more."""
        run_out = Appointment.objects.expired_holds(timezone.now())
        return super().get_queryset(request).exclude(pk__in=run_out.values("pk"))

    def get_urls(self):
        cancel = path(
            "<uuid:appointment_id>/cancel/",
            self.admin_site.admin_view(self.cancel_view),
            name="scheduling_appointment_cancel",
        )
        send_again = path(
            "<uuid:appointment_id>/send-again/",
            self.admin_site.admin_view(require_POST(self.send_again_view)),
            name="scheduling_appointment_send_again",
        )
        return [cancel, send_again, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        appointment = self.get_object(request, object_id)
        if appointment is None:
            return super().change_view(request, object_id, form_url)
        may_change = self.may_change(request, appointment)
        context = {
            "may_change": may_change and appointment.is_to_come,
            "may_wait": self.may_wait(request, appointment),
            "marks": services.marks_of(appointment) if may_change else [],
            "messages_about": services.messages_about(appointment),
            "zone": appointment.location.zone,
        }
        return super().change_view(request, object_id, form_url, context)

    def may_change(self, request, appointment):
        return request.user.has_perm("scheduling.change_appointment", appointment)

    def may_wait(self, request, appointment):
        """Whether they may be put on the list for an earlier time."""
        is_movable = appointment.is_changeable and not appointment.is_of_series
        right = "scheduling.change_waitlistentry"
        return is_movable and request.user.has_perm(right, appointment)

    def send_again_view(self, request, appointment_id):
        """Send the patient the confirmation once more."""
        appointment = get_object_or_404(self.get_queryset(request), pk=appointment_id)
        if not self.may_change(request, appointment):
            raise PermissionDenied
        try:
            services.confirm_again(appointment)
            self.log_change(request, appointment, str(SENT_AGAIN))
            messages.success(request, SENT_AGAIN)
        except services.TooLate:
            messages.error(request, NOT_SENT_AGAIN)
        return redirect("admin:scheduling_appointment_change", appointment_id)

    def cancel_view(self, request, appointment_id):
        """Ask why, then cancel; an appointment that is over or cancelled is shown."""
        appointment = get_object_or_404(self.get_queryset(request), pk=appointment_id)
        if not self.may_change(request, appointment):
            raise PermissionDenied
        page = reverse("admin:scheduling_appointment_change", args=[appointment_id])
        if not appointment.is_to_come:
            return redirect(page)
        form = DeskCancelForm(request.POST if request.method == "POST" else None)
        status = 200
        if form.is_valid():
            try:
                services.cancel_at_desk(
                    appointment, actor=request.user, **form.cleaned_data
                )
                messages.success(request, CANCELLED)
                return redirect(page)
            except services.TooLate:
                return redirect(page)
            except services.Busy:
                form.say_busy()
                status = 503
        return self._cancel_page(request, appointment, form, status)

    def _cancel_page(self, request, appointment, form, status):
        record("view", appointment)
        record("view", appointment.patient, fields=["name"])
        context = {
            **self.admin_site.each_context(request),
            "title": _("Cancel the appointment"),
            "named": self.name_of(appointment),
            "appointment": appointment,
            "starts": self.starts(appointment),
            "form": form,
        }
        template = "admin/scheduling/appointment/cancel.html"
        return TemplateResponse(request, template, context, status=status)
