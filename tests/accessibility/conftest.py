import pytest

from clinic.access.links import link_for
from clinic.access.models import LinkPurpose
from tests.accessibility.axe import Inspected
from tests.browser import signed_in


@pytest.fixture
def inspected(browser, live_server):
    """A phone whose every page is inspected; CSP is bypassed for axe's own script."""
    context = browser.new_context(base_url=live_server.url, bypass_csp=True)
    yield Inspected(context.new_page())
    context.close()


@pytest.fixture
def come_in(inspected, settings):
    """Give a function that opens a patient's link in the browser and confirms it."""
    settings.PUBLIC_URL = ""

    def come_in(patient, purpose: LinkPurpose, about, expires_at):
        inspected.goto(link_for(patient, purpose, about, expires_at=expires_at))
        inspected.press("Continue")
        inspected.press("Continue")
        inspected.type_birth_date(patient.born_on)
        inspected.press("Continue")

    return come_in


@pytest.fixture
def desktop_of(browser, live_server):
    """Give a function that opens an inspected page signed in as somebody of staff."""
    contexts = []

    def open_page(user):
        contexts.append(signed_in(browser, live_server.url, user, bypass_csp=True))
        return Inspected(contexts[-1].new_page())

    yield open_page
    for context in contexts:
        context.close()
