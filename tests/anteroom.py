"""A whole Anteroom of its own beside the test run: `manage.py up` as a real process."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

from clinic.embedded.postgres_binaries import (
    can_reach,
    shared_folder,
    unprivileged_user,
)
from clinic.embedded.processes import free_port
from clinic.environment import CHECKOUT
from tests.patience import SECONDS

# Of the test run, not of the Anteroom that a test starts.
FOREIGN = {
    "DATABASE_URL",
    "OWNER_DATABASE_URL",
    "AUDIT_DATABASE_URL",
    "BROKER_URL",
    "EMAIL_URL",
    "MAIL_DIR",
    "PUBLIC_URL",
    "SECRET_KEY",
    "FIELD_KEK_FILE",
    "ALLOWED_HOSTS",
    "DEFAULT_FROM_EMAIL",
    "STATIC_ROOT",
    "REQUIRE_MFA",
    "DJANGO_SETTINGS_MODULE",
    "PORT",
}


def own_environment(**settings: str) -> dict[str, str]:
    """Return the environment of a person who typed a command: no test settings."""
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return kept | settings


class Anteroom:
    """One `manage.py up` with its data in ``folder``; ``options`` go to the command."""

    def __init__(self, folder: Path, *options: str, **settings: str):
        port = free_port()
        self.folder = folder
        self.url = f"http://localhost:{port}"
        self.environment = own_environment(
            **{"ANTEROOM_DEV": str(folder), "PORT": str(port)} | settings
        )
        self.log = folder.with_name(f"{folder.name}.{port}.log")
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up", *options],
                cwd=CHECKOUT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        """What it has printed so far."""
        return self.log.read_text()

    def wait_until_ready(self) -> "Anteroom":
        """Wait until it prints its address."""
        deadline = time.monotonic() + 5 * SECONDS
        while f"Anteroom is ready at {self.url}" not in self.output:
            assert self.process.poll() is None, self.output
            assert time.monotonic() < deadline, self.output
            time.sleep(0.05)
        return self

    def manage(self, *arguments: str, **options) -> subprocess.CompletedProcess:
        """Run another `manage.py` command of this checkout beside it."""
        return manage(*arguments, environment=self.environment, **options)

    def stop(self, number: int = signal.SIGINT) -> int:
        """Ask it to stop as Ctrl-C does; return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(SECONDS)

    def processes(self) -> list[psutil.Process]:
        """Return every living process that was told this Anteroom's folder."""
        mark = str(self.folder)
        return [one for one in psutil.process_iter() if _environment_of(one) == mark]


def manage(*arguments: str, environment: dict[str, str], **options):
    """Run a `manage.py` command to its end; the result has its output as text."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        **options,
    )


def remove(folder: Path) -> None:
    """Remove the data that a stopped Anteroom of root's keeps outside ``folder``."""
    user = unprivileged_user()
    if user and folder.exists() and not can_reach(folder / "data", user):
        shutil.rmtree(shared_folder("data", folder, owner=user.pw_uid))


def _environment_of(process: psutil.Process) -> str | None:
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return process.environ().get("ANTEROOM_DEV")
    except psutil.Error:
        return None
