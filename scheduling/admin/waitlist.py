"""The waitlist to look at, and to take somebody off it."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from clinic.audit.admin import PatientAdmin
from clinic.audit.recording import record
from scheduling import services
from scheduling.admin.times import told_in
from scheduling.forms.waitlist import TakeOffForm
from scheduling.models import WaitlistEntry

TAKEN_OFF = _("The patient is off the list.")


class WaitsFilter(admin.SimpleListFilter):
    """Who waits, unless all are asked for."""

    title = _("waiting")
    parameter_name = "ended"

    def lookups(self, request, model_admin):
        return [("yes", _("No longer"))]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [{**first, "display": _("Now")}, *others]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.exclude(ended_at=None)
        return queryset.standing()


@admin.register(WaitlistEntry)
class WaitlistEntryAdmin(PatientAdmin):
    """Who waits, since when and for what; joining and leaving have their own pages."""

    list_display = ["patient_name", "service", "location", "joined", "has", "offered"]
    list_filter = [WaitsFilter, "location", "service"]
    list_select_related = ["patient", "service", "location", "appointment"]
    ordering = ["joined_at"]
    fields = [
        "patient_name",
        "service",
        "location",
        "has",
        "joined",
        "wishes",
        "ended",
        "ended_by",
        "end_reason",
    ]

    def name_of(self, row):
        return _("%(kind)s, waiting since %(time)s") % {
            "kind": row.service.get_kind_display(),
            "time": self.joined(row),
        }

    @admin.display(description=_("Since"), ordering="joined_at")
    def joined(self, entry):
        return told_in(entry.location.zone, entry.joined_at)

    @admin.display(description=_("Has"))
    def has(self, entry):
        if entry.appointment is None:
            return _("No date")
        return told_in(entry.location.zone, entry.appointment.starts_at)

    @admin.display(description=_("Last offer"))
    def offered(self, entry):
        offers = list(entry.offers.all())
        return offers[-1].get_status_display() if offers else _("None yet")

    @admin.display(description=_("Suits"))
    def wishes(self, entry):
        time_of_day = entry.time_of_day or _("any time of day")
        hours = int(entry.notice.total_seconds() // 3600)
        return _("%(when)s, %(hours)s hours before or more") % {
            "when": time_of_day,
            "hours": hours,
        }

    @admin.display(description=_("Ended"))
    def ended(self, entry):
        if entry.ended_at is None:
            return self.get_empty_value_display()
        at = told_in(entry.location.zone, entry.ended_at)
        return f"{entry.get_ended_as_display()}, {at}"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("offers")

    def get_urls(self):
        close = path(
            "<uuid:entry_id>/close/",
            self.admin_site.admin_view(self.close_view),
            name="scheduling_waitlistentry_close",
        )
        return [close, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        entry = self.get_object(request, object_id)
        if entry is None:
            return super().change_view(request, object_id, form_url)
        record("view", entry, fields=["end_reason"])
        context = {
            "may_close": entry.ended_at is None and self.may_close(request, entry),
            "offers": entry.offers.all(),
            "zone": entry.location.zone,
        }
        return super().change_view(request, object_id, form_url, context)

    def may_close(self, request, entry):
        return request.user.has_perm("scheduling.change_waitlistentry", entry)

    def close_view(self, request, entry_id):
        """Ask why, then take the patient off the list."""
        entry = get_object_or_404(self.get_queryset(request), pk=entry_id)
        if not self.may_close(request, entry):
            raise PermissionDenied
        page = reverse("admin:scheduling_waitlistentry_change", args=[entry_id])
        if entry.ended_at:
            return redirect(page)
        form = TakeOffForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                services.close_waitlist_entry(
                    entry, actor=request.user, **form.cleaned_data
                )
                messages.success(request, TAKEN_OFF)
                return redirect(page)
            except services.Busy:
                form.say_busy()
        return self._close_page(request, entry, form)

    def _close_page(self, request, entry, form):
        record("view", entry)
        record("view", entry.patient, fields=["name"])
        context = {
            **self.admin_site.each_context(request),
            "title": _("Take off the list"),
            "named": self.name_of(entry),
            "entry": entry,
            "form": form,
        }
        template = "admin/scheduling/waitlistentry/close.html"
        return TemplateResponse(request, template, context, status=form.status)
