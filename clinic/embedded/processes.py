"""What every embedded server needs: a free port, a clean end, a clear failure."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import psutil

LAST_PORT = 65535


class CannotStart(Exception):
    """A server cannot run; the message says why and how to mend it."""


def is_free(port: int) -> bool:
    """Say whether a server could listen on ``port`` of this machine now."""
    with socket.socket() as probe:
        # As servers do: a port that only waits for old connections to fade is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port(first: int | None = None) -> int:
    """Return the first free port from ``first`` on, or any free one."""
    if first is not None:
        return next(port for port in range(first, LAST_PORT) if is_free(port))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write_private(path: Path, text: str) -> None:
    """Write ``path`` so that only its owner can ever read it."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


def last_words(log: Path) -> str:
    """Return the end of a log, for the message that says why its server failed."""
    return log.read_text(errors="replace")[-1500:].strip() if log.exists() else ""


def end(*processes: subprocess.Popen, seconds: float = 10) -> None:
    """End processes that lead their own sessions, and whatever they leave behind."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + seconds
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Remembered:
    """The processes of a run, in a file that outlives it.

    A process is known by its number and its start time: numbers are used again.
    """

    def __init__(self, path: Path):
        self.path = path

    def add(self, process: subprocess.Popen) -> None:
        started_at = psutil.Process(process.pid).create_time()
        self._write([*self._read(), [process.pid, started_at]])

    def forget(self) -> None:
        self.path.unlink(missing_ok=True)

    def end_leftovers(self) -> int:
        """End what a killed run left running; return how many processes that were."""
        leftovers = [process for entry in self._read() for process in _same(*entry)]
        trees = [child for one in leftovers for child in one.children(recursive=True)]
        for process in leftovers:
            process.terminate()
        _, stubborn = psutil.wait_procs([*leftovers, *trees], timeout=10)
        for process in stubborn:
            process.kill()
        psutil.wait_procs(stubborn, timeout=5)
        self.forget()
        return len(leftovers)

    def _read(self) -> list[list]:
        return json.loads(self.path.read_text()) if self.path.exists() else []

    def _write(self, entries: list[list]) -> None:
        write_private(self.path, json.dumps(entries))


def _same(pid: int, started_at: float) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        is_same = abs(process.create_time() - started_at) < 1
    except psutil.NoSuchProcess:
        return []
    return [process] if is_same else []
