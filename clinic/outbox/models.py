"""The outbox: what to tell whom, without an address; and words that clinics wrote."""

import uuid
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinic.db import UUIDModel
from clinic.outbox import kinds

MAX_TRIES = 8
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=4)


class MessageStatus(models.TextChoices):
    QUEUED = "queued", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    DEAD = "dead", _("Could not be sent")
    CANCELLED = "cancelled", _("No longer true, not sent")


class RecipientType(models.TextChoices):
    PATIENT = "patient", _("Patient")
    USER = "user", _("Staff")
    CONTACT = "contact", _("Urgent contact")


# Staff first, so that no alert waits behind reminders. Eight tries span about eleven
# hours; a tenth more or less keeps messages that failed together from coming back so.
LEASE_NEXT = """
    UPDATE clinic_message
    SET attempts = attempts + 1,
        next_at = statement_timestamp()
            + least(%(first_pause)s * 4 ^ attempts, %(longest_pause)s)
            * (0.9 + 0.2 * random())
    WHERE id = (
        SELECT id FROM clinic_message
        WHERE status = 'queued' AND next_at <= statement_timestamp()
        ORDER BY recipient_type = 'patient', next_at
        FOR UPDATE SKIP LOCKED
        LIMIT 1
    )
    RETURNING *
"""


def new_message_id() -> str:
    return f"<{uuid.uuid4()}@{urlsplit(settings.PUBLIC_URL).hostname}>"


class MessageQuerySet(models.QuerySet["Message"]):
    def queued(self):
        return self.filter(status=MessageStatus.QUEUED)

    def dead(self):
        """Messages that were given up; no worker tries them again."""
        return self.filter(status=MessageStatus.DEAD)

    def lease_next(self) -> "Message | None":
        """Take the next message that is due out of reach of other workers.

        One statement, which commits on its own. The try is counted and the next one set
        before anything is done with the message, so one that kills its worker cannot do
        so for ever.
        """
        pauses = {"first_pause": FIRST_PAUSE, "longest_pause": LONGEST_PAUSE}
        return next(iter(self.raw(LEASE_NEXT, pauses)), None)

    def lock_leased(self, leased: "Message") -> "Message | None":
        """Lock a leased message, or return None where another worker has it by now.

        Waits rather than skips: a worker that looks for its next message may hold this
        row for the instant it needs to see that it is leased.
        """
        same_lease = self.queued().filter(pk=leased.pk, attempts=leased.attempts)
        return same_lease.select_for_update().first()

    def oldest_waiting(self) -> datetime | None:
        """Return since when the longest waiting message should have been gone, if any.

        Later tries do not move it, so it tells of a dead worker and of a dead mail
        server alike.
        """
        late = self.queued().filter(due_at__lte=timezone.now())
        return late.aggregate(oldest=models.Min("due_at"))["oldest"]

    def undelivered_to_patients(self):
        """Messages a patient will not get by mail: somebody has to phone."""
        return self.dead().filter(recipient_type=RecipientType.PATIENT)


class Message(UUIDModel):
    """One mail to send: its kind, what it is about, and to whom, all by reference.

    Address and text are read from the live rows when it leaves. ``message_id`` never
    changes, so a mail program shows a mail that was sent twice once.
    """

    kind = models.CharField(max_length=50)
    about_type = models.CharField(max_length=60)
    about_id = models.UUIDField()
    recipient_type = models.CharField(max_length=10, choices=RecipientType)
    recipient_id = models.UUIDField()
    dedupe_key = models.CharField(max_length=255)
    status = models.CharField(
        max_length=10, choices=MessageStatus, default=MessageStatus.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    next_at = models.DateTimeField()
    not_after = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_code = models.CharField(max_length=60, blank=True)
    message_id = models.CharField(
        max_length=320, default=new_message_id, editable=False
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dedupe_key"], name="message_is_written_once"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=MessageStatus.values),
                name="message_status_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(recipient_type__in=RecipientType.values),
                name="message_recipient_type_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status=MessageStatus.SENT, sent_at__isnull=False)
                | (~models.Q(status=MessageStatus.SENT) & models.Q(sent_at=None)),
                name="message_has_sent_at_exactly_when_sent",
            ),
            models.CheckConstraint(
                condition=~models.Q(
                    status__in=[MessageStatus.DEAD, MessageStatus.CANCELLED],
                    last_code="",
                ),
                name="message_given_up_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["about_id"], name="message_about_index"),
            models.Index(
                Exact(models.F("recipient_type"), RecipientType.PATIENT.value),
                "next_at",
                name="message_waiting_index",
                condition=models.Q(status=MessageStatus.QUEUED),
            ),
            models.Index(
                fields=["recipient_type"],
                name="message_dead_index",
                condition=models.Q(status=MessageStatus.DEAD),
            ),
        ]

    def __str__(self):
        return f"{self.kind} {str(self.pk)[:8]}"

    def dedupe_key_with(self, dedupe: str) -> str:
        """Return what makes the message one: kind, object, recipient and ``dedupe``."""
        recipient = f"{self.recipient_type}:{self.recipient_id}"
        return f"{self.kind}:{self.about_id}:{recipient}:{dedupe}"

    @property
    def label(self) -> str | Promise:
        """The kind in words."""
        return kinds.label_of(self.kind)

    @property
    def is_too_late(self) -> bool:
        return self.not_after is not None and self.not_after < timezone.now()

    @property
    def was_perhaps_sent_twice(self) -> bool:
        """Whether a try ended without an answer that anybody recorded."""
        return self.attempts > 1 and not self.last_code


class WordingQuerySet(models.QuerySet["Wording"]):
    def newest(self, kind: str) -> "Wording | None":
        """Return the version of a mail's words that holds, if anybody changed them."""
        return self.filter(kind=kind).order_by("-version").first()


class Wording(UUIDModel):
    """One version of what a kind of mail says, by a manager; see ``wordings``.

    Without subject and body the shipped words hold again. Written once, never changed.
    """

    kind = models.CharField(max_length=50)
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()

    objects = WordingQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-version"]
        permissions = [("edit_wording", "Can change what mails say")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "version"], name="wording_version_is_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(subject="", body="")
                | (~models.Q(subject="") & ~models.Q(body="")),
                name="wording_has_both_subject_and_body_or_neither",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="wording_is_never_changed",
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]

    def __str__(self):
        return f"{self.kind}, version {self.version}"

    @property
    def is_shipped(self) -> bool:
        return not self.body
