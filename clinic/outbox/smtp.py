"""One connection to the mail server, and the reasons why a mail was not taken."""

from contextlib import suppress
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

from django.core.mail import EmailMessage, get_connection

from clinic.outbox.models import MessageStatus


class NotSent(Exception):
    """Why a message did not leave, as a short code that names nobody.

    The texts of SMTP errors hold the recipient's address: they go no further than here.
    """

    status = MessageStatus.QUEUED

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


class TryLater(NotSent):
    """Another try may succeed."""


class Undeliverable(NotSent):
    """No try will succeed."""

    status = MessageStatus.DEAD


class NoLongerTrue(NotSent):
    """What the message would say is not so any more."""

    status = MessageStatus.CANCELLED


class MailServerDown(NotSent):
    """The server takes no mail from us at all; it is not this message's fault."""


class MailServer:
    """The configured mail server, connected when the first mail leaves.

    One connection serves all mails until ``close``; after a failure the next mail gets
    a new one.
    """

    def __init__(self) -> None:
        self._connection = get_connection()

    def send(self, mail: EmailMessage) -> None:
        """Hand over one mail; raise ``NotSent`` when the server did not take it."""
        try:
            self._connection.open()
        except (SMTPException, OSError) as error:
            raise MailServerDown(_code(error)) from None
        try:
            self._connection.send_messages([mail])
        except (SMTPException, OSError, ValueError) as error:
            self.close()
            raise _reason(error) from None

    def close(self) -> None:
        # Whatever the farewell trips over, each mail has had its answer.
        with suppress(SMTPException, OSError):
            self._connection.close()


def _reason(error: SMTPException | OSError | ValueError) -> NotSent:
    code = _code(error)
    match error:
        case SMTPSenderRefused():
            return MailServerDown(code)
        case SMTPRecipientsRefused() | SMTPDataError() if code.startswith("smtp-5"):
            return Undeliverable(code)
        case OSError():
            return TryLater(code)
    # An address or a header that no mail can have.
    return Undeliverable(code)


def _code(error: SMTPException | OSError | ValueError) -> str:
    match error:
        case SMTPResponseException():
            return f"smtp-{error.smtp_code}"
        case SMTPRecipientsRefused():
            [(code, _)] = error.recipients.values()
            return f"smtp-{code}"
        case SMTPServerDisconnected():
            return "disconnected"
        case SMTPException():
            return "smtp-unusable"
        case OSError():
            return "no-connection"
    return "unusable-mail"
