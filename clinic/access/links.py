"""Patient links: making them, opening them, closing them.

A token is HMAC(link key, purpose and link id), so it stands nowhere. A link's id
follows from its purpose, its object and how many such links there were before: sent
again after a crash, a message carries the same link.
"""

import uuid
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from clinic.access.limits import DAY, allow
from clinic.access.models import MAX_WRONG_BIRTH_DATES, LinkPurpose, PatientLink
from clinic.access.tokens import hash_token, make_token
from clinic.audit.models import Action, Outcome
from clinic.audit.recording import record
from clinic.models import Patient
from clinic.outbox.services import is_yet_to_leave, tell, this_minute
from clinic.sealed.indexes import blind_index, email_key

RENEWED_FOR = timedelta(days=7)

# After that, one wrong date closes a link: new links give no more guesses.
WRONG_BIRTH_DATES_A_DAY = 15


class WrongBirthDate(Exception):
    """The date is not the patient's. With no ``tries_left`` the link is closed."""

    def __init__(self, tries_left: int):
        super().__init__(tries_left)
        self.tries_left = tries_left


def link_for(
    patient: Patient, purpose: LinkPurpose, about: models.Model, *, expires_at: datetime
) -> str:
    """Return the address of the patient's live link to ``about``, made if need be.

    A live link lasts until the latest ``expires_at`` that it was asked for with.
    """
    links = PatientLink.objects.opening(purpose, about.pk)
    link = links.live().first() or _make(patient, purpose, about, expires_at)
    if link.expires_at < expires_at:
        link.expires_at = expires_at
        link.save(update_fields=["expires_at"])
    return settings.PUBLIC_URL + reverse("access:enter", args=[_token(link)])


def finish(patient: Patient, purpose: LinkPurpose, object_id: uuid.UUID) -> None:
    """Close the patient's links of ``purpose`` to an object that is done with.

    Who came by one goes on: their pages say what there is to do now.
    """
    links = PatientLink.objects.opening(purpose, object_id)
    links.filter(patient=patient).finish()


def finish_all(patient: Patient) -> None:
    """Close every link of the patient: they were mailed to an address that is not."""
    PatientLink.objects.filter(patient=patient).finish()


def find(token: str) -> PatientLink | None:
    """Return the link that ``token`` was made for, live or not."""
    return PatientLink.objects.filter(token_hash=hash_token(token)).first()


def check_birth_date(link: PatientLink, born_on: date) -> None:
    """Return if ``born_on`` is the patient's date of birth; else raise WrongBirthDate.

    The fifth wrong date in a row closes the link, as does any later one.
    """
    with transaction.atomic():
        locked = PatientLink.objects.select_for_update().get(pk=link.pk)
        is_right = locked.is_live and locked.patient.born_on == born_on
        if is_right:
            locked.wrong_birth_dates = 0
        else:
            _count_wrong_date(locked)
        locked.save(update_fields=["wrong_birth_dates", "revoked_at"])
        record(Action.VIEW, locked.patient, fields=["born_on"])
        outcome = Outcome.OK if is_right else Outcome.REFUSED
        record(Action.CONFIRM, locked.patient, outcome=outcome)
    if not is_right:
        raise WrongBirthDate(MAX_WRONG_BIRTH_DATES - locked.wrong_birth_dates)


def ask_for_new_links(email: str) -> None:
    """Mail fresh links to whoever has this address and close the older ones.

    An open session goes on: the patient may have a second device, and a stranger who
    knows the address must not end it. One mail a minute: once it has left, its links
    stand. An unknown address costs the same work: a message about nobody, which is
    never sent.
    """
    index = blind_index("patient.email", email_key(email))
    with transaction.atomic():
        for patient in Patient.objects.filter(email_index=index) or [Patient()]:
            message = tell("link-renewed", patient, to=patient, dedupe=this_minute())
            if is_yet_to_leave(message):
                PatientLink.objects.filter(patient_id=patient.pk).finish()


def _make(
    patient: Patient, purpose: LinkPurpose, about: models.Model, expires_at: datetime
) -> PatientLink:
    closed = PatientLink.objects.opening(purpose, about.pk).count()
    link = PatientLink(
        id=uuid.uuid5(about.pk, f"{purpose}:{closed}"),
        patient=patient,
        purpose=purpose,
        object_id=about.pk,
        expires_at=expires_at,
    )
    link.token_hash = hash_token(_token(link))
    PatientLink.objects.bulk_create([link], ignore_conflicts=True)
    return link


def _count_wrong_date(link: PatientLink) -> None:
    day_is_used_up = not allow(
        "birth-date", str(link.patient_id), WRONG_BIRTH_DATES_A_DAY, DAY
    )
    link.wrong_birth_dates = min(link.wrong_birth_dates + 1, MAX_WRONG_BIRTH_DATES)
    if day_is_used_up:
        link.wrong_birth_dates = MAX_WRONG_BIRTH_DATES
    if link.wrong_birth_dates == MAX_WRONG_BIRTH_DATES and link.revoked_at is None:
        link.revoked_at = timezone.now()


def _token(link: PatientLink) -> str:
    return make_token("patient-link", f"{link.purpose}:{link.pk}")
