"""Consultation requests and what was done about each of them."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.access.actors import PatientSession
from clinic.audit.history import tracked
from clinic.db import UUIDModel
from clinic.models import Location, Patient
from clinic.outbox.models import Message
from clinic.sealed.fields import SealedJSONField, SealedTextField
from clinic.sealed.indexes import blind_index, email_key, name_keys, phone_key
from intake.references import ids_named, reference_of


class RequestStatus(models.TextChoices):
    SUSPECT = "suspect", _("Suspected spam")
    NEW = "new", _("New")
    QUESTIONNAIRE_SENT = "questionnaire_sent", _("Questionnaire sent")
    ANSWERED = "answered", _("Needs clinician")
    REVIEWED = "reviewed", _("Reviewed")
    SCHEDULED = "scheduled", _("Scheduled")
    CLOSED = "closed", _("Closed")


class RequestEventKind(models.TextChoices):
    RECEIVED = "received", _("Request received")
    SUSPECTED = "suspected", _("Held back as suspected spam")
    ACCEPTED = "accepted", _("Accepted as real")
    ASSIGNED = "assigned", _("Assigned")
    NO_ANSWER = "no_answer", _("Called: no answer")
    LEFT_MESSAGE = "left_message", _("Called: left a message")
    SPOKE = "spoke", _("Called: spoke")
    NOTED = "noted", _("Note")
    CORRECTED = "corrected", _("Contact data corrected")
    QUESTIONNAIRE_SENT = "questionnaire_sent", _("Questionnaire sent")
    CONSENTED = "consented", _("Consent signed")
    ANSWERED = "answered", _("Questionnaire answered")
    REVIEWED = "reviewed", _("Reviewed by a clinician")
    CALL_NEEDED = "call_needed", _("A clinician has decided: call the patient")
    OFFERED = "offered", _("Link to choose a time sent again")
    SCHEDULED = "scheduled", _("Appointment booked")
    MOVED = "moved", _("Appointment moved")
    CANCELLED = "cancelled", _("Appointment cancelled")
    ARRIVED = "arrived", _("Arrived for the appointment")
    FULFILLED = "fulfilled", _("Appointment done")
    NOSHOW = "noshow", _("Did not come")
    UNMARKED = "unmarked", _("Mark of the appointment taken back")
    CLOSED = "closed", _("Closed")
    REFERRED = "referred", _("Referred on, and closed")
    REOPENED = "reopened", _("Opened again")
    ALERTED = "alerted", _("Staff alerted")
    ACKNOWLEDGED = "acknowledged", _("Alert taken")
    RESOLVED = "resolved", _("Alert resolved")
    LINKED = "linked", _("Linked as one person")
    UNLINKED = "unlinked", _("No longer linked as one person")


# What may come of a call, from nothing to all, and what of it is the answer that a new
# request is promised.
CALLS = [
    (kind.value, kind.label)
    for kind in (
        RequestEventKind.NO_ANSWER,
        RequestEventKind.LEFT_MESSAGE,
        RequestEventKind.SPOKE,
    )
]
ANSWERED_BY_PHONE = [RequestEventKind.LEFT_MESSAGE, RequestEventKind.SPOKE]


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

    def accepted(self):
        """Requests taken for real ones; none that was held back as spam to its end."""
        about_it = RequestEvent.objects.filter(
            consultation_request=models.OuterRef("pk")
        )
        held_back = about_it.filter(kind=RequestEventKind.SUSPECTED)
        let_in = about_it.filter(
            kind__in=[RequestEventKind.ACCEPTED, RequestEventKind.REOPENED]
        )
        return self.exclude(status=RequestStatus.SUSPECT).filter(
            ~models.Exists(held_back) | models.Exists(let_in)
        )

    def with_is_unreached(self):
        """Say of each, in ``is_unreached``, whether its patient is to be phoned.

        A mail to them was given up, and nobody has spoken with them since. They are few
        and are looked up first, so that an index finds their requests.
        """
        return self.annotate(
            is_unreached=models.ExpressionWrapper(
                models.Q(patient__in=unreached_patients()),
                output_field=models.BooleanField(),
            )
        )

    def found_by(self, words):
        """Requests with that reference, or whose patient has that email, phone or name.

        Email and phone count as a whole, a name by its whole words, in any order.
        """
        found = models.Q(patient__in=_patients_named(words))
        if pattern := ids_named(words):
            found |= models.Q(pk__regex=pattern)
        return self.filter(found)


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
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("assigned"),
    )
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # A clinician has decided something that the desk is to talk with the patient about.
    needs_call = models.BooleanField(default=False, db_default=False)
    # The most that came of calls, and when; nothing before, or where one is to be anew.
    called = models.CharField(
        max_length=20, choices=CALLS, blank=True, default="", db_default=""
    )
    called_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ConsultationRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        indexes = [
            models.Index(
                fields=["status", "received_at"], name="request_status_received"
            ),
            models.Index(
                fields=["received_at"],
                name="request_needs_call",
                condition=models.Q(needs_call=True),
            ),
        ]
        permissions = [
            ("view_answers", _("Can read a patient's answers")),
            ("link_patients", _("Can say that two patients are one person")),
            ("export_consultationrequest", _("Can export requests as a file")),
        ]
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
            models.CheckConstraint(
                condition=models.Q(called="", called_at__isnull=True)
                | (~models.Q(called="") & models.Q(called_at__isnull=False)),
                name="consultationrequest_is_called_at_some_time",
            ),
        ]

    def __str__(self):
        return f"Request {self.reference}"

    @property
    def is_late(self) -> bool:
        """Whether nobody has dealt with it by the time that was promised."""
        return self.waits_for_answer and self.due_at < timezone.now()

    @property
    def waits_for_answer(self) -> bool:
        """Whether it is new, and no call has reached the patient or their voicemail."""
        is_new = self.status == RequestStatus.NEW
        return is_new and self.called not in ANSWERED_BY_PHONE

    @property
    def waits_for_call(self) -> bool:
        """Whether nobody has spoken with the patient about the decision yet."""
        return self.needs_call and self.called != RequestEventKind.SPOKE

    @property
    def is_booked_against_decision(self) -> bool:
        """Whether somebody has, and what is booked against the decision stands."""
        return self.needs_call and not self.waits_for_call

    @property
    def reference(self) -> str:
        """A short name to say on the phone, such as 7F3K-2M9Q; it opens nothing."""
        return reference_of(self.pk)


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


def unreached_patients() -> list[uuid.UUID]:
    """Return the ids of patients whom a mail did not reach and nobody spoke with since.

    Since the last try, after which the next would have been at ``next_at``.
    """
    spoken = RequestEvent.objects.filter(
        kind=RequestEventKind.SPOKE,
        consultation_request__patient=models.OuterRef("recipient_id"),
        at__gt=models.OuterRef("next_at"),
    )
    given_up = Message.objects.undelivered_to_patients()
    unreached = given_up.exclude(models.Exists(spoken))
    return list(unreached.values_list("recipient_id", flat=True).distinct())


def _patients_named(words: str) -> models.QuerySet:
    named = models.Q(
        email_index=blind_index("patient.email", email_key(words))
    ) | models.Q(phone_index=blind_index("patient.phone", phone_key(words)))
    if keys := name_keys(words):
        indexes = [blind_index("patient.name", key) for key in keys]
        named |= models.Q(name_index__contains=indexes)
    return Patient.objects.filter(named).values("pk")
