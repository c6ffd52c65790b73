"""CPU time, as it is told when other work disturbs the clock."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil
from django.db import connection
from django.test.utils import CaptureQueriesContext

TIMES = 40


@dataclass(frozen=True)
class Cost:
    """Milliseconds of CPU of the application and of PostgreSQL, for one request."""

    application: float
    database: float

    def __str__(self):
        total = self.application + self.database
        return f"{total:.1f} ms ({self.application:.1f} + {self.database:.1f})"


def cost_of(work: Callable[[], object]) -> Cost:
    """Do ``work`` many times in this process; return what once costs."""
    work()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = psutil.Process(cursor.fetchone()[0])
    before, began = seconds(backend), time.process_time()
    for _ in range(TIMES):
        work()
    spent = time.process_time() - began
    return Cost(spent * 1000 / TIMES, (seconds(backend) - before) * 1000 / TIMES)


def queries_of(work: Callable[[], object]) -> int:
    """Return how many statements ``work`` sends, not counting BEGIN and COMMIT."""
    # The first time, a new connection asks PostgreSQL about its types.
    work()
    with CaptureQueriesContext(connection) as captured:
        work()
    return sum(
        not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))
        for query in captured
    )


def used_by_database() -> dict[int, float]:
    """Return the CPU seconds of each PostgreSQL process that serves the web, by id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE usename = 'app_rt'")
        return {pid: seconds(psutil.Process(pid)) for (pid,) in cursor.fetchall()}


def seconds(*processes: psutil.Process) -> float:
    """Return the CPU time that these processes have used."""
    times = (process.cpu_times() for process in processes)
    return sum(each.user + each.system for each in times)
