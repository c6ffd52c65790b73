"""A new password for staff, by mail: the same answer whether we know the address."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic.embedded.processes import free_port
from clinic.outbox.models import Message, MessageStatus
from clinic.outbox.services import drain
from tests.clinic.access.people import make_user

pytestmark = pytest.mark.django_db

FORGOTTEN = "/accounts/password/reset/"
KNOWN, UNKNOWN = "sam@harbor.example", "stranger@example.org"


def test_asking_for_a_password_answers_the_same_while_no_mail_leaves(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = free_port()
    make_user(email=KNOWN)

    answers = [
        client.post(FORGOTTEN, {"email": email}, follow=True)
        for email in (KNOWN, UNKNOWN)
    ]

    assert [answer.redirect_chain for answer in answers] == [
        [("/accounts/password/reset/sent/", 302)]
    ] * 2
    assert answers[0].text == answers[1].text


def test_asking_for_a_password_is_the_same_work_for_every_address(client):
    make_user(email=KNOWN)
    client.post(FORGOTTEN, {"email": "first@example.org"})
    work = []

    for email in (KNOWN, UNKNOWN):
        with CaptureQueriesContext(connection) as queries:
            client.post(FORGOTTEN, {"email": email})
        work.append([words(query["sql"]) for query in queries])

    assert work[0] == work[1]
    assert Message.objects.count() == 3


def words(sql):
    """Return the statement without its values."""
    return re.sub(r"'[^']*'|\d+", "?", sql)


def test_the_mail_names_the_account_and_nothing_opens_it_but_its_link(client):
    user = make_user(email=KNOWN)
    client.post(FORGOTTEN, {"email": KNOWN.upper()})
    [message] = Message.objects.all()
    kept = [str(getattr(message, field.name)) for field in Message._meta.fields]

    drain()

    [sent] = mail.outbox
    [path] = re.findall(r"http://localhost(/accounts/password/reset/\S+)", sent.body)
    key = path.rstrip("/").rpartition("/")[2]
    assert (sent.to, sent.subject) == ([KNOWN], "Set a new password")
    assert f"Username: {user.username}" in sent.body
    assert client.get(path).status_code == 302
    assert not any(key in value for value in kept)


def test_nobody_is_mailed_for_an_address_we_do_not_know(client):
    make_user(email=KNOWN)

    client.post(FORGOTTEN, {"email": UNKNOWN})
    drain()

    assert Message.objects.get().status == MessageStatus.CANCELLED
    assert mail.outbox == []


@pytest.mark.parametrize("leaves", ["before", "after"])
def test_who_left_gets_no_new_password(client, leaves):
    user = make_user(email=KNOWN, is_active=leaves == "after")
    client.post(FORGOTTEN, {"email": KNOWN})
    user.is_active = False
    user.save()

    drain()

    assert Message.objects.get().status == MessageStatus.CANCELLED
    assert mail.outbox == []
