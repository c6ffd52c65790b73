"""Versions of questionnaires: stored as they came, published, replaced by the next."""

from typing import Any

from django.core.exceptions import ValidationError

from clinic.db import atomic_refusing
from intake.eligibility import facts
from intake.models import Questionnaire, QuestionnaireStatus
from intake.questionnaires.loading import Unsupported, load
from intake.questionnaires.supported import Refusal
from intake.services.steps import ELIGIBILITY_URL


class QuestionnaireRefused(Exception):
    """Why a version was not stored or published: ``refusals`` as (linkId, what)."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__("; ".join(f"{link_id}: {what}" for link_id, what in refusals))
        self.refusals = refusals


class StoredMeanwhile(Exception):
    """Another process has stored or published a version at this moment."""


def store_questionnaire(resource: dict[str, Any]) -> tuple[Questionnaire, bool]:
    """Store a version as a draft, or publish it when its status is active.

    Takes the JSON of a valid FHIR R4 Questionnaire. Returns the version and whether it
    is new: the same content again changes nothing. Raises ``QuestionnaireRefused`` or
    ``StoredMeanwhile``, and then nothing is stored.
    """
    with atomic_refusing(
        questionnaire_version_is_unique=StoredMeanwhile,
        questionnaire_has_one_active_version=StoredMeanwhile,
    ):
        version = _draft(resource)
        stored = Questionnaire.objects.filter(
            url=version.url, version=version.version
        ).first()
        if stored:
            _refuse_other_content(stored, resource)
            return stored, False
        version.save()
        if resource["status"] == QuestionnaireStatus.ACTIVE:
            _publish(version)
    return version, True


def publish_questionnaire(version: Questionnaire) -> None:
    """Let new answers be given to this version; the one before it is retired.

    Answers begun before stay with theirs. Raises ``QuestionnaireRefused`` when facts
    would lose their questions, or ``StoredMeanwhile``; then nothing is published.
    """
    with atomic_refusing(questionnaire_has_one_active_version=StoredMeanwhile):
        _publish(version)


def _draft(resource: dict[str, Any]) -> Questionnaire:
    try:
        load(resource)
    except Unsupported as unsupported:
        raise QuestionnaireRefused(unsupported.refusals) from unsupported
    if resource["status"] not in (
        QuestionnaireStatus.ACTIVE,
        QuestionnaireStatus.DRAFT,
    ):
        raise QuestionnaireRefused([("", f"status {resource['status']}")])
    version = Questionnaire(
        url=resource["url"],
        version=resource["version"],
        title=resource.get("title") or resource.get("name") or resource["url"],
        status=QuestionnaireStatus.DRAFT,
        resource=resource,
    )
    try:
        version.clean_fields()
    except ValidationError as invalid:
        reasons = [
            ("", f"{name}: {message}")
            for name, messages in invalid.message_dict.items()
            for message in messages
        ]
        raise QuestionnaireRefused(reasons) from invalid
    return version


def _refuse_other_content(stored: Questionnaire, resource: dict[str, Any]) -> None:
    if stored.resource != resource:
        raise QuestionnaireRefused(
            [("", f"version {stored.version} is there with other content")]
        )


def _publish(version: Questionnaire) -> None:
    """Join the caller's transaction."""
    before = (
        Questionnaire.objects.select_for_update()
        .filter(url=version.url, status=QuestionnaireStatus.ACTIVE)
        .exclude(pk=version.pk)
        .first()
    )
    if before:
        _refuse_lost_facts(before, version)
        before.status = QuestionnaireStatus.RETIRED
        before.save(update_fields=["status"])
    version.status = QuestionnaireStatus.ACTIVE
    version.save(update_fields=["status"])


def _refuse_lost_facts(before: Questionnaire, version: Questionnaire) -> None:
    """Refuse an eligibility form without the questions that the rules read."""
    if version.url != ELIGIBILITY_URL:
        return
    asked = {item.link_id for item in load(before.resource).items}
    kept = {item.link_id for item in load(version.resource).items}
    links = {link_id for links in facts.WHY.values() for link_id in links}
    if lost := sorted(links & asked - kept):
        raise QuestionnaireRefused(
            [(link_id, "the rules read this question") for link_id in lost]
        )
