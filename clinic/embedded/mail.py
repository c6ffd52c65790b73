"""A mail server that delivers everything into one folder."""

import mailbox
from pathlib import Path

from aiosmtpd.controller import Controller

from clinic.embedded.processes import CannotStart, free_port, is_free

USUAL_PORT = 1025


class MailCatcher:
    """An SMTP server whose every message ends in the Maildir ``folder``.

    ``Delivered-To`` names whom the envelope named, one line for each.
    """

    controller: Controller | None = None

    def __init__(self, folder: Path):
        self.folder = folder

    def __str__(self):
        return f"Mail catcher, port {self.port}, messages in {self.folder}"

    def start(self) -> None:
        """Start listening; raise ``CannotStart``."""
        maildir = mailbox.Maildir(self.folder, create=True)
        self.port = USUAL_PORT if is_free(USUAL_PORT) else free_port()
        controller = Controller(_Handler(maildir), "127.0.0.1", self.port)
        try:
            controller.start()
        except (OSError, TimeoutError) as error:
            raise CannotStart(f"The mail catcher did not start: {error}") from error
        self.controller = controller

    def stop(self) -> None:
        """Stop listening; do nothing if it was not started."""
        if self.controller:
            self.controller.stop()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


class _Handler:
    def __init__(self, maildir: mailbox.Maildir):
        self.maildir = maildir

    async def handle_DATA(self, server, session, envelope):
        recipients = "".join(f"Delivered-To: {to}\r\n" for to in envelope.rcpt_tos)
        self.maildir.add(recipients.encode() + envelope.content)
        return "250 OK"
