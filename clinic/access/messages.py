"""What mails about links say."""

from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.access import purposes
from clinic.access.links import RENEWED_FOR, link_for
from clinic.audit.models import Action
from clinic.audit.recording import record
from clinic.models import Patient
from clinic.outbox.kinds import Mail, message
from clinic.outbox.mail import plain_name


@message("link-renewed", model=Patient)
def link_renewed(patient: Patient) -> Mail | None:
    """Fresh links for all that waits for the patient; if nothing does, no mail."""
    expires_at = timezone.now() + RENEWED_FOR
    fresh = [
        (purpose.label, link_for(patient, purpose, about, expires_at=expires_at))
        for purpose, about in purposes.everything_open(patient)
    ]
    if not fresh:
        return None
    record(Action.VIEW, patient, fields=["name"])
    return Mail(
        subject=_("Your new link"),
        template="email/link-renewed",
        context={
            "name": plain_name(patient.name),
            "links": fresh,
            "days": RENEWED_FOR.days,
        },
    )
