"""A SQLite file and the connections to it: which driver, with which settings, so that a commit is on disk."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pysqlite3 import dbapi2 as driver

from engine.errors import StoreUnusable

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlalchemy.engine import Engine as DatabaseEngine

PREFIX = "sqlite:///"
OLDEST = (3, 51, 3)
SQLITE_VERSION: tuple[int, ...] = driver.sqlite_version_info
BUSY_MS = 5_000
CACHED_STATEMENTS = 256
AT, IS_WAL = 18, b"\x02\x02"
"""Where the header of a file says how it is written, and what it says of a write-ahead log."""

AT_WORK, CLEARED = 0, 1
"""What a file has as `user_version`: that it may have leftovers, or that whoever closed it saw that it has none."""

DatabaseError: type[Exception] = driver.Error


def path_of(url: str) -> Path:
    """Return the file of a database URL. Raises StoreUnusable for anything but a SQLite file."""
    if not url.startswith(PREFIX) or url == PREFIX or ":memory:" in url:
        msg = f"'{url}' is not the URL of a SQLite file; write sqlite:///path/to/file.db"
        raise StoreUnusable(msg)
    return Path(unquote(url.removeprefix(PREFIX)))


def connect(path: Path, *, read_only: bool = False) -> Connection:
    """Open a connection in autocommit mode, so that transactions begin and end where we say.

    `synchronous=FULL` makes each commit wait for the disk. Raises StoreUnusable for an SQLite older than 3.51.3, which
    can corrupt a write-ahead log.
    """
    if driver.sqlite_version_info < OLDEST:
        msg = f"SQLite {driver.sqlite_version} can corrupt its log; at least {'.'.join(map(str, OLDEST))} is needed"
        raise StoreUnusable(msg)
    try:
        connection: Connection = driver.connect(
            str(path), isolation_level=None, check_same_thread=False, cached_statements=CACHED_STATEMENTS
        )
        _prepare(connection, read_only=read_only)
    except driver.Error as error:
        msg = f"the database {path} cannot be opened: {error}"
        raise StoreUnusable(msg) from error
    return connection


def look_into(path: Path) -> Connection:
    """Open a connection that sets nothing, changes nothing and makes no file. Raises StoreUnusable.

    Where there is no write-ahead log nobody has the file, or all is in it, and it is read as it stands.
    """
    alone = "" if path.with_name(f"{path.name}-wal").exists() else "&immutable=1"
    try:
        connection: Connection = driver.connect(
            f"{path.absolute().as_uri()}?mode=ro{alone}", uri=True, isolation_level=None
        )
        connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    except driver.Error as error:
        msg = f"the database {path} cannot be opened: {error}"
        raise StoreUnusable(msg) from error
    return connection


def has_log(path: Path) -> bool:
    """Tell whether a file is written by way of a write-ahead log. Raises OSError."""
    with path.open("rb") as file:
        file.seek(AT)
        return file.read(len(IS_WAL)) == IS_WAL


def waits_for_disk() -> int:
    """Return how connections of ours wait for the disk: SQLite's number for `synchronous`, of which 2 is FULL."""
    with closing(connect(Path(":memory:"))) as connection:
        return int(connection.execute("PRAGMA synchronous").fetchall()[0][0])


def database_engine(path: Path) -> DatabaseEngine:
    """Return an SQLAlchemy engine for migrations and administration, on the same driver and settings."""
    from sqlalchemy import create_engine, event  # noqa: PLC0415 - only migrations and tests need it, and it is slow to load

    engine = create_engine(f"{PREFIX}{path}", module=driver)
    event.listen(engine, "connect", lambda connection, _record: _prepare(connection, read_only=False))
    return engine


def _prepare(connection: Connection, *, read_only: bool) -> None:
    connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=1")
    connection.execute("PRAGMA secure_delete=1")
    if read_only:
        connection.execute("PRAGMA query_only=1")
