import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.urls import reverse

from clinic.access.adapters import MFAAdapter
from clinic.audit.models import AccessEvent, Action, Outcome
from clinic.sealed.keys import CannotOpen
from tests.clinic.access.people import PASSWORD, STAFF, make_user
from tests.owner import as_owner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages")]

SECRET = "JBSWY3DPEHPK3PXP"
ENROL = "/accounts/two-factor/app/"


@pytest.fixture(autouse=True)
def required(settings):
    settings.REQUIRE_MFA = True


@pytest.fixture
def user():
    return make_user()


def code(secret=SECRET, steps=0):
    """Return the one-time code of now, or of so many half minutes later."""
    counter = int(time.time()) // 30 + steps
    return format_hotp_value(hotp_value(secret, counter))


def sign_in(client, user, *, next="/"):
    form = {"login": user.username, "password": PASSWORD}
    return client.post(f"{reverse('account_login')}?next={next}", form)


def enrol(client):
    """Enrol as a person does: the password again, the secret of the page, its code."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get(ENROL)
    secret = page.context["form"].secret
    return client.post(ENROL, {"code": code(secret)})


def outcomes_of_codes():
    with as_owner():
        events = AccessEvent.objects.filter(action=Action.SECOND_FACTOR).order_by("seq")
        return list(events.values_list("outcome", flat=True))


def test_who_has_no_second_factor_is_led_to_enrol_one(client, user):
    sign_in(client, user)

    for path in (STAFF, "/admin/", "/accounts/sessions/", "/accounts/password/change/"):
        assert client.get(path)["Location"] == ENROL
    assert client.get(ENROL)["Location"].startswith("/accounts/reauthenticate/")


@pytest.mark.django_db(transaction=True)
def test_enrolling_opens_the_pages_of_staff(client, user):
    sign_in(client, user)

    response = enrol(client)

    assert response.status_code == 302
    assert client.get(STAFF).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_removing_the_second_factor_closes_them_again(client, user):
    sign_in(client, user)
    enrol(client)

    client.post("/accounts/two-factor/app/remove/")

    assert not Authenticator.objects.exists()
    assert client.get(STAFF)["Location"] == ENROL


def test_signing_in_asks_for_the_code(client, user):
    TOTP.activate(user, SECRET)

    response = sign_in(client, user, next=STAFF)
    assert response["Location"].startswith("/accounts/two-factor/authenticate/")
    assert client.get(STAFF).status_code == 302

    response = client.post(response["Location"], {"code": code()})
    assert response["Location"] == STAFF
    assert client.get(STAFF).status_code == 200
    assert outcomes_of_codes() == [Outcome.OK]


def test_a_code_is_refused_the_second_time(client, client_of, user):
    TOTP.activate(user, SECRET)
    browsers = [client, client_of(None)]
    pages = [sign_in(each, user, next=STAFF)["Location"] for each in browsers]

    used = code()
    answers = [
        browser.post(page, {"code": used})
        for browser, page in zip(browsers, pages, strict=True)
    ]

    assert [answer.status_code for answer in answers] == [302, 200]
    assert client_of(None).get(STAFF).status_code == 302
    assert outcomes_of_codes() == [Outcome.OK, Outcome.REFUSED]


def test_a_session_that_skipped_the_code_signs_in_again(client_of, user):
    browser = client_of(user)
    TOTP.activate(user, SECRET)

    response = browser.get(STAFF)

    assert response["Location"] == f"/accounts/login/?next={STAFF}"
    assert browser.get(ENROL)["Location"].startswith("/accounts/login/")


def test_public_pages_stay_open_without_a_second_factor(client_of, user):
    assert client_of(user).get("/link/new/").status_code == 200


def test_nobody_is_asked_where_it_is_not_required(client_of, user, settings):
    settings.REQUIRE_MFA = False

    assert client_of(user).get(STAFF).status_code == 200


def test_secrets_of_the_second_factor_are_sealed(user):
    TOTP.activate(user, SECRET)

    kept = Authenticator.objects.get().data["secret"]

    assert SECRET not in kept
    assert MFAAdapter().decrypt(kept) == SECRET


def test_a_changed_secret_does_not_open():
    sealed = MFAAdapter().encrypt(SECRET)
    changed = sealed[:-4] + ("AAAA" if sealed[-4:] != "AAAA" else "BBBB")

    with pytest.raises(CannotOpen):
        MFAAdapter().decrypt(changed)
