"""Admin pages that record each look at a patient and each change of the set-up."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from clinic.audit.models import Action
from clinic.audit.recording import record


class PlainAdmin(admin.ModelAdmin):
    """Lists with the name of what is in them at their head, instead of an order."""

    def changelist_view(self, request, extra_context=None):
        context = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, context | (extra_context or {}))


class RecordedAdmin(PlainAdmin):
    """Records who added, changed or deleted what; where it cannot, nothing is saved.

    Names fields and inlines, no values. A row of an inline is recorded by itself too:
    whose it was tells the event of its parent, in the same request.
    """

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        inlines = [formset.prefix for formset in formsets if formset.has_changed()]
        if not change:
            record(Action.ADD, form.instance, fields=inlines)
        elif changed := [*form.changed_data, *inlines]:
            record(Action.CHANGE, form.instance, fields=changed)

    def save_formset(self, request, form, formset, change):
        # Before they are deleted: afterwards they have no id.
        record_rows(Action.DELETE, deleted_rows(formset))
        super().save_formset(request, form, formset, change)
        record_rows(Action.ADD, formset.new_objects)
        changed = dict(formset.changed_objects)
        record_rows(Action.CHANGE, changed, fields=set().union(*changed.values()))

    def history_view(self, request, object_id, extra_context=None):
        """Show who changed the row and when, in the reader's own time."""
        response = super().history_view(request, object_id, extra_context)
        if isinstance(response, TemplateResponse):
            with timezone.override(request.user.zone):
                response.render()
        return response

    def log_deletions(self, request, queryset):
        record_rows(Action.DELETE, queryset)
        return super().log_deletions(request, queryset)


def record_rows(action, rows, *, fields=()):
    if rows:
        record(action, rows, fields=fields)


def deleted_rows(formset):
    """Return the stored rows that were ticked to be deleted."""
    forms = formset.deleted_forms
    return [form.instance for form in formset.initial_forms if form in forms]


class PatientAdmin(PlainAdmin):
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

    def get_object(self, request, object_id, from_field=None):
        """Find the row as the stock page does, also by an id quoted in the address."""
        return super().get_object(request, unquote(object_id), from_field)

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
        context = self.titles_of(row) | (extra_context or {})
        return super().change_view(request, object_id, form_url, context)

    def history_view(self, request, object_id, extra_context=None):
        row = self.get_object(request, object_id)
        named = self.titles_of(row).get("named")
        title = {"title": _("History: %s") % named, "named": named}
        return super().history_view(request, object_id, title)

    def titles_of(self, row):
        """Return what the page of a row is called; a title is kept by the browser."""
        if row is None:
            return {}
        named = self.name_of(row)
        title = capfirst(self.opts.verbose_name)
        return {"title": title, "subtitle": named, "named": named}

    def name_of(self, row):
        """Return what a row is called where nobody's name may stand."""
        return str(row)
