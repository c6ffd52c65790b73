"""What a thief of the database reads in its sessions: nothing."""

import base64
import re
import zlib
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from clinic.access import actors
from clinic.access.sessions import SessionStore
from clinic.sealed.keys import HEADER, VERSION, keyring
from tests.clinic.access.people import ANSWERS, STAFF, come_in, make_patient, make_user
from tests.clinic.access.test_second_factor import ENROL, PASSWORD, code, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages")]

SECRET = "JBSWY3DPEHPK3PXP"


def stored(**values):
    """Return a new session that holds ``values``."""
    session = SessionStore()
    session.update(values)
    session.save()
    return session


def rows() -> list[str]:
    return list(Session.objects.values_list("session_data", flat=True))


def layers(data: bytes) -> Iterator[bytes]:
    """Yield ``data`` and what it and its parts are the base64, hex or zlib of."""
    yield data
    for decode in (from_base64, from_hex, zlib.decompress):
        for part in {data, *re.split(rb"[:.]", data)}:
            try:
                inner = decode(part)
            except (ValueError, zlib.error):
                continue
            if len(inner) > 3:
                yield from layers(inner)


def from_base64(data: bytes) -> bytes:
    padded = data.translate(bytes.maketrans(b"-_", b"+/")) + b"=" * (-len(data) % 4)
    return base64.b64decode(padded, validate=True)


def from_hex(data: bytes) -> bytes:
    return bytes.fromhex(data.decode("ascii"))


def hold(secret: str) -> list[str]:
    """Return the stored sessions that hold ``secret`` in some form."""
    return [
        data
        for data in rows()
        if any(secret.encode() in layer for layer in layers(data.encode()))
    ]


@pytest.mark.parametrize("padding", ["", "compressible " * 100])
def test_the_scan_finds_what_the_stock_store_keeps(padding):
    session = db.SessionStore()
    session.update({"secret": SECRET, "padding": padding})

    session.save()

    assert hold(SECRET) == rows()
    assert len(rows()) == 1


@pytest.mark.parametrize(
    "form",
    [
        str.encode,
        lambda secret: secret.encode().hex().encode(),
        lambda secret: base64.b64encode(zlib.compress(secret.encode())),
    ],
)
def test_the_scan_finds_what_is_encoded(form):
    assert any(SECRET.encode() in layer for layer in layers(form(SECRET)))


def test_the_secret_of_an_enrolment_that_is_not_confirmed_is_sealed(client):
    sign_in(client, make_user())
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    secret = client.get(ENROL).context["form"].secret

    assert secret in str(client.session.load())
    assert hold(secret) == []


@pytest.mark.django_db(transaction=True)
def test_an_enrolment_goes_on_from_a_sealed_session(client, settings):
    settings.REQUIRE_MFA = True
    sign_in(client, make_user())
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get(ENROL).context["form"].secret

    client.post(ENROL, {"code": code(secret)})

    assert client.get(STAFF).status_code == 200


def test_a_session_of_a_patient_is_sealed_and_opens_their_page(client):
    patient = make_patient()
    come_in(client, patient)

    assert client.get(ANSWERS).text == f"answers of {patient.pk}"
    assert client.session[actors.CONFIRMED_KEY]["patient_id"] == str(patient.pk)
    assert rows() != []
    assert hold(str(patient.pk)) == hold(patient.pk.hex) == []


def test_a_session_holds_what_was_put_into_it():
    session = stored(secret=SECRET)

    assert SessionStore(session.session_key).load() == {"secret": SECRET}


def test_a_session_does_not_open_under_the_key_of_another():
    mine, another = stored(secret=SECRET), stored()
    copied = Session.objects.get(pk=mine.session_key).session_data

    Session.objects.filter(pk=another.session_key).update(session_data=copied)

    assert SessionStore(another.session_key).load() == {}


def garbage():
    """Return what may stand in a row that this store did not write, or not now."""
    lost_key = HEADER.pack(VERSION, 2**31 - 1) + bytes(60)
    stock = db.SessionStore().encode({"secret": SECRET})
    other_place = keyring().seal(b"{}", b"elsewhere")
    return [
        "",
        "x",
        "é",
        "no base64 at all",
        base64.b64encode(b"short").decode(),
        base64.b64encode(lost_key).decode(),
        base64.b64encode(other_place).decode(),
        stock,
    ]


def test_what_does_not_open_is_an_empty_session():
    session = stored(secret=SECRET)

    for data in garbage():
        Session.objects.update(session_data=data)
        assert SessionStore(session.session_key).load() == {}, data


@pytest.mark.parametrize("path", ["/", STAFF, ANSWERS, "/accounts/login/"])
def test_who_has_such_a_session_is_nobody_and_gets_no_error(client, path):
    sign_in(client, make_user())
    stranger = type(client)()

    for data in garbage():
        Session.objects.update(session_data=data)
        expected = stranger.get(path)
        answer = client.get(path)
        assert answer.status_code == expected.status_code
        assert answer.get("Location") == expected.get("Location")


def test_who_has_such_a_session_signs_in_anew(client):
    user = make_user()
    sign_in(client, user)
    Session.objects.update(session_data="garbage")

    sign_in(client, user)

    assert client.get(STAFF).text == "staff sam"


def test_an_unknown_session_key_is_an_empty_session():
    assert SessionStore(uuid4().hex).load() == {}


def test_sessions_that_ran_out_are_cleared():
    ended, running = stored(), stored()
    Session.objects.filter(pk=ended.session_key).update(expire_date=timezone.now())

    call_command("clearsessions")

    assert [session.pk for session in Session.objects.all()] == [running.session_key]
