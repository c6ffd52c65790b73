"""Words and colours for triage, severity, decisions and mails, as staff meet them."""

from django import template
from django.utils.translation import gettext_lazy as _

from clinic.outbox.models import MessageStatus
from intake.eligibility.levels import Triage
from intake.models import Decision

register = template.Library()

TRIAGE = {
    Triage.URGENT_SAFETY: (_("Urgent"), "error"),
    Triage.NOT_CANDIDATE_PENDING_CLINICIAN: (_("Stop: clinician decides"), "error"),
    Triage.CLINICIAN_REVIEW_BEFORE_BOOKING: (_("Review before booking"), "warn"),
    Triage.ROUTINE: (_("Routine"), "ok"),
}
SEVERITY = {
    "urgent": (_("Urgent"), "error"),
    "absolute": (_("Stop"), "error"),
    "relative": (_("Review"), "warn"),
    "caution": (_("Note"), "info"),
    "info": (_("Info"), ""),
}
MAIL = {
    MessageStatus.QUEUED: "info",
    MessageStatus.SENT: "ok",
    MessageStatus.DEAD: "error",
    MessageStatus.CANCELLED: "",
}


@register.inclusion_tag("components/tag.html")
def triage_tag(rank):
    """Show a triage rank as a word; without an assessment, that there is none yet."""
    if rank is None:
        return {"label": _("Not assessed"), "tone": ""}
    label, tone = TRIAGE[Triage(rank)]
    return {"label": label, "tone": tone}


@register.inclusion_tag("components/tag.html")
def severity_tag(code):
    label, tone = SEVERITY[code]
    return {"label": label, "tone": tone}


@register.inclusion_tag("components/tag.html")
def mail_tag(message):
    """Show what became of a mail."""
    label = message.get_status_display()
    return {"label": label, "tone": MAIL[MessageStatus(message.status)]}


@register.simple_tag
def decision_label(decision):
    return Decision(decision).label
