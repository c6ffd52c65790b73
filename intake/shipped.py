"""What migrations put into the database: questionnaires, the policy, consent texts.

Each takes the model classes, because a migration has its own.
"""

from django.utils import timezone

from intake import consents
from intake.eligibility.policy import SHIPPED
from intake.instruments import resource

FIRST_RELEASE = "eligibility/1.0.0"
LATER_RELEASES = ("eligibility/1.1.0", "eligibility/1.2.0", "eligibility/1.3.0")
"""In order; each has the migration that stored it."""
FIRST_CONSENTS = ("privacy", "contact")
LATER_CONSENTS = ("treatment",)


def store_shipped(questionnaire_model, policy_model) -> None:
    """Store the first release and the policy, in tables that have none."""
    release(questionnaire_model, FIRST_RELEASE)
    policy_model.objects.create(version=1, values=SHIPPED.as_values())


def release(questionnaire_model, name: str) -> None:
    """Store a questionnaire as the active version, and retire the one before.

    Answers begun before stay with the version they were begun with.
    """
    shipped = resource(name)
    versions = questionnaire_model.objects.filter(url=shipped["url"])
    versions.filter(status="active").update(status="retired")
    questionnaire_model.objects.create(
        url=shipped["url"],
        version=shipped["version"],
        title=shipped["title"],
        status="active",
        resource=shipped,
    )


def withdraw(questionnaire_model, name: str, *, instead: str) -> None:
    """Undo a release. Raises ``ProtectedError`` when it was answered."""
    shipped = resource(name)
    versions = questionnaire_model.objects.filter(url=shipped["url"])
    versions.get(version=shipped["version"]).delete()
    versions.filter(version=resource(instead)["version"]).update(status="active")


def store_consents(consent_text_model, kinds=FIRST_CONSENTS) -> None:
    """Store the first version of a text of each kind, of which there is none yet.

    A clinic publishes its own; a later shipped text must not take their place.
    """
    for kind in kinds:
        words = consents.shipped(f"{kind}-1")
        consent_text_model.objects.create(
            kind=kind,
            version=1,
            title=words.title,
            body=words.body,
            sha256=words.sha256,
            published_at=timezone.now(),
        )
