"""What the rules made of a response, and who has looked at it."""

from django.conf import settings
from django.db import models

from clinic.access.actors import PatientSession
from clinic.audit.history import tracked
from clinic.db import UUIDModel
from clinic.sealed.fields import SealedJSONField
from intake.models.policies import Policy
from intake.models.questionnaires import QuestionnaireResponse


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


@tracked(editable=False)
class FlagAcknowledgement(UUIDModel):
    """A clinician has looked at one flag. Written once, never changed.

    ``position`` is the flag's place in ``assessment.flags``, from 0: what the flag is
    of stays sealed there.
    """

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="acknowledgements"
    )
    position = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "position"],
                name="flagacknowledgement_is_one_a_flag",
            )
        ]

    def __str__(self):
        return f"Flag {self.position + 1} of {self.assessment_id}"
