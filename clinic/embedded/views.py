"""The mails that `make run` caught, so that a first look needs no mailbox."""

import email
import email.policy
import mailbox
from datetime import datetime
from email.message import EmailMessage

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinic.access.decorators import public
from clinic.embedded.database import is_embedded

SHOWN = 30


@public
@require_safe
def caught_mail(request):
    """Show the newest mails; there is no such page on any but the embedded database."""
    if not settings.MAIL_DIR or not is_embedded():
        raise Http404
    return render(request, "embedded/mail.html", {"mails": newest()})


def newest() -> list[dict]:
    """Return the last mails caught, newest first, as text."""
    folder = mailbox.Maildir(settings.MAIL_DIR, create=False)
    mails = [_parsed(folder.get_bytes(key)) for key in folder.iterkeys()]
    mails.sort(key=_sent_at, reverse=True)
    return [
        {
            "to": mail["To"],
            "subject": mail["Subject"],
            "sent_at": _sent_at(mail),
            "text": mail.get_body(("plain",)).get_content(),
        }
        for mail in mails[:SHOWN]
    ]


def _parsed(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=email.policy.default)


def _sent_at(mail: EmailMessage) -> datetime:
    return mail["Date"].datetime
