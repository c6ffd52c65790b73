"""The numbers that the rules read: drafted, signed value by value, then in force."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from clinic.db import UUIDModel
from intake.eligibility import policy

SHIPPED_VERSION = int(policy.SHIPPED.version)


def _within_hard_ranges() -> Q:
    """Return what holds for stored values; one that is missing is the shipped one."""
    within = Q()
    for name, value in policy.values().items():
        key = f"values__{name}"
        within &= Q(**{f"{key}__gte": value.lower, f"{key}__lte": value.upper})
    return within


class PolicyQuerySet(models.QuerySet):
    def signed(self):
        """Those that a clinician has signed whole, the newest first."""
        return self.filter(signed_at__isnull=False).order_by("-version")

    def drafts(self):
        """The one being edited, if any; the shipped one waits for no edit."""
        return self.filter(signed_at__isnull=True).exclude(version=SHIPPED_VERSION)

    def effective(self):
        """The newest signed policy; until there is one, the shipped one, unsigned."""
        shipped = self.filter(version=SHIPPED_VERSION)
        return self.signed().first() or shipped.get()


class Policy(UUIDModel):
    """One version of the numbers that the rules read; see ``eligibility.policy``.

    A draft until every value that is new has a ``PolicySignature``; then it is signed
    by the last who signed, rules as a whole, and is never changed again.
    """

    version = models.PositiveIntegerField(unique=True)
    values = models.JSONField()
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    drafted_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        verbose_name_plural = "policies"
        permissions = [
            ("draft_policy", "Can draft a policy"),
            ("sign_policy", "Can sign a policy"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=_within_hard_ranges(),
                name="policy_values_are_within_their_hard_ranges",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True, signed_at__isnull=True)
                | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="policy_signed_has_who_and_when",
            ),
            models.UniqueConstraint(
                models.ExpressionWrapper(
                    Q(signed_at__isnull=True), output_field=models.BooleanField()
                ),
                condition=Q(signed_at__isnull=True, version__gt=SHIPPED_VERSION),
                name="policy_has_one_draft",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="policy_signed_is_never_changed",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__signed_at__isnull=False),
            ),
            pgtrigger.Protect(
                name="policy_shipped_keeps_its_values",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__version=SHIPPED_VERSION)
                & pgtrigger.Q(old__values__df=pgtrigger.F("new__values")),
            ),
        ]

    def __str__(self):
        return f"Policy {self.version}"

    @property
    def is_draft(self) -> bool:
        return self.signed_at is None and self.version != SHIPPED_VERSION

    @property
    def edition(self) -> str:
        """What tells these numbers from those before the last edit of a draft."""
        edited = self.drafted_at.isoformat() if self.drafted_at else "shipped"
        return f"{self.version} {edited}"

    @property
    def numbers(self) -> policy.Policy:
        return policy.Policy.from_values(self.values, version=str(self.version))


class PolicySignature(UUIDModel):
    """A clinician's word that one value, at this number, may rule."""

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="signatures")
    name = models.CharField(max_length=60)
    number = models.FloatField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "name", "number"],
                name="policysignature_is_one_a_number",
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="policysignature_is_never_changed", operation=pgtrigger.Update
            ),
            pgtrigger.Trigger(
                name="policysignature_of_a_signed_policy_is_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                declare=[("signed", "timestamptz")],
                func="""
                    SELECT signed_at INTO signed FROM intake_policy
                    WHERE id = OLD.policy_id;
                    IF signed IS NOT NULL THEN
                        RAISE EXCEPTION
                            'policysignature_of_a_signed_policy_is_kept';
                    END IF;
                    RETURN OLD;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.policy_id}: {self.name}"
