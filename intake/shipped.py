"""What a new database starts with: the eligibility questionnaire and the policy."""

from intake.eligibility.policy import SHIPPED
from intake.instruments import resource

QUESTIONNAIRES = ["eligibility"]


def store_shipped(questionnaire_model, policy_model) -> None:
    """Store the shipped questionnaires and policy in tables that have none.

    Takes the model classes, because a migration has its own.
    """
    for name in QUESTIONNAIRES:
        shipped = resource(name)
        questionnaire_model.objects.create(
            url=shipped["url"],
            version=shipped["version"],
            title=shipped["title"],
            status=shipped["status"],
            resource=shipped,
        )
    policy_model.objects.create(version=1, values=SHIPPED.as_values())
