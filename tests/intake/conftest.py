import pytest
from django.test import Client

from clinic.access.models import LinkPurpose
from clinic.access.roles import Role
from clinic.models import User
from intake.models import ConsultationRequest
from tests.browser import LOGIN, signed_in
from tests.clinic.access.people import come_in
from tests.factories import LocationFactory, staff


@pytest.fixture
def here(db):
    return LocationFactory()


@pytest.fixture
def elsewhere(db):
    return LocationFactory(name="Westlake")


@pytest.fixture
def desk(here):
    return staff(Role.FRONT_DESK, here)


@pytest.fixture
def clinician(here):
    return staff(Role.CLINICIAN, here)


@pytest.fixture
def manager(here):
    return staff(Role.MANAGER, here)


@pytest.fixture
def stranger(elsewhere):
    """Somebody with every right, at another location."""
    user = staff(Role.CLINICIAN, elsewhere, "stranger")
    user.memberships.create(location=elsewhere, role=Role.FRONT_DESK)
    return user


@pytest.fixture
def browser_of():
    """Give a browser of a staff user, or of the patient of a request to answer."""

    def browser(person: User | ConsultationRequest) -> Client:
        client = Client()
        if isinstance(person, User):
            client.force_login(person, LOGIN)
        else:
            come_in(
                client,
                person.patient,
                purpose=LinkPurpose.QUESTIONNAIRE,
                about=person,
            )
        return client

    return browser


@pytest.fixture
def screen_of(browser, live_server):
    """Give a function that opens a browser page signed in as somebody of staff."""
    contexts = []

    def open_screen(user, *, script=True, **options):
        contexts.append(
            signed_in(
                browser, live_server.url, user, java_script_enabled=script, **options
            )
        )
        return contexts[-1].new_page()

    yield open_screen
    for context in contexts:
        context.close()
