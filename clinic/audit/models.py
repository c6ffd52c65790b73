import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class ActorKind(models.TextChoices):
    USER = "user", _("Staff")
    PATIENT_LINK = "patient-link", _("Patient")
    SYSTEM = "system", _("The software itself")
    ANONYMOUS = "anonymous", _("Nobody signed in")


class Action(models.TextChoices):
    LIST = "list", _("Saw in a list")
    VIEW = "view", _("Viewed")
    SEARCH = "search", _("Found by a search")
    EXPORT = "export", _("Exported")
    PRINT = "print", _("Printed")
    DOWNLOAD = "download", _("Downloaded")
    ADD = "add", _("Added")
    CHANGE = "change", _("Changed")
    DELETE = "delete", _("Deleted")
    LOGIN = "login", _("Signed in")
    LOGOUT = "logout", _("Signed out")
    CONFIRM = "confirm", _("Gave a date of birth to be let in")
    SECOND_FACTOR = "second-factor", _("Gave a second factor")
    ENROL = "enrol", _("Set up a second factor")
    UNENROL = "unenrol", _("Removed a second factor")
    CREDENTIALS = "credentials", _("Changed the password or was given a new start")
    DENIED = "denied", _("Was refused")
    DECRYPT_FAIL = "decrypt-fail", _("Met an unreadable value")


class Outcome(models.TextChoices):
    OK = "ok", _("Done")
    IMPLICIT = "implicit", _("Seen without being asked for")
    REFUSED = "refused", _("Refused")


class AccessEvent(models.Model):
    """Who saw or changed which records, and when. Holds names of fields, no values.

    Append-only: `grants.sql` refuses every change, and stamps each row with ``seq``,
    ``xid8`` and ``at``, which the writer cannot choose. The rows are sealed by them.
    """

    # Made in Python: the writer may not read back what an identity column would give.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seq = models.BigIntegerField(unique=True, editable=False)
    xid8 = models.BigIntegerField(editable=False)
    at = models.DateTimeField(editable=False)
    actor_kind = models.CharField(max_length=20, choices=ActorKind)
    actor_id = models.TextField(blank=True)
    action = models.CharField(max_length=20, choices=Action)
    object_type = models.TextField(blank=True)
    object_ids = ArrayField(models.UUIDField(), default=list)
    fields = ArrayField(models.TextField(), default=list)
    request_id = models.TextField(blank=True)
    ip = models.GenericIPAddressField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OK)

    class Meta:
        default_permissions = ["view"]
        indexes = [
            GinIndex(fields=["object_ids"], name="accessevent_who_saw_the_object"),
            models.Index(fields=["actor_id", "at"], name="accessevent_what_actor_saw"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(actor_kind__in=ActorKind.values),
                name="accessevent_actor_kind_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(action__in=Action.values),
                name="accessevent_action_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=Outcome.values),
                name="accessevent_outcome_is_known",
            ),
        ]

    def __str__(self):
        return f"Access event {self.pk}"
