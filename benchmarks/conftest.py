"""How full the clinic is that is measured, and the table of what was measured."""

import os
from contextlib import closing

import pytest
from django.core.management import call_command
from django.test.utils import setup_databases
from playwright.sync_api import sync_playwright

from benchmarks.clinic import Size, seeded
from tests import chromium

# appointments and requests, what, measured, target, floor, load average meanwhile
LINE = "{:>23}  {:36}  {:61}  {:22}  {:20}  {}"
HEADINGS = LINE.format(
    "appointments / requests", "what", "measured", "target", "floor", "load"
)
EMPTY, SMALL = Size(0, 2_000), Size(10_000, 20_000)


def pytest_addoption(parser):
    parser.addoption(
        "--appointments",
        type=int,
        default=100_000,
        help="how many lie in the largest clinic that is measured (100000)",
    )
    parser.addoption(
        "--requests",
        type=int,
        help="how many lie there (a fifth of the appointments)",
    )


def pytest_generate_tests(metafunc):
    """Measure three sizes, one after the other, each seeded once."""
    if "clinic" in metafunc.fixturenames:
        appointments = metafunc.config.getoption("appointments")
        requests = metafunc.config.getoption("requests") or appointments // 5
        sizes = dict.fromkeys([EMPTY, SMALL, Size(appointments, requests)])
        names = [f"{size.requests}-requests" for size in sizes]
        metafunc.parametrize("clinic", sizes, indirect=True, ids=names, scope="session")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """Make the database also when no benchmark has pytest-django's mark.

    With it the clinic would be emptied after each. The servers end with the run.
    """
    with django_db_blocker.unblock():
        setup_databases(verbosity=0, interactive=False, serialized_aliases=())


@pytest.fixture(scope="session")
def clinic(request, django_db_setup, django_db_blocker, tmp_path_factory):
    """Give the seeded clinic, which the benchmarks of one size share."""
    with django_db_blocker.unblock():
        with seeded(request.param, tmp_path_factory.mktemp("web") / "log") as clinic:
            yield clinic
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def report(clinic, capsys):
    """Give a function that prints a line of the table as soon as it is known."""

    def line(what, measured, *, target="", floor=""):
        load = f"{os.getloadavg()[0]:.1f}"
        with capsys.disabled():
            print(LINE.format(str(clinic.size), what, measured, target, floor, load))

    with capsys.disabled():
        print(f"\n\n{HEADINGS}")
    return line


@pytest.fixture(scope="session")
def browser():
    """Give one for all: Playwright's own fixture would have each size seeded twice."""
    with (
        sync_playwright() as playwright,
        closing(playwright.chromium.launch(**chromium.launch_options())) as browser,
    ):
        yield browser
