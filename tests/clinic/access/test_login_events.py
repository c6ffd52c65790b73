"""What somebody does to their own account is recorded."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from clinic.audit.models import AccessEvent, Action, ActorKind
from clinic.models import User
from clinic.outbox.services import drain
from tests.clinic.access.people import PASSWORD, make_user
from tests.clinic.access.test_second_factor import enrol, sign_in
from tests.owner import as_owner

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "battery staple correct horse"


def recorded(action):
    with as_owner():
        found = AccessEvent.objects.filter(action=action).order_by("seq")
        return [
            (event.actor_kind, event.actor_id, event.object_ids, event.fields)
            for event in found
        ]


def by(user, *fields):
    """Return what is recorded when ``user`` changes something of their own."""
    return ActorKind.USER, str(user.pk), [user.pk], list(fields)


def test_a_changed_password_is_recorded(client):
    user = make_user()
    sign_in(client, user)

    client.post(
        reverse("account_change_password"),
        {
            "oldpassword": PASSWORD,
            "password1": NEW_PASSWORD,
            "password2": NEW_PASSWORD,
        },
    )

    assert User.objects.get().check_password(NEW_PASSWORD)
    assert recorded(Action.CREDENTIALS) == [by(user, "password")]


def test_a_password_reset_by_mail_is_recorded(client):
    user = make_user(email="sam@harbor.example")
    client.post(reverse("account_reset_password"), {"email": user.email})
    drain()
    [address] = re.findall(r"/accounts/password/reset/\S+", mail.outbox[0].body)

    page = client.get(address)["Location"]
    client.post(page, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    assert User.objects.get().check_password(NEW_PASSWORD)
    assert recorded(Action.CREDENTIALS) == [
        (ActorKind.ANONYMOUS, "", [user.pk], ["password"])
    ]


@pytest.mark.django_db(transaction=True)
def test_an_enrolment_and_its_recovery_codes_are_recorded(client):
    user = make_user()
    sign_in(client, user)

    enrol(client)

    assert recorded(Action.ENROL) == [by(user, "totp"), by(user, "recovery_codes")]


@pytest.mark.django_db(transaction=True)
def test_new_recovery_codes_are_recorded(client):
    user = make_user()
    sign_in(client, user)
    enrol(client)

    client.post(reverse("mfa_generate_recovery_codes"))

    assert recorded(Action.CREDENTIALS) == [by(user, "recovery_codes")]


@pytest.mark.django_db(transaction=True)
def test_a_second_factor_that_is_removed_is_recorded(client):
    user = make_user()
    sign_in(client, user)
    enrol(client)

    client.post(reverse("mfa_deactivate_totp"))

    assert recorded(Action.UNENROL) == [by(user, "totp"), by(user, "recovery_codes")]
