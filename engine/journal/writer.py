"""The one thread that writes. Work queues up and is done in order, each in a transaction of its own.

Answers come only after the commit. What others may see of the work (caches) is published after it too.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from engine.errors import OutcomeUnknown, SluisError, StoreBusy
from engine.journal.sqlite import DatabaseError, StoreUnusable

if TYPE_CHECKING:
    from sqlite3 import Connection

T = TypeVar("T")
MOST_WAITING = 1_000
CLOSING = "the store is closing"


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What a piece of work answers, and what is to happen once it is committed. An error as answer is raised then."""

    answer: T | SluisError
    publish: Callable[[], None] = lambda: None


Work = Callable[["Connection"], Done[Any]]


class Writer:
    """Owns the writing connection. `connect` opens it, again after an error; `forget` drops what may be stale then."""

    def __init__(
        self, connect: Callable[[], Connection], forget: Callable[[], None], waiting: int = MOST_WAITING
    ) -> None:
        self._connect, self._forget = connect, forget
        self._connection: Connection | None = connect()
        self._queue: queue.Queue[tuple[Work, Future[Any]] | None] = queue.Queue(waiting)
        self._door, self._is_open = threading.Lock(), True
        self._thread = threading.Thread(target=self._run, name="sluis-writer", daemon=True)
        self._thread.start()

    def do(self, work: Callable[[Connection], Done[T]]) -> T:
        """Do a piece of work in a transaction and return its answer once it is safe on disk.

        Raises whatever the work raises (nothing is written then), StoreBusy when too much waits already or the database
        refuses, OutcomeUnknown when the commit itself failed.
        """
        return self.send(work).result()

    def send(self, work: Callable[[Connection], Done[T]]) -> Future[T]:
        """Queue a piece of work and return at once; the answer of `do` comes later. Raises StoreBusy."""
        future: Future[T] = Future()
        with self._door:
            if not self._is_open:
                raise StoreBusy(CLOSING)
            try:
                self._queue.put_nowait((work, future))
            except queue.Full as full:
                raise StoreBusy("too many commands are waiting; try again in a moment") from full
        return future

    def is_full(self) -> bool:
        """Tell whether no more work can wait."""
        return self._queue.full()

    def close(self) -> None:
        """Finish what waits, then stop. Whatever comes later is refused."""
        with self._door:
            was_open, self._is_open = self._is_open, False
        if was_open:
            self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (job := self._queue.get()) is not None:
            work, future = job
            try:
                done = self._in_transaction(work)
                done.publish()
            except Exception as error:  # noqa: BLE001 - whatever went wrong belongs to the caller that waits for it
                future.set_exception(error)
            else:
                _answer(future, done.answer)
        self._drop_connection()

    def _in_transaction(self, work: Work) -> Done[Any]:
        try:
            connection = self._begun()
            done = work(connection)
        except (DatabaseError, StoreUnusable) as error:
            self._undo()
            self._forget()
            raise StoreBusy(f"the database refused, and nothing was written: {error}") from error
        except BaseException:
            self._undo()
            raise
        try:
            connection.execute("COMMIT")
        except DatabaseError as error:
            self._drop_connection()
            self._forget()
            raise OutcomeUnknown("the commit failed and may have been written: retry with the same key") from error
        return done

    def _begun(self) -> Connection:
        if self._connection is None:
            self._connection = self._connect()
        self._connection.execute("BEGIN IMMEDIATE")
        return self._connection

    def _undo(self) -> None:
        """Roll back; a connection that cannot is thrown away."""
        try:
            if self._connection and self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except DatabaseError:
            self._drop_connection()

    def _drop_connection(self) -> None:
        """Let the connection go, rolling back what was not committed; the next work opens another."""
        connection, self._connection = self._connection, None
        with suppress(DatabaseError):
            if connection:
                connection.close()


def _answer(future: Future[Any], answer: object) -> None:
    if isinstance(answer, SluisError):
        future.set_exception(answer)
    else:
        future.set_result(answer)
