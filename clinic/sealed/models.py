from django.db import models
from django.utils.translation import gettext_lazy as _


class KeyPurpose(models.TextChoices):
    FIELDS = "fields", _("Sealed columns")
    INDEX = "index", _("Blind indexes")
    LINK = "link", _("Patient links and other proofs")


class KeyState(models.TextChoices):
    ACTIVE = "active", _("Seals and opens")
    OPENS = "opens", _("Opens what it sealed, seals nothing new")
    RETIRED = "retired", _("No longer used by any row")


class DataKey(models.Model):
    """A data key as it is stored: wrapped with the key ``kek_id`` of the key file.

    Only the owner of the database writes here, at ``migrate``.
    """

    # Four bytes at most: every sealed value names its key in its header.
    id = models.AutoField(primary_key=True)
    purpose = models.CharField(max_length=10, choices=KeyPurpose)
    kek_id = models.CharField(max_length=64)
    wrapped = models.BinaryField()
    state = models.CharField(max_length=10, choices=KeyState, default=KeyState.ACTIVE)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                fields=["purpose"],
                condition=models.Q(state=KeyState.ACTIVE),
                name="datakey_is_the_only_active_one_of_its_purpose",
            )
        ]

    def __str__(self) -> str:
        return f"Data key {self.pk} ({self.purpose})"
