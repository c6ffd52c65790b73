"""What the rules made of a response, and the numbers they read."""

from django.conf import settings
from django.db import models

from clinic.access.actors import PatientSession
from clinic.audit.history import tracked
from clinic.db import UUIDModel
from clinic.sealed.fields import SealedJSONField
from intake.eligibility.policy import SHIPPED
from intake.eligibility.policy import Policy as Numbers
from intake.models.questionnaires import QuestionnaireResponse


class PolicyQuerySet(models.QuerySet):
    def effective(self):
        """The newest signed policy; until there is one, the shipped one, unsigned."""
        is_signed = models.Q(signed_by__isnull=False, signed_at__isnull=False)
        is_shipped = models.Q(version=SHIPPED.version)
        return self.filter(is_signed | is_shipped).order_by("-version").first()


class Policy(UUIDModel):
    """One version of the numbers that the rules read; see ``eligibility.policy``.

    A draft until a clinician has signed it, and a draft rules nothing.
    """

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
        return Numbers.from_values(self.values, version=str(self.version))


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
