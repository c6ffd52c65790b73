"""Who may do what, for Django; passwords are the business of allauth's back end."""

from django.contrib.auth.backends import BaseBackend

from clinic.access.roles import permissions_of


class RoleBackend(BaseBackend):
    """Answer permission questions from a person's memberships and nothing else."""

    def get_all_permissions(self, user_obj, obj=None):
        if user_obj.is_anonymous:
            return frozenset()
        return permissions_of(user_obj, obj)

    def has_module_perms(self, user_obj, app_label):
        permissions = self.get_all_permissions(user_obj)
        return any(permission.startswith(f"{app_label}.") for permission in permissions)
