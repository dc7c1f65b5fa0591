"""The store as a whole: the file and its lock, the writer, connections that only read, rows made anew from the log."""

from __future__ import annotations

import os
import queue
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from engine.errors import StoreBusy
from engine.journal.codec import NO_DIGEST
from engine.journal.ledger import SNAPSHOT_EVERY, Ledger, write_snapshot
from engine.journal.library import Library
from engine.journal.loading import check_end, history
from engine.journal.lock import FileLock
from engine.journal.migrate import upgrade
from engine.journal.rows import write_row
from engine.journal.sqlite import DatabaseError, connect, path_of
from engine.journal.writer import Done, Writer
from engine.process.fold import fold

if TYPE_CHECKING:
    from sqlite3 import Connection

    from engine.process.situation import Situation

IDLE = 8
SALT = 16


def random_salt() -> bytes:
    """Return 16 fresh bytes."""
    return os.urandom(SALT)


class Journal:
    """An open database. Close it to let others open it."""

    def __init__(self, url: str, now: Callable[[], datetime], ids: Callable[[], str], url_of_server: str = "") -> None:
        self.path = path_of(url)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._closed = False
        self._lock = FileLock(self.path, url_of_server)
        try:
            upgrade(self.path)
            self.library = Library()
            self.ledger = Ledger(self.library, now, ids, random_salt)
            self.writer = Writer(lambda: connect(self.path), self.ledger.cache.clear)
        except BaseException:
            self._lock.release()
            raise
        self._idle: queue.LifoQueue[Connection] = queue.LifoQueue(IDLE)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend a connection that sees one consistent state and cannot write."""
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

    def _give_back(self, connection: Connection) -> None:
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            self._idle.put_nowait(connection)
        except (DatabaseError, queue.Full):
            connection.close()

    def rebuild(self) -> None:
        """Drop every row and snapshot that follows from the log and make them anew. Raises LogBroken."""
        self.writer.do(self._rebuilt)
        self.ledger.cache.clear()

    def close(self) -> None:
        """Finish what waits and let the file go; closing again does nothing."""
        if self._closed:
            return
        self._closed = True
        self.writer.close()
        while not self._idle.empty():
            self._idle.get().close()
        self._lock.release()

    def _rebuilt(self, connection: Connection) -> Done[None]:
        connection.execute("DELETE FROM snapshot")
        processes = connection.execute("SELECT id FROM process UNION SELECT process FROM event ORDER BY 1").fetchall()
        for (process,) in processes:
            self._rebuild_one(connection, process)
        return Done(None)

    def _rebuild_one(self, connection: Connection, process: str) -> None:
        situation: Situation | None = None
        snapshot, head = None, NO_DIGEST
        for stored in history(connection, process, 0, head):
            situation, head = fold(situation, stored.event), stored.digest
            snapshot = situation if situation.order % SNAPSHOT_EVERY == 0 else snapshot
        check_end(connection, process, situation.order if situation else 0, head)
        connection.execute("DELETE FROM process WHERE id=?", (process,))
        if situation:
            method = self.library.get(connection, situation.method, situation.version)
            write_row(connection, method, situation, head)
        if snapshot:
            write_snapshot(connection, snapshot)
