"""Admin pages of patients' data: only what is visible, every look recorded."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from clinic.audit.recording import record


class PatientAdmin(admin.ModelAdmin):
    """A list and a read-only page of records that have a ``patient``.

    Nothing is added, changed or deleted here; each verb has its own page.
    """

    actions = None
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.actor)

    @admin.display(description=_("Patient"))
    def patient_name(self, row):
        return row.patient.name

    def changelist_view(self, request, extra_context=None):
        response = super().changelist_view(request, extra_context)
        if changelist := getattr(response, "context_data", {}).get("cl"):
            self.record_list(list(changelist.result_list))
        return response

    def record_list(self, rows):
        """Record that the names on this page of the list were shown."""
        record("list", [row.patient for row in rows], fields=["name"])

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.get_object(request, object_id)
        if row is not None:
            record("view", row)
            record("view", row.patient, fields=["name"])
        return super().change_view(request, object_id, form_url, extra_context)
