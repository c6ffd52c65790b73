"""What a policy that was signed after the patient answered finds in the answers."""

from dataclasses import dataclass

from intake.eligibility.assessment import assess
from intake.models import Assessment, Policy
from intake.services.assessments import Answers, facts_of
from intake.services.revisions import Flags, without


@dataclass(frozen=True)
class PolicyChange:
    """The policy in force, and how what it finds differs from what was kept."""

    policy: Policy
    new_flags: Flags
    gone_flags: Flags


def policy_change_of(assessment: Assessment, answers: Answers) -> PolicyChange | None:
    """Read the answers under the policy in force; None where it is that of then.

    What was kept stays as it is: a clinician reads both and decides.
    """
    policy = Policy.objects.effective()
    if policy == assessment.policy:
        return None
    found = assess(facts_of(assessment.response, answers), policy.numbers)
    flags = [flag.as_json() for flag in found.flags]
    return PolicyChange(
        policy=policy,
        new_flags=without(flags, assessment.flags),
        gone_flags=without(assessment.flags, flags),
    )
