"""A mail server that answers as a test tells it to."""

import asyncio
import email
import email.policy
import time
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from clinic.embedded.processes import free_port
from tests.patience import SECONDS


class Sink:
    """Keeps what it is sent, whatever it answers.

    ``answers`` maps MAIL, RCPT or DATA to the reply given instead of 250; while
    ``silent``, a mail that has arrived gets no reply. Every password is wrong.
    """

    def __init__(self):
        self.answers: dict[str, str] = {}
        self.silent = False
        self.received: list[EmailMessage] = []
        self.controller = Controller(
            self,
            "127.0.0.1",
            free_port(),
            auth_require_tls=False,
            authenticator=lambda *_: AuthResult(success=False, handled=False),
        )

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.controller.port}"

    def answer_again(self) -> None:
        self.silent = False

    def wait_for(self, count: int) -> None:
        deadline = time.monotonic() + SECONDS
        while len(self.received) < count:
            assert time.monotonic() < deadline, f"{len(self.received)} of {count}"
            time.sleep(0.02)

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.received.append(parsed)
        while self.silent:
            await asyncio.sleep(0.02)
        return self.answers.get("DATA", "250 OK")
