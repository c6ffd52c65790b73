"""What staff read where there is nothing for them; patients read other words."""

import re

import pytest
from django.test import Client

from clinic.access.roles import Role
from tests.factories import LocationFactory, staff

pytestmark = pytest.mark.django_db

LOGIN = "allauth.account.auth_backends.AuthenticationBackend"
NO_ROLE, NO_PAGE = "This page is not for your role", "There is no such page"


@pytest.fixture
def desk():
    client = Client()
    client.force_login(staff(Role.FRONT_DESK, LocationFactory()), LOGIN)
    return client


@pytest.mark.parametrize(
    ("path", "status", "heading"),
    [
        ("/manager/figures/", 403, NO_ROLE),
        ("/admin/clinic/user/", 403, NO_ROLE),
        ("/appointments/day/downtown/2030-13-01/", 404, NO_PAGE),
        ("/admin/nothing/here/", 404, NO_PAGE),
    ],
)
def test_staff_are_told_in_their_words_and_led_home(desk, path, status, heading):
    page = desk.get(path)

    assert (page.status_code, headings(page)) == (status, [heading])
    assert 'class="button" href="/admin/"' in page.text
    assert "call us" not in page.text


def test_who_is_not_signed_in_reads_the_page_for_patients(client):
    page = client.get("/nothing/here/")

    assert (page.status_code, headings(page)) == (404, ["We cannot find that page"])


def headings(page):
    return re.findall(r"<h1>(.*?)</h1>", page.text)
