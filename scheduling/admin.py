"""Hours, closures and services to set up; appointments to look at."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from clinic.audit.admin import PatientAdmin
from scheduling.models import (
    Appointment,
    Availability,
    Closure,
    Service,
    ServicePhase,
)


class ServicePhaseInline(admin.TabularInline):
    model = ServicePhase
    extra = 1


@admin.register(Service)
class ServiceAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "is_offered"]
    filter_horizontal = ["locations"]
    inlines = [ServicePhaseInline]


@admin.register(Availability)
class AvailabilityAdmin(admin.ModelAdmin):
    list_display = ["practitioner", "location", "weekday", "starts", "ends"]
    list_filter = ["location", "practitioner", "weekday"]
    list_select_related = ["practitioner__user", "location"]


@admin.register(Closure)
class ClosureAdmin(admin.ModelAdmin):
    list_display = ["starts_at", "ends_at", "location", "practitioner", "reason"]
    list_filter = ["location", "practitioner"]
    list_select_related = ["practitioner__user", "location"]


@admin.register(Appointment)
class AppointmentAdmin(PatientAdmin):
    """Read only: patients and the booking pages change appointments."""

    list_display = ["starts", "patient_name", "location", "practitioner", "status"]
    list_filter = ["status", "location"]
    list_select_related = ["patient", "location", "practitioner__user"]
    ordering = ["starts_at"]
    fields = [
        "patient_name",
        "service",
        "location",
        "practitioner",
        "starts",
        "status",
        "cancelled_at",
    ]

    @admin.display(description=_("Starts"), ordering="starts_at")
    def starts(self, appointment):
        """The start in the location's own time, zone named."""
        starts_at = appointment.starts_at.astimezone(appointment.location.zone)
        return f"{starts_at:%a, %b %-d, %Y, %H:%M %Z}"
