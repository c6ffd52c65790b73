"""An Anteroom of its own, set up through its admin and met only by pages and mail."""

import pytest

from tests.anteroom import Anteroom, manage, remove
from tests.walk import clinic
from tests.walk.patients import Patient
from tests.walk.people import PASSWORD, Administrator, Clinician, FrontDesk
from tests.walk.servers import Broker


@pytest.fixture(scope="session")
def broker():
    broker = Broker()
    yield broker
    broker.stop()


@pytest.fixture(scope="session")
def anteroom(tmp_path_factory, browser, broker):
    """Give a running Anteroom: empty, but for what its one administrator has set up."""
    folder = tmp_path_factory.mktemp("walk") / "a clinic"
    anteroom = Anteroom(folder, "--no-demo", BROKER_URL=broker.url)
    try:
        anteroom.wait_until_ready()
        make_administrator(anteroom)
        administrator = Administrator(browser, anteroom, java_script_enabled=False)
        administrator.sign_in(clinic.ADMINISTRATOR)
        clinic.set_up(administrator)
        administrator.close()
        yield anteroom
    finally:
        anteroom.stop()
        remove(folder)


def make_administrator(anteroom: Anteroom) -> None:
    account = {
        "DJANGO_SUPERUSER_USERNAME": clinic.ADMINISTRATOR,
        "DJANGO_SUPERUSER_EMAIL": f"{clinic.ADMINISTRATOR}@harbor.example",
        "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
    }
    made = manage(
        "createsuperuser", "--no-input", environment=anteroom.environment | account
    )
    assert made.returncode == 0, made.stderr


@pytest.fixture
def script() -> bool:
    """Whether browsers run JavaScript; a test may take it as a parameter."""
    return True


@pytest.fixture
def person(browser, anteroom, script):
    """Give a function that brings one more person with a browser of their own."""
    present = []

    def bring(role, **options):
        options = {"java_script_enabled": script} | options
        present.append(role(browser, anteroom, **options))
        return present[-1]

    yield bring
    for one in present:
        one.close()
    assert [complaint for one in present for complaint in one.complaints] == []
    assert anteroom.process.poll() is None, anteroom.output[-3000:]


@pytest.fixture
def patient(person):
    return person(Patient)


@pytest.fixture
def desk(person):
    return person(FrontDesk).sign_in(clinic.FRONT_DESK)


@pytest.fixture
def clinician(person):
    return person(Clinician).sign_in(clinic.CLINICIAN)
