"""Hours, closures, services and rules to set up."""

from django.contrib import admin, messages
from django.db.models import NOT_PROVIDED
from django.utils import timezone
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext_lazy as _

from clinic.access.admin import KeptAtLocationAdmin
from clinic.admin import TO_TICK, PractitionerAdmin
from clinic.audit.admin import RecordedAdmin
from clinic.formsets import NamedFieldsFormSet
from clinic.models import Practitioner
from scheduling import services
from scheduling.admin.closing import told_of
from scheduling.admin.times import told_in
from scheduling.forms.setup import (
    AvailabilityExceptionForm,
    AvailabilityForm,
    ClosureForm,
    WeeklyHoursFormSet,
)
from scheduling.models import (
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
    formset = NamedFieldsFormSet
    extra = 1


@admin.register(Service)
class ServiceAdmin(SaysWhatIsMissing, RecordedAdmin):
    missing_of = staticmethod(missing_of_service)
    reads = OF_SERVICE
    list_display = ["name", "kind", "is_offered", "offers_times"]
    formfield_overrides = TO_TICK
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


class RulesAdmin(KeptAtLocationAdmin):
    """Rules of a location each; the list says what holds at those that have none."""

    change_list_template = "admin/scheduling/rules.html"
    list_select_related = ["location"]

    def changelist_view(self, request, extra_context=None):
        own = self.model.objects.values("location")
        locations = self.locations_to(request, "view").exclude(pk__in=own)
        context = {
            "defaults": defaults_of(self.model),
            "without_own": get_text_list([str(each) for each in locations], _("and")),
        }
        return super().changelist_view(request, context)


def defaults_of(rules):
    """Return name, value and help of each number or text that new rules begin with."""
    return [
        {
            "name": capfirst(each.verbose_name),
            "value": _("None") if each.default is NOT_PROVIDED else each.get_default(),
            "help": each.help_text,
        }
        for each in rules._meta.fields
        if each.editable and not each.is_relation
    ]


@admin.register(BookingRules)
class BookingRulesAdmin(RulesAdmin):
    list_display = [
        "location",
        "notice_hours",
        "horizon_days",
        "change_notice_hours",
        "offer_minutes",
    ]


@admin.register(SeriesRules)
class SeriesRulesAdmin(RulesAdmin):
    list_display = ["location", "infusions", "window_days", "least_gap_days"]


@admin.register(ReminderRules)
class ReminderRulesAdmin(RulesAdmin):
    list_display = ["location", "preparation"]


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

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if visits := services.visits_in(obj):
            messages.warning(request, told_of(visits, request.user))

    @admin.display(description=_("Starts"), ordering="starts_at")
    def starts(self, closure):
        return told_in(closure.zone, closure.starts_at)

    @admin.display(description=_("Ends"), ordering="ends_at")
    def ends(self, closure):
        return told_in(closure.zone, closure.ends_at)
