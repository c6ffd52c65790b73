"""The numbers that the rules read: a draft, signed value by value, then in force."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from clinic.audit.recording import record
from clinic.db import atomic_refusing
from clinic.models import User
from intake.eligibility import policy as eligibility
from intake.eligibility.policy import Number
from intake.models import Policy, PolicySignature


class NothingChanged(Exception):
    """The draft would have the numbers that rule already."""


class PolicyChangedMeanwhile(Exception):
    """The policy is no longer as it was shown: edited, withdrawn or in force."""


@dataclass(frozen=True)
class PolicyValue:
    """One number of a policy, and what it takes to let it rule.

    ``before`` is the number in force. ``signature`` is that of a clinician for
    ``number``, if any; ``needs_signature`` tells whether it still lacks one.
    """

    name: str
    number: Number
    before: Number
    value: eligibility.Value
    signature: PolicySignature | None
    needs_signature: bool

    @property
    def is_changed(self) -> bool:
        return self.number != self.before


def open_policy() -> Policy:
    """Return the policy to sign: the draft; without one, that in force."""
    return Policy.objects.drafts().first() or Policy.objects.effective()


def effective_policy() -> Policy:
    """Return the policy in force: what the rules read from the next answers on."""
    return Policy.objects.effective()


def values_of(policy: Policy) -> list[PolicyValue]:
    """Return every number of ``policy``, in the order of the shipped one."""
    numbers = policy.numbers.as_values()
    in_force = Policy.objects.effective().numbers.as_values()
    signatures = {
        (signature.name, signature.number): signature
        for signature in policy.signatures.select_related("signed_by")
    }
    unsigned = _unsigned(policy)
    return [
        PolicyValue(
            name=name,
            number=number,
            before=in_force[name],
            value=eligibility.values()[name],
            signature=signatures.get((name, number)),
            needs_signature=name in unsigned,
        )
        for name, number in numbers.items()
    ]


def draft_policy(numbers: Mapping[str, Number], *, actor: User, seen: str) -> Policy:
    """Keep these numbers, by name, as the draft; the others are those in force.

    A draft rules nothing. One that is there is edited: its signatures hold for the
    numbers that stay. ``seen`` is the ``edition`` of the open policy that ``actor``
    started from. Raises ``PolicyRefused``, ``NothingChanged`` or
    ``PolicyChangedMeanwhile``, and then nothing is kept.
    """
    with atomic_refusing(
        policy_has_one_draft=PolicyChangedMeanwhile,
        intake_policy_version_key=PolicyChangedMeanwhile,
    ):
        effective = Policy.objects.effective()
        draft = Policy.objects.drafts().select_for_update().first()
        if seen != (draft or effective).edition:
            raise PolicyChangedMeanwhile
        in_force = effective.numbers.as_values()
        wanted = eligibility.Policy.from_values({**in_force, **numbers}).as_values()
        if wanted == in_force:
            raise NothingChanged
        draft = draft or Policy(version=effective.version + 1)
        draft.values, draft.drafted_by = wanted, actor
        draft.drafted_at = timezone.now()
        draft.save()
        record("change", draft)
    return draft


def withdraw_draft(*, seen: str) -> None:
    """Throw the draft away, with what was signed of it.

    Raises ``PolicyChangedMeanwhile`` when it is not the ``edition`` seen, or signed or
    withdrawn by now; then it stays.
    """
    with transaction.atomic(durable=True):
        draft = Policy.objects.drafts().select_for_update().first()
        if draft is None or draft.edition != seen:
            raise PolicyChangedMeanwhile
        record("delete", draft)
        draft.delete()


def sign_policy(
    policy: Policy, names: Collection[str], *, actor: User, seen: str
) -> Policy:
    """Sign the values with these names, in the ``edition`` that ``actor`` has seen.

    With the last value that needed it the policy is signed and rules as a whole, from
    the next answers on; assessments made before stay as they are. Signing twice is
    signing once. Raises ``PolicyChangedMeanwhile`` when the draft was edited or
    withdrawn, and then nothing is signed.
    """
    with transaction.atomic(durable=True):
        fresh = Policy.objects.select_for_update().filter(pk=policy.pk).first()
        if fresh is None or fresh.edition != seen:
            raise PolicyChangedMeanwhile
        if fresh.signed_at:
            return fresh
        _add_signatures(fresh, names, actor)
        if not _unsigned(fresh):
            fresh.signed_by, fresh.signed_at = actor, timezone.now()
            fresh.save()
        record("change", fresh)
    return fresh


def _add_signatures(policy: Policy, names: Collection[str], actor: User) -> None:
    now, numbers = timezone.now(), policy.numbers.as_values()
    PolicySignature.objects.bulk_create(
        PolicySignature(
            policy=policy,
            name=name,
            number=numbers[name],
            signed_by=actor,
            signed_at=now,
        )
        for name in _unsigned(policy)
        if name in names
    )


def _unsigned(policy: Policy) -> Sequence[str]:
    """Return the names of the values that a clinician has yet to sign.

    A number that rules by a signature needs no second one. The shipped ones rule
    without, also one that came with a later release, and so each needs its first.
    """
    if policy.signed_at:
        return []
    last = Policy.objects.signed().first()
    ruling = last.values if last else {}
    given = set(policy.signatures.values_list("name", "number"))
    return [
        name
        for name, number in policy.numbers.as_values().items()
        if ruling.get(name) != number and (name, number) not in given
    ]
