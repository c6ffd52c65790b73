"""`make run`: everything Anteroom needs, started in order and stopped together."""

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from clinic.embedded.processes import (
    LAST_PORT,
    CannotStart,
    Remembered,
    end,
    free_port,
    is_free,
    write_private,
)
from clinic.embedded.servers import Servers

CHECKOUT = Path(__file__).resolve().parent.parent.parent
USUAL_PORT = 8000
SECONDS_TO_READY = 60

WEB_OPTIONS = ["--preload", "--workers=2", "--threads=4", "--log-level=warning"]
CELERY = ["celery", "--app=clinic", "--quiet"]
WORKER_OPTIONS = [
    "--concurrency=2",
    "--without-gossip",
    "--without-mingle",
    "-lWARNING",
]
BEAT_OPTIONS = ["--pidfile=", "-lWARNING"]


class Stopped(Exception):
    """Somebody asked to stop before everything was up."""


class Supervisor:
    """One run of Anteroom, with its data in ``folder``.

    Ends with ``CannotStart`` when something cannot be started or dies; nothing it
    started runs on then.
    """

    def __init__(self, folder: Path, *, demo: bool, say: Callable[[object], None]):
        self.folder = folder
        self.demo = demo
        self.say = say
        self.stopping = threading.Event()
        self.remembered = Remembered(folder / "processes.json")
        self.children: dict[str, subprocess.Popen] = {}

    def run(self) -> None:
        """Start everything, wait until asked to stop, stop everything."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())
        with self._lock(), suppress(Stopped):
            self.port = chosen_port()
            self.url = f"http://localhost:{self.port}"
            self.servers = Servers(self.folder, given=os.environ)
            try:
                self._start()
                self._watch()
            finally:
                self._stop()

    @contextmanager
    def _lock(self):
        """Keep a second run off this folder; the lock file tells it our address."""
        with self._open_lock() as self.lock_file:
            if not _locked(self.lock_file):
                self.lock_file.seek(0)
                address = self.lock_file.read()
                raise CannotStart(f"Already running{address and f' at {address}'}.")
            self.lock_file.truncate(0)
            yield

    def _open_lock(self):
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            return (self.folder / "lock").open("a+")
        except OSError as error:
            raise CannotStart(
                f"{self.folder} cannot be used ({error.strerror}): start as the user "
                "who made it, or remove it."
            ) from error

    def _start(self) -> None:
        if self.remembered.end_leftovers():
            self.say("Ended what an earlier run had left behind.")
        (self.folder / "env").unlink(missing_ok=True)
        self.servers.start(self._say_and_remember)
        self.settings = self.servers.settings | {
            "PUBLIC_URL": self.url,
            "REQUIRE_MFA": os.environ.get("REQUIRE_MFA") or "off",
        }
        self._prepare_database_and_files()
        lines = [f"{name}={value}\n" for name, value in self.settings.items()]
        write_private(self.folder / "env", "".join(lines))
        bind = f"--bind=127.0.0.1:{self.port}"
        self._start_child("web", "gunicorn", "clinic.wsgi", bind, *WEB_OPTIONS)
        logins = self._manage("seed_demo") if self.demo else ""
        self._wait_for_web()
        # After the page is there to look at: each takes a second of a processor.
        self._start_child("worker", *CELERY, "worker", *WORKER_OPTIONS)
        schedule = f"--schedule={self.folder / 'beat'}"
        self._start_child("beat", *CELERY, "beat", schedule, *BEAT_OPTIONS)
        self._announce(logins)

    def _say_and_remember(self, server) -> None:
        # PostgreSQL is not among them: a later run takes it over, alive.
        if server is self.servers.broker:
            self.remembered.add(server.process)
        self.say(server)

    def _prepare_database_and_files(self) -> None:
        static = self._begin("collectstatic", "--no-input", "--verbosity=0")
        try:
            owner = self.settings["OWNER_DATABASE_URL"]
            as_owner = {"DATABASE_URL": owner, "OWNER_DATABASE_URL": owner}
            self._manage("migrate", "--no-input", "--verbosity=0", **as_owner)
            self._finish("collectstatic", static)
        finally:
            end(static)
        self.say("Database migrated")

    def _start_child(self, name: str, *command: str) -> None:
        self.children[name] = child = self._spawn(["-m", *command])
        threading.Thread(target=_relay, args=(name, child), daemon=True).start()

    def _wait_for_web(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_READY
        while not _answers(self.port):
            self._check_children()
            if self.stopping.wait(0.05):
                raise Stopped
            if time.monotonic() > deadline:
                raise CannotStart(f"web did not answer in {SECONDS_TO_READY} seconds.")

    def _announce(self, logins: str) -> None:
        self.lock_file.write(self.url)
        self.lock_file.flush()
        self.say(f"\n{logins.strip()}\n" if logins else "")
        if self.settings["REQUIRE_MFA"] == "off":
            self.say("No second factor is asked for in this run (REQUIRE_MFA=off).")
        self.say(f"Anteroom is ready at {self.url} (Ctrl-C stops it)")

    def _watch(self) -> None:
        while not self.stopping.wait(0.2):
            self._check_children()

    def _check_children(self) -> None:
        for name, child in self.children.items():
            if child.poll() is not None:
                raise CannotStart(f"{name} exited with {child.returncode}: stopping.")

    def _stop(self) -> None:
        (self.folder / "env").unlink(missing_ok=True)
        end(*self.children.values())
        self.servers.stop()
        self.remembered.forget()
        self.say("Stopped.")

    def _manage(self, *arguments: str, **settings: str) -> str:
        """Run a management command to its end and return what it printed."""
        process = self._begin(*arguments, **settings)
        try:
            return self._finish(arguments[0], process)
        finally:
            end(process)

    def _begin(self, *arguments: str, **settings: str) -> subprocess.Popen:
        return self._spawn(["manage.py", *arguments], **settings)

    def _finish(self, name: str, process: subprocess.Popen) -> str:
        said: list[bytes] = []
        reader = threading.Thread(target=lambda: said.append(process.stdout.read()))
        reader.start()
        while reader.is_alive():
            if self.stopping.wait(0.02):
                raise Stopped
        output = said[0].decode(errors="replace")
        if process.wait() != 0:
            raise CannotStart(f"manage.py {name} failed: {output[-3000:].strip()}")
        return output

    def _spawn(self, arguments: list[str], **settings: str) -> subprocess.Popen:
        # A session of its own: the terminal's Ctrl-C reaches only the supervisor.
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=CHECKOUT,
            env=self._environment() | settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.remembered.add(process)
        return process

    def _environment(self) -> dict[str, str]:
        environment = os.environ | self.settings | {"PYTHONUNBUFFERED": "1"}
        # Web and workers must not be able to change tables or delete the audit.
        for name in ("OWNER_DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
            environment.pop(name, None)
        return environment


def chosen_port() -> int:
    """Return the port to serve on: PORT exactly, else 8000 or the next free one.

    Raises ``CannotStart`` when PORT is no port or is taken.
    """
    given = os.environ.get("PORT")
    if not given:
        return free_port(USUAL_PORT)
    if not given.isascii() or not given.isdigit() or not 0 < int(given) <= LAST_PORT:
        raise CannotStart(f"PORT must be from 1 to {LAST_PORT}, not {given!r}.")
    if not is_free(int(given)):
        raise CannotStart(f"Port {given} is taken: end what uses it or set another.")
    return int(given)


def _locked(file) -> bool:
    # A command that only asks whether we are up holds the lock for an instant.
    for _ in range(5):
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(0.1)
    return False


def _answers(port: int) -> bool:
    connection = HTTPConnection("localhost", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _relay(name: str, child: subprocess.Popen) -> None:
    for line in child.stdout:
        # The terminal may be gone; the child must not wait for it.
        with suppress(OSError):
            print(f"{name:6} | {line.decode(errors='replace')}", end="", flush=True)
