"""Saying that the patients of two requests are one person, and taking it back."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.audit.recording import record
from clinic.db import atomic_refusing
from clinic.models import User
from intake.models import ConsultationRequest, RequestEventKind, SamePerson
from intake.persons import records_of_person
from intake.services.steps import (
    ChangedMeanwhile,
    RequestRefusal,
    advance,
    record_event,
)

LINK = "intake.link_patients"


class AlreadyLinked(RequestRefusal):
    """The two are one person already, by this link or by others."""


class AlreadyUnlinked(RequestRefusal):
    """Somebody has taken the link back before."""


class OutOfReach(RequestRefusal):
    """One of the two is at a location where the person may not link."""


class NotAccepted(RequestRefusal):
    """One of the two is held back as spam: nobody knows yet that it is a patient."""


def linkable_requests(actor: User) -> QuerySet[ConsultationRequest]:
    """Return the accepted requests whose patients ``actor`` may link with others."""
    locations = actor.locations_with(LINK)
    return ConsultationRequest.objects.accepted().filter(location__in=locations)


def link_patients(
    consultation_request: ConsultationRequest,
    other: ConsultationRequest,
    *,
    actor: User,
    reason: str,
    version: int,
    other_version: int,
) -> SamePerson:
    """Say that the patients of two requests are one person; nothing is merged or moved.

    Whoever is linked with one of them is then the same person too. The history of each
    of their requests says with whom, as far as those who read it may know, and why.

    Raises ``OutOfReach``, ``NotAccepted``, ``AlreadyLinked`` or, where one of the two
    is not as it was shown, ``ChangedMeanwhile``; then nothing is written.
    """
    with atomic_refusing(sameperson_stands_once_a_pair=AlreadyLinked):
        mine = records_of_person(consultation_request.patient_id)
        theirs = records_of_person(other.patient_id)
        versions = _locked_versions(mine | theirs)
        _check_reach([consultation_request, other], actor)
        if mine & theirs:
            raise AlreadyLinked
        # Every link takes all requests of the person to their next version, so these
        # two also tell whether anybody was linked with them meanwhile.
        seen = {consultation_request.pk: version, other.pk: other_version}
        if seen.items() - versions.items():
            raise ChangedMeanwhile
        link = _stored(consultation_request.patient_id, other.patient_id, actor, reason)
        for one_side, other_side in [(mine, theirs), (theirs, mine)]:
            _tell(one_side, RequestEventKind.LINKED, other_side, actor, reason)
    return link


def unlink_patients(link: SamePerson, *, actor: User, reason: str) -> None:
    """Take a link back; both records, and all that was done on them, are as before.

    Raises ``OutOfReach`` or ``AlreadyUnlinked``, and then nothing changes.
    """
    with transaction.atomic(durable=True):
        _locked_versions(records_of_person(link.first_id))
        fresh = SamePerson.objects.select_for_update(no_key=True).get(pk=link.pk)
        if not _linkable_ends(fresh, actor):
            raise OutOfReach
        if fresh.unlinked_at is not None:
            raise AlreadyUnlinked
        fresh.unlinked_by = actor
        fresh.unlinked_at = timezone.now()
        fresh.unlinked_reason = reason
        fresh.save(update_fields=["unlinked_by", "unlinked_at", "unlinked_reason"])
        record("change", fresh)
        first = records_of_person(fresh.first_id)
        second = records_of_person(fresh.second_id)
        for one_side, other_side in [(first, second), (second, first)]:
            _tell(one_side, RequestEventKind.UNLINKED, other_side, actor, reason)


def _locked_versions(patient_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Lock all requests of these patients, in one order whoever asks."""
    requests = ConsultationRequest.objects.select_for_update(no_key=True)
    of_person = requests.filter(patient__in=patient_ids).order_by("pk")
    return dict(of_person.values_list("pk", "version"))


def _check_reach(requests: Iterable[ConsultationRequest], actor: User) -> None:
    ids = {each.pk for each in requests}
    locations = actor.locations_with(LINK)
    both = ConsultationRequest.objects.filter(pk__in=ids)
    if both.filter(location__in=locations).count() < len(ids):
        raise OutOfReach
    if both.accepted().count() < len(ids):
        raise NotAccepted


def _linkable_ends(link: SamePerson, actor: User) -> bool:
    """Whether ``actor`` may link at a location of each of the two."""
    requests = ConsultationRequest.objects.filter(
        location__in=actor.locations_with(LINK),
        patient__in=[link.first_id, link.second_id],
    )
    return set(requests.values_list("patient", flat=True)) == {
        link.first_id,
        link.second_id,
    }


def _stored(one: UUID, other: UUID, actor: User, reason: str) -> SamePerson:
    first, second = sorted([one, other])
    link = SamePerson.objects.create(
        first_id=first,
        second_id=second,
        linked_by=actor,
        linked_at=timezone.now(),
        linked_reason=reason,
    )
    record("change", link)
    return link


def _tell(
    patient_ids: set[UUID],
    kind: RequestEventKind,
    other_ids: set[UUID],
    actor: User,
    reason: str,
) -> None:
    """Write into the history of each request of these patients, of which others."""
    requests = ConsultationRequest.objects.order_by("pk")
    others = list(requests.filter(patient__in=other_ids))
    for request in requests.filter(patient__in=patient_ids):
        advance(request)
        note = f"{_with_whom(request, others)}\n{reason}"
        record_event(request, kind, by=actor, note=note)


def _with_whom(
    consultation_request: ConsultationRequest, others: Iterable[ConsultationRequest]
) -> str:
    """Name those at the same location: who reads the history may see them."""
    here = consultation_request.location_id
    named = [other.reference for other in others if other.location_id == here]
    if any(other.location_id != here for other in others):
        named.append(_("a request at another location"))
    return _("With %s.") % ", ".join(named)
