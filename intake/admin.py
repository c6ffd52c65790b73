"""The front desk's queue of requests, and one request to work on."""

import secrets
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from clinic.audit.admin import PatientAdmin, RecordedAdmin
from clinic.audit.recording import record
from intake import services
from intake.forms.staff import SearchForm
from intake.models import ConsultationRequest, Questionnaire
from intake.questionnaires.supported import in_lines
from intake.queues import (
    TONES,
    Queue,
    last_call,
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
# How the stock admin hands the filters of a list on to the page of a row.
PRESERVED = "_changelist_filters"
NOTHING_FOUND = _(
    "Nothing found. Type a reference, an email, a phone number or words of a name. "
    "A part of a name finds open requests and those with a visit in the next 30 days."
)
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
        """Find requests, and lead to the list of them.

        The ids wait in the session, which is sealed, under a name made by chance:
        nothing typed comes into an address.
        """
        page = reverse("admin:intake_consultationrequest_changelist")
        form = SearchForm(request.POST)
        if not form.is_valid():
            messages.error(request, form.errors["words"][0])
            return redirect(page)
        found = services.find_requests(form.cleaned_data["words"], actor=request.user)
        if not found:
            messages.warning(request, NOTHING_FOUND)
            return redirect(page)
        if len(found) == services.FOUND_AT_MOST:
            messages.warning(request, MORE_FOUND % {"number": len(found)})
        handle = secrets.token_urlsafe(8)
        request.session[FOUND] = {handle: [str(pk) for pk in found]}
        return redirect(f"{page}?queue={Queue.ALL}&{SEARCH_VAR}={handle}")

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
        due = when_due(row)
        return f"{waited}, {due}" if due else waited

    @admin.display(description=_("Wants"))
    def wants(self, row):
        days = [str(DAYS[day]) for day in row.preferred_days]
        times = [str(TIMES[time]) for time in row.preferred_times]
        return "; ".join(filter(None, [", ".join(days), ", ".join(times)])) or "–"

    @admin.display(description=_("Next action"))
    def next_action(self, row):
        if called := last_call(row):
            return format_html(
                '{}<br><span class="muted">{}</span>', next_action(row), called
            )
        return next_action(row)

    def record_list(self, rows):
        super().record_list(rows)
        record("list", rows, fields=["preferred_days", "preferred_times"])

    def changelist_view(self, request, extra_context=None):
        context = {
            "title": _("Requests"),
            "search_url": reverse("admin:intake_consultationrequest_search"),
            "export_url": self.export_url(request),
        }
        response = super().changelist_view(request, context)
        if found := getattr(response, "context_data", {}).get("cl"):
            response.context_data["queue_views"] = _tabs(request, found.root_queryset)
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


def _tabs(request, requests):
    """Return each work queue with how many of ``requests`` wait in it."""
    current = Queue.named(request.GET.get("queue"))
    counts = queue_counts(requests, request.user)
    return [
        {
            "label": queue.label,
            "url": f"?queue={queue}",
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
