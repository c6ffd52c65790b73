"""Setting the clinic up: locations, rooms, people and what each may do where."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.utils.translation import gettext_lazy as _

from clinic.access.admin import KeptAtLocationAdmin
from clinic.models import (
    Location,
    Practitioner,
    PractitionerPlace,
    Room,
    StaffMembership,
    UrgentContact,
    User,
)

admin.site.site_title = admin.site.site_header = _("Anteroom")
admin.site.index_title = _("Today")
admin.site.enable_nav_sidebar = False


class UrgentContactInline(admin.TabularInline):
    model = UrgentContact
    extra = 1


class RoomInline(admin.TabularInline):
    model = Room
    extra = 1


@admin.register(Location)
class LocationAdmin(KeptAtLocationAdmin):
    to_location = "pk"
    list_display = ["name", "time_zone", "phone"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [UrgentContactInline, RoomInline]


class StaffMembershipInline(admin.TabularInline):
    model = StaffMembership
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


@admin.register(User)
class UserAdmin(StockUserAdmin):
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

    def get_queryset(self, request):
        """A manager keeps the people of their own locations; no administrator."""
        users = super().get_queryset(request)
        if request.user.is_superuser:
            return users
        locations = request.user.locations_with("clinic.change_user")
        own = users.filter(is_superuser=False, memberships__location__in=locations)
        return own.distinct()


class PractitionerPlaceInline(admin.TabularInline):
    model = PractitionerPlace
    extra = 1


@admin.register(Practitioner)
class PractitionerAdmin(KeptAtLocationAdmin):
    to_location = "locations"
    list_display = ["__str__", "role"]
    list_select_related = ["user"]
    filter_horizontal = ["locations"]
    inlines = [PractitionerPlaceInline]
