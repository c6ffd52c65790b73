"""What mails about patient links and passwords say."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.access import purposes
from clinic.access.invitations import VALID_DAYS
from clinic.access.links import RENEWED_FOR, link_for
from clinic.audit.models import Action
from clinic.audit.recording import record
from clinic.models import Patient, User
from clinic.outbox.kinds import Mail, message
from clinic.outbox.letters import letter
from clinic.outbox.mail import plain_name


@message("link-renewed", model=Patient, label=gettext_lazy("New links"))
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


@message("password-forgotten", model=User, label=gettext_lazy("New password"))
def password_forgotten(user: User) -> Mail | None:
    return _link_to_set_password(
        user,
        _("Set a new password"),
        _("You, or somebody else, asked for a new password for your account."),
        _("If it was not you, you do not need to do anything."),
    )


@message("password-invitation", model=User, label=gettext_lazy("Set a password"))
def password_invitation(user: User) -> Mail | None:
    account = _("You have an account at %(clinic)s.") % {"clinic": settings.CLINIC_NAME}
    return _link_to_set_password(
        user,
        _("Set your password"),
        account + " " + _("Set a password that only you know."),
        _("The link works for %(days)d days.") % {"days": VALID_DAYS},
    )


def _link_to_set_password(user: User, subject: str, *paragraphs: str) -> Mail | None:
    """The key in the link is made now: nothing that is stored opens an account."""
    if not user.is_active:
        return None
    key = [user_pk_to_url_str(user), default_token_generator.make_token(user)]
    path = reverse("account_reset_password_from_key", args=key)
    return letter(
        subject,
        *paragraphs,
        details=[(_("Username"), user.username)],
        link=settings.PUBLIC_URL + path,
        link_text=subject,
    )
