"""What every page of staff shows: the alerts that nobody has acknowledged."""

from django.http import HttpRequest

from clinic.models import User
from intake.models import StaffAlert


def staff_alerts(request: HttpRequest) -> dict:
    """Return ``staff_alerts``, lazily: only staff pages look at it."""
    actor = getattr(request, "actor", None)
    if not isinstance(actor, User):
        return {}
    return {
        "staff_alerts": StaffAlert.objects.standing()
        .visible_to(actor)
        .select_related("consultation_request__location")
    }
