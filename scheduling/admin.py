"""Hours, closures and services to set up; appointments to look at and to cancel."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from clinic.access.admin import KeptAtLocationAdmin
from clinic.admin import PractitionerAdmin
from clinic.audit.admin import PatientAdmin, RecordedAdmin
from clinic.audit.recording import record
from clinic.models import Practitioner
from scheduling import services
from scheduling.forms.booking import DeskCancelForm
from scheduling.forms.setup import (
    AvailabilityExceptionForm,
    AvailabilityForm,
    ClosureForm,
    WeeklyHoursFormSet,
)
from scheduling.models import (
    Appointment,
    Availability,
    AvailabilityException,
    BookingRules,
    Closure,
    ReminderRules,
    SeriesRules,
    Service,
    ServicePhase,
    Weekday,
)
from scheduling.readiness import (
    OF_PRACTITIONER,
    OF_SERVICE,
    missing_of_practitioner,
    missing_of_service,
)

CANCELLED = _("The appointment is cancelled. The patient is told by mail.")
SENT_AGAIN = _("The confirmation is sent again.")
NOT_SENT_AGAIN = _("Nothing is sent: the appointment is over or cancelled.")
WORKING_DAYS = list(Weekday)[: Weekday.SATURDAY]


class SaysWhatIsMissing(admin.ModelAdmin):
    """The list and each page say whether times can be offered, and if not, why.

    ``missing_of`` names what is missing of a row, and reads of it what ``reads`` lists.
    """

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related(*self.reads)

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "offers_times"] if obj else fields

    @admin.display(description=_("Offers times"))
    def offers_times(self, obj):
        missing = self.missing_of(obj)
        return _("No: %s") % "; ".join(missing) if missing else _("Yes")


class ServicePhaseInline(admin.TabularInline):
    model = ServicePhase
    extra = 1


@admin.register(Service)
class ServiceAdmin(SaysWhatIsMissing, RecordedAdmin):
    missing_of = staticmethod(missing_of_service)
    reads = OF_SERVICE
    list_display = ["name", "kind", "is_offered", "offers_times"]
    filter_horizontal = ["locations"]
    inlines = [ServicePhaseInline]


@admin.register(Availability)
class AvailabilityAdmin(KeptAtLocationAdmin):
    form = AvailabilityForm
    list_display = ["practitioner", "location", "weekday", "starts", "ends"]
    list_filter = ["location", "practitioner", "weekday"]
    list_select_related = ["practitioner__user", "location"]


@admin.register(AvailabilityException)
class AvailabilityExceptionAdmin(KeptAtLocationAdmin):
    form = AvailabilityExceptionForm
    list_display = ["practitioner", "location", "day", "starts", "ends"]
    empty_value_display = _("away")
    list_filter = ["location", "practitioner", "day"]
    list_select_related = ["practitioner__user", "location"]


@admin.register(BookingRules)
class BookingRulesAdmin(KeptAtLocationAdmin):
    list_display = ["location", "notice_hours", "horizon_days", "change_notice_hours"]
    list_select_related = ["location"]


@admin.register(SeriesRules)
class SeriesRulesAdmin(KeptAtLocationAdmin):
    list_display = ["location", "infusions", "window_days", "least_gap_days"]
    list_select_related = ["location"]


@admin.register(ReminderRules)
class ReminderRulesAdmin(KeptAtLocationAdmin):
    list_display = ["location", "preparation"]
    list_select_related = ["location"]


class AvailabilityInline(admin.TabularInline):
    """The week at a glance; a new week begins with a row for each working day.

    Hours that no longer hold are on the list of hours.
    """

    model = Availability
    formset = WeeklyHoursFormSet
    verbose_name = _("hours")
    verbose_name_plural = _("weekly hours")
    ordering = ["location", "weekday", "starts"]

    def has_view_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    def get_queryset(self, request):
        hours = super().get_queryset(request).filter(location__in=kept_by(request.user))
        return hours.exclude(valid_until__lt=timezone.localdate())

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "location":
            kwargs["queryset"] = kept_by(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_extra(self, request, obj=None, **kwargs):
        return 1 if has_hours(obj) else len(WORKING_DAYS)


def kept_by(user):
    """Return the locations whose hours ``user`` keeps."""
    return user.locations_with("scheduling.change_availability")


def has_hours(practitioner):
    return practitioner is not None and practitioner.availabilities.exists()


admin.site.unregister(Practitioner)


@admin.register(Practitioner)
class PractitionerWithHoursAdmin(SaysWhatIsMissing, PractitionerAdmin):
    """The same page with the weekly hours; rows left without times are ignored."""

    missing_of = staticmethod(missing_of_practitioner)
    reads = OF_PRACTITIONER
    list_display = [*PractitionerAdmin.list_display, "offers_times"]
    inlines = [*PractitionerAdmin.inlines, AvailabilityInline]

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, AvailabilityInline) and not has_hours(obj):
            kwargs["initial"] = [{"weekday": weekday} for weekday in WORKING_DAYS]
        return kwargs


@admin.register(Closure)
class ClosureAdmin(KeptAtLocationAdmin):
    """Closures without a location are the administrator's."""

    form = ClosureForm
    list_display = ["starts", "ends", "location", "practitioner", "reason"]
    list_filter = ["location", "practitioner"]
    list_select_related = ["practitioner__user", "location"]

    def is_at_own_location(self, request, right, obj):
        if obj is not None and obj.location_id is None:
            return request.user.is_superuser
        return super().is_at_own_location(request, right, obj)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if location := form.base_fields.get("location"):
            location.required = not request.user.is_superuser
        return form

    @admin.display(description=_("Starts"), ordering="starts_at")
    def starts(self, closure):
        return told_in(closure.zone, closure.starts_at)

    @admin.display(description=_("Ends"), ordering="ends_at")
    def ends(self, closure):
        return told_in(closure.zone, closure.ends_at)


@admin.register(Appointment)
class AppointmentAdmin(PatientAdmin):
    """To look at; cancelling has a page of its own, moving is the patient's."""

    list_display = ["starts", "patient_name", "location", "practitioner", "status"]
    list_filter = ["status", "location"]
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
        "cancelled_at",
        "cancelled_by",
    ]

    @admin.display(description=_("Starts"), ordering="starts_at")
    def starts(self, appointment):
        return told_in(appointment.location.zone, appointment.starts_at)

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
            "marks": services.marks_of(appointment) if may_change else [],
            "messages_about": services.messages_about(appointment),
            "zone": appointment.location.zone,
        }
        return super().change_view(request, object_id, form_url, context)

    def may_change(self, request, appointment):
        return request.user.has_perm("scheduling.change_appointment", appointment)

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
            "appointment": appointment,
            "starts": self.starts(appointment),
            "form": form,
        }
        template = "admin/scheduling/appointment/cancel.html"
        return TemplateResponse(request, template, context, status=status)


def told_in(zone, moment):
    """Write a moment as clocks in ``zone`` show it, zone named."""
    return f"{moment.astimezone(zone):%a, %b %-d, %Y, %H:%M %Z}"
