import pytest

from tests.clinic.access.people import make_location
from tests.clinic.outbox.sink import Sink


@pytest.fixture
def sink(settings):
    """Give the server that all mail of the test goes to; see ``Sink``."""
    sink = Sink()
    sink.controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = sink.controller.hostname
    settings.EMAIL_PORT = sink.controller.port
    yield sink
    sink.silent = False
    sink.controller.stop()


@pytest.fixture
def location(db):
    return make_location("Harbor Street")
