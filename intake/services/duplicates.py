"""Who may be the same person as the patient of a request, and who is linked as such."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from clinic.audit.recording import record
from clinic.models import Patient, User
from intake.likeness import Comparison, Identity, Likeness, compare
from intake.models import ConsultationRequest, SamePerson
from intake.persons import records_of_person
from intake.services.persons import linkable_requests

COMPARED_AT_MOST = 20


@dataclass(frozen=True)
class Duplicate:
    """The newest request of a patient who may be the same person, and why.

    ``unlinked`` is the link that somebody has taken back: then they said who it is not.
    """

    consultation_request: ConsultationRequest
    comparison: Comparison
    unlinked: SamePerson | None = None


@dataclass(frozen=True)
class OtherRequest:
    """Another request of the same person; whether its answers may be read."""

    consultation_request: ConsultationRequest
    is_born_otherwise: bool
    has_answers_to_read: bool


@dataclass(frozen=True)
class StandingLink:
    """A link, and the requests of its two patients that may be seen."""

    link: SamePerson
    requests: Sequence[ConsultationRequest]


@dataclass(frozen=True)
class Person:
    """What a person has besides one request, as far as somebody of staff may see it.

    ``others`` are the newest first; ``hidden`` counts those at locations of others.
    """

    others: Sequence[OtherRequest] = ()
    links: Sequence[StandingLink] = ()
    hidden: int = 0


def likely_duplicates(
    consultation_request: ConsultationRequest, *, actor: User
) -> list[Duplicate]:
    """Return who may be the same person and may be linked by ``actor``, likely first.

    Those whose link with the patient was taken back come last.

    At most ``COMPARED_AT_MOST`` of those who share an email or phone are opened and
    compared, which is recorded: those who share both first, then the newest. None for
    a request that is not accepted, and of one that is not.
    """
    if not linkable_requests(actor).filter(pk=consultation_request.pk).exists():
        return []
    patient = consultation_request.patient
    sharing = list(_sharing_contact(patient, actor))
    if not sharing:
        return []
    record("search", [patient, *sharing], fields=["name", "born_on"])
    mine = _identity(patient)
    compared = {other.pk: compare(mine, _identity(other)) for other in sharing}
    found = {pk: comparison for pk, comparison in compared.items() if comparison}
    unlinked = _unlinked_from(patient)
    duplicates = [
        Duplicate(each, found[each.patient_id], unlinked.get(each.patient_id))
        for each in _newest_of(found, actor)
    ]
    return sorted(duplicates, key=_unlikeliness)


def read_person(consultation_request: ConsultationRequest, *, actor: User) -> Person:
    """Return the other requests of the person and the links between their records.

    The look at names, birth dates and reasons is recorded.
    """
    members = records_of_person(consultation_request.patient_id)
    requests = ConsultationRequest.objects.filter(patient__in=members)
    others = requests.exclude(pk=consultation_request.pk)
    visible = list(
        others.visible_to(actor)
        .select_related("patient", "location")
        .order_by("-received_at")
    )
    hidden = others.count() - len(visible)
    if not visible:
        return Person(hidden=hidden)
    return Person(
        _shown(visible, consultation_request, actor),
        _links(members, [consultation_request, *visible], actor),
        hidden,
    )


def _sharing_contact(patient: Patient, actor: User) -> Iterable[Patient]:
    same_email = Q(email_index=bytes(patient.email_index))
    same_phone = Q(phone_index=bytes(patient.phone_index))
    both = ExpressionWrapper(same_email & same_phone, output_field=BooleanField())
    theirs = linkable_requests(actor).filter(patient=OuterRef("pk"))
    return (
        Patient.objects.filter(same_email | same_phone)
        .exclude(pk__in=records_of_person(patient.pk))
        .filter(Exists(theirs))
        .annotate(shares_both=both)
        .order_by("-shares_both", "-created_at")[:COMPARED_AT_MOST]
    )


def _unlinked_from(patient: Patient) -> dict[UUID, SamePerson]:
    """Return the last link with each other patient that somebody has taken back."""
    links = SamePerson.objects.filter(
        Q(first=patient) | Q(second=patient), unlinked_at__isnull=False
    )
    return {
        pk: link
        for link in links.select_related("unlinked_by").order_by("unlinked_at")
        for pk in {link.first_id, link.second_id} - {patient.pk}
    }


def _unlikeliness(duplicate: Duplicate) -> tuple[bool, bool]:
    is_unlikely = duplicate.comparison.likeness != Likeness.LIKELY
    return duplicate.unlinked is not None, is_unlikely


def _identity(patient: Patient) -> Identity:
    return Identity(
        patient.name,
        patient.born_on,
        bytes(patient.email_index),
        bytes(patient.phone_index),
    )


def _newest_of(
    patient_ids: Iterable[UUID], actor: User
) -> Iterable[ConsultationRequest]:
    requests = linkable_requests(actor).filter(patient__in=list(patient_ids))
    newest = requests.order_by("patient", "-received_at").distinct("patient")
    return newest.select_related("patient", "location")


def _shown(
    visible: Sequence[ConsultationRequest], about: ConsultationRequest, actor: User
) -> list[OtherRequest]:
    patients = [about.patient, *(each.patient for each in visible)]
    record("view", patients, fields=["name", "born_on"])
    ids = [each.pk for each in visible]
    readable = ConsultationRequest.objects.with_answers_for(actor).filter(
        pk__in=ids, responses__assessments__isnull=False
    )
    with_answers = set(readable.values_list("pk", flat=True))
    return [
        OtherRequest(
            each, each.patient.born_on != about.patient.born_on, each.pk in with_answers
        )
        for each in visible
    ]


def _links(
    members: set[UUID], requests: Sequence[ConsultationRequest], actor: User
) -> list[StandingLink]:
    links = SamePerson.objects.standing().visible_to(actor).filter(first__in=members)
    shown = list(links.select_related("linked_by"))
    record("view", shown, fields=["linked_reason"])
    return [
        StandingLink(link, [each for each in requests if link.joins(each.patient_id)])
        for link in shown
    ]
