"""Looks a database over for whoever runs it, without opening it to serve, and without changing anything."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from engine.errors import SluisError
from engine.journal.erasure_file import read_file
from engine.journal.erasures import ListUnfit, entries_from, fits
from engine.journal.health import MOST_DRIFT
from engine.journal.migrate import HEAD, is_behind, known_revisions, revision_in
from engine.journal.sqlite_file import (
    OLDEST,
    SQLITE_VERSION,
    DatabaseError,
    has_log,
    look_into,
    path_of,
    waits_for_disk,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.journal.erasures import Entry
    from engine.journal.postgres import PostgresConnection

Level = Literal["fine", "warning", "fault"]
FULL = 2
LITTLE, TOO_LITTLE = 1024**3, 100 * 1024**2
OTHERS = stat.S_IRWXG | stat.S_IRWXO
MEGABYTE = 1024**2
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what to do where it is not as it should be."""

    about: str
    level: Level
    text: str


def look_over_file(url: str, listed: Path | None) -> Iterator[Finding]:
    """Yield how a SQLite file is. Raises nothing: what cannot be looked at is a fault."""
    path = path_of(url)
    yield _version()
    yield from free_disk(path.parent)
    if not path.is_file():
        yield Finding("database", "warning", f"there is none at {path} yet: the first start makes it")
        return
    try:
        with closing(look_into(path)) as connection:
            yield _schema(revision_in(connection), str(path))
            yield from _durability(path)
            yield _list(listed or path.with_name(f"{path.name}.erasures"), connection)
    except (SluisError, DatabaseError, OSError) as error:
        yield Finding("database", "fault", str(error))


def look_over_server(url: str, listed: Path | None, key: Path | None) -> Iterator[Finding]:
    """Yield how a PostgreSQL database is. Raises nothing: what cannot be looked at is a fault."""
    import psycopg  # noqa: PLC0415 - its driver is loaded where it is used

    from engine.journal.postgres import PostgresConnection, PostgresStore, libpq_url  # noqa: PLC0415 - the same

    if listed is None:
        yield Finding("erasures", "warning", "no list stands beside the database: name a file in SLUIS_ERASURE_LIST")
    if key is None:
        yield Finding("signing key", "warning", "SLUIS_SIGNING_KEY names none: there are no checkpoints and webhooks")
    try:
        with closing(PostgresConnection(libpq_url(url), read_only=True)) as connection:
            yield from _served(connection)
            if listed is not None:
                connection.execute("BEGIN")
                connection.execute("SELECT set_config('sluis.organisations', '*', true)")
                yield _list(listed, connection)
        for one in PostgresStore(url, None).warnings():
            yield Finding("organisations", "warning", one)
    except (SluisError, psycopg.Error) as error:
        yield Finding("database", "fault", str(error).partition("\n")[0])


def private_file(about: str, path: Path | None, mode: int = OTHERS) -> Iterator[Finding]:
    """Yield whether others can read a file that is there. `mode` are the rights that nobody else may have."""
    if path is not None and os.path.lexists(path):
        found = path.lstat().st_mode
        if stat.S_ISLNK(found):
            yield Finding(about, "warning", f"{path} is a link")
        is_open = not stat.S_ISLNK(found) and found & mode
        told = f"{path} has mode {stat.S_IMODE(found):04o}"
        yield Finding(about, "fault" if is_open else "fine", f"{told}: chmod 600" if is_open else told)


def writable_place(about: str, path: Path | None) -> Iterator[Finding]:
    """Yield whether a file can be made or written where it is to be."""
    if path is not None:
        place = path if path.exists() else path.absolute().parent
        is_ok = os.access(place, os.W_OK)
        yield Finding(about, "fine" if is_ok else "fault", f"{place} can{'' if is_ok else 'not'} be written")


def free_disk(folder: Path) -> Iterator[Finding]:
    """Yield how much room is left in a folder."""
    if folder.is_dir():
        free = shutil.disk_usage(folder).free
        level: Level = "fault" if free < TOO_LITTLE else "warning" if free < LITTLE else "fine"
        yield Finding("disk", level, f"{free // MEGABYTE} MB are free in {folder.absolute()}")


def _served(connection: PostgresConnection) -> Iterator[Finding]:
    version = connection.execute("SHOW server_version").fetchall()[0][0]
    yield Finding("database", "fine", f"PostgreSQL {version} answers")
    rows = connection.execute("SELECT to_regclass('alembic_version') IS NOT NULL").fetchall()
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchone() if rows[0][0] else None
    yield _schema(str(revision[0]) if revision else None, "the database")
    for name in DURABLE:
        value = str(connection.execute(f"SHOW {name}").fetchall()[0][0])
        yield Finding("durability", "fault" if value == "off" else "fine", f"{name} is {value}")
    drift = connection.execute("SELECT clock_timestamp()").fetchall()[0][0] - datetime.now(UTC)
    level: Level = "fault" if abs(drift) > MOST_DRIFT else "fine"
    yield Finding("clock", level, f"that of the database is {drift.total_seconds():+.1f} seconds from this machine's")


def _version() -> Finding:
    wanted = ".".join(map(str, OLDEST))
    found = ".".join(map(str, SQLITE_VERSION))
    is_old = SQLITE_VERSION < OLDEST
    return Finding("SQLite", "fault" if is_old else "fine", f"version {found}; at least {wanted} is needed")


def _durability(path: Path) -> Iterator[Finding]:
    """Yield how the file is written, and how connections of ours write it; neither is changed by looking."""
    if has_log(path):
        yield Finding("durability", "fine", "the file has a write-ahead log")
    else:
        yield Finding("durability", "warning", "the file has no write-ahead log: a start sets it, unless it cannot be")
    waits = waits_for_disk()
    how = f"synchronous {waits}"
    if waits < FULL:
        yield Finding("durability", "fault", f"commits of ours do not wait for the disk: {how}")
    else:
        yield Finding("durability", "fine", f"commits of ours wait for the disk: {how}")


def _schema(revision: str | None, name: str) -> Finding:
    if revision is not None and revision not in known_revisions():
        return Finding("schema", "fault", f"{revision}, of a newer release; this one knows up to {HEAD}")
    if is_behind(revision, name):
        return Finding("schema", "warning", f"{revision or 'none'}; `sluis upgrade` brings it to {HEAD}")
    return Finding("schema", "fine", f"{revision}, that of this release")


def _list(path: Path, connection: object) -> Finding:
    """Return whether the list of erasures beside a store is that of the store."""
    kept = _kept(path)  # before the store: a server may be erasing meanwhile
    try:
        stored = entries_from(connection, 0)  # type: ignore[arg-type]  # either database's
    except Exception as error:  # noqa: BLE001 - whatever the database says, it has no list yet
        return Finding("erasures", "warning", f"the list has not begun: {str(error).partition(chr(10))[0]}")
    if isinstance(kept, ListUnfit):
        return Finding("erasures", "fault", str(kept))
    if not stored or not fits(kept, stored):
        return Finding("erasures", "fault", f"{path} is of another database, or of a newer state of this one")
    if len(kept) < len(stored):
        return Finding(
            "erasures", "warning", f"{path} lacks {len(stored) - len(kept)} entries: the next tick adds them"
        )
    return Finding("erasures", "fine", f"{path} has {len(kept) - 1} entries")


def _kept(path: Path) -> Sequence[Entry] | ListUnfit:
    try:
        return read_file(path)
    except ListUnfit as error:
        return error
