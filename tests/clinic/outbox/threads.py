import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

from tests.patience import SECONDS

Result = TypeVar("Result")


def at_once(count: int, work: Callable[[], Result]) -> list[Result]:
    """Do ``work`` in so many threads that start together; return what each gave."""
    start = Barrier(count)

    def run():
        try:
            start.wait()
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return [done.result() for done in [pool.submit(run) for _ in range(count)]]


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
