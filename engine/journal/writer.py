"""The one thread that writes. It takes what has queued, does each piece in turn, commits once, then answers everybody.

A piece that objects writes nothing. When the database objects, all is rolled back and the pieces are done one by one,
so that only the one at fault is told. An error at the commit leaves the outcome open, and says so.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from engine.errors import OutcomeUnknown, SluisError, StoreBusy, StoreUnusable
from engine.journal.fair import Closed, FairQueue, Full
from engine.journal.store import Everybody
from engine.journal.tables import LOCAL

if TYPE_CHECKING:
    from engine.journal.store import Claim, Connection, Store

T = TypeVar("T")
MOST_WAITING = 1_000
MOST_IN_ALL = 10_000
MOST_IN_GROUP = 64
MOST_MISSES = 3
MOST_TRIES = 5
PAUSE_SECONDS = 0.005
CLOSING = "the store is closing"
MISSED = "another replica is at work on this process; try again in a moment"
DOUBT = "the commit failed and may have been written: retry with the same key"
UNLISTED = "it is written, but not on the list of erasures beside the database; retry with the same key"


class Unit(Protocol):
    """What a group of pieces writes together. `is_dirty`: something was written already, past what can be left out."""

    is_dirty: bool

    def turn_to(self, whose: str | Everybody) -> None:
        """Work for an organisation from here on: rows of others are not there."""

    def flush(self) -> None:
        """Write what was gathered."""

    def publish(self) -> None:
        """Let others see what is committed now."""

    def settle(self) -> None:
        """Put down elsewhere what has to be on disk before anybody is answered. Raises SluisError."""


U = TypeVar("U", bound=Unit)


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What a piece of work answers once it is committed. An error as answer is raised then."""

    answer: T | SluisError


@dataclass(slots=True)
class _Job(Generic[U]):
    """A piece of work that waits; `process` is whose family it locks, `misses` how often another replica had it."""

    work: Callable[[U], Done[Any]]
    process: str | None
    organisation: str | Everybody
    future: Future[Any] = field(default_factory=Future)
    misses: int = 0

    @property
    def turn(self) -> str:
        """With whose work it takes turns."""
        return "" if isinstance(self.organisation, Everybody) else self.organisation


class _Objected(Exception):
    """The group came to nothing. `answer` is for whoever did it alone; `passing`: worth another try."""

    def __init__(self, answer: Exception, *, passing: bool) -> None:
        super().__init__(str(answer))
        self.answer, self.passing = answer, passing


class Writer(Generic[U]):
    """Owns the writing connection. `unit` begins a group on it; `forget` drops what may be stale after an error."""

    def __init__(
        self,
        store: Store,
        unit: Callable[[Connection, Claim], U],
        forget: Callable[[], None],
        waiting: int = MOST_WAITING,
    ) -> None:
        self._store, self._unit, self._forget = store, unit, forget
        self._connection: Connection | None = store.connect()
        self._queue: FairQueue[_Job[U]] = FairQueue(waiting, max(waiting, MOST_IN_ALL))
        self._thread = threading.Thread(target=self._run, name="sluis-writer", daemon=True)
        self._thread.start()

    def do(self, work: Callable[[U], Done[T]], process: str | None = None, organisation: str | Everybody = LOCAL) -> T:
        """Do a piece of work and return its answer once it is safe on disk.

        Raises whatever the work raises (nothing is written then), StoreBusy when too much waits already or the database
        refuses, OutcomeUnknown when the commit itself failed.
        """
        return self.send(work, process, organisation).result()

    def send(
        self, work: Callable[[U], Done[T]], process: str | None = None, organisation: str | Everybody = LOCAL
    ) -> Future[T]:
        """Queue a piece of work and return at once; the answer of `do` comes later. Raises StoreBusy."""
        job = _Job(work, process, organisation)
        try:
            self._queue.put(job.turn, job)
        except Closed as closed:
            raise StoreBusy(CLOSING) from closed
        except Full as full:
            raise StoreBusy("too many commands are waiting; try again in a moment") from full
        return job.future

    def is_full(self, organisation: str = LOCAL) -> bool:
        """Tell whether no more work of an organisation can wait."""
        return self._queue.is_full(organisation)

    def waiting(self) -> int:
        """Return how many pieces of work wait."""
        return len(self._queue)

    def close(self) -> None:
        """Finish what waits, then stop. Whatever comes later is refused."""
        self._queue.close()
        self._thread.join()

    def _run(self) -> None:
        while jobs := self._queue.take(MOST_IN_GROUP):
            try:
                self._serve(jobs)
            except Exception as error:  # noqa: BLE001 - whoever waits must get an answer, and the thread must live
                self._undo()
                self._forget()
                for job in jobs:
                    if not job.future.done():
                        job.future.set_exception(error)
        self._drop_connection()

    def _serve(self, jobs: Sequence[_Job[U]]) -> None:
        """Do pieces together, save those that other replicas kept from us too often: these wait for their turn."""
        patient = [job for job in jobs if job.misses >= MOST_MISSES]
        self._together([job for job in jobs if job.misses < MOST_MISSES])
        for job in patient:
            self._alone(job)

    def _together(self, jobs: Sequence[_Job[U]]) -> None:
        try:
            missed = self._transaction(jobs, patiently=False) if jobs else []
        except _Objected as objected:
            if len(jobs) == 1 and not objected.passing:
                jobs[0].future.set_exception(objected.answer)
                return
            for job in jobs:
                self._alone(job)
            return
        if missed:
            for job in missed:
                job.misses += 1
            _pause(1)
            self._queue.put_back((job.turn, job) for job in missed)

    def _alone(self, job: _Job[U]) -> None:
        """Do one piece in a transaction of its own, again where two replicas merely met."""
        for attempt in range(1, MOST_TRIES + 1):
            try:
                self._transaction([job], patiently=True)
            except _Objected as objected:
                if attempt == MOST_TRIES or not objected.passing:
                    job.future.set_exception(objected.answer)
                    return
                _pause(2**attempt)
            else:
                return

    def _transaction(self, jobs: Sequence[_Job[U]], *, patiently: bool) -> list[_Job[U]]:
        """Do pieces in one transaction and answer them; returns those whose family another replica is at work on.

        Raises _Objected, with nothing written and nobody answered.
        """
        try:
            connection = self._open_connection()
            claim = self._claim(connection, jobs, patiently=patiently)
            unit = self._unit(connection, claim)
            held = [job for job in jobs if job.process not in claim.missed]
            answers = [(job, self._attempt(job, unit)) for job in held]
            unit.flush()
        except _Objected:
            self._undo()
            if len(jobs) > 1:
                self._forget()  # one of them may remember what another wrote, and was not committed
            raise
        except (self._store.errors, StoreUnusable) as error:
            raise self._objection(error) from error
        if self._is_committed(connection, held):
            self._publish(unit)
            self._tell(unit, answers)
        return [job for job in jobs if job.process in claim.missed]

    def _claim(self, connection: Connection, jobs: Sequence[_Job[U]], *, patiently: bool) -> Claim:
        """Begin a transaction on the families of pieces. Raises _Objected for one made anew while we waited for it."""
        whose = frozenset(job.organisation for job in jobs if isinstance(job.organisation, str))
        claim = self._store.claim(connection, {job.process for job in jobs if job.process}, whose, patiently=patiently)
        if patiently and claim.missed:
            raise _Objected(StoreBusy(MISSED), passing=True)
        return claim

    def _attempt(self, job: _Job[U], unit: U) -> Done[Any] | SluisError:
        """Do a piece, or return its objection. Raises _Objected when the group cannot leave out what it did so far."""
        try:
            unit.turn_to(job.organisation)
            return job.work(unit)
        except (self._store.errors, StoreUnusable):
            raise
        except Exception as error:
            if isinstance(error, SluisError) and not unit.is_dirty:
                return error
            raise _Objected(error, passing=False) from error

    def _objection(self, error: Exception) -> _Objected:
        self._undo()
        self._forget()
        told = str(error).partition("\n")[0]
        busy = StoreBusy("the database refused, and nothing was written", why=told)
        return _Objected(busy, passing=self._store.may_pass(error))

    def _is_committed(self, connection: Connection, jobs: Sequence[_Job[U]]) -> bool:
        """Commit; where that fails nobody knows what was written, and everybody is told so."""
        try:
            connection.execute("COMMIT")
        except self._store.errors as error:
            if self._store.is_undone(error):
                raise self._objection(error) from error
            self._drop_connection()
            self._forget()
            for job in jobs:
                job.future.set_exception(OutcomeUnknown(DOUBT))
            return False
        return True

    def _publish(self, unit: U) -> None:
        """Let others see what is committed. What cannot be shown is forgotten, and read again by whoever asks."""
        try:
            unit.publish()
        except Exception:  # noqa: BLE001 - it is committed, so it must be answered
            self._forget()

    def _tell(self, unit: U, answers: Sequence[tuple[_Job[U], Done[Any] | SluisError]]) -> None:
        """Answer everybody, once what has to stand elsewhere as well is there."""
        try:
            unit.settle()
        except SluisError as error:  # whatever it is: it is written
            for job, _ in answers:
                job.future.set_exception(OutcomeUnknown(UNLISTED, why=str(error)))
            return
        for job, answer in answers:
            _answer(job, answer)

    def _open_connection(self) -> Connection:
        if self._connection is None:
            self._connection = self._store.connect()
        return self._connection

    def _undo(self) -> None:
        """Roll back; a connection that cannot is thrown away."""
        try:
            if self._connection and self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except self._store.errors:
            self._drop_connection()

    def _drop_connection(self) -> None:
        """Let the connection go, rolling back what was not committed; the next work opens another."""
        connection, self._connection = self._connection, None
        with suppress(self._store.errors):
            if connection:
                connection.close()


def _answer(job: _Job[Any], answer: Done[Any] | SluisError) -> None:
    told = answer.answer if isinstance(answer, Done) else answer
    if isinstance(told, Exception):
        job.future.set_exception(told)
    else:
        job.future.set_result(told)


def _pause(times: float) -> None:
    """Wait a moment by chance, so that two replicas do not keep meeting."""
    time.sleep(random.uniform(0, PAUSE_SECONDS * times))  # noqa: S311 - no secret
