"""The front desk's queue of requests, and one request to work on."""

import secrets
from types import MappingProxyType
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from clinic.audit.admin import PatientAdmin, RecordedAdmin
from clinic.audit.recording import record
from intake import services
from intake.context import staff_alerts
from intake.forms.staff import SearchForm
from intake.models import ConsultationRequest, Questionnaire, RequestStatus
from intake.questionnaires.supported import in_lines
from intake.queues import (
    TONES,
    Queue,
    came_of_calls,
    next_action,
    queue_counts,
    when_due,
)
from intake.turns import next_in
from intake.views.desk import DAYS, TIMES, take_down, work_on
from intake.views.exporting import export
from intake.views.persons import compare
from intake.views.questionnaires import STORED_MEANWHILE, import_page

FOUND = "requests_found"
NOBODY_WAITS = {RequestStatus.SCHEDULED, RequestStatus.CLOSED}
# How the stock admin hands the filters of a list on to the page of a row.
PRESERVED = "_changelist_filters"
MORE_FOUND = _(
    "There are more. These are the newest %(number)s: type more of the name."
)


class QueueFilter(admin.SimpleListFilter):
    """The tabs above the list; without one, all open requests."""

    title = _("queue")
    parameter_name = "queue"
    template = "admin/intake/no_filter.html"

    def lookups(self, request, model_admin):
        return Queue.choices

    def queryset(self, request, queryset):
        return Queue.named(self.value()).of(queryset, request.user)


def _locations_of(user):
    return user.locations_with("intake.view_consultationrequest")


def _to_choose(rows):
    return [(str(row.pk), str(row)) for row in rows]


class RelatedFilter(admin.SimpleListFilter):
    """The rows with one of a few related ones, which are found without the rows."""

    def has_output(self):
        return len(self.lookup_choices) > 1

    def queryset(self, request, queryset):
        if not (chosen := self.value()):
            return queryset
        if chosen not in dict(self.lookup_choices):
            return queryset.none()
        return queryset.filter(**{self.parameter_name: chosen})


class LocationFilter(RelatedFilter):
    title = _("location")
    parameter_name = "location"

    def lookups(self, request, model_admin):
        return _to_choose(_locations_of(request.user))


class AssigneeFilter(RelatedFilter):
    title = _("assigned")
    parameter_name = "assignee"

    def lookups(self, request, model_admin):
        return _to_choose(services.may_be_assigned(_locations_of(request.user)))


# What stays chosen from one tab to the next.
KEPT = [LocationFilter.parameter_name, AssigneeFilter.parameter_name]


@admin.register(ConsultationRequest)
class ConsultationRequestAdmin(PatientAdmin):
    list_display = [
        "patient_name",
        "reference",
        "status_tag",
        "waiting",
        "location",
        "wants",
        "assignee",
        "next_action",
    ]
    list_filter = [
        QueueFilter,
        LocationFilter,
        AssigneeFilter,
    ]
    list_select_related = ["patient", "location", "assignee"]
    ordering = ["received_at"]

    def has_add_permission(self, request):
        return request.user.has_perm("intake.add_consultationrequest")

    def get_queryset(self, request):
        return super().get_queryset(request).with_is_unreached()

    def get_urls(self):
        search = path(
            "search/",
            self.admin_site.admin_view(require_POST(self.search_view)),
            name="intake_consultationrequest_search",
        )
        same_person = path(
            "<uuid:request_id>/same-person/",
            self.admin_site.admin_view(self.same_person_view),
            name="intake_consultationrequest_same_person",
        )
        export = path(
            "export/",
            self.admin_site.admin_view(self.export_view),
            name="intake_consultationrequest_export",
        )
        return [search, same_person, export, *super().get_urls()]

    def search_view(self, request):
        """Find requests, and lead to the list of them, if there are any.

        The ids wait in the session, which is sealed, under a name made by chance:
        nothing typed comes into an address.
        """
        page = reverse("admin:intake_consultationrequest_changelist")
        form = SearchForm(request.POST)
        if not form.is_valid():
            return self.not_found(request, form)
        found = services.find_requests(form.cleaned_data["words"], actor=request.user)
        if not found:
            return self.not_found(request, form)
        if len(found) == services.FOUND_AT_MOST:
            messages.warning(request, MORE_FOUND % {"number": len(found)})
        handle = secrets.token_urlsafe(8)
        request.session[FOUND] = {handle: [str(pk) for pk in found]}
        return redirect(f"{page}?queue={Queue.ALL}&{SEARCH_VAR}={handle}")

    def not_found(self, request, form):
        """Show no list and the words again, which may stand in no address."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        alerts, alerted = _alerts(request)
        counts = queue_counts(self.get_queryset(request), request.user, alerted)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Requests"),
            "search_url": request.path,
            "staff_alerts": alerts,
            "queue_views": _tabs(counts),
            "form": form,
        }
        return TemplateResponse(
            request, "admin/intake/consultationrequest/not_found.html", context
        )

    def same_person_view(self, request, request_id):
        consultation_request = self.get_object(request, str(request_id))
        if consultation_request is None:
            raise Http404
        return compare(
            request, consultation_request, self.admin_site.each_context(request)
        )

    def export_view(self, request):
        """Export the list as it is filtered, of all its pages."""
        if not request.user.has_perm("intake.export_consultationrequest"):
            raise PermissionDenied
        try:
            filtered = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return redirect("admin:intake_consultationrequest_changelist")
        return export(request, filtered, self.admin_site.each_context(request))

    def export_url(self, request):
        """Return where the list as it is filtered is exported, for who may."""
        if not request.user.has_perm("intake.export_consultationrequest"):
            return ""
        page = reverse("admin:intake_consultationrequest_export")
        return f"{page}?{request.GET.urlencode()}"

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        found = request.session.get(FOUND, {}).get(search_term, [])
        return queryset.filter(pk__in=found), False

    @admin.display(description=_("Reference"))
    def reference(self, row):
        return row.reference

    @admin.display(description=_("Status"), ordering="status")
    def status_tag(self, row):
        tags = [(TONES[row.status], row.get_status_display())]
        if row.is_alerted:
            tags.append(("error", Queue.URGENT.label))
        return format_html_join(" ", '<span class="tag tag--{}">{}</span>', tags)

    @admin.display(description=_("Waiting"), ordering="received_at")
    def waiting(self, row):
        if row.status in NOBODY_WAITS:
            return ""
        waited = timesince(row.received_at, depth=1)
        if row.is_late:
            return format_html('<span class="late">{} – {}</span>', waited, _("late"))
        due = when_due(row)
        return f"{waited}, {due}" if due else waited

    @admin.display(description=_("Wants"))
    def wants(self, row):
        days = [str(DAYS[day]) for day in row.preferred_days]
        times = [str(TIMES[time]) for time in row.preferred_times]
        return "; ".join(filter(None, [", ".join(days), ", ".join(times)])) or "–"

    @admin.display(description=_("Next action"))
    def next_action(self, row):
        if called := came_of_calls(row):
            return format_html(
                '{}<br><span class="muted">{}</span>', next_action(row), called
            )
        return next_action(row)

    def record_list(self, rows):
        super().record_list(rows)
        record("list", rows, fields=["preferred_days", "preferred_times"])

    def changelist_view(self, request, extra_context=None):
        alerts, alerted = _alerts(request)
        context = {
            "title": _("Requests"),
            "search_url": reverse("admin:intake_consultationrequest_search"),
            "export_url": self.export_url(request),
            "staff_alerts": alerts,
        }
        response = super().changelist_view(request, context)
        if found := getattr(response, "context_data", {}).get("cl"):
            for row in found.result_list:
                row.is_alerted = row.pk in alerted
            counts = queue_counts(_filtered(request, found), request.user, alerted)
            tabs = _tabs(counts, Queue.named(request.GET.get("queue")), request.GET)
            response.context_data["queue_views"] = tabs
        return response

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return take_down(request, self.admin_site.each_context(request))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        consultation_request = self.get_object(request, object_id)
        if consultation_request is None:
            raise Http404
        context = self.admin_site.each_context(request)
        context["next_request"] = self.next_request(request, consultation_request)
        return work_on(request, consultation_request, context)

    def next_request(self, request, consultation_request):
        """Return where the next of the queue is that one came from, if there is one."""
        came_from = QueryDict(request.GET.get(PRESERVED, ""))
        queue = Queue.named(came_from.get("queue"))
        requests = self.get_queryset(request)
        found = next_in(queue, requests, request.user, after=consultation_request)
        if found is None:
            return None
        page = reverse("admin:intake_consultationrequest_change", args=[found.pk])
        query = urlencode({PRESERVED: f"queue={queue}"})
        return {"url": f"{page}?{query}", "queue": queue.label}


def _filtered(request, found):
    """Return the requests of all queues at the location and of whom one has chosen."""
    requests = found.root_queryset
    for chosen in found.filter_specs:
        if isinstance(chosen, RelatedFilter):
            requests = chosen.queryset(request, requests)
    return requests


def _alerts(request):
    """Return what the banner shows, looked up once, and the requests it is about."""
    alerts = list(staff_alerts(request)["staff_alerts"])
    return alerts, {alert.consultation_request_id for alert in alerts}


def _tabs(counts, current=None, query=MappingProxyType({})):
    """Return each work queue with how many wait in it; its link keeps the filters."""
    page = reverse("admin:intake_consultationrequest_changelist")
    kept = {name: query[name] for name in KEPT if name in query}
    return [
        {
            "label": queue.label,
            "url": f"{page}?{urlencode({'queue': queue.value} | kept)}",
            "count": counts.get(queue),
            "current": queue == current,
        }
        for queue in Queue
    ]


@admin.register(Questionnaire)
class QuestionnaireAdmin(RecordedAdmin):
    list_display = ["title", "version", "status", "url"]
    fields = ["title", "url", "version", "status"]
    actions = ["publish"]

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return import_page(request, self.admin_site.each_context(request))

    def has_publish_permission(self, request):
        return request.user.has_perm("intake.publish_questionnaire")

    @admin.action(description=_("Publish"), permissions=["publish"])
    def publish(self, request, queryset):
        """Publish the one version selected, and say what stands against it."""
        try:
            services.publish_questionnaire(queryset.get())
        except Questionnaire.MultipleObjectsReturned:
            messages.error(request, _("Select one version, not several."))
        except services.QuestionnaireRefused as refused:
            why = "; ".join(in_lines(refused.refusals))
            messages.error(request, _("Not published: %(why)s") % {"why": why})
        except services.StoredMeanwhile:
            messages.error(request, STORED_MEANWHILE)
        else:
            messages.success(request, _("The version is active now."))
