"""The one thread that writes. Work queues up and is done in order, each in a transaction of its own.

Answers come only after the commit. What others may see of the work (caches) is published after it too.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from engine.errors import OutcomeUnknown, StoreBusy
from engine.journal.sqlite import DatabaseError

if TYPE_CHECKING:
    from sqlite3 import Connection

T = TypeVar("T")
MOST_WAITING = 1_000


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What a piece of work answers, and what is to happen once it is committed."""

    answer: T
    publish: Callable[[], None] = lambda: None


Work = Callable[["Connection"], Done[Any]]


class Writer:
    """Owns the writing connection. `connect` opens it, again after an error; `forget` drops what may be stale then."""

    def __init__(
        self, connect: Callable[[], Connection], forget: Callable[[], None], waiting: int = MOST_WAITING
    ) -> None:
        self._connect, self._forget = connect, forget
        self._connection = connect()
        self._queue: queue.Queue[tuple[Work, Future[Any]] | None] = queue.Queue(waiting)
        self._closed = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="sluis-writer", daemon=True)
        self._thread.start()

    def do(self, work: Callable[[Connection], Done[T]]) -> T:
        """Do a piece of work in a transaction and return its answer once it is safe on disk.

        Raises whatever the work raises (nothing is written then), StoreBusy when too much waits already, OutcomeUnknown
        when the commit itself failed.
        """
        future: Future[T] = Future()
        if not self._thread.is_alive():
            raise StoreBusy("the store is closing")
        try:
            self._queue.put_nowait((work, future))
        except queue.Full as full:
            raise StoreBusy("too many commands are waiting; try again in a moment") from full
        return future.result()

    def is_full(self) -> bool:
        """Tell whether no more work can wait."""
        return self._queue.full()

    def close(self) -> None:
        """Finish what waits, then stop."""
        with self._closed:
            if self._thread.is_alive():
                self._queue.put(None)
                self._thread.join()
                self._connection.close()

    def _run(self) -> None:
        while (job := self._queue.get()) is not None:
            work, future = job
            try:
                done = self._in_transaction(work)
            except Exception as error:  # noqa: BLE001 - whatever went wrong belongs to the caller that waits for it
                future.set_exception(error)
            else:
                done.publish()
                future.set_result(done.answer)
        self._refuse_the_rest()

    def _refuse_the_rest(self) -> None:
        while not self._queue.empty():
            if job := self._queue.get():
                job[1].set_exception(StoreBusy("the store is closing"))

    def _in_transaction(self, work: Work) -> Done[Any]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            done = work(self._connection)
        except BaseException:
            self._undo()
            raise
        try:
            self._connection.execute("COMMIT")
        except DatabaseError as error:
            self._undo()
            raise OutcomeUnknown("the commit failed and may have been written: retry with the same key") from error
        return done

    def _undo(self) -> None:
        """Roll back; a connection that cannot is thrown away, and with it everything that was remembered."""
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except DatabaseError:
            self._connection.close()
            self._connection = self._connect()
        self._forget()
