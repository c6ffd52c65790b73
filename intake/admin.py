"""The front desk's queue of requests, and one request to work on."""

from django.contrib import admin
from django.http import Http404
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from clinic.audit.admin import PatientAdmin
from clinic.audit.recording import record
from intake.models import ConsultationRequest, Policy, Questionnaire
from intake.queues import TONES, Queue, next_action, queue_counts
from intake.views.desk import DAYS, TIMES, work_on


class QueueFilter(admin.SimpleListFilter):
    """The tabs above the list; without one, all open requests."""

    title = _("queue")
    parameter_name = "queue"
    template = "admin/intake/no_filter.html"

    def lookups(self, request, model_admin):
        return Queue.choices

    def queryset(self, request, queryset):
        return Queue.named(self.value()).of(queryset, request.user)


@admin.register(ConsultationRequest)
class ConsultationRequestAdmin(PatientAdmin):
    list_display = [
        "patient_name",
        "status_tag",
        "waiting",
        "location",
        "wants",
        "assignee",
        "next_action",
    ]
    list_filter = [
        QueueFilter,
        ("location", admin.RelatedOnlyFieldListFilter),
        ("assignee", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["patient", "location", "assignee"]
    ordering = ["received_at"]

    @admin.display(description=_("Status"), ordering="status")
    def status_tag(self, row):
        return format_html(
            '<span class="tag tag--{}">{}</span>',
            TONES[row.status],
            row.get_status_display(),
        )

    @admin.display(description=_("Waiting"), ordering="received_at")
    def waiting(self, row):
        waited = timesince(row.received_at, depth=1)
        if row.is_late:
            return format_html('<span class="late">{} – {}</span>', waited, _("late"))
        return waited

    @admin.display(description=_("Wants"))
    def wants(self, row):
        days = [str(DAYS[day]) for day in row.preferred_days]
        times = [str(TIMES[time]) for time in row.preferred_times]
        return "; ".join(filter(None, [", ".join(days), ", ".join(times)])) or "–"

    @admin.display(description=_("Next action"))
    def next_action(self, row):
        return next_action(row)

    def record_list(self, rows):
        super().record_list(rows)
        record("list", rows, fields=["preferred_days", "preferred_times"])

    def changelist_view(self, request, extra_context=None):
        current = Queue.named(request.GET.get("queue"))
        counts = queue_counts(self.get_queryset(request), request.user)
        views = [
            {
                "label": queue.label,
                "url": f"?queue={queue}",
                "count": counts[queue],
                "current": queue == current,
            }
            for queue in Queue
        ]
        return super().changelist_view(
            request, {"queue_views": views, "title": _("Requests")}
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        consultation_request = self.get_object(request, object_id)
        if consultation_request is None:
            raise Http404
        return work_on(
            request, consultation_request, self.admin_site.each_context(request)
        )


@admin.register(Questionnaire)
class QuestionnaireAdmin(admin.ModelAdmin):
    list_display = ["title", "version", "status"]
    fields = ["title", "url", "version", "status"]


@admin.register(Policy)
class PolicyAdmin(admin.ModelAdmin):
    list_display = ["version", "signed_by", "signed_at"]
    fields = ["version", "signed_by", "signed_at"]
