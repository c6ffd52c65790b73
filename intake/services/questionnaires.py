"""Versions of questionnaires: stored as they came, published, replaced by the next."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError

from clinic.audit.recording import record
from clinic.db import atomic_refusing
from intake.eligibility import facts
from intake.models import Questionnaire, QuestionnaireStatus
from intake.questionnaires.definition import Item
from intake.questionnaires.loading import Unsupported, load
from intake.questionnaires.supported import Refusal, in_lines
from intake.services.steps import ELIGIBILITY_URL


class QuestionnaireRefused(Exception):
    """Why a version was not stored or published: ``refusals`` as (linkId, what)."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__("; ".join(in_lines(refusals)))
        self.refusals = refusals


class StoredMeanwhile(Exception):
    """Another process has stored or published a version at this moment."""


def store_questionnaire(
    resource: dict[str, Any], *, publish: bool = True
) -> tuple[Questionnaire, bool]:
    """Store a version as a draft, or, if ``publish``, as what its status says.

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
        record("change", version)
        if publish and resource["status"] == QuestionnaireStatus.ACTIVE:
            _publish(version)
    return version, True


def publish_questionnaire(version: Questionnaire) -> None:
    """Let new answers be given to this version; the one before it is retired.

    Answers begun before stay with theirs. Raises ``QuestionnaireRefused`` when it was
    replaced or the rules would lose questions, or ``StoredMeanwhile``; then nothing is
    published.
    """
    with atomic_refusing(questionnaire_has_one_active_version=StoredMeanwhile):
        fresh = Questionnaire.objects.select_for_update().get(pk=version.pk)
        if fresh.status == QuestionnaireStatus.RETIRED:
            raise QuestionnaireRefused([("", f"{fresh} was replaced by a later one")])
        _publish(fresh)
        record("change", fresh)


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
    """Refuse an eligibility form that asks less of what the rules read."""
    if version.url != ELIGIBILITY_URL:
        return
    asked, now_asked = load(before.resource), load(version.resource)
    links = {link_id for links in facts.WHY.values() for link_id in links}
    weaker = [
        (item.link_id, f"the rules read this question: {what}")
        for item in asked.items
        if item.link_id in links
        for what in _weaker(item, now_asked.find(item.link_id))
    ]
    if weaker:
        raise QuestionnaireRefused(sorted(weaker))


def _weaker(before: Item, now: Item | None) -> Iterator[str]:
    """Yield what would keep a question from being answered as it was before."""
    if now is None:
        yield "it is missing"
        return
    if now.type != before.type:
        yield f"it has to be of type {before.type}"
    if before.required and not now.required:
        yield "it has to stay required"
    if before.is_asked and not now.is_asked:
        yield "it may not be hidden, read-only or calculated"
    kept = {str(option.answer) for option in now.options}
    lost = [str(one.answer) for one in before.options if str(one.answer) not in kept]
    if lost and not before.is_autocomplete:
        yield f"it has to keep the answers {', '.join(lost)}"
