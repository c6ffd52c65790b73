"""Versions of a questionnaire, and a patient's answers to one of them."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.access.actors import PatientSession
from clinic.audit.history import tracked
from clinic.db import UUIDModel
from clinic.sealed.fields import SealedJSONField
from intake.models.requests import ConsultationRequest, RequestStatus

UNTOUCHED = timedelta(hours=48)


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
        permissions = [("publish_questionnaire", "Can publish a questionnaire")]
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

    def left(self, now):
        """Answers begun or asked for, not sent, and untouched for two days."""
        return self.filter(
            status=ResponseStatus.IN_PROGRESS, saved_at__lte=now - UNTOUCHED
        )

    def unfinished(self, now):
        """Answers untouched for two days that the patient may be reminded of.

        Not while an alert about the patient is unresolved: then somebody calls.
        """
        alerted = ConsultationRequest.objects.filter(
            alerts__isnull=False, alerts__resolved_at=None
        )
        return (
            self.left(now)
            .filter(
                consultation_request__status=RequestStatus.QUESTIONNAIRE_SENT,
                consultation_request__patient__reminders_stopped_at=None,
            )
            .exclude(consultation_request__in=alerted)
        )


@tracked
class QuestionnaireResponse(UUIDModel):
    """One patient's answers to one version of a questionnaire.

    ``last_page`` is the linkId of the page saved last, of those that everybody comes
    to, so that it tells how far somebody came and nothing of what they answered.
    ``asked_by`` is the decision that asks only for some of them again, and then
    ``answered_again`` has the linkIds of those that were answered since.
    """

    consultation_request = models.ForeignKey(
        ConsultationRequest, models.PROTECT, related_name="responses"
    )
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT)
    answers = SealedJSONField()
    asked_by = models.ForeignKey(
        "intake.Review", models.PROTECT, null=True, related_name="responses"
    )
    answered_again = SealedJSONField(null=True)
    last_page = models.CharField(blank=True, default="", db_default="")
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
            models.CheckConstraint(
                condition=models.Q(answered_again__isnull=True)
                | models.Q(asked_by__isnull=False),
                name="questionnaireresponse_answers_again_what_was_asked",
            ),
        ]

    def __str__(self):
        return f"Answers {str(self.pk)[:8]}"
