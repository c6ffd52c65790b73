"""`manage.py up` as a person meets it: real processes, from start to end."""

import signal
import socket
import stat
from urllib.parse import urlsplit
from urllib.request import urlopen

import psutil
import pytest

from clinic.embedded.processes import free_port, is_free
from tests.anteroom import Anteroom
from tests.patience import SECONDS

SECRETS = {"env", "field.kek", "passwords.json", "processes.json", "secret.key"}


def settings_of(anteroom: Anteroom) -> dict[str, str]:
    lines = (anteroom.folder / "env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


def ports_of(anteroom: Anteroom) -> list[int]:
    names = ["DATABASE_URL", "BROKER_URL", "EMAIL_URL", "PUBLIC_URL"]
    return [urlsplit(settings_of(anteroom)[name]).port for name in names]


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def process_of(anteroom: Anteroom, word: str) -> psutil.Process:
    """Return the first of its own processes with ``word`` among its arguments."""
    children = psutil.Process(anteroom.process.pid).children()
    return next(child for child in children if word in child.cmdline())


@pytest.mark.long
def test_up_serves_until_ctrl_c_and_leaves_no_process_behind(start_anteroom):
    anteroom = start_anteroom("--no-demo").wait_until_ready()
    ports = ports_of(anteroom)

    with urlopen(f"{anteroom.url}/healthz") as answer:
        assert answer.status == 200
    assert anteroom.stop(signal.SIGINT) == 0
    assert anteroom.processes() == []
    assert [port for port in ports if not is_free(port)] == []


@pytest.mark.long
def test_up_shares_its_settings_with_the_commands_of_its_user_only(start_anteroom):
    anteroom = start_anteroom("--no-demo").wait_until_ready()

    beside = anteroom.manage("check", "--database", "default")
    again = anteroom.manage("up")
    web = process_of(anteroom, "gunicorn").environ()

    assert (beside.returncode, beside.stderr) == (0, "")
    assert again.returncode == 1
    assert again.stderr == f"Already running at {anteroom.url}.\n"
    assert mode(anteroom.folder) == 0o700
    assert {mode(anteroom.folder / name) for name in SECRETS} == {0o600}
    assert "app_rt" in web["DATABASE_URL"]
    assert "OWNER_DATABASE_URL" not in web


@pytest.mark.long
def test_up_recovers_what_a_killed_run_left_behind(start_anteroom):
    killed = start_anteroom("--no-demo").wait_until_ready()
    before = settings_of(killed)
    killed.process.kill()
    killed.process.wait()

    stale = killed.manage("check")
    recovered = start_anteroom("--no-demo").wait_until_ready()

    assert stale.returncode == 1
    assert stale.stderr.startswith("There is no database to work with")
    assert "Ended what an earlier run had left behind." in recovered.output
    assert settings_of(recovered)["DATABASE_URL"] == before["DATABASE_URL"]
    assert recovered.stop(signal.SIGTERM) == 0
    assert recovered.processes() == []


def test_up_stops_everything_when_one_part_dies(start_anteroom):
    anteroom = start_anteroom("--no-demo").wait_until_ready()

    process_of(anteroom, "worker").kill()

    assert anteroom.process.wait(SECONDS) == 1
    assert anteroom.output.endswith("worker exited with -9: stopping.\n")
    assert anteroom.processes() == []


def test_up_stops_cleanly_when_asked_to_before_it_is_ready(start_anteroom):
    anteroom = start_anteroom("--no-demo")
    while "Broker" not in anteroom.output:
        assert anteroom.process.poll() is None

    assert anteroom.stop(signal.SIGHUP) == 0
    assert "ready" not in anteroom.output
    assert anteroom.processes() == []


def test_up_refuses_a_port_that_is_taken(start_anteroom):
    with socket.create_server(("127.0.0.1", free_port())) as server:
        port = server.getsockname()[1]

        anteroom = start_anteroom(PORT=str(port))

        assert anteroom.process.wait(SECONDS) == 1
        assert anteroom.output == (
            f"Port {port} is taken: end what uses it or set another.\n"
        )


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_up_refuses_what_is_no_port(start_anteroom, port):
    anteroom = start_anteroom(PORT=port)

    assert anteroom.process.wait(SECONDS) == 1
    assert anteroom.output == f"PORT must be from 1 to 65535, not {port!r}.\n"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        pytest.param(
            {"PG_BIN": "/nowhere"},
            "No usable PostgreSQL found. Tried: /nowhere: postgres: No such file or "
            "directory. Set DATABASE_URL, install PostgreSQL 14 or newer with contrib, "
            "or set PG_BIN to the folder of its programs.",
            id="postgresql",
        ),
        pytest.param(
            {"VALKEY_BIN": "/nowhere"},
            "No Redis-compatible server found. Set BROKER_URL, set VALKEY_BIN to one, "
            "or install valkey or redis-server.",
            id="broker",
        ),
        pytest.param(
            {"DATABASE_URL": "postgresql://app_rt:x@127.0.0.1/anteroom"},
            "OWNER_DATABASE_URL and AUDIT_DATABASE_URL must be set when DATABASE_URL "
            "is.",
            id="half-a-database",
        ),
    ],
)
def test_up_says_in_a_sentence_what_is_missing(start_anteroom, settings, said):
    anteroom = start_anteroom(**settings)

    assert anteroom.process.wait(SECONDS) == 1
    assert anteroom.output.splitlines()[-1] == said
    assert anteroom.processes() == []
