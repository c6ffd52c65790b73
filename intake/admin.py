"""The front desk's queue of requests, and one request to work on."""

import secrets

from django.contrib import admin, messages
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.http import Http404
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
from intake.queues import TONES, Queue, next_action, queue_counts
from intake.views.desk import DAYS, TIMES, take_down, work_on
from intake.views.questionnaires import STORED_MEANWHILE, import_page

FOUND = "requests_found"
NOTHING_FOUND = _(
    "Nothing found. Type a reference, an email, a phone number or words of a name."
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


class RelatedFilter(admin.SimpleListFilter):
    """The rows with one of a few related ones, which are found without the rows."""

    def choices_of(self, locations):
        """Return the related rows that can be chosen, of these locations."""
        raise NotImplementedError

    def lookups(self, request, model_admin):
        locations = request.user.locations_with("intake.view_consultationrequest")
        return [(str(row.pk), str(row)) for row in self.choices_of(locations)]

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

    def choices_of(self, locations):
        return locations


class AssigneeFilter(RelatedFilter):
    title = _("assigned")
    parameter_name = "assignee"

    def choices_of(self, locations):
        return services.may_be_assigned(locations)


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
        return [search, *super().get_urls()]

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
        context = {
            "title": _("Requests"),
            "search_url": reverse("admin:intake_consultationrequest_search"),
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
        return work_on(
            request, consultation_request, self.admin_site.each_context(request)
        )


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
