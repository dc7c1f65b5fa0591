"""How long the logs of processes are by now, asked for by many readers at once and answered with one query.

Where replicas share a database, what one of them remembers may be old: a poll asks only for the length, and only what
was added is read. With it comes what time it is there: by that, not by the clock of each replica, something is due.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING

from engine.errors import StoreBusy
from engine.journal.fair import Closed, FairQueue, Full

if TYPE_CHECKING:
    from datetime import datetime

    from engine.journal.store import Store

MOST_AT_ONCE = 128
MOST_WAITING = 10_000


class Versions:
    """Answers questions for the length of a log. Each sees everything committed before it was asked."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._queue: FairQueue[tuple[str, str, Future[tuple[int, datetime]]]] = FairQueue(MOST_WAITING, MOST_WAITING)
        self._thread = threading.Thread(target=self._run, name="sluis-versions", daemon=True)
        self._thread.start()

    def length(self, process: str, organisation: str) -> tuple[int, datetime]:
        """Return how many events a process of an organisation has, 0 where it has none, and when. Raises StoreBusy."""
        future: Future[tuple[int, datetime]] = Future()
        try:
            self._queue.put("", (process, organisation, future))
        except (Closed, Full) as error:
            raise StoreBusy("too many are reading; try again in a moment") from error
        return future.result()

    def close(self) -> None:
        """Answer who waits, then stop."""
        self._queue.close()
        self._thread.join()

    def _run(self) -> None:
        while asked := self._queue.take(MOST_AT_ONCE):
            try:
                lengths, at = self._lengths(
                    {process for process, _, _ in asked}, frozenset(whose for _, whose, _ in asked)
                )
            except Exception as error:  # noqa: BLE001 - whoever waits must get an answer, and the thread must live
                for _, _, future in asked:
                    future.set_exception(error)
            else:
                for process, _, future in asked:
                    future.set_result((lengths.get(process, 0), at))

    def _lengths(self, processes: set[str], whose: frozenset[str]) -> tuple[dict[str, int], datetime]:
        marks = ",".join("?" * len(processes))
        with self._store.reading(whose) as connection:
            query = f"SELECT id, length FROM process WHERE id IN ({marks})"  # noqa: S608 - only marks
            return dict(connection.execute(query, tuple(processes)).fetchall()), self._store.now(connection)
