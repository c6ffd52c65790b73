"""Texts that patients sign, version by version, and their signatures."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.access.actors import PatientSession
from clinic.audit.history import tracked
from clinic.db import UUIDModel
from clinic.models import Patient
from clinic.sealed.fields import SealedTextField
from intake.consents import Block, Words, blocks
from intake.likeness import is_same_name
from intake.models.requests import ConsultationRequest


class ConsentKind(models.TextChoices):
    """What a consent is about. One text of each kind is the one to sign now."""

    PRIVACY = "privacy", _("Privacy")
    CONTACT = "contact", _("Contact")
    TREATMENT = "treatment", _("Treatment")


class ConsentTextQuerySet(models.QuerySet):
    def current(self):
        """The newest version of each kind: the one to sign."""
        newer = ConsentText.objects.filter(
            kind=models.OuterRef("kind"), version__gt=models.OuterRef("version")
        )
        return self.filter(~models.Exists(newer))


@tracked(editable=False)
class ConsentText(UUIDModel):
    """One version of a text to sign; see `intake.consents`. Never changed.

    ``sha256`` is the hash of its words, in hex: title, empty line, body, as UTF-8.
    Nobody is named in ``published_by`` of a text that was shipped or that an operator
    published.
    """

    kind = models.CharField(max_length=20, choices=ConsentKind)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-version"]
        permissions = [("publish_consenttext", "Can publish a text to sign")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "version"], name="consenttext_version_is_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    sha256=models.Func(
                        models.F("title"),
                        models.Value("\n\n"),
                        models.F("body"),
                        # In the order of a migration, which is compared with it.
                        arg_joiner=" || ",
                        output_field=models.CharField(),
                        template=(
                            "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
                        ),
                    )
                ),
                name="consenttext_has_the_hash_of_its_words",
            ),
        ]

    def __str__(self):
        return f"{self.title}, version {self.version}"

    @property
    def blocks(self) -> list[Block]:
        return blocks(self.body)

    @property
    def words(self) -> Words:
        return Words(self.title, self.body)


class ConsentDraft(UUIDModel):
    """What the next version of a text may say. Nobody signs it; it is one a kind."""

    kind = models.CharField(max_length=20, choices=ConsentKind, unique=True)
    title = models.CharField(max_length=200)
    body = models.TextField()
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField()

    class Meta:
        ordering = ["kind"]

    def __str__(self):
        return f"Draft: {self.title}"

    @property
    def words(self) -> Words:
        return Words(self.title, self.body)


class ConsentQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """A patient's own consents; for staff those at their locations."""
        if isinstance(actor, PatientSession):
            return self.filter(patient=actor.patient_id)
        if actor is None:
            return self.none()
        locations = actor.locations_with("intake.view_consent")
        return self.filter(consultation_request__location__in=locations)


@tracked(editable=False)
class Consent(UUIDModel):
    """A patient's signature under one text. Written once, never changed.

    ``text_sha256`` is the hash of the words that were shown and signed, ``signature``
    the name as it was typed.
    """

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="consents")
    consultation_request = models.ForeignKey(
        ConsultationRequest, models.PROTECT, related_name="consents"
    )
    text_sha256 = models.CharField(max_length=64)
    signature = SealedTextField()
    signed_at = models.DateTimeField()

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation_request", "text"],
                name="consent_is_signed_once_a_request",
            )
        ]

    def __str__(self):
        return f"Consent {str(self.pk)[:8]}"

    @property
    def is_in_known_name(self) -> bool:
        """Say whether it is signed with the name that the patient has now."""
        return is_same_name(self.signature, self.patient.name)
