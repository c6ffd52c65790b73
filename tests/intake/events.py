"""What the privacy officer would see."""

from clinic.audit.models import AccessEvent
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
