"""Run a command with servers of its own: `python -m clinic.embedded COMMAND…`.

The environment's settings go before the servers' own, except for their addresses.
"""

import os
import subprocess
import sys

from clinic.embedded.processes import CannotStart
from clinic.embedded.temporary import temporary_servers

ADDRESSES = ("_URL", "_FILE", "_DIR", "_ROOT")


def main(command: list[str]) -> int:
    """Return the command's exit code, or 1 when a server cannot start."""
    try:
        with temporary_servers() as settings:
            return subprocess.run(command, env=settings | os.environ).returncode
    except CannotStart as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
