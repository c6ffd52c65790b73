"""A public form sent twice is one submission: one row, one message."""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager

from clinic.access.models import Submission
from clinic.sealed.keys import derive_key


class AlreadyReceived(Exception):
    """This form was sent before, with other answers; the first ones stand."""


@contextmanager
def once(form: str, submission_id: str, payload: object) -> Iterator[Submission]:
    """Claim a submission inside the caller's transaction.

    Where it was sent before, ``result_id`` is set: answer with that and do nothing.
    Else do the work and ``keep(result)``. The same form sent at the same moment waits
    for the caller's transaction. Raises ``AlreadyReceived`` when ``payload`` is not the
    first one; its ``repr`` must be the same each time.
    """
    payload_hmac = hmac.digest(
        derive_key("submission"), repr(payload).encode(), hashlib.sha256
    )
    submission, is_new = Submission.objects.get_or_create(
        pk=submission_id, defaults={"form": form, "payload_hmac": payload_hmac}
    )
    if not hmac.compare_digest(bytes(submission.payload_hmac), payload_hmac):
        raise AlreadyReceived
    yield submission
    if is_new:
        submission.save(update_fields=["result_id"])
