"""The mail that arrived by SMTP."""

import email
import email.policy
import mailbox
import re
import time
from email.message import EmailMessage
from pathlib import Path

from tests.patience import SECONDS


class Mailbox:
    """The messages that arrived in a Maildir after this object was made."""

    def __init__(self, folder: Path):
        self.maildir = mailbox.Maildir(folder, create=False)
        self.old = set(self.maildir.keys())

    def wait_for(self, address: str, count: int = 1) -> list[EmailMessage]:
        """Return the messages delivered to ``address``, oldest first.

        Fails when fewer than ``count`` arrive.
        """
        deadline = time.monotonic() + SECONDS
        while len(messages := self.messages_to(address)) < count:
            assert time.monotonic() < deadline, f"{len(messages)} of {count} arrived"
            time.sleep(0.05)
        return messages

    def messages_to(self, address: str) -> list[EmailMessage]:
        """Return what has arrived for ``address`` so far, oldest first."""
        return [
            message
            for message in self.messages()
            if address in message.get_all("Delivered-To")
        ]

    def messages(self) -> list[EmailMessage]:
        """Return everything that has arrived so far, oldest first."""
        new = sorted(set(self.maildir.keys()) - self.old, key=_arrival)
        return [_parsed(self.maildir.get_bytes(key)) for key in new]


def _parsed(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=email.policy.default)


def _arrival(key: str) -> list[int]:
    # Seconds, microseconds, process and count, as `mailbox` names its files.
    return [int(digits) for digits in re.findall(r"\d+", key.split(".P")[0])][:4]
