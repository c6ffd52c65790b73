"""What migrations put into the database: questionnaires, the policy, consent texts.

Each takes the model classes, because a migration has its own.
"""

from django.utils import timezone

from intake import consents
from intake.eligibility.policy import SHIPPED
from intake.instruments import resource

RELEASES = tuple(f"eligibility/1.{minor}.0" for minor in range(4))
"""In order: the last one is asked, drafts stay with what they were begun with."""
CONSENTS = ("privacy", "contact", "treatment")


def store_shipped(questionnaire_model, policy_model, consent_text_model) -> None:
    """Store all that is shipped, in tables that have none of it."""
    for name in RELEASES:
        release(questionnaire_model, name)
    policy_model.objects.create(version=1, values=SHIPPED.as_values())
    for kind in CONSENTS:
        store_consent(consent_text_model, kind)


def release(questionnaire_model, name: str) -> None:
    """Store a questionnaire as the active version, and retire the one before.

    Answers begun before stay with the version they were begun with. A version that is
    stored is left as it is.
    """
    shipped = resource(name)
    versions = questionnaire_model.objects.filter(url=shipped["url"])
    if versions.filter(version=shipped["version"]).exists():
        return
    versions.filter(status="active").update(status="retired")
    questionnaire_model.objects.create(
        url=shipped["url"],
        version=shipped["version"],
        title=shipped["title"],
        status="active",
        resource=shipped,
    )


def store_consent(consent_text_model, kind: str) -> None:
    """Store the first version of the text of a kind, of which there is none yet.

    A clinic publishes its own; a later shipped text must not take their place.
    """
    words = consents.shipped(f"{kind}-1")
    consent_text_model.objects.create(
        kind=kind,
        version=1,
        title=words.title,
        body=words.body,
        sha256=words.sha256,
        published_at=timezone.now(),
    )
