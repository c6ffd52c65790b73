"""A seeded clinic of some size, and the web that shows it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.web import Web, running
from clinic.models import Location
from scheduling import load, services
from scheduling.models import Service


@dataclass(frozen=True)
class Size:
    """How many rows `seed_load` makes."""

    appointments: int
    requests: int

    def __str__(self):
        return f"{self.appointments:,} / {self.requests:,}"


@dataclass(frozen=True)
class Clinic:
    """What is measured: a full location among others, and the web that shows it."""

    size: Size
    seeded_in: float
    location: Location
    web: Web

    @property
    def service(self) -> Service:
        return services.consultation_service(self.location)


@contextmanager
def seeded(size: Size, log: Path) -> Iterator[Clinic]:
    """Fill the empty database and run the web for the time of the block."""
    began = time.perf_counter()
    load.seed(size.appointments, size.requests)
    took = time.perf_counter() - began
    with running(log) as web:
        yield Clinic(size, took, Location.objects.first(), web)
