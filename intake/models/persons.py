"""Which patients' records are of one person, as staff have said."""

import uuid

from django.conf import settings
from django.db import models

from clinic.access.actors import PatientSession
from clinic.audit.history import tracked
from clinic.db import UUIDModel
from clinic.models import Patient
from clinic.sealed.fields import SealedTextField
from intake.models.requests import ConsultationRequest


class SamePersonQuerySet(models.QuerySet):
    def standing(self):
        """Links that nobody has taken back."""
        return self.filter(unlinked_at__isnull=True)

    def visible_to(self, actor):
        """Links between patients of whom staff see a request each; none for patients.

        Also those taken back.
        """
        if actor is None or isinstance(actor, PatientSession):
            return self.none()
        seen = ConsultationRequest.objects.visible_to(actor).values("patient")
        return self.filter(first__in=seen, second__in=seen)


@tracked
class SamePerson(UUIDModel):
    """Two patients' records are of one person: Patient.link of FHIR, type seealso.

    Nothing is merged or moved, so unlinking loses nothing; then the row stays, with who
    unlinked them and why. ``first`` is the one with the lesser id. All records that
    standing links join are of one person; no link joins two that others join already.
    """

    first = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    second = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    linked_at = models.DateTimeField()
    linked_reason = SealedTextField()
    unlinked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    unlinked_at = models.DateTimeField(null=True)
    unlinked_reason = SealedTextField(null=True)

    objects = SamePersonQuerySet.as_manager()

    class Meta:
        ordering = ["linked_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")),
                name="sameperson_names_the_lesser_id_first",
            ),
            models.UniqueConstraint(
                fields=["first", "second"],
                condition=models.Q(unlinked_at__isnull=True),
                name="sameperson_stands_once_a_pair",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    unlinked_at__isnull=True,
                    unlinked_by__isnull=True,
                    unlinked_reason__isnull=True,
                )
                | models.Q(
                    unlinked_at__isnull=False,
                    unlinked_by__isnull=False,
                    unlinked_reason__isnull=False,
                ),
                name="sameperson_is_unlinked_by_somebody_with_a_reason",
            ),
        ]

    def __str__(self):
        return f"Link of two records {str(self.pk)[:8]}"

    def joins(self, patient_id: uuid.UUID) -> bool:
        return patient_id in (self.first_id, self.second_id)
