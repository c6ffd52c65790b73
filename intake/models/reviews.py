"""A clinician's signed decisions."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.audit.history import tracked
from clinic.db import UUIDModel
from clinic.sealed.fields import SealedJSONField, SealedTextField
from intake.models.assessments import Assessment
from intake.models.requests import ConsultationRequest


class ReviewStage(models.TextChoices):
    INTAKE = "intake", _("Intake")
    CONSULTATION = "consultation", _("Consultation")


class Decision(models.TextChoices):
    """A clinician's decision; kept sealed."""

    SUITABLE = "suitable", _("Suitable")
    MORE_INFORMATION = "more_information", _("Need more information")
    NOT_SUITABLE = "not_suitable", _("Not suitable")

    @property
    def is_final(self) -> bool:
        """Say whether the clinician has decided, and waits for nothing."""
        return self != Decision.MORE_INFORMATION


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
    # In clear, so that who waits for information is found by the database. It tells no
    # more than the status of a request whose patient is asked again.
    is_final = models.BooleanField()
    # Of a decision for more information: the linkIds of the questions that the patient
    # is asked again, and what the clinician wants to say to that.
    asked = SealedJSONField(null=True)
    words = SealedTextField(null=True)
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
            ),
            models.CheckConstraint(
                condition=models.Q(words__isnull=True) | models.Q(asked__isnull=False),
                name="review_has_words_only_about_what_it_asks",
            ),
            models.CheckConstraint(
                condition=models.Q(asked__isnull=True) | models.Q(is_final=False),
                name="review_that_asks_is_not_final",
            ),
        ]

    def __str__(self):
        return f"Review {str(self.pk)[:8]}"
