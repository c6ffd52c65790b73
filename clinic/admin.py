"""Setting the clinic up: locations, rooms, people and what each may do where.

Also, for administrators, whether mail leaves.
"""

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import ManyToManyField
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _

from clinic.access.admin import KeptAtLocationAdmin
from clinic.audit.admin import RecordedAdmin
from clinic.audit.models import Action
from clinic.audit.recording import record
from clinic.formsets import NamedFieldsFormSet
from clinic.models import (
    Location,
    OpeningHours,
    Practitioner,
    PractitionerPlace,
    PractitionerRole,
    Price,
    Room,
    StaffMembership,
    UrgentContact,
    User,
)
from clinic.outbox.models import Message

admin.site.site_title = admin.site.site_header = _("Anteroom")
admin.site.index_title = _("Home")
admin.site.enable_nav_sidebar = False
# There are a few locations, and boxes need no script.
TO_TICK = {ManyToManyField: {"widget": CheckboxSelectMultiple}}


class UrgentContactInline(admin.TabularInline):
    model = UrgentContact
    formset = NamedFieldsFormSet
    extra = 1


class OpeningHoursInline(admin.TabularInline):
    """In which hours somebody answers: by them it is counted when a call is due."""

    model = OpeningHours
    formset = NamedFieldsFormSet
    verbose_name_plural = _(
        "opening hours, in the location’s own time "
        "(without any: Monday to Friday, 9 a.m. to 5 p.m.)"
    )
    extra = 1


class RoomInline(admin.TabularInline):
    model = Room
    formset = NamedFieldsFormSet
    extra = 1


@admin.register(Location)
class LocationAdmin(KeptAtLocationAdmin):
    to_location = "pk"
    list_display = ["name", "time_zone", "phone"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [UrgentContactInline, OpeningHoursInline, RoomInline]


class StaffMembershipInline(admin.TabularInline):
    model = StaffMembership
    formset = NamedFieldsFormSet
    extra = 1

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "location":
            kwargs["queryset"] = request.user.locations_with(
                "clinic.change_staffmembership"
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_queryset(self, request):
        locations = request.user.locations_with("clinic.change_staffmembership")
        return super().get_queryset(request).filter(location__in=locations)


class PasswordForm(AdminPasswordChangeForm):
    """Gives somebody another password, recorded in the same transaction."""

    @transaction.atomic
    def save(self, commit=True):
        user = super().save(commit)
        record(Action.CREDENTIALS, user, fields=["password"])
        return user


SHARED_PERSON = [
    (
        None,
        {
            "fields": ["username", "first_name", "last_name", "email", "is_active"],
            "description": _(
                "This person also works at a location that is not yours: an "
                "administrator changes the account. You give and take roles at yours."
            ),
        },
    ),
]


@admin.register(User)
class UserAdmin(RecordedAdmin, StockUserAdmin):
    change_password_form = PasswordForm
    list_display = ["username", "first_name", "last_name", "is_active"]
    list_filter = ["is_active", "memberships__role", "memberships__location"]
    search_fields = []
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password", "is_active"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "password1", "password2"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
    ]
    inlines = [StaffMembershipInline]

    def get_inlines(self, request, obj):
        # The stock class shows none on the page that adds a user.
        return self.inlines

    def get_fieldsets(self, request, obj=None):
        if obj is None or self.keeps_account(request, obj):
            return super().get_fieldsets(request, obj)
        return SHARED_PERSON

    def get_readonly_fields(self, request, obj=None):
        if obj is None or self.keeps_account(request, obj):
            return super().get_readonly_fields(request, obj)
        return flatten_fieldsets(SHARED_PERSON)

    def user_change_password(self, request, id, form_url=""):
        person = self.get_object(request, unquote(id))
        if person is not None and not self.keeps_account(request, person):
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    def keeps_account(self, request, person):
        """Whether the account itself is this manager's: no role lies elsewhere.

        Of a person shared with other locations a manager keeps the own roles alone.
        """
        own = request.user.locations_with("clinic.change_user")
        return not person.memberships.exclude(location__in=own).exists()

    def get_queryset(self, request):
        """A manager keeps the people of their own locations; no administrator."""
        users = super().get_queryset(request)
        if request.user.is_superuser:
            return users
        locations = request.user.locations_with("clinic.change_user")
        own = users.filter(is_superuser=False, memberships__location__in=locations)
        return own.distinct()


class PlacesFormSet(NamedFieldsFormSet):
    def clean(self):
        """Refuse a clinician two places: two visits could then be booked at once."""
        super().clean()
        kept = [
            form
            for form in self.forms
            if form.cleaned_data and not self._should_delete_form(form)
        ]
        if self.instance.role == PractitionerRole.CLINICIAN and len(kept) > 1:
            raise ValidationError(
                _("A clinician is with one patient at a time: keep one place.")
            )


class PractitionerPlaceInline(admin.TabularInline):
    model = PractitionerPlace
    formset = PlacesFormSet
    extra = 1


@admin.register(Practitioner)
class PractitionerAdmin(KeptAtLocationAdmin):
    to_location = "locations"
    list_display = ["__str__", "role"]
    list_select_related = ["user"]
    formfield_overrides = TO_TICK
    inlines = [PractitionerPlaceInline]


@admin.register(Price)
class PriceAdmin(KeptAtLocationAdmin):
    """What `/treatment/cost/` says; a price of all locations is any manager's."""

    list_display = ["name", "amount", "location", "valid_from", "valid_until"]
    list_filter = ["location"]
    list_select_related = ["location"]

    def is_at_own_location(self, request, right, obj):
        is_for_all = obj is not None and obj.location_id is None
        return is_for_all or super().is_at_own_location(request, right, obj)


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    """Whether mail leaves, to look at: what it is about by its id, not a word of it."""

    list_display = ["kind", "status", "tries", "due_at", "next_at", "last_code"]
    list_filter = ["status"]
    list_per_page = 50
    show_full_result_count = False
    ordering = ["-due_at"]
    fields = [
        "kind",
        "about_type",
        "about_id",
        "status",
        "tries",
        "due_at",
        "next_at",
        "not_after",
        "sent_at",
        "last_code",
    ]

    @admin.display(description=_("Tries"), ordering="attempts")
    def tries(self, message):
        if message.was_perhaps_sent_twice:
            return _("%(tries)d, perhaps sent twice") % {"tries": message.attempts}
        return message.attempts

    def changelist_view(self, request, extra_context=None):
        messages = Message.objects
        context = {
            "title": _("Messages"),
            "dead": messages.dead().count(),
            "undelivered_to_patients": messages.undelivered_to_patients().count(),
            "oldest_waiting": messages.oldest_waiting(),
        }
        return super().changelist_view(request, context)
