"""What each role may do. Who has which role at which location is a StaffMembership.

A superuser is an administrator: sets the clinic up and sees no patient.
"""

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from clinic.models import Location, User

READ = ("view",)
KEEP = ("view", "change")
ENROL = ("view", "add", "change")
SET_UP = ("view", "add", "change", "delete")


class Role(models.TextChoices):
    FRONT_DESK = "front_desk", _("Front desk")
    CLINICIAN = "clinician", _("Clinician")
    NURSE = "nurse", _("Nurse")
    MANAGER = "manager", _("Clinic manager")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")


def rights(app: str, *names: str, to: tuple[str, ...]) -> frozenset[str]:
    """Return permissions such as ``clinic.view_room`` for each model and right."""
    return frozenset(f"{app}.{right}_{name}" for name in names for right in to)


# What everybody who works with patients may look up or do.
ON_SITE = (
    rights("clinic", "location", "room", "practitioner", "patient", to=READ)
    | rights("clinic", "openinghours", to=READ)
    | rights("intake", "consultationrequest", "staffalert", "consent", to=READ)
    | rights("scheduling", "service", "availability", "closure", to=READ)
    | rights("scheduling", "availabilityexception", "bookingrules", to=READ)
    | rights("scheduling", "seriesrules", "reminderrules", to=READ)
    | rights("scheduling", "appointment", "course", "waitlistentry", to=READ)
    | {"intake.acknowledge_staffalert"}
)
CONTACT_AND_APPOINTMENTS = (
    rights("clinic", "patient", to=KEEP)
    | rights("intake", "consultationrequest", to=ENROL)
    | rights("scheduling", "appointment", "waitlistentry", to=KEEP)
)
LINK_PATIENTS = frozenset({"intake.link_patients"})
# Accounts are deactivated, never deleted: records name who acted.
STAFF = rights("clinic", "user", to=ENROL) | rights(
    "clinic", "staffmembership", to=SET_UP
)
PLACES = rights(
    "clinic", "location", "urgentcontact", "room", "practitioner", to=SET_UP
) | rights("clinic", "openinghours", "practitionerplace", "price", to=SET_UP)
SCHEDULE = rights(
    "scheduling", "availability", "availabilityexception", "closure", to=SET_UP
) | rights("scheduling", "bookingrules", "seriesrules", "reminderrules", to=SET_UP)
SERVICES = rights("scheduling", "service", "servicephase", to=SET_UP)
# A version is never changed: another one takes its place.
FORMS = rights("intake", "questionnaire", to=("view", "add"))

ROLE_PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.FRONT_DESK: ON_SITE | CONTACT_AND_APPOINTMENTS | LINK_PATIENTS,
    Role.CLINICIAN: ON_SITE
    # Who reads both sees first that two are not one.
    | LINK_PATIENTS
    | rights("intake", "questionnaireresponse", "assessment", "review", to=READ)
    | rights("intake", "policy", "questionnaire", to=READ)
    | {"intake.view_answers", "intake.sign_review"}
    # What patients are asked and by which numbers: others draft, a clinician decides.
    | {"intake.sign_policy", "intake.publish_questionnaire"}
    | {"scheduling.override_hours", "scheduling.override_review"},
    Role.NURSE: ON_SITE,
    Role.MANAGER: ON_SITE
    | CONTACT_AND_APPOINTMENTS
    | LINK_PATIENTS
    | {"intake.export_consultationrequest"}
    | STAFF
    | PLACES
    | SCHEDULE
    | SERVICES
    | FORMS
    | rights("intake", "policy", to=READ)
    | {"intake.draft_policy"}
    | {"clinic.edit_wording", "intake.publish_consenttext", "scheduling.view_figures"}
    | {"scheduling.override_hours", "scheduling.override_review"},
    Role.PRIVACY_OFFICER: rights("clinic", "accessevent", to=READ),
}

ADMINISTRATOR_PERMISSIONS: frozenset[str] = (
    STAFF
    | PLACES
    | SCHEDULE
    | SERVICES
    | rights("clinic", "message", to=READ)
    | rights("intake", "policy", to=READ)
    | FORMS
)


def roles_with(permission: str) -> list[Role]:
    """Return the roles that carry ``permission``, such as ``clinic.view_patient``."""
    return [role for role, held in ROLE_PERMISSIONS.items() if permission in held]


def permissions_of(user: "User", obj: models.Model | None = None) -> frozenset[str]:
    """Return all that ``user`` may do: the union of their roles.

    With an ``obj`` that belongs to a location, only by the roles they have there.
    """
    if not user.is_active:
        return frozenset()
    held = ADMINISTRATOR_PERMISSIONS if user.is_superuser else frozenset()
    location_id = getattr(obj, "location_id", None)
    roles = {
        membership.role
        for membership in _memberships(user)
        if location_id in (None, membership.location_id)
    }
    return held.union(*(ROLE_PERMISSIONS[Role(role)] for role in roles))


def locations_with(user: "User", permission: str) -> "models.QuerySet[Location]":
    """Return the locations where one of ``user``'s roles carries ``permission``."""
    locations = apps.get_model("clinic.Location").objects.all()
    if not user.is_active:
        return locations.none()
    if user.is_superuser and permission in ADMINISTRATOR_PERMISSIONS:
        return locations
    memberships = user.memberships.filter(role__in=roles_with(permission))
    return locations.filter(pk__in=memberships.values("location"))


def _memberships(user: "User") -> "models.QuerySet":
    """Return the user's memberships, read once for each ``User`` object (a request)."""
    models.prefetch_related_objects([user], "memberships")
    return user.memberships.all()
