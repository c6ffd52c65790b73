"""What the privacy officer would see."""

from clinic.audit.models import AccessEvent, Action
from tests.owner import as_owner


def fields_seen(row, actor) -> set[str]:
    """Return every field of ``row`` that ``actor`` is recorded to have seen."""
    with as_owner():
        events = list(
            AccessEvent.objects.filter(
                object_ids__contains=[row.pk], actor_id=str(actor.pk)
            )
        )
    return {field for event in events for field in event.fields}


def changes_of(row) -> int:
    """Return how often a change of ``row`` is recorded."""
    with as_owner():
        return AccessEvent.objects.filter(
            action=Action.CHANGE, object_ids__contains=[row.pk]
        ).count()
