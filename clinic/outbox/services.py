"""Writing messages with the change they tell of, and sending those that are due.

At least once: a crash between the server's answer and our commit sends that one message
again, with the same Message-ID, which we prefer to never sending it.
"""

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from itertools import islice

from django.core.mail import EmailMessage
from django.db import connection, models, transaction
from django.utils import timezone

from clinic.audit.models import Action
from clinic.audit.recording import acting_as, collecting, record, record_missing
from clinic.models import Patient
from clinic.outbox import kinds, mail, recipients
from clinic.outbox.addresses import is_safe_address
from clinic.outbox.models import MAX_TRIES, Message, MessageStatus
from clinic.outbox.recipients import Recipient
from clinic.outbox.smtp import (
    MailServer,
    MailServerDown,
    NoLongerTrue,
    NotSent,
    TryLater,
    Undeliverable,
)

# A dozen answers of the mail server, each within EMAIL_TIMEOUT.
LONGEST_SENDING = "5min"

logger = logging.getLogger(__name__)

# Then a run ends, so that the scans that wait behind it in a worker get their turn.
LONGEST_RUN_SECONDS = 10


def tell(
    kind: str,
    about: models.Model,
    *,
    to: Recipient,
    dedupe: str = "",
    not_before: datetime | None = None,
    not_after: datetime | None = None,
) -> Message:
    """Write a message about ``about`` into the outbox; it leaves after the commit.

    Joins the caller's transaction. The same kind, object, recipient and ``dedupe``
    again changes nothing and returns the message that is there. ``dedupe`` is kept in
    clear, so it names a version or a time, never a person.
    """
    message = compose(
        kind, about, to=to, dedupe=dedupe, not_before=not_before, not_after=not_after
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)
    return Message.objects.get(dedupe_key=message.dedupe_key)


def tell_all(composed: Iterable[Message]) -> int:
    """Write messages into the outbox as ``tell`` does; return how many are new.

    A handful of queries however many there are; for scans, which find most of what they
    would tell told before.
    """
    by_key = {message.dedupe_key: message for message in composed}
    there = Message.objects.filter(dedupe_key__in=by_key)
    for dedupe_key in there.values_list("dedupe_key", flat=True):
        del by_key[dedupe_key]
    Message.objects.bulk_create(by_key.values(), ignore_conflicts=True)
    return len(by_key)


def compose(
    kind: str,
    about: models.Model,
    *,
    to: Recipient,
    dedupe: str = "",
    not_before: datetime | None = None,
    not_after: datetime | None = None,
) -> Message:
    """Return a message for ``tell_all`` to write; see ``tell``.

    Of a kind that has a version, that is its ``dedupe``.
    """
    known = kinds.kind_named(kind)
    if not isinstance(about, known.model):
        raise TypeError(f"A message {kind} is not about a {type(about).__name__}.")
    due_at = not_before or timezone.now()
    message = Message(
        kind=kind,
        about_type=about._meta.label,
        about_id=about.pk,
        recipient_type=recipients.recipient_type(to),
        recipient_id=to.pk,
        due_at=due_at,
        next_at=due_at,
        not_after=not_after,
    )
    version = known.version(about) if known.version else dedupe
    message.dedupe_key = message.dedupe_key_with(version)
    return message


def this_minute() -> str:
    """Return a ``dedupe`` for what is asked for again and again: once a minute."""
    return timezone.now().strftime("%Y-%m-%dT%H:%M")


def is_yet_to_leave(message: Message) -> bool:
    """Say whether the text of ``message`` will be read after the caller's commit.

    If so it stays locked until then; a message that is being sent now is not one.
    """
    waiting = Message.objects.queued().filter(pk=message.pk)
    return waiting.select_for_update(skip_locked=True).exists()


def drain(limit: int | None = None) -> int:
    """Send messages that are due, at most ``limit``; return how many left.

    Safe to run twice and in parallel: each message is leased by its own row lock and
    committed on its own, and what fails with one does not keep the others. Ends early
    when the mail server takes nothing.
    """
    sent = 0
    with (
        acting_as(None),
        closing(MailServer()) as server,
        suppress(MailServerDown),
    ):
        for leased in islice(_leases(), limit):
            with _logging_errors(leased):
                sent += deliver(leased, server)
    return sent


def _leases() -> Iterator[Message]:
    ends_at = time.monotonic() + LONGEST_RUN_SECONDS
    while time.monotonic() < ends_at and (leased := Message.objects.lease_next()):
        yield leased


@contextmanager
def _logging_errors(leased: Message) -> Iterator[None]:
    """Go on to the next message: the try of this one is counted by its lease."""
    try:
        yield
    except MailServerDown:
        raise
    except Exception as error:
        logger.error("%s: %s", leased, _code_of(error))


def deliver(leased: Message, server: MailServer) -> bool:
    """Send one leased message and commit what became of it; True if it was taken.

    Raises ``MailServerDown`` after that commit where trying the next is of no use.
    """
    with transaction.atomic(durable=True):
        _be_patient()
        message = Message.objects.lock_leased(leased)
        if message is None:
            return False
        failure = _attempt(message, server)
        _settle(message, failure)
    if isinstance(failure, MailServerDown):
        raise failure
    return failure is None


def _be_patient() -> None:
    """Let this transaction last as long as a slow mail server takes to answer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL idle_in_transaction_session_timeout = %s", [LONGEST_SENDING]
        )


def _attempt(message: Message, server: MailServer) -> NotSent | None:
    try:
        server.send(_compose(message))
    except NotSent as failure:
        return failure
    return None


def _compose(message: Message) -> EmailMessage:
    """Read and render everything now, so that nothing stale leaves."""
    if message.attempts > MAX_TRIES:
        raise Undeliverable(message.last_code or "no-answer")
    if message.is_too_late:
        raise NoLongerTrue("too-late")
    with collecting() as trail:
        try:
            with _naming_errors():
                return _render(message)
        finally:
            record_missing(trail)


@contextmanager
def _naming_errors() -> Iterator[None]:
    """Turn whatever fails into a code, and take back what it wrote."""
    savepoint = transaction.savepoint()
    try:
        yield
    except NotSent:
        raise
    except Exception as error:
        transaction.set_rollback(False)
        transaction.savepoint_rollback(savepoint)
        raise TryLater(_code_of(error)) from None


def _code_of(error: Exception) -> str:
    """Return a code for what nobody expected: its text may name a person."""
    return f"error-{type(error).__name__}"[:60]


def _render(message: Message) -> EmailMessage:
    try:
        kind = kinds.kind_named(message.kind)
    except kinds.UnknownKind:
        raise Undeliverable("unknown-kind") from None
    about = kind.model._default_manager.filter(pk=message.about_id).first()
    if about is None or not _is_of_this_version(message, kind, about):
        raise NoLongerTrue("no-longer-true")
    content = kind.render(about)
    if content is None:
        raise NoLongerTrue("no-longer-true")
    return mail.build(content, to=_address(message), message_id=message.message_id)


def _is_of_this_version(
    message: Message, kind: kinds.Kind, about: models.Model
) -> bool:
    if kind.version is None:
        return True
    return message.dedupe_key == message.dedupe_key_with(kind.version(about))


def _address(message: Message) -> str:
    recipient = recipients.find(message.recipient_type, message.recipient_id)
    if recipient is None:
        raise Undeliverable("no-recipient")
    if isinstance(recipient, Patient):
        record(Action.VIEW, recipient, fields=["email"])
    if not is_safe_address(recipient.email):
        raise Undeliverable("unusable-address")
    return recipient.email


def _settle(message: Message, failure: NotSent | None) -> None:
    if failure is None:
        message.status = MessageStatus.SENT
        message.sent_at = timezone.now()
    else:
        _note_failure(message, failure)
    message.save(update_fields=["status", "sent_at", "last_code", "attempts"])


def _note_failure(message: Message, failure: NotSent) -> None:
    message.status = failure.status
    message.last_code = failure.code
    if isinstance(failure, MailServerDown):
        message.attempts -= 1
    elif isinstance(failure, TryLater) and message.attempts >= MAX_TRIES:
        message.status = MessageStatus.DEAD
    logger.warning("%s %s: %s", message, message.status, message.last_code)
