"""The one shape all our mails have: a greeting, a few sentences, perhaps a link."""

from collections.abc import Sequence
from typing import Any

from clinic.audit.recording import record
from clinic.models import Patient
from clinic.outbox.kinds import Mail
from clinic.outbox.mail import plain_name


def letter(
    subject: str,
    *paragraphs: str,
    name: str = "",
    link: str = "",
    link_text: str = "",
    details: Sequence[tuple[str, str]] = (),
    **rest: Any,
) -> Mail:
    """Return a mail of ``paragraphs``; the link, if any, is shown as a button.

    ``details`` are labelled facts such as date and place; ``rest`` is what else a
    ``Mail`` has.
    """
    context = {
        "name": name,
        "paragraphs": paragraphs,
        "details": details,
        "link": link,
        "link_text": link_text,
    }
    return Mail(subject, "email/letter", context, **rest)


def called(patient: Patient) -> str:
    """Return the name a mail may call the patient by, and record the look."""
    record("view", patient, fields=["name"])
    return plain_name(patient.name)
