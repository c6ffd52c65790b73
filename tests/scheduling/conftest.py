import pytest
from django.test import Client

from clinic.access.links import link_for
from clinic.access.models import LinkPurpose
from scheduling.models import Appointment
from tests.browser import go_by
from tests.clinic.access.people import come_in
from tests.scheduling.stories import in_a_day

LOGIN = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def browser_of():
    """Give a function that returns the browser of a patient, or of somebody of staff.

    A patient is told by what their link, which they have opened, is for: a request, to
    choose a time unless another ``purpose`` is named, or an appointment.
    """

    def open_browser(who, purpose=None):
        client = Client()
        if hasattr(who, "username"):
            client.force_login(who, LOGIN)
        else:
            purpose = purpose or purpose_of(who)
            come_in(client, who.patient, purpose=purpose, about=who)
        return client

    return open_browser


@pytest.fixture
def phone(browser, live_server, settings):
    """Give a function that opens a real browser for a patient; see ``browser_of``."""
    settings.PUBLIC_URL = live_server.url
    contexts = []

    def open_phone(who, purpose=None, **options):
        contexts.append(browser.new_context(base_url=live_server.url, **options))
        page = contexts[-1].new_page()
        purpose = purpose or purpose_of(who)
        page.goto(link_for(who.patient, purpose, who, expires_at=in_a_day()))
        page.get_by_role("button", name="Continue").click()
        for part in ("month", "day", "year"):
            box = page.get_by_label(part.capitalize())
            box.fill(str(getattr(who.patient.born_on, part)))
        go_by(page, page.get_by_role("button", name="Continue"))
        return page

    yield open_phone
    for context in contexts:
        context.close()


def purpose_of(about):
    is_appointment = isinstance(about, Appointment)
    return LinkPurpose.APPOINTMENT if is_appointment else LinkPurpose.BOOK
