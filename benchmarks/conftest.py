"""How full the clinic is that is measured, and the table of what was measured."""

import os

import pytest

# size, what, measured, target, floor, load average meanwhile
LINE = "{:>9}  {:36}  {:44}  {:22}  {:20}  {}"
HEADINGS = LINE.format("size", "what", "measured", "target", "floor", "load")


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
def report(clinic, capsys):
    """Give a function that prints a line of the table as soon as it is known."""

    def line(what, measured, *, target="", floor=""):
        load = f"{os.getloadavg()[0]:.1f}"
        with capsys.disabled():
            print(LINE.format(clinic.size, what, measured, target, floor, load))

    with capsys.disabled():
        print(f"\n\n{HEADINGS}")
    return line
