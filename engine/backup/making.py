"""Making a backup of a store while it works: one state of it, in a folder that is there whole or not at all."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from engine.backup.folder import digest_of, made_whole, make_private, write_private
from engine.backup.manifest import FILES, FORMAT, NAME, POSTGRES, SQLITE, BackupUnusable, Manifest
from engine.errors import StoreUnusable
from engine.journal.erasures import entries_from, mark_of
from engine.journal.migrate import known_revisions
from engine.journal.sqlite_file import PREFIX, DatabaseError, connect, path_of
from engine.journal.store import EVERYBODY
from engine.journal.tables import instant_text

if TYPE_CHECKING:
    from engine.journal.store import Connection

UNFIT = "its list of erasures has not begun: start this release of Sluis on it once"


def make_backup(url: str, folder: Path, release: str) -> Manifest:
    """Copy the store at a URL into a new folder, and return what the backup says of itself.

    The server may go on working. Raises BackupUnusable, StoreUnusable.
    """
    with made_whole(folder) as beside:
        made = _of_file(path_of(url), beside, release) if url.startswith(PREFIX) else _of_server(url, beside, release)
        write_private(beside / NAME, made.written())
    return made


def _of_file(database: Path, beside: Path, release: str) -> Manifest:
    """Copy a SQLite file by `VACUUM INTO`, which reads one state and takes nothing along that was deleted."""
    if not database.is_file():
        raise BackupUnusable(f"there is no database at {database.absolute()}")
    copy = beside / FILES[SQLITE]
    make_private(copy)
    try:
        with closing(connect(database)) as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
        with closing(connect(copy)) as connection:
            told = _told(connection, SQLITE, release)
            connection.execute("PRAGMA journal_mode=DELETE")  # so that one file is all there is
    except DatabaseError as error:
        raise BackupUnusable(f"the database {database} cannot be copied: {error}") from error
    return _complete(told, copy)


def _of_server(url: str, beside: Path, release: str) -> Manifest:
    """Have PostgreSQL dump what one transaction sees, in which the figures of the manifest are read as well."""
    import psycopg  # noqa: PLC0415 - its driver is loaded where it is used

    from engine.backup.postgres import dump  # noqa: PLC0415 - the same
    from engine.journal.postgres import PostgresConnection, libpq_url  # noqa: PLC0415 - the same

    where, copy = libpq_url(url), beside / FILES[POSTGRES]
    make_private(copy)
    try:
        with closing(PostgresConnection(where, read_only=True)) as connection:
            connection.begin_reading(EVERYBODY)
            (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchall()[0]
            told = _told(connection, POSTGRES, release)
            dump(where, str(snapshot), copy)
    except psycopg.Error as error:
        raise BackupUnusable(f"the database cannot be read: {str(error).partition(chr(10))[0]}") from error
    return _complete(told, copy)


def _told(connection: Connection, kind: str, release: str) -> Manifest:
    """Return what a backup says of the state that a connection sees. Raises StoreUnusable."""
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if revision is None or revision[0] not in known_revisions():
        raise StoreUnusable(f"the schema of this database ({revision and revision[0]}) is of another release")
    try:
        entries = entries_from(connection, 0)
    except Exception as error:
        raise StoreUnusable(UNFIT) from error
    if not entries:
        raise StoreUnusable(UNFIT)
    processes, events = (
        connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]  # noqa: S608 - only our own names
        for table in ("process", "event")
    )
    return Manifest(
        FORMAT, kind, release, str(revision[0]), instant_text(datetime.now(UTC)), mark_of(entries), entries[-1].n,
        entries[-1].digest.hex(), int(processes), int(events), {},
    )  # fmt: skip


def _complete(told: Manifest, copy: Path) -> Manifest:
    return replace(told, files={copy.name: digest_of(copy)})
