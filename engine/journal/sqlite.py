"""SQLite as the store: one file, one process that owns it, each commit on disk before it is answered."""

from __future__ import annotations

import os
import queue
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import StoreBusy, StoreUnusable
from engine.journal.leftovers import Leftovers, logged_pages
from engine.journal.lock import FileLock
from engine.journal.migrate import upgrade_file
from engine.journal.sqlite_file import AT_WORK, CLEARED, DatabaseError, connect, path_of
from engine.journal.store import Claim, Clock, Whose

if TYPE_CHECKING:
    from sqlite3 import Connection

    from engine.journal import store

IDLE = 8
MOST_LOGGED, LOOKED_EVERY = 1_000, 8  # pages, commits
"""How many pages wait in the write-ahead log before they are put into the file."""


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
        self._leftovers, self._log = Leftovers(self.path), self.path.with_name(f"{self.path.name}-wal")
        self._unloads = 0
        self._is_cleared = self._is_marked = self._is_written = False  # until `upgrade` finds that the file says so
        self._idle: queue.LifoQueue[Connection] = queue.LifoQueue(IDLE)

    def upgrade(self) -> None:
        """Bring the schema to that of this release. Raises StoreUnusable."""
        _make_private(self.path)
        try:
            upgrade_file(self.path)
            with closing(connect(self.path, read_only=True)) as connection:
                ((mark,),) = connection.execute("PRAGMA user_version").fetchall()
        except DatabaseError as error:
            raise StoreUnusable(f"{self.name} cannot be read: {error}") from error
        self._is_cleared = self._is_marked = mark == CLEARED

    def warnings(self) -> list[str]:
        """Return nothing: a file keeps nothing apart, and nobody expects it to."""
        return []

    def connect(self) -> Connection:
        """Open the connection that writes. Only `wipe` and `unload` put pages into the file. Raises StoreUnusable."""
        connection = connect(self.path)
        connection.execute("PRAGMA wal_autocheckpoint=0")
        if self._is_written:  # with the one before, pages may have gone into the file unseen
            self._is_cleared = False
        self._is_written = True
        return connection

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
        if self._is_marked:
            connection.execute(f"PRAGMA user_version={AT_WORK}")
            self._is_marked = False
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
        """Empty the write-ahead log, and clear the pages it held.

        `secure_delete` overwrites what is deleted, and not what rows leave behind where they are moved.
        Waits a while for whoever still reads an older state; where that takes too long, or fails, it is done before the
        next group of commands. Raises StoreUnusable.
        """
        self._owes_wipe = True
        self._owes_wipe = self._put_into_file(connection, "TRUNCATE")

    def unload(self, connection: store.Connection) -> None:
        """Put pages into the file where many wait in the log, as SQLite would by itself at a commit.

        That is looked at now and then, as to look takes a tenth of what else a commit does. What fails here is tried
        again when it is next looked at.
        """
        self._unloads += 1
        if self._unloads % LOOKED_EVERY:
            return
        with suppress(DatabaseError, StoreUnusable):
            ((_, logged, put),) = connection.execute("PRAGMA wal_checkpoint(NOOP)").fetchall()
            if logged - put >= MOST_LOGGED:
                self._put_into_file(connection, "PASSIVE")

    def close(self) -> None:
        """Close what reads, and let others open the file."""
        if self._is_written:
            with suppress(DatabaseError, StoreUnusable), closing(connect(self.path)) as connection:
                self.wipe(connection)
                if not self._owes_wipe and not self._is_marked:
                    connection.execute(f"PRAGMA user_version={CLEARED}")
        while not self._idle.empty():
            self._idle.get().close()
        self._leftovers.close()
        self._lock.release()

    def _put_into_file(self, connection: store.Connection, how: str) -> bool:
        """Put pages from the log into the file and clear them there; tell whether somebody's reading hindered it.

        The log is read before it may be emptied.
        """
        pages = logged_pages(self._log) if self._is_cleared else None
        ((busy, _, _),) = connection.execute(f"PRAGMA wal_checkpoint({how})").fetchall()
        self._leftovers.clear(pages)
        self._is_cleared = self._is_cleared or not busy
        return bool(busy)

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
