"""Consultation requests and what was done about each of them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.access.actors import PatientSession
from clinic.audit.history import tracked
from clinic.db import UUIDModel
from clinic.models import Location, Patient
from clinic.sealed.fields import SealedJSONField, SealedTextField

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class RequestStatus(models.TextChoices):
    SUSPECT = "suspect", _("Suspected spam")
    NEW = "new", _("New")
    QUESTIONNAIRE_SENT = "questionnaire_sent", _("Questionnaire sent")
    ANSWERED = "answered", _("Needs clinician")
    REVIEWED = "reviewed", _("Reviewed")
    SCHEDULED = "scheduled", _("Scheduled")
    CLOSED = "closed", _("Closed")


class About(models.TextChoices):
    """What a request is about; kept sealed, never in a column or a mail."""

    DEPRESSION = "depression", _("Depression")
    PTSD = "ptsd", _("PTSD")
    ANXIETY = "anxiety", _("Anxiety")
    OCD = "ocd", _("OCD")
    BIPOLAR = "bipolar", _("Bipolar disorder")
    CHRONIC_PAIN = "chronic_pain", _("Chronic pain")
    OTHER = "other", _("Something else")
    BY_PHONE = "by_phone", _("I’d rather say on the phone")


class ConsultationRequestQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Requests at the locations of staff; a patient's own."""
        if isinstance(actor, PatientSession):
            return self.filter(patient=actor.patient_id)
        if actor is None:
            return self.none()
        locations = actor.locations_with("intake.view_consultationrequest")
        return self.filter(location__in=locations)

    def with_answers_for(self, actor):
        """Requests whose answers ``actor``, a clinician, may read."""
        return self.filter(location__in=actor.locations_with("intake.view_answers"))


@tracked
class ConsultationRequest(UUIDModel):
    """What the public form makes: somebody asks for a consultation."""

    patient = models.ForeignKey(
        Patient, models.PROTECT, related_name="consultation_requests"
    )
    location = models.ForeignKey(
        Location, models.PROTECT, related_name="consultation_requests"
    )
    about = SealedTextField()
    preferred_days = SealedJSONField()
    preferred_times = SealedJSONField()
    may_leave_message = SealedJSONField()
    status = models.CharField(
        max_length=20, choices=RequestStatus, default=RequestStatus.NEW
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True
    )
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # The patient is booked, and knows of another decision than the one that holds.
    needs_call = models.BooleanField(default=False, db_default=False)
    version = models.PositiveIntegerField(default=1)

    objects = ConsultationRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        indexes = [
            models.Index(
                fields=["status", "received_at"], name="request_status_received"
            )
        ]
        permissions = [("view_answers", _("Can read a patient's answers"))]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_at__gt=models.F("received_at")),
                name="consultationrequest_is_due_after_it_is_received",
            ),
            models.CheckConstraint(
                condition=models.Q(needs_call=False)
                | ~models.Q(status=RequestStatus.CLOSED),
                name="consultationrequest_needs_no_call_once_closed",
            ),
        ]

    def __str__(self):
        return f"Request {self.reference}"

    @property
    def is_late(self) -> bool:
        """Whether nobody has dealt with it by the time that was promised."""
        return self.status == RequestStatus.NEW and self.due_at < timezone.now()

    @property
    def reference(self) -> str:
        """A short name to say on the phone, such as 7F3K-2M9Q; it opens nothing."""
        digits = [ALPHABET[byte % len(ALPHABET)] for byte in self.pk.bytes[:8]]
        return "".join(digits[:4]) + "-" + "".join(digits[4:])


class RequestEventKind(models.TextChoices):
    RECEIVED = "received", _("Request received")
    ACCEPTED = "accepted", _("Accepted as real")
    ASSIGNED = "assigned", _("Taken over")
    NO_ANSWER = "no_answer", _("Called: no answer")
    LEFT_MESSAGE = "left_message", _("Called: left a message")
    SPOKE = "spoke", _("Called: spoke")
    QUESTIONNAIRE_SENT = "questionnaire_sent", _("Questionnaire sent")
    ANSWERED = "answered", _("Questionnaire answered")
    REVIEWED = "reviewed", _("Reviewed by a clinician")
    CALL_NEEDED = "call_needed", _("Decision changed: call the patient")
    SCHEDULED = "scheduled", _("Appointment booked")
    MOVED = "moved", _("Appointment moved")
    CANCELLED = "cancelled", _("Appointment cancelled")
    CLOSED = "closed", _("Closed")
    ALERTED = "alerted", _("Staff alerted")
    ACKNOWLEDGED = "acknowledged", _("Alert acknowledged")
    RESOLVED = "resolved", _("Alert resolved")


@tracked(editable=False)
class RequestEvent(UUIDModel):
    """One line of a request's history. Written once, never changed."""

    consultation_request = models.ForeignKey(
        ConsultationRequest, models.PROTECT, related_name="events"
    )
    kind = models.CharField(max_length=20, choices=RequestEventKind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True
    )
    at = models.DateTimeField()
    note = SealedTextField(blank=True)

    class Meta:
        ordering = ["at"]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d %H:%M} UTC"
