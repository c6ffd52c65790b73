"""Servers that live as long as one test run or one command."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clinic.embedded.servers import Servers


@contextmanager
def temporary_servers(*, durable: bool = False) -> Iterator[dict[str, str]]:
    """Run servers in a folder of their own; give all settings Anteroom needs.

    With ``durable`` the database writes to the disk as in production, to be measured.
    Raises ``CannotStart``. Servers and folder are gone afterwards, whatever happens.
    """
    folder = Path(tempfile.mkdtemp(prefix="anteroom-"))
    # The user who runs PostgreSQL in root's place must pass through.
    folder.chmod(0o711)
    servers = Servers(folder, given={}, durable=durable)
    try:
        servers.start()
        servers.settings |= {"PUBLIC_URL": "http://localhost", "REQUIRE_MFA": "off"}
        yield servers.settings
    finally:
        servers.stop()
        shutil.rmtree(folder)
