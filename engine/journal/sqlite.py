"""SQLite as the store: one file, one process that owns it, each commit on disk before it is answered."""

from __future__ import annotations

import os
import queue
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pysqlite3 import dbapi2 as driver

from engine.errors import StoreBusy, StoreUnusable
from engine.journal.lock import FileLock
from engine.journal.store import Claim, Clock

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlalchemy.engine import Engine as DatabaseEngine

    from engine.journal import store

PREFIX = "sqlite:///"
OLDEST = (3, 51, 3)
BUSY_MS = 5_000
CACHED_STATEMENTS = 256
IDLE = 8

DatabaseError: type[Exception] = driver.Error


class SqliteStore:
    """A database in a file, locked for this process until `close`. `now` is the clock that decides."""

    errors = DatabaseError
    shares = False

    def __init__(self, url: str, now: Clock, url_of_server: str = "") -> None:
        self.path = path_of(url)
        self.name = f"the database {self.path}"
        self.key_file: Path | None = self.path.with_name(f"{self.path.name}.key")
        self._now = now
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(self.path, url_of_server)
        self._owes_wipe = True  # whoever had the file before may have been stopped between a commit and this
        self._idle: queue.LifoQueue[Connection] = queue.LifoQueue(IDLE)

    def upgrade(self) -> None:
        """Bring the schema to that of this release. Raises StoreUnusable."""
        from engine.journal.migrate import upgrade_file  # noqa: PLC0415 - it opens the file through this module

        _make_private(self.path)
        try:
            upgrade_file(self.path)
        except DatabaseError as error:
            raise StoreUnusable(f"{self.name} cannot be read: {error}") from error

    def connect(self) -> Connection:
        """Open the connection that writes. Raises StoreUnusable."""
        return connect(self.path)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend a connection that sees one consistent state and cannot write. Raises StoreBusy."""
        try:
            connection = self._idle.get_nowait()
        except queue.Empty:
            connection = connect(self.path, read_only=True)
        try:
            connection.execute("BEGIN")
            yield connection
        except DatabaseError as error:
            raise StoreBusy(f"the database cannot be read now: {error}") from error
        finally:
            self._give_back(connection)

    def claim(self, connection: store.Connection, processes: Collection[str], *, patiently: bool) -> Claim:
        """Begin to write: nobody else does."""
        if self._owes_wipe:
            self.wipe(connection)
        connection.execute("BEGIN IMMEDIATE")
        return Claim()

    def exclude(self, connection: store.Connection) -> None:
        """Do nothing: nobody else writes."""

    def now(self, connection: store.Connection) -> datetime:
        """Return the present instant, by the clock that was given."""
        return self._now()

    def may_pass(self, error: Exception) -> bool:
        """Tell that waiting does not help: there is nobody else."""
        return False

    def is_undone(self, error: Exception) -> bool:
        """Tell that nobody knows what the disk holds after an error at the commit."""
        return False

    def wipe(self, connection: store.Connection) -> None:
        """Empty the write-ahead log: `secure_delete` has overwritten what was deleted in the file itself.

        Waits a while for whoever still reads an older state; where that takes too long, or fails, it is done before the
        next group of commands.
        """
        self._owes_wipe = True
        ((busy, _, _),) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._owes_wipe = bool(busy)

    def close(self) -> None:
        """Close what reads, and let others open the file."""
        while not self._idle.empty():
            self._idle.get().close()
        self._lock.release()

    def _give_back(self, connection: Connection) -> None:
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            self._idle.put_nowait(connection)
        except (DatabaseError, queue.Full):
            connection.close()


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


def _make_private(path: Path) -> None:
    """Make a file that only its owner may read, where there is none; what SQLite puts beside it is as private."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise StoreUnusable(f"the database {path} cannot be opened: {error.strerror or error}") from error


def _prepare(connection: Connection, *, read_only: bool) -> None:
    connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=1")
    connection.execute("PRAGMA secure_delete=1")
    if read_only:
        connection.execute("PRAGMA query_only=1")
