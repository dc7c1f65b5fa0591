"""A SQLite file and the connections to it: which driver, with which settings, so that a commit is on disk."""

from __future__ import annotations

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
