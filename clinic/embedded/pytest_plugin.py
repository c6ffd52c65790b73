"""Start real servers once for a test run, before Django's settings are read."""

import os
import signal
from contextlib import ExitStack

import pytest

from clinic.embedded.processes import CannotStart
from clinic.embedded.temporary import temporary_servers


def pytest_addoption(parser):
    parser.addoption(
        "--durable",
        action="store_true",
        help="let the database write to the disk as in production: for measurements",
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config):
    # Playwright keeps an event loop in the thread that runs the tests.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # The workers of pytest-xdist inherit the servers of the process that began the run.
    if "PYTEST_XDIST_WORKER" not in os.environ:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        servers = ExitStack()
        early_config.add_cleanup(servers.close)
        durable = early_config.known_args_namespace.durable
        try:
            os.environ |= servers.enter_context(temporary_servers(durable=durable))
        except CannotStart as error:
            raise pytest.UsageError(str(error)) from error
    return (yield)
