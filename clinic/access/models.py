"""The tables of access: patient links, counters of rate limits, forms already sent."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.db import UUIDModel

MAX_WRONG_BIRTH_DATES = 5


class LinkPurpose(models.TextChoices):
    """What a patient link opens; the label names it in a mail, so it is neutral."""

    QUESTIONNAIRE = "questionnaire", _("Your questions")
    BOOK = "book", _("Choose a time")
    APPOINTMENT = "appointment", _("Your visit")
    COURSE = "course", _("Your next visits")
    WAITLIST = "waitlist", _("An earlier time")


class PatientLinkQuerySet(models.QuerySet["PatientLink"]):
    def live(self):
        """Links that still open something."""
        return self.not_revoked().filter(done_at=None, expires_at__gt=timezone.now())

    def not_revoked(self):
        """Links whose sessions go on, even if they open no new one."""
        return self.filter(revoked_at=None)

    def opening(self, purpose: str, object_id: uuid.UUID):
        """Links made for this purpose and object, live or not."""
        return self.filter(purpose=purpose, object_id=object_id)

    def finish(self) -> int:
        """Close links; the sessions they opened go on. Return how many."""
        return self.filter(done_at=None).update(done_at=timezone.now())


class PatientLink(UUIDModel):
    """A link mailed to a patient: for whom, what for, until when; never its token.

    A session ends with the link that opened it only when that is revoked by wrong birth
    dates: not when the link expires, a newer one is asked for, or all is done.
    """

    patient = models.ForeignKey("clinic.Patient", models.PROTECT, related_name="links")
    purpose = models.CharField(max_length=20, choices=LinkPurpose)
    object_id = models.UUIDField()
    token_hash = models.BinaryField(max_length=32, unique=True, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    wrong_birth_dates = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    objects = PatientLinkQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["object_id", "purpose"], name="patientlink_object")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purpose__in=LinkPurpose.values),
                name="patientlink_purpose_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(wrong_birth_dates__range=(0, MAX_WRONG_BIRTH_DATES)),
                name="patientlink_takes_at_most_five_wrong_birth_dates",
            ),
            models.CheckConstraint(
                condition=models.Q(wrong_birth_dates__lt=MAX_WRONG_BIRTH_DATES)
                | models.Q(revoked_at__isnull=False),
                name="patientlink_is_revoked_by_the_fifth_wrong_birth_date",
            ),
        ]

    def __str__(self):
        return f"Link {str(self.pk)[:8]}"

    @property
    def is_live(self) -> bool:
        return not self.is_closed and self.expires_at > timezone.now()

    @property
    def is_closed(self) -> bool:
        return self.revoked_at is not None or self.done_at is not None


class RateLimit(models.Model):
    """How often something was done in the running window of time.

    ``key_hmac`` stands for an address or a person, who cannot be told from it.
    """

    bucket = models.CharField(max_length=40)
    key_hmac = models.BinaryField(max_length=32)
    window_starts_at = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bucket", "key_hmac"], name="ratelimit_counts_each_key_once"
            )
        ]

    def __str__(self):
        return f"{self.bucket}: {self.count}"


class Submission(UUIDModel):
    """One sending of a public form, so that a second one of it changes nothing."""

    form = models.CharField(max_length=40)
    payload_hmac = models.BinaryField(max_length=32)
    result_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.form} {str(self.pk)[:8]}"

    def keep(self, result: models.Model) -> None:
        """Note what this sending made; stored at the end of ``submissions.once``."""
        self.result_id = result.pk
