"""What every page of staff shows: the alerts that nobody has dealt with."""

from django.http import HttpRequest

from clinic.models import User
from intake.models import StaffAlert


def staff_alerts(request: HttpRequest) -> dict:
    """Return ``staff_alerts``, lazily: only staff pages look at it."""
    actor = getattr(request, "actor", None)
    if not isinstance(actor, User):
        return {}
    alerts = StaffAlert.objects.unresolved().visible_to(actor)
    return {"staff_alerts": alerts.select_related("consultation_request__location")}
