"""Which patients' records are of one person."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from intake.models import SamePerson


def records_of_person(patient_id: UUID) -> set[UUID]:
    """Return the ids of all patients linked as one person with this one, and its own.

    One query for a patient who is not linked, else one for each step from link to link.
    """
    found = newest = {patient_id}
    while newest:
        newest = _next_to(newest) - found
        found = found | newest
    return found


def _next_to(patient_ids: Iterable[UUID]) -> set[UUID]:
    links = SamePerson.objects.standing().filter(
        Q(first__in=patient_ids) | Q(second__in=patient_ids)
    )
    return {pk for pair in links.values_list("first", "second") for pk in pair}
