"""What the next version of a text to sign may say, until a manager publishes it."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from clinic.audit.recording import record
from clinic.db import atomic_refusing
from clinic.models import User
from intake.consents import Words
from intake.models import (
    Consent,
    ConsentDraft,
    ConsentKind,
    ConsentText,
    RequestStatus,
)
from intake.services.consents import store_next_version
from intake.services.policies import NothingChanged


class DraftChanged(Exception):
    """The draft, or the text in force, is no longer as it was shown."""


@dataclass(frozen=True)
class Versions:
    """A text with what came before it and what may come next."""

    kind: ConsentKind
    current: ConsentText
    before: list[ConsentText]
    draft: ConsentDraft | None

    @property
    def edition(self) -> str:
        """What tells these words from those before the last edit."""
        drafted = self.draft.drafted_at.isoformat() if self.draft else "none"
        return f"{self.current.version} {drafted}"

    @property
    def next_version(self) -> int:
        return self.current.version + 1


def consent_versions() -> list[Versions]:
    """Return every text with its versions and its draft, in two queries."""
    texts = ConsentText.objects.select_related("published_by")
    drafts = ConsentDraft.objects.select_related("drafted_by").in_bulk(
        field_name="kind"
    )
    by_kind: dict[str, list[ConsentText]] = {}
    for text in texts.order_by("-version"):
        by_kind.setdefault(text.kind, []).append(text)
    return [
        Versions(kind, *_newest_first(by_kind[kind]), drafts.get(kind))
        for kind in ConsentKind
        if kind in by_kind
    ]


def versions_of(kind: ConsentKind | str) -> Versions:
    """Return one of ``consent_versions``. Raises ``KeyError``."""
    return {each.kind: each for each in consent_versions()}[ConsentKind(kind)]


def count_to_sign_again(text: ConsentText) -> int:
    """Return how many patients with an open request have signed ``text``."""
    signed = Consent.objects.filter(text=text).exclude(
        consultation_request__status=RequestStatus.CLOSED
    )
    return signed.values("patient").distinct().count()


def draft_consent(
    kind: ConsentKind | str, words: Words, *, actor: User, seen: str
) -> ConsentDraft:
    """Keep ``words`` as the draft; nobody has to sign them.

    ``seen`` is the ``edition`` that ``actor`` started from. Raises ``NothingChanged``
    for the words in force, and ``DraftChanged``; then nothing is kept.
    """
    with atomic_refusing(intake_consentdraft_kind_key=DraftChanged):
        versions = _locked(kind, seen)
        if versions.current.sha256 == words.sha256:
            raise NothingChanged
        draft = versions.draft or ConsentDraft(kind=kind)
        draft.title, draft.body = words.title, words.body
        draft.drafted_by, draft.drafted_at = actor, timezone.now()
        draft.save()
        record("change", draft)
    return draft


def throw_draft_away(kind: ConsentKind | str, *, seen: str) -> None:
    """Delete the draft. Raises ``DraftChanged``, and then it stays."""
    with transaction.atomic(durable=True):
        draft = _locked(kind, seen).draft
        if draft is None:
            raise DraftChanged
        record("delete", draft)
        draft.delete()


def publish_draft(kind: ConsentKind | str, *, actor: User, seen: str) -> ConsentText:
    """Let the draft be the text to sign from now on; the one before stays as it is.

    Raises ``DraftChanged`` when the draft is not as it was ``seen``, or published by
    now; then nothing is published.
    """
    with atomic_refusing(consenttext_version_is_unique=DraftChanged):
        draft = _locked(kind, seen).draft
        if draft is None:
            raise DraftChanged
        text = store_next_version(kind, draft.words, by=actor)
        record("change", text)
        draft.delete()
    return text


def _locked(kind: ConsentKind | str, seen: str) -> Versions:
    """Lock the draft, and compare what is there with what was ``seen``."""
    ConsentDraft.objects.select_for_update().filter(kind=kind).first()
    versions = versions_of(kind)
    if versions.edition != seen:
        raise DraftChanged
    return versions


def _newest_first(texts: list[ConsentText]) -> tuple[ConsentText, list[ConsentText]]:
    current, *before = texts
    return current, before
