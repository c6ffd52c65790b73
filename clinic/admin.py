"""Setting the clinic up: locations, rooms, people and what each may do where.

Also, for administrators, whether mail leaves.
"""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ManyToManyField
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from clinic.access.admin import KeptAtLocationAdmin
from clinic.access.forms import PersonForm
from clinic.access.invitations import invite
from clinic.audit.admin import RecordedAdmin
from clinic.fields import PhoneField
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
from clinic.templatetags.money import money

admin.site.site_title = admin.site.site_header = _("Anteroom")
admin.site.index_title = _("Home")
admin.site.enable_nav_sidebar = False
INVITED = _("The link to set a password is mailed.")
NO_ADDRESS = _("Nothing is mailed: enter an email address first, and save it.")
ALL_LOCATIONS = _("All locations")
TAKES_NO_REQUESTS = _(
    "%(location)s takes no requests now: nobody would be told of an urgent answer. "
    "Add an urgent contact."
)
# There are a few locations, and boxes need no script.
TO_TICK = {ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}


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


class LocationForm(forms.ModelForm):
    phone = PhoneField(
        label=_("Phone"),
        max_length=32,
        widget=forms.TextInput(
            {"type": "tel", "autocomplete": "off", "class": "vTextField"}
        ),
        error_messages={
            "required": _("Enter a phone number"),
            "phone": _("Enter a phone number with the area code"),
        },
    )

    class Meta:
        model = Location
        fields = ["name", "slug", "address", "phone", "time_zone"]
        labels = {"slug": _("Short name in addresses")}


@admin.register(Location)
class LocationAdmin(KeptAtLocationAdmin):
    to_location = "pk"
    form = LocationForm
    list_display = ["name", "time_zone", "phone", "takes_requests"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [UrgentContactInline, OpeningHoursInline, RoomInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("urgent_contacts")

    @admin.display(description=_("Takes requests"))
    def takes_requests(self, location):
        has_contact = location.urgent_contacts.all()
        return _("Yes") if has_contact else _("No: no urgent contact")

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        location = form.instance
        if not UrgentContact.objects.filter(location=location).exists():
            messages.warning(request, TAKES_NO_REQUESTS % {"location": location})


class StaffMembershipInline(admin.TabularInline):
    model = StaffMembership
    formset = NamedFieldsFormSet
    extra = 1

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Leave out the buttons beside a location: nobody adds one from here."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "location":
            field.widget = field.widget.widget
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "location":
            kwargs["queryset"] = request.user.locations_with(
                "clinic.change_staffmembership"
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_queryset(self, request):
        locations = request.user.locations_with("clinic.change_staffmembership")
        return super().get_queryset(request).filter(location__in=locations)


NEW_PERSON = [
    (
        None,
        {
            "fields": ["username", "first_name", "last_name", "email"],
            "description": _("A link to set a password goes to the email address."),
        },
    ),
]
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
class UserAdmin(RecordedAdmin):
    """People and their roles; each sets a password of their own, from a mail."""

    form = PersonForm
    list_display = ["username", "first_name", "last_name", "is_active"]
    list_filter = ["is_active", "memberships__role", "memberships__location"]
    ordering = ["username"]
    fieldsets = [
        (None, {"fields": ["username", "is_active"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
    ]
    inlines = [StaffMembershipInline]

    def get_urls(self):
        invite_page = path(
            "<uuid:user_id>/invite/",
            self.admin_site.admin_view(require_POST(self.invite_view)),
            name="clinic_user_invite",
        )
        return [invite_page, *super().get_urls()]

    def lookup_allowed(self, lookup, value, request):
        """Refuse to filter by the hash of a password: answers would tell it."""
        allowed = super().lookup_allowed(lookup, value, request)
        return allowed and not lookup.startswith("password")

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return NEW_PERSON
        is_own = self.keeps_account(request, obj)
        return super().get_fieldsets(request, obj) if is_own else SHARED_PERSON

    def get_readonly_fields(self, request, obj=None):
        if obj is None or self.keeps_account(request, obj):
            return super().get_readonly_fields(request, obj)
        return flatten_fieldsets(SHARED_PERSON)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if not change:
            invite(obj)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        person = self.get_object(request, unquote(object_id))
        context = {"may_invite": person and self.may_invite(request, person)}
        return super().change_view(request, object_id, form_url, context)

    def may_invite(self, request, person):
        allowed = self.has_change_permission(request, person)
        return allowed and person.is_active and self.keeps_account(request, person)

    def invite_view(self, request, user_id):
        person = get_object_or_404(self.get_queryset(request), pk=user_id)
        if not self.may_invite(request, person):
            raise PermissionDenied
        if person.email:
            invite(person)
            messages.success(request, INVITED)
        else:
            messages.error(request, NO_ADDRESS)
        return redirect("admin:clinic_user_change", user_id)

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


class LocationOrAllFilter(admin.RelatedFieldListFilter):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.empty_value_display = ALL_LOCATIONS


@admin.register(Price)
class PriceAdmin(KeptAtLocationAdmin):
    """What `/treatment/cost/` says; a price of all locations is any manager's."""

    list_display = ["name", "costs", "where", "valid_from", "valid_until"]
    list_filter = [("location", LocationOrAllFilter)]
    list_select_related = ["location"]

    @admin.display(description=_("Amount"), ordering="amount")
    def costs(self, price):
        return money(price.amount)

    @admin.display(description=_("Location"), ordering="location")
    def where(self, price):
        return price.location or ALL_LOCATIONS

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "location":
            kwargs["empty_label"] = ALL_LOCATIONS
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

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
