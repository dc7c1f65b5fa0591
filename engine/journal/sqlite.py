"""SQLite as the store: one file, one process that owns it, each commit on disk before it is answered."""

from __future__ import annotations

import os
import queue
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import StoreBusy, StoreUnusable
from engine.journal.lock import FileLock
from engine.journal.migrate import upgrade_file
from engine.journal.sqlite_file import DatabaseError, connect, path_of
from engine.journal.store import Claim, Clock, Whose

if TYPE_CHECKING:
    from sqlite3 import Connection

    from engine.journal import store

IDLE = 8


class SqliteStore:
    """A database in a file, locked for this process until `close`. `now` is the clock that decides."""

    errors = DatabaseError
    shares = False

    def __init__(self, url: str, now: Clock, url_of_server: str = "") -> None:
        self.path = path_of(url)
        self.name = f"the database {self.path}"
        self.key_file: Path | None = self.path.with_name(f"{self.path.name}.key")
        self.erasure_file: Path | None = self.path.with_name(f"{self.path.name}.erasures")
        self._now = now
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(self.path, url_of_server)
        self._owes_wipe = True  # whoever had the file before may have been stopped between a commit and this
        self._idle: queue.LifoQueue[Connection] = queue.LifoQueue(IDLE)

    def upgrade(self) -> None:
        """Bring the schema to that of this release. Raises StoreUnusable."""
        _make_private(self.path)
        try:
            upgrade_file(self.path)
        except DatabaseError as error:
            raise StoreUnusable(f"{self.name} cannot be read: {error}") from error

    def warnings(self) -> list[str]:
        """Return nothing: a file keeps nothing apart, and nobody expects it to."""
        return []

    def connect(self) -> Connection:
        """Open the connection that writes. Raises StoreUnusable."""
        return connect(self.path)

    @contextmanager
    def reading(self, whose: Whose) -> Iterator[Connection]:
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

    def claim(
        self, connection: store.Connection, processes: Collection[str], whose: frozenset[str], *, patiently: bool
    ) -> Claim:
        """Begin to write: nobody else does."""
        if self._owes_wipe:
            self.wipe(connection)
        connection.execute("BEGIN IMMEDIATE")
        return Claim(whose=whose)

    def keep_to(self, connection: store.Connection, whose: Whose) -> None:
        """Do nothing: SQLite keeps no rows apart."""

    def exclude(self, connection: store.Connection) -> None:
        """Do nothing: nobody else writes."""

    def now(self, connection: store.Connection) -> datetime:
        """Return the present instant, by the clock that was given."""
        return self._now()

    def drift(self, connection: store.Connection) -> timedelta:
        """Return none: there is one clock."""
        return timedelta()

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


def _make_private(path: Path) -> None:
    """Make a file that only its owner may read, where there is none; what SQLite puts beside it is as private."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise StoreUnusable(f"the database {path} cannot be opened: {error.strerror or error}") from error
