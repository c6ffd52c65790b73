"""A PostgreSQL server with Anteroom's roles and database in it."""

import json
import os
import secrets
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import psycopg2
from psycopg2 import sql

from clinic.embedded.postgres_binaries import (
    can_reach,
    find_postgres,
    reachable,
    shared_folder,
    unprivileged_user,
)
from clinic.embedded.processes import CannotStart, free_port, last_words, write_private

DATABASE = "anteroom"
SUPERUSER = "anteroom_super"
OWNER, RUNTIME, AUDIT = ROLES = ["app_owner", "app_rt", "app_audit_ro"]
ROLES_SQL = Path(__file__).with_name("roles.sql")

SERVER_OPTIONS = {
    "listen_addresses": "127.0.0.1",
    # A socket's path may have 107 bytes, a checkout's more.
    "unix_socket_directories": "",
    "max_connections": "100",
    "timezone": "UTC",
    # The log must not repeat the values of a statement that failed.
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


class PostgreSQL:
    """PostgreSQL with its data below ``folder``.

    As root it runs as another user, and its data lies below ``/var/tmp`` when that user
    cannot enter ``folder``. A server that runs on the data already is taken over. With
    ``durable=False`` it is faster and a crash of the machine may lose everything.
    """

    def __init__(self, folder: Path, *, durable: bool = True):
        self.folder = folder
        self.durable = durable

    def __str__(self):
        found = self.binaries
        return f"PostgreSQL {found.major} ({found.source}), port {self.port}"

    def start(self) -> None:
        """Start the server and make roles and database; raise ``CannotStart``."""
        self.binaries = find_postgres()
        self.user = unprivileged_user()
        self.home = self.folder
        if self.user:
            self._hand_over(self.user)
        self.data = self.home / f"pg{self.binaries.major}"
        self._create_cluster_once()
        if self._is_running():
            self.port = int((self.data / "postmaster.pid").read_text().splitlines()[3])
        else:
            self.port = free_port()
            options = ["-w", "-t", "60", "-l", self._log, "-o", self._options()]
            self._pg_ctl("start", *options)
        self._create_roles_and_database()

    def stop(self) -> None:
        """Stop the server; do nothing if it does not run."""
        if hasattr(self, "data") and self._is_running():
            self._pg_ctl("stop", "-w", "-m", "fast")

    def url(self, role: str, database: str = DATABASE) -> str:
        """Return the address at which ``role`` logs in to ``database``."""
        password = self.passwords[role]
        return f"postgresql://{role}:{password}@127.0.0.1:{self.port}/{database}"

    @property
    def _log(self) -> Path:
        return self.home / "postgres.log"

    def _hand_over(self, user) -> None:
        self.binaries = reachable(self.binaries, user)
        if can_reach(self.folder / "data", user):
            self.home = self.folder / "postgres"
            self.home.mkdir(mode=0o700, exist_ok=True)
            os.chown(self.home, user.pw_uid, user.pw_gid)
        else:
            self.home = shared_folder("data", self.folder, owner=user.pw_uid)

    def _create_cluster_once(self) -> None:
        # Without its passwords, a cluster that outlived the folder is of no use.
        kept = self.folder / "passwords.json"
        if kept.exists() and (self.data / "PG_VERSION").exists():
            self.passwords = json.loads(kept.read_text())
            return
        self.stop()
        shutil.rmtree(self.data, ignore_errors=True)
        names = [SUPERUSER, *ROLES]
        self.passwords = {name: secrets.token_urlsafe(24) for name in names}
        self._initdb()
        write_private(kept, json.dumps(self.passwords))

    def _initdb(self) -> None:
        password_file = self.home / "initdb-password"
        write_private(password_file, self.passwords[SUPERUSER])
        if self.user:
            os.chown(password_file, self.user.pw_uid, self.user.pw_gid)
        options = ["-D", self.data, "-U", SUPERUSER, "--pwfile", password_file]
        options += ["-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync"]
        try:
            self._run("initdb", *options)
        finally:
            password_file.unlink()

    def _options(self) -> str:
        options = SERVER_OPTIONS | ({} if self.durable else FORGETFUL)
        settings = [f"-c {name}='{value}'" for name, value in options.items()]
        return " ".join([f"-p {self.port}", *settings])

    def _is_running(self) -> bool:
        if not (self.data / "postmaster.pid").exists():
            return False
        return self._execute("pg_ctl", "-D", self.data, "status") == 0

    def _pg_ctl(self, action: str, *options: Path | str) -> None:
        self._run("pg_ctl", "-D", self.data, action, *options)

    def _run(self, program: str, *options: Path | str) -> None:
        code = self._execute(program, *options)
        if code != 0:
            said = f"{last_words(self._output_file)} {last_words(self._log)}"
            raise CannotStart(f"PostgreSQL's {program} failed ({code}): {said}")

    def _execute(self, program: str, *options: Path | str) -> int:
        as_user = {}
        if self.user:
            group = self.user.pw_gid
            as_user = {"user": self.user.pw_uid, "group": group, "extra_groups": []}
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        # To a file: the server it starts would keep a pipe open, and us waiting.
        with self._output_file.open("w") as output:
            return subprocess.run(
                [self.binaries.folder / program, *options],
                cwd="/",
                env=environment | {"LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **as_user,
            ).returncode

    @property
    def _output_file(self) -> Path:
        return self.home / "pg_ctl.log"

    def _create_roles_and_database(self) -> None:
        with closing(psycopg2.connect(self.url(SUPERUSER, "postgres"))) as connection:
            connection.autocommit = True
            cursor = connection.cursor()
            cursor.execute(ROLES_SQL.read_text())
            # How the demo data knows that it is not let loose on a clinic's database.
            cursor.execute("ALTER ROLE ALL SET anteroom.embedded = 'on'")
            for role in ROLES:
                cursor.execute(
                    sql.SQL("ALTER ROLE {} PASSWORD %s").format(sql.Identifier(role)),
                    [self.passwords[role]],
                )
            cursor.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.rowcount:
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
