"""The web processes of `make run` on the test database, and who visits them."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

import psutil
from django.db import connection
from django.test import Client

from benchmarks.costs import Cost, seconds, used_by_database
from clinic.embedded.processes import end, free_port
from clinic.embedded.supervisor import WEB_OPTIONS
from clinic.environment import CHECKOUT
from tests.clinic.outbox.threads import wait_until

SEEN = 40
# What the page is given and sends back; any 32 characters will do.
CSRF = "b" * 32


class Web:
    """gunicorn with the options of `make run`: two processes of four threads."""

    def __init__(self, port: int, process: subprocess.Popen):
        self.port = port
        self.url = f"http://localhost:{port}"
        self.process = psutil.Process(process.pid)
        self.visitors = ExitStack()

    def visitor(self, client: Client) -> "Visitor":
        """Return somebody with the session of ``client``, until the web is ended."""
        cookies = {name: cookie.value for name, cookie in client.cookies.items()}
        return self.visitors.enter_context(closing(Visitor(self.port, cookies)))

    @contextmanager
    def measured(self, requests: int) -> Iterator[list]:
        """Give a list that holds, after the block, what one of the requests cost."""
        cost: list[Cost] = []
        served = [self.process, *self.process.children()]
        before, before_of = seconds(*served), used_by_database()
        yield cost
        # A connection may have been opened in between; none was closed.
        in_database = sum(
            after - before_of.get(pid, 0) for pid, after in used_by_database().items()
        )
        spent = seconds(*served) - before, in_database
        cost.append(Cost(*(each * 1000 / requests for each in spent)))

    def seen(self, look: Callable[[], "Answer"]) -> str:
        """Let one client look at a page many times; tell the times and the cost."""
        assert look().status == 200
        with self.measured(SEEN) as cost:
            times = [_timed(look) for _ in range(SEEN)]
        *_, p95 = quantiles(times, n=20)
        return f"p50 {median(times):.0f} ms, p95 {p95:.0f} ms, {cost[0]}"


@contextmanager
def running(log: Path) -> Iterator[Web]:
    """Run the web processes for the time of the block."""
    port = free_port()
    environment = production_settings()
    manage = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"]
    subprocess.run(manage, cwd=CHECKOUT, env=environment, check=True)  # noqa: S603
    with log.open("w") as output:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "gunicorn", "clinic.wsgi", *WEB_OPTIONS,
             f"--bind=127.0.0.1:{port}"],
            cwd=CHECKOUT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
    try:
        wait_until(lambda: answers(port))
        web = Web(port, process)
        with web.visitors:
            yield web
    finally:
        end(process)


def production_settings() -> dict[str, str]:
    """Return the environment of a web process that works on the test database."""
    address = os.environ["DATABASE_URL"].rpartition("/")[0]
    name = connection.settings_dict["NAME"]
    own = {
        "DATABASE_URL": f"{address}/{name}",
        "DJANGO_SETTINGS_MODULE": "clinic.settings",
    }
    return {k: v for k, v in os.environ.items() if k != "OWNER_DATABASE_URL"} | own


def _timed(look: Callable[[], object]) -> float:
    began = time.perf_counter()
    look()
    return (time.perf_counter() - began) * 1000


def answers(port: int) -> bool:
    with closing(Visitor(port, {})) as visitor, suppress(OSError):
        return visitor.get("/readyz").status == 200
    return False


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.location = response.getheader("Location")
        self.text = response.read().decode()


class Visitor:
    """A connection that stays open, and the cookies of who is at it."""

    def __init__(self, port: int, cookies: dict[str, str]):
        self.connection = HTTPConnection("localhost", port, timeout=60)
        pairs = {**cookies, "csrf": CSRF}.items()
        self.headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in pairs)}

    def close(self) -> None:
        self.connection.close()

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, **form: str) -> Answer:
        form["csrfmiddlewaretoken"] = CSRF
        return self._ask("POST", path, urlencode(form))

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        self.connection.request(method, path, body, self.headers | kind)
        return Answer(self.connection.getresponse())
