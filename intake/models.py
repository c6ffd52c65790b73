"""Requests, questionnaires and their answers, assessments, reviews, staff alerts."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.access.actors import PatientSession
from clinic.audit.history import tracked
from clinic.db import UUIDModel
from clinic.models import Location, Patient
from clinic.sealed.fields import SealedJSONField, SealedTextField
from intake.eligibility.policy import Policy as Numbers

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
            )
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


class QuestionnaireStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("Active")
    RETIRED = "retired", _("Retired")


class Questionnaire(UUIDModel):
    """One version of a FHIR R4 Questionnaire. Immutable once active."""

    url = models.URLField(max_length=200)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=QuestionnaireStatus)
    resource = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["url", "version"], name="questionnaire_version_is_unique"
            ),
            models.UniqueConstraint(
                fields=["url"],
                condition=models.Q(status=QuestionnaireStatus.ACTIVE),
                name="questionnaire_has_one_active_version",
            ),
        ]

    def __str__(self):
        return f"{self.title} {self.version}"


class ResponseStatus(models.TextChoices):
    """FHIR R4 QuestionnaireResponse.status, as far as we use it."""

    IN_PROGRESS = "in-progress", _("In progress")
    COMPLETED = "completed", _("Sent")


class QuestionnaireResponseQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """A patient's own responses; for staff those whose answers they may read."""
        if isinstance(actor, PatientSession):
            return self.filter(consultation_request__patient=actor.patient_id)
        if actor is None:
            return self.none()
        locations = actor.locations_with("intake.view_answers")
        return self.filter(consultation_request__location__in=locations)


@tracked
class QuestionnaireResponse(UUIDModel):
    """One patient's answers to one version of a questionnaire."""

    consultation_request = models.ForeignKey(
        ConsultationRequest, models.PROTECT, related_name="responses"
    )
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT)
    answers = SealedJSONField()
    language = models.CharField(max_length=10)
    status = models.CharField(
        max_length=12, choices=ResponseStatus, default=ResponseStatus.IN_PROGRESS
    )
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    objects = QuestionnaireResponseQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    status=ResponseStatus.IN_PROGRESS, sent_at__isnull=True
                )
                | models.Q(status=ResponseStatus.COMPLETED, sent_at__isnull=False),
                name="questionnaireresponse_has_a_time_once_sent",
            ),
            models.UniqueConstraint(
                fields=["consultation_request"],
                condition=models.Q(status=ResponseStatus.IN_PROGRESS),
                name="questionnaireresponse_is_one_draft_a_request",
            ),
        ]

    def __str__(self):
        return f"Answers {str(self.pk)[:8]}"


class PolicyQuerySet(models.QuerySet):
    def effective(self):
        """The newest policy; the shipped one until a clinic makes its own."""
        return self.order_by("-version").first()


class Policy(UUIDModel):
    """One version of the numbers that the rules read; see ``eligibility.policy``."""

    version = models.PositiveIntegerField(unique=True)
    values = models.JSONField()
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True
    )
    signed_at = models.DateTimeField(null=True, blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        verbose_name_plural = "policies"

    def __str__(self):
        return f"Policy {self.version}"

    @property
    def numbers(self) -> Numbers:
        return Numbers.from_values(self.values)


class AssessmentQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Assessments of the answers a clinician may read; none for anyone else."""
        if actor is None or isinstance(actor, PatientSession):
            return self.none()
        locations = actor.locations_with("intake.view_answers")
        return self.filter(response__consultation_request__location__in=locations)


@tracked(editable=False)
class Assessment(UUIDModel):
    """Facts, flags, scores and triage of a response, computed once and kept.

    A provisional one is made while the patient still answers, when an answer is urgent.
    """

    response = models.ForeignKey(
        QuestionnaireResponse, models.PROTECT, related_name="assessments"
    )
    policy = models.ForeignKey(Policy, models.PROTECT)
    facts = SealedJSONField()
    flags = SealedJSONField()
    scores = SealedJSONField()
    triage_rank = models.PositiveSmallIntegerField()
    is_provisional = models.BooleanField()
    made_at = models.DateTimeField()

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self):
        return f"Assessment {str(self.pk)[:8]}"


class ReviewStage(models.TextChoices):
    INTAKE = "intake", _("Intake")
    CONSULTATION = "consultation", _("Consultation")


class Decision(models.TextChoices):
    """A clinician's decision; kept sealed."""

    SUITABLE = "suitable", _("Suitable")
    MORE_INFORMATION = "more_information", _("Need more information")
    NOT_SUITABLE = "not_suitable", _("Not suitable")


class ReviewQuerySet(models.QuerySet):
    def current(self):
        """Reviews that no later one has superseded."""
        return self.filter(superseded_by__isnull=True)


@tracked(editable=False)
class Review(UUIDModel):
    """A clinician's signed decision. Superseded by a later one, never edited."""

    consultation_request = models.ForeignKey(
        ConsultationRequest, models.PROTECT, related_name="reviews"
    )
    assessment = models.ForeignKey(Assessment, models.PROTECT)
    stage = models.CharField(max_length=12, choices=ReviewStage)
    decision = SealedTextField()
    reason = SealedTextField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    signed_at = models.DateTimeField()
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="superseded_by"
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_at"]
        permissions = [("sign_review", _("Can sign a review"))]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation_request", "stage"],
                condition=models.Q(supersedes__isnull=True),
                name="review_of_a_stage_supersedes_the_one_before",
            )
        ]

    def __str__(self):
        return f"Review {str(self.pk)[:8]}"


class StaffAlertQuerySet(models.QuerySet):
    def standing(self):
        """Alerts that nobody has acknowledged yet, oldest first."""
        return self.filter(acknowledged_at__isnull=True).order_by("raised_at")

    def visible_to(self, actor):
        """Alerts of the locations where ``actor`` works."""
        if actor is None or isinstance(actor, PatientSession):
            return self.none()
        locations = actor.locations_with("intake.view_staffalert")
        return self.filter(consultation_request__location__in=locations)


@tracked
class StaffAlert(UUIDModel):
    """Somebody has to look at an intake now, and is named once they do.

    ``reasons`` are the ids of the flags that raised it; ``told`` the ids of the urgent
    contacts and managers written to so far.
    """

    consultation_request = models.ForeignKey(
        ConsultationRequest, models.PROTECT, related_name="alerts"
    )
    assessment = models.ForeignKey(Assessment, models.PROTECT)
    reasons = SealedJSONField()
    raised_at = models.DateTimeField()
    told = ArrayField(models.UUIDField(), default=list)
    tell_next_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True)
    outcome = SealedTextField(null=True)

    objects = StaffAlertQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at"]
        permissions = [("acknowledge_staffalert", _("Can acknowledge an alert"))]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    acknowledged_at__isnull=True, acknowledged_by__isnull=True
                )
                | models.Q(
                    acknowledged_at__isnull=False, acknowledged_by__isnull=False
                ),
                name="staffalert_is_acknowledged_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    resolved_at__isnull=True,
                    resolved_by__isnull=True,
                    outcome__isnull=True,
                )
                | models.Q(
                    acknowledged_at__isnull=False,
                    resolved_at__isnull=False,
                    resolved_by__isnull=False,
                    outcome__isnull=False,
                ),
                name="staffalert_is_resolved_by_somebody_with_an_outcome",
            ),
            models.UniqueConstraint(
                fields=["consultation_request"],
                condition=models.Q(acknowledged_at__isnull=True),
                name="staffalert_stands_once_a_request",
            ),
        ]

    def __str__(self):
        return f"Alert {str(self.pk)[:8]}"
