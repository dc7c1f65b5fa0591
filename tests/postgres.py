"""A PostgreSQL server of the tests' own: made in a temporary folder, on this machine only, gone when they end.

Sluis comes in by a role that owns nothing, so that in every test the database itself keeps organisations apart. Tests
that look behind the door, or break what stands there, come in by another that sees all.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from engine.journal.migrate import upgrade_server
from engine.journal.postgres import PostgresConnection, PostgresStore, libpq_url

if TYPE_CHECKING:
    from engine.journal.store import Connection, Store

INSTALLED = Path("/usr/lib/postgresql")
ALL_SEEING, OWNER, SERVANT = "sluis", "sluis_owner", "sluis_servant"
TEMPLATE = "sluis_template"
# What a crash of a server process or a kill can lose is the same without fsync; only a power cut differs.
SETTINGS = {
    "fsync": "off", "listen_addresses": "127.0.0.1", "max_connections": "200", "shared_buffers": "64MB",
    "log_min_messages": "fatal", "autovacuum": "off",
}  # fmt: skip
ABSENT = "PostgreSQL is not installed: apt-get install postgresql (as root, `make test` does so itself)"


@dataclass(frozen=True)
class Server:
    """A running server. `database()` makes an empty database with our tables and returns its URL for Sluis."""

    folder: Path
    port: int
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    settings: Mapping[str, str] = field(default_factory=dict)

    def url(self, name: str, role: str = SERVANT) -> str:
        """Return the URL of a database for a role, by default the one that only reads and writes."""
        return f"postgresql+psycopg://{role}@127.0.0.1:{self.port}/{name}"

    def empty(self) -> str:
        """Make a database without any table, and return its URL for the role that owns it."""
        return as_role(self._made(""), OWNER)

    def database(self) -> str:
        """Make a database with our tables, and return its URL."""
        return self._made(f" TEMPLATE {TEMPLATE}")

    def make_template(self) -> None:
        """Make the roles, and the database that others are copied from."""
        for role in (OWNER, SERVANT):
            self._run(f"CREATE ROLE {role} LOGIN")
        self._run(f"CREATE DATABASE {TEMPLATE} OWNER {OWNER}")
        upgrade_server(libpq_url(self.url(TEMPLATE, OWNER)), "the template", SERVANT)

    def start(self) -> None:
        """Start the server; it first repairs what a crash left."""
        known = SETTINGS | dict(self.settings)
        settings = [word for name, value in known.items() for word in ("-c", f"{name}={value}")]
        options = " ".join(["-p", str(self.port), "-k", str(self.folder), *settings])
        _run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def crash(self) -> None:
        """Let all processes of the server go at once, with nothing written that is not written."""
        _run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", "immediate", "stop")

    def dump(self, database: str, role: str, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Make a backup of a database as a role."""
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", role]
        return subprocess.run(
            [str(binary("pg_dump")), *where, *options, database],
            capture_output=True, text=True, check=False, env=os.environ | environment,
        )  # fmt: skip

    def _made(self, how: str) -> str:
        name = f"sluis_{next(self.numbers)}"
        self._run(f"CREATE DATABASE {name} OWNER {OWNER}{how}")
        return self.url(name)

    def _run(self, statement: str) -> None:
        with psycopg.connect(libpq_url(self.url("postgres", ALL_SEEING)), autocommit=True) as connection:
            connection.execute(statement.encode())


def as_role(url: str, role: str) -> str:
    """Return the URL of a database for another role."""
    return re.sub(r"//[^@]+@", f"//{role}@", url)


def all_seeing(store: Store) -> Connection:
    """Open a connection to a store from which the database keeps nothing, and which may do anything there."""
    if isinstance(store, PostgresStore):
        return PostgresConnection(as_role(store._url, ALL_SEEING))  # noqa: SLF001 - to come in by another door
    return store.connect()


@contextmanager
def server(settings: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Make a server, lend it, and stop it; `settings` stand over ours. Fails by name where PostgreSQL is not there."""
    folder = Path(tempfile.mkdtemp(prefix="sluis-postgres-"))
    try:
        _give_to_user(folder)
        data = str(folder / "data")
        _run("initdb", "-D", data, "-U", ALL_SEEING, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        made = Server(folder, free_port(), settings=settings or {})
        made.start()
        try:
            made.make_template()
            yield made
        finally:
            made.crash()
    finally:
        _begin_to_remove(folder)


def _begin_to_remove(folder: Path) -> None:
    """Have a folder removed while others go on: with thousands of databases in it that takes minutes."""
    os.posix_spawn(str(shutil.which("rm")), ["rm", "-rf", str(folder)], os.environ)


def _run(program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL as a user without privileges: it refuses to be run as root."""
    user = _user()
    before = ["runuser", "-u", user, "--"] if user else []
    done = subprocess.run(
        [*before, str(binary(program)), *arguments], capture_output=True, text=True, check=False, cwd="/"
    )
    assert done.returncode == 0, f"{program} failed: {done.stdout}{done.stderr}"


def binary(program: str) -> Path:
    """Return where a program of PostgreSQL is. Fails by name where it is not there."""
    found = sorted(INSTALLED.glob(f"*/bin/{program}"), key=lambda path: int(path.parts[-3]))
    elsewhere = shutil.which(program)
    assert found or elsewhere, ABSENT
    return found[-1] if found else Path(str(elsewhere))


def _user() -> str | None:
    """Return the user to become, when we are root."""
    if os.geteuid() != 0:
        return None
    known = {one.pw_name for one in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


def _give_to_user(folder: Path) -> None:
    if user := _user():
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)


def free_port() -> int:
    """Return a port of this machine at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
