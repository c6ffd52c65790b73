"""Fixtures of the real parts: mail by SMTP, a Celery worker, a browser, a server."""

import os
import subprocess
import sys
import time
from pathlib import Path

import hypothesis
import pytest
from django.db import connection, transaction
from playwright.sync_api import expect
from redis import Redis

from clinic.embedded.processes import end
from clinic.environment import CHECKOUT
from tests import anteroom, chromium, world
from tests.audit_guard import everything_opened_is_recorded  # noqa: F401
from tests.mailbox import Mailbox
from tests.patience import SECONDS

# Tests do not time: the machine may be busy with the others. Fewer examples than usual,
# because the suite has ten minutes.
hypothesis.settings.register_profile("anteroom", deadline=None, max_examples=40)
hypothesis.settings.load_profile("anteroom")
expect.set_options(timeout=SECONDS * 1000)


def pytest_generate_tests(metafunc):
    """Run a race once in `make test`, and nine times more in `make test-long`."""
    if metafunc.definition.get_closest_marker("race"):
        again = [pytest.param(time, marks=pytest.mark.long) for time in range(2, 11)]
        metafunc.fixturenames.append("time_run")
        metafunc.parametrize("time_run", [1, *again])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Begin with the walk: it is the longest, and nobody then waits for its end."""
    items.sort(key=lambda item: "walk" not in item.path.parts)


@pytest.fixture(scope="module")
def built_once(django_db_setup, django_db_blocker):
    around = transaction.atomic()
    # Services may begin a durable transaction inside, as inside that of a test.
    around._from_testcase = True
    with django_db_blocker.unblock(), around:
        yield world.build()
        transaction.set_rollback(True)


@pytest.fixture
def built(built_once, db):
    """Give the clinic of `tests.world`, built once for a module, as it was built.

    The other tests of the module see it in the database, too.
    """
    return built_once.as_stored()


@pytest.fixture
def mailbox(settings):
    """Send mail by SMTP and give the ``Mailbox`` of what arrives during the test."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    return Mailbox(Path(os.environ["MAIL_DIR"]))


@pytest.fixture
def celery_worker(transactional_db, settings, tmp_path):
    """Give a function that starts a worker process on the test database.

    It returns the process once it is ready; all are ended after the test.
    """
    with Redis.from_url(settings.CELERY_BROKER_URL) as broker:
        broker.flushdb()
    workers = []

    def start(*options: str) -> subprocess.Popen:
        log = tmp_path / f"worker-{len(workers)}.log"
        workers.append(_start_worker(log, options, settings.CELERY_BROKER_URL))
        return _ready(workers[-1], log)

    yield start
    end(*workers)


@pytest.fixture
def start_anteroom(tmp_path):
    """Give a function that runs `manage.py up` beside the tests; see ``Anteroom``."""
    folder = tmp_path / "a clinic"
    started = []

    def start(*options: str, **settings: str) -> anteroom.Anteroom:
        started.append(anteroom.Anteroom(folder, *options, **settings))
        return started[-1]

    yield start
    for one in started:
        one.stop()
    anteroom.remove(folder)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | chromium.launch_options()


@pytest.fixture(scope="session")
def browser(browser):
    """Give the browser; in each of its windows what has to happen is waited for."""
    new_context = browser.new_context

    def new_patient_context(**options):
        context = new_context(**options)
        context.set_default_timeout(SECONDS * 1000)
        return context

    browser.new_context = new_patient_context
    return browser


def _start_worker(log: Path, options, broker_url: str) -> subprocess.Popen:
    address = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
    environment = os.environ | {
        "DATABASE_URL": f"{address}/{connection.settings_dict['NAME']}",
        "BROKER_URL": broker_url,
        "DJANGO_SETTINGS_MODULE": "clinic.settings",
    }
    del environment["OWNER_DATABASE_URL"]
    celery = [sys.executable, "-m", "celery", "--app=clinic"]
    quiet = ["--pool=solo", "--without-gossip", "--without-mingle"]
    with log.open("w") as output:
        return subprocess.Popen(
            [*celery, "worker", "--loglevel=INFO", *quiet, *options],
            cwd=CHECKOUT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _ready(worker: subprocess.Popen, log: Path) -> subprocess.Popen:
    deadline = time.monotonic() + SECONDS
    while " ready." not in log.read_text():
        assert worker.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)
    return worker
