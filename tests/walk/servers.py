"""The servers below an Anteroom, to be frozen, stopped and started by a test."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil
from redis import Redis, RedisError

from clinic.embedded.broker import find_broker
from clinic.embedded.processes import end, free_port
from tests.anteroom import Anteroom
from tests.patience import SECONDS


class Broker:
    """A broker that comes back at the same address when it was stopped."""

    def __init__(self):
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        program, _ = find_broker()
        self.process = subprocess.Popen(
            [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until(self._answers)

    def stop(self) -> None:
        end(self.process)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        with suspended(psutil.Process(self.process.pid)):
            yield

    @contextmanager
    def stopped(self) -> Iterator[None]:
        self.stop()
        try:
            yield
        finally:
            self.start()

    def _answers(self) -> bool:
        with suppress(RedisError), Redis.from_url(self.url) as client:
            return client.ping()
        return False


class PostgreSQL:
    """The database server of an Anteroom."""

    def __init__(self, port: int):
        listening = [one for one in psutil.net_connections("tcp4") if one.pid]
        [pid] = {
            one.pid
            for one in listening
            if one.status == psutil.CONN_LISTEN and one.laddr.port == port
        }
        self.process = psutil.Process(pid)
        self.command = self.process.cmdline()
        self.user = self.process.uids().real
        self.group = self.process.gids().real

    @contextmanager
    def stopped_at_once(self) -> Iterator[None]:
        """Stop as `pg_ctl stop -m immediate` does; start anew with the same options."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(SECONDS)
        try:
            yield
        finally:
            self.start()

    def start(self) -> None:
        as_user = {}
        if os.geteuid() == 0:
            as_user = {"user": self.user, "group": self.group, "extra_groups": []}
        # Not our child: it outlives the test, and its Anteroom stops it.
        in_background = '"$@" >/dev/null 2>&1 &'
        subprocess.run(
            ["sh", "-c", in_background, "sh", *self.command],
            cwd="/",
            check=True,
            start_new_session=True,
            **as_user,
        )


def processes_of(anteroom: Anteroom, name: str) -> list[psutil.Process]:
    """Return the web, worker or beat process and all that it has started."""
    children = psutil.Process(anteroom.process.pid).children()
    [child] = [one for one in children if name in one.cmdline()]
    return [child, *child.children(recursive=True)]


@contextmanager
def suspended(*processes: psutil.Process) -> Iterator[None]:
    """Freeze processes, as SIGSTOP does, for the time of the block."""
    for process in processes:
        process.suspend()
    try:
        yield
    finally:
        for process in processes:
            process.resume()


def wait_until(is_so) -> None:
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)
