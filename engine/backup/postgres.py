"""PostgreSQL by its own programs: `pg_dump` of one consistent state, and `pg_restore` wholly or not at all.

A dump has no revision of the schema, so that no server takes what is restored for whole before it is.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from psycopg import conninfo

from engine.backup.manifest import BackupUnusable

SEES_ALL = "-c sluis.organisations=*"
DUMPED = ("--format=custom", "--no-owner", "--no-privileges", "--enable-row-security",
          "--exclude-table-data=alembic_version")  # fmt: skip
RESTORED = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")


def dump(url: str, snapshot: str, to: Path) -> None:
    """Write what a transaction sees to a file. Raises BackupUnusable."""
    _run("pg_dump", url, [*DUMPED, f"--snapshot={snapshot}", f"--file={to}"])


def load(url: str, file: Path) -> None:
    """Make everything that a file holds in an empty database. Raises BackupUnusable, with nothing made."""
    _run("pg_restore", url, [*RESTORED, str(file)])


def _run(program: str, url: str, options: Sequence[str]) -> None:
    """Run a program of PostgreSQL; the password goes by the environment, where other users do not see it."""
    found = shutil.which(program)
    if found is None:
        raise BackupUnusable(f"{program} is not installed: it comes with the client of PostgreSQL")
    told = conninfo.conninfo_to_dict(url)
    environment = {**os.environ, "PGOPTIONS": f"{told.pop('options', '')} {SEES_ALL}".strip()}
    if password := told.pop("password", None):
        environment["PGPASSWORD"] = str(password)
    where = conninfo.make_conninfo(**{key: str(value) for key, value in told.items() if value is not None})
    done = subprocess.run(  # noqa: S603 - the program was looked up, and the arguments are ours
        [found, f"--dbname={where}", *options], capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode:
        raise BackupUnusable(f"{program} failed: {done.stderr.strip()[-600:]}")
