import pytest
from django.test import Client

from clinic.access import purposes
from clinic.access.models import LinkPurpose
from clinic.models import Patient
from tests.clinic.access.people import come_in


@pytest.fixture
def pages(settings, monkeypatch):
    """Put two patient pages and a staff page on the site, and lead links to them."""
    settings.ROOT_URLCONF = "tests.clinic.access.people"
    monkeypatch.setattr(purposes, "_destinations", {})
    purposes.register(
        LinkPurpose.QUESTIONNAIRE,
        "test-answers",
        still_open=lambda patient: [patient],
    )
    purposes.register(
        LinkPurpose.APPOINTMENT,
        "test-visit",
        still_open=lambda patient: [],
    )


@pytest.fixture
def client_of():
    """Give a browser of somebody: a patient who came in, a signed-in user, or None."""

    def browser(person):
        client = Client()
        if isinstance(person, Patient):
            come_in(client, person)
        elif person is not None:
            client.force_login(
                person, "allauth.account.auth_backends.AuthenticationBackend"
            )
        return client

    return browser
