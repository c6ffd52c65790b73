"""How much is measured, and the table that is printed at the end."""

import os
from dataclasses import astuple, dataclass

import pytest

FIGURES = pytest.StashKey[list["Figure"]]()
HEADINGS = ["size", "what", "measured", "target", "floor", "load"]


@dataclass(frozen=True)
class Figure:
    """One line of the table; ``load`` is the machine's load average meanwhile."""

    size: str
    what: str
    measured: str
    target: str
    floor: str
    load: str


def pytest_addoption(parser):
    parser.addoption(
        "--appointments",
        type=int,
        default=100_000,
        help="how many lie in the largest database that is measured (100000)",
    )


def pytest_generate_tests(metafunc):
    if "clinic" in metafunc.fixturenames:
        sizes = sorted({0, 10_000, metafunc.config.getoption("appointments")})
        metafunc.parametrize("clinic", sizes, indirect=True)


@pytest.fixture
def report(pytestconfig, clinic):
    """Give a function that adds a line to the table."""
    figures = pytestconfig.stash.setdefault(FIGURES, [])

    def add(what, measured, *, target="", floor=""):
        load = f"{os.getloadavg()[0]:.1f}"
        figures.append(Figure(clinic.size, what, measured, target, floor, load))

    return add


def pytest_terminal_summary(terminalreporter, config):
    lines = [HEADINGS, *map(astuple, config.stash.get(FIGURES, []))]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines if len(lines) > 1 else []:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        terminalreporter.write_line(" | ".join(cells).rstrip())
