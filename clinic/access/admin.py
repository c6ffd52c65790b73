"""Admin pages of what belongs to a location: kept there, looked at everywhere."""

from clinic.audit.admin import RecordedAdmin


class KeptAtLocationAdmin(RecordedAdmin):
    """Rows are changed by who may at one of the row's own locations; others look on.

    ``to_location`` is the lookup that leads from a row to its locations. What belongs
    to none, or to the whole clinic, is an administrator's.
    """

    to_location = "location"

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and self.is_at_own_location(request, "change", obj)

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        return allowed and self.is_at_own_location(request, "delete", obj)

    def is_at_own_location(self, request, right, obj):
        if obj is None or request.user.is_superuser:
            return True
        own = {f"{self.to_location}__in": self.locations_to(request, right)}
        return self.model._default_manager.filter(pk=obj.pk, **own).exists()

    def locations_to(self, request, right):
        """Return the locations where ``right`` to this model is held."""
        app, model = self.opts.app_label, self.opts.model_name
        return request.user.locations_with(f"{app}.{right}_{model}")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "location":
            kwargs["queryset"] = self.locations_to(request, "change")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
