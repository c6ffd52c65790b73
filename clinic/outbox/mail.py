"""Building a mail from what a message says, safe against what people type."""

import unicodedata
from email.utils import formataddr

from css_inline import CSSInliner
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Engine
from django.template.loader import get_template

from clinic.context import clinic
from clinic.outbox.kinds import Mail

LONGEST_NAME = 40

# The media queries for dark mode cannot be inlined, so the style element stays.
_inliner = CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)


def build(mail: Mail, *, to: str, message_id: str) -> EmailMultiAlternatives:
    """Return the mail for one recipient, ready to send."""
    context = {
        **clinic(None),
        "public_url": settings.PUBLIC_URL,
        "subject": mail.subject,
        "unsubscribe": mail.unsubscribe,
        **mail.context,
    }
    email = EmailMultiAlternatives(
        subject=str(mail.subject),
        body=_text(f"{mail.template}.txt", context),
        from_email=sender(),
        to=[to],
        headers={
            "Message-ID": message_id,
            "Auto-Submitted": "auto-generated",
            **_one_click(mail.unsubscribe),
        },
    )
    email.attach_alternative(_html(f"{mail.template}.html", context), "text/html")
    if mail.calendar is not None:
        invitation = mail.calendar.decode()
        email.attach_alternative(invitation, f"text/calendar; method={mail.method}")
        email.attach("invite.ics", invitation, "text/calendar")
    return email


def sender() -> str:
    """Return the From line: the clinic's name and the address it writes from."""
    return formataddr((settings.CLINIC_NAME, settings.DEFAULT_FROM_EMAIL))


def plain_name(name: str) -> str:
    """Return what a mail may call somebody: letters, at most 40 characters.

    A name field is where strangers put ``CLICK http://...`` to have a clinic mail it.
    """
    letters = "".join(
        character if _is_part_of_a_name(character) else " " for character in name
    )
    return " ".join(letters.split())[:LONGEST_NAME].rstrip()


def _one_click(address: str) -> dict[str, str]:
    """Return the headers by which mail programs offer to unsubscribe (RFC 8058)."""
    if not address:
        return {}
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _is_part_of_a_name(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM" or character in "-'’"


def _html(template: str, context: dict) -> str:
    return _inliner.inline(get_template(template).render(context))


def _text(template: str, context: dict) -> str:
    # A text mail shows what HTML escaping would put in: O&#x27;Brien.
    found = Engine.get_default().get_template(template)
    return found.render(Context(context, autoescape=False))
