"""Alerts that call staff to an intake."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.access.actors import PatientSession
from clinic.audit.history import tracked
from clinic.db import UUIDModel
from clinic.sealed.fields import SealedJSONField, SealedTextField
from intake.models.assessments import Assessment
from intake.models.requests import ConsultationRequest


class AlertContact(models.TextChoices):
    """With whom somebody spoke before the alert was resolved."""

    PATIENT = "patient", _("The patient")
    CLOSE = "close", _("Somebody close to the patient")
    EMERGENCY = "emergency", _("911 or the police")
    CLINICIAN = "clinician", _("Another clinician")


class AlertOutcome(models.TextChoices):
    """How an alert ended. Who could not be reached is no outcome: it stays open."""

    SAFE = "safe", _("Safe for now, and there is a plan")
    EMERGENCY = "emergency", _("In emergency care, or help is on the way")
    CARE = "care", _("In the care of another clinician or service")
    NO_DANGER = "no-danger", _("No danger: the answer was a mistake, or is explained")


class StaffAlertQuerySet(models.QuerySet):
    def standing(self):
        """Alerts that nobody has acknowledged yet, oldest first."""
        return self.filter(acknowledged_at__isnull=True).order_by("raised_at")

    def unresolved(self):
        """Alerts that are not dealt with, those that nobody has taken first."""
        untaken_first = models.F("acknowledged_at").asc(nulls_first=True)
        return (
            self.filter(resolved_at__isnull=True)
            .select_related("acknowledged_by")
            .order_by(untaken_first, "raised_at")
        )

    def visible_to(self, actor):
        """Alerts of the locations where ``actor`` works."""
        if actor is None or isinstance(actor, PatientSession):
            return self.none()
        locations = actor.locations_with("intake.view_staffalert")
        return self.filter(consultation_request__location__in=locations)


@tracked
class StaffAlert(UUIDModel):
    """Somebody has to look at an intake now, and is named once they do.

    ``reasons`` are the texts of the flags that raised it and the answers that showed
    the patient help, also when these are taken back; ``told`` the ids of the urgent
    contacts and managers written to in this round. ``contacts`` are values of
    ``AlertContact``, ``outcome`` is one of ``AlertOutcome``.
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
    contacts = SealedJSONField(null=True)
    outcome = SealedTextField(null=True)
    note = SealedTextField(null=True)

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
            models.CheckConstraint(
                condition=models.Q(contacts__isnull=True, note__isnull=True)
                | models.Q(
                    contacts__isnull=False, note__isnull=False, outcome__isnull=False
                ),
                name="staffalert_has_contacts_outcome_and_note_together",
            ),
            models.UniqueConstraint(
                fields=["consultation_request"],
                condition=models.Q(acknowledged_at__isnull=True),
                name="staffalert_stands_once_a_request",
            ),
        ]

    def __str__(self):
        return f"Alert {str(self.pk)[:8]}"

    @property
    def outcome_label(self) -> str:
        """Of before there was a choice, the words themselves."""
        return dict(AlertOutcome.choices).get(self.outcome, self.outcome or "")

    @property
    def contact_labels(self) -> list[str]:
        return [AlertContact(contact).label for contact in self.contacts or ()]
